"""Search in the databases themselves."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest

from events_svc.media import index, recordings
from events_svc.media.index import Wanted
from events_svc.media.models import Recording, SourceKind
from events_svc.media.recordings import Entry
from events_svc.media.sources import Link
from events_svc.media.tokens import folded
from tests.accounts.factories import make_organisation

TITLES = [
    "恰佩克青年科学家线上论坛",
    "数字孪生驱动的产线调试",
    "孪生子与机器人：坛上论道",
    "仿生机器人的感知与控制 Bionic Robots",
    "AI 大模型 in 2022",
    "Čapek’s R.U.R.",
]

pytestmark = pytest.mark.usefixtures("database")


async def _publish_all(titles: list[str] = TITLES) -> dict[int, str]:
    organisation = await make_organisation()
    made = {}
    for number, title in enumerate(titles):
        at = datetime(2022, 1, 1, tzinfo=UTC) + timedelta(days=number)
        entry = Entry(title={"zh": title}, recorded_at=at, slug=f"r{number}")
        link = Link("file", f"https://media.example.org/{number}.mp4", kind=SourceKind.RECORDING)
        recording = await recordings.add(organisation, entry, links=[link])
        await recordings.publish(recording)
        made[recording.id] = title
    return made


async def _ids(words: str) -> set[int]:
    return {recording.id for recording in (await index.find(Wanted(words))).recordings}


async def test_every_pair_of_characters_is_found_as_a_substring_scan_finds_it() -> None:
    titles = await _publish_all()
    pairs = {
        a + b
        for title in TITLES
        for a, b in pairwise(title)
        if min(a, b) >= "\u4e00" and max(a, b) <= "\u9fff"
    }

    for words in ["论坛", "孪生", "坛论", "家线", *sorted(pairs)]:
        assert await _ids(words) == {i for i, title in titles.items() if words in title}, words


async def test_one_character_and_long_phrases_are_exact_too() -> None:
    titles = await _publish_all()

    for words in ["坛", "人", "器", "恰佩克", "机器人的感知", "学家线上论", "道"]:
        expected = {i for i, title in titles.items() if folded(words) in folded(title)}
        assert await _ids(words) == expected, words


async def test_words_are_found_by_their_beginning_without_case_or_accent() -> None:
    titles = await _publish_all()

    found = [
        {titles[i] for i in await _ids(words)} for words in ["ROB", "capek", "ai 大模型", "bots"]
    ]

    assert found == [{TITLES[3]}, {TITLES[5]}, {TITLES[4]}, set()]


async def test_a_changed_recording_is_found_by_its_new_words_alone() -> None:
    made = await _publish_all(TITLES[:1])
    recording = await Recording.get()

    await recordings.change(
        recording, Entry(title={"zh": "标准化培训"}, recorded_at=recording.recorded_at)
    )

    assert (await _ids("论坛"), await _ids("培训")) == (set(), {*made})


async def test_what_is_withdrawn_is_not_found() -> None:
    await _publish_all(TITLES[:1])

    await recordings.withdraw(await Recording.get())

    assert await _ids("论坛") == set()


async def test_pages_follow_each_other_without_gap_or_repetition() -> None:
    made = await _publish_all(["机器人"] * 5)
    seen, cursor = [], ""

    for _ in range(3):
        page = await index.find(Wanted("机器"), cursor=cursor, limit=2)
        seen += [recording.id for recording in page.recordings]
        cursor = page.next or ""

    assert (seen, cursor) == (sorted(made, reverse=True), "")


async def test_a_query_cannot_break_out_of_the_search_language() -> None:
    await _publish_all(TITLES[:1])

    for words in [
        '"',
        "NEAR(",
        "a AND",
        "tokens:",
        "'; DROP TABLE recording",
        "*",
        "论坛*^",
        "\x00",
    ]:
        await index.find(Wanted(words))

    assert await Recording.all().count() == 1
