"""The promise of the search: what a scan of the texts finds, and how far it reads for a page of it."""

import random
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest

from events_svc.database import is_postgres, rows
from events_svc.media import search, tokens
from events_svc.media.models import Recording
from events_svc.media.places import place
from events_svc.media.recording_models import RecordingTokens
from events_svc.media.search import Wanted
from tests.accounts.factories import make_organisation

MANY = 300
WORDS = [
    "论坛",
    "孪生",
    "数字",
    "机器人",
    "第",
    "届",
    "12",
    "AI",
    "robot ",
    "fish ",
    "的",
    "，",
    " ",
]

pytestmark = pytest.mark.usefixtures("database")


async def _fill() -> dict[int, str]:
    """So many recordings with texts of these words; by id, the text as the search compares it."""
    chance = random.Random(11)
    organisation = await make_organisation()
    first = datetime(2020, 1, 1, tzinfo=UTC)
    made = [
        Recording(
            organisation=organisation,
            slug=f"r{number}",
            title={"zh": "".join(chance.choices(WORDS, k=12))},
            recorded_at=first + timedelta(minutes=chance.randrange(10**6)),
            published_at=first,
        )
        for number in range(MANY)
    ]
    await Recording.bulk_create(made)
    stored = await Recording.all()
    await RecordingTokens.bulk_create(
        [
            RecordingTokens(
                id=place(one.recorded_at, one.id),
                recording_id=one.id,
                tokens=tokens.document(one.title.values()),
            )
            for one in stored
        ]
    )
    return {one.id: tokens.folded(one.title["zh"]) for one in stored}


async def _ids(words: str, *, limit: int = MANY) -> list[int]:
    return await search.matching(Wanted(words), None, limit=limit)


async def test_all_pairs_of_characters_are_found_as_a_scan_finds_them() -> None:
    texts = await _fill()
    pairs = {a + b for text in texts.values() for a, b in pairwise(text) if min(a, b) > "\u3400"}
    mixed = ["第12", "12届", "届ai", "ai论", "论坛 robot", "坛的论", "12", "ro", "fi", "a", "的"]

    wrong = []
    for words in [*sorted(pairs), *mixed]:
        scanned = [tokens.pattern(part) for part in words.split()]
        assert all(scanned)
        expected = {
            key
            for key, text in texts.items()
            if all(one is not None and one.search(text) for one in scanned)
        }
        if {*await _ids(words)} != expected:
            wrong.append(words)
    assert (wrong, len(pairs) > 30) == ([], True)


async def test_a_page_is_the_newest_of_all_that_match() -> None:
    await _fill()
    everything = await Recording.filter(id__in=await _ids("论坛"))
    newest = sorted(everything, key=lambda one: -place(one.recorded_at, one.id))

    assert {*await _ids("论坛", limit=5)} == {one.id for one in newest[:5]}


async def test_what_nearly_all_texts_say_is_neither_sorted_nor_read_as_a_whole() -> None:
    """SQLite walks the places from the newest; PostgreSQL keeps the tokens apart from the places."""
    if is_postgres():
        (kept,) = await rows("SELECT reloptions FROM pg_class WHERE relname = 'recording_tokens'")
        assert kept["reloptions"] == ["toast_tuple_target=128"]
        return
    plan = await rows(
        "EXPLAIN QUERY PLAN SELECT rowid AS place FROM recording_search "
        "WHERE recording_search MATCH $1 AND rowid < $2 ORDER BY 1 DESC LIMIT 25",
        [tokens.fts5(tokens.terms("论坛")), 2**62],
    )
    assert [row["detail"] for row in plan if "TEMP B-TREE" in row["detail"]] == []
