"""Search in the databases themselves."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest

from events_svc.media import chapters, check, index, recordings, subtitles
from events_svc.media.chapters import Part
from events_svc.media.models import Recording, SourceKind
from events_svc.media.recording_models import RecordingTokens
from events_svc.media.recordings import Entry
from events_svc.media.search import Wanted
from events_svc.media.sources import Link
from events_svc.media.subtitles import Subtitles
from events_svc.media.tokens import folded
from events_svc.media.transcripts import Hit
from events_svc.media.vtt import Cue, written
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


SAID = ["今天谈数字孪", "生与机器人。", "The robots learn", "第12届论坛在Ａ馆"]


async def _say(recording: Recording, texts: list[str]) -> None:
    cues = [Cue(1000 * n, 1000 * n + 900, text) for n, text in enumerate(texts)]
    await subtitles.put(recording, Subtitles("zh", written(cues).encode()))


async def test_every_pair_of_a_transcript_is_found_as_a_substring_scan_finds_it() -> None:
    titles = await _publish_all(TITLES[:3])
    await _say(await Recording.get(slug="r0"), SAID)
    key = (await Recording.get(slug="r0")).id
    texts = {i: folded(title) for i, title in titles.items()}
    texts[key] += "\n" + folded("今天谈数字孪生与机器人。 the robots learn 第12届论坛在a馆")
    pairs = {a + b for text in texts.values() for a, b in pairwise(text) if min(a, b) >= "\u4e00"}

    for words in [*sorted(pairs), "字孪生", "第12", "12届", "在a", "a馆", "th", "le"]:
        assert await _ids(words) == {i for i, text in texts.items() if words in text}, words


async def test_a_word_of_the_transcript_is_found_at_its_second_once_it_is_said() -> None:
    await _publish_all(TITLES[:1])
    recording = await Recording.get()
    assert await _ids("孪生") == set()

    await _say(recording, SAID)

    found = await index.find(Wanted("孪生"))
    said = {key: [(one.language, one.hits) for one in told] for key, told in found.spoken.items()}
    assert said == {recording.id: [("zh", [Hit(0, "今天谈数字孪生与机器人。")])]}


async def test_subtitles_that_are_gone_or_replaced_are_not_found() -> None:
    await _publish_all(TITLES[:1])
    recording = await Recording.get()
    await _say(recording, SAID)
    await _say(recording, ["别的"])
    assert (await _ids("孪生"), await _ids("别的")) == (set(), {recording.id})

    await subtitles.remove(recording, "zh", subtitles.TrackKind.SUBTITLES)

    assert await _ids("别的") == set()


async def test_chapters_and_tags_are_found() -> None:
    await _publish_all(TITLES[:1])
    recording = await Recording.get()

    await recordings.change(
        recording,
        Entry(title=recording.title, recorded_at=recording.recorded_at, tags=["产业链"]),
    )
    await chapters.replace(recording, [Part(0, {"en": "Questions"})])

    assert await _ids("产业 questions") == {recording.id}


async def test_a_search_stays_within_its_series_and_event() -> None:
    made = await _publish_all(TITLES[:2])

    assert (await index.find(Wanted("论", series_id=7))).recordings == []
    assert (await index.find(Wanted("孪生", event_id=7))).recordings == []
    assert await _ids("孪生") == {[*made][1]}


async def test_pages_do_not_lose_what_was_recorded_within_one_minute() -> None:
    made = await _publish_all(["机器人"] * 3)
    for number, second in enumerate([50, 30, 10]):
        moment = datetime(2022, 1, 1, 8, 0, second, tzinfo=UTC)
        await recordings.change(
            await Recording.get(slug=f"r{number}"),
            Entry(title={"zh": "机器人"}, recorded_at=moment, slug=f"r{number}"),
        )

    first = await index.find(Wanted("机器"), limit=2)
    second = await index.find(Wanted("机器"), cursor=first.next or "", limit=2)

    seen = [recording.id for recording in [*first.recordings, *second.recordings]]
    assert seen == sorted(made, reverse=True)


async def test_the_audit_names_what_is_not_found_and_what_should_not_be() -> None:
    made = [*await _publish_all(TITLES[:3])]
    await RecordingTokens.filter(recording_id=made[0]).delete()
    await Recording.filter(id=made[1]).update(published_at=None)

    assert await check.broken() == [
        f"recording {made[0]} has no search tokens",
        f"recording {made[1]} is found by the search and is not public",
    ]
