"""Recordings by their words, on either engine, by the tokens that the application makes (media.tokens).

The rows of the search lie in the order of the index, the newest last. SQLite reads no more of them than a
page has; PostgreSQL sorts the places that it finds, which are narrow, and reads nothing else.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from events_svc.database import is_postgres, rows
from events_svc.media import tokens, transcripts
from events_svc.media.findable import marks
from events_svc.media.places import place
from events_svc.media.recording_models import RecordingTokens, TextTrack
from events_svc.media.tokens import Term
from events_svc.media.transcripts import Hit, Kept

After = tuple[datetime, int]  # recorded_at and id of the last one shown

_LAST = 2**63 - 1  # no place is beyond it


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a visitor asks for; blank = everything."""

    words: str = ""
    series_id: int | None = None
    event_id: int | None = None


@dataclass(frozen=True, slots=True)
class Spoken:
    """Where words are said in a recording, in one language."""

    language: str
    hits: list[Hit]


@dataclass(frozen=True, slots=True)
class _Condition:
    """The beginning of a statement, up to what the place is compared with, and its values."""

    sql: str
    values: list[Any]


async def matching(wanted: Wanted, after: After | None, *, limit: int) -> list[int]:
    """The ids of the newest public recordings in which all of the words stand, older than `after`."""
    asked = tokens.terms(wanted.words)
    if not asked:
        return []
    given = marks(series_id=wanted.series_id, event_id=wanted.event_id)
    asked += [Term((mark,)) for mark in given]
    begun = _postgres(asked) if is_postgres() else _sqlite(asked)
    values = [*begun.values, place(*after) if after else _LAST]
    found = await rows(f"{begun.sql} < ${len(values)} ORDER BY 1 DESC LIMIT {limit:d}", values)
    kept = RecordingTokens.filter(id__in=[row["place"] for row in found])
    return [row["recording_id"] for row in await kept.values("recording_id")]


async def spoken(words: str, recording_ids: Iterable[int]) -> dict[int, list[Spoken]]:
    """Where the words are said in these recordings: the best lines of each track that has any."""
    found: dict[int, list[Spoken]] = {}
    if tokens.pattern(words) is None:
        return found
    tracks = TextTrack.filter(recording_id__in=[*recording_ids]).order_by("recording_id", "id")
    for row in await tracks.values("recording_id", "language", "cues", "lines", "folded", "marks"):
        kept = Kept(row["cues"], row["lines"], row["folded"], row["marks"])
        if hits := transcripts.hits(words, kept):
            said = Spoken(row["language"], hits)
            found.setdefault(row["recording_id"], []).append(said)
    return found


def _sqlite(asked: list[Term]) -> _Condition:
    return _Condition(
        "SELECT rowid AS place FROM recording_search WHERE recording_search MATCH $1 AND rowid",
        [tokens.fts5(asked)],
    )


def _postgres(asked: list[Term]) -> _Condition:
    """The places sorted first, then the sequences: no more token strings are read than a page has."""
    sequences = tokens.sequences(asked)
    places = (
        "(SELECT id AS place FROM recording_tokens "
        "WHERE to_tsvector('simple', tokens) @@ to_tsquery('simple', $1) ORDER BY id DESC) found"
    )
    literal = "".join(f"strpos(t.tokens, ${n}) > 0 AND " for n in range(2, len(sequences) + 2))
    joined = "JOIN recording_tokens t ON t.id = found.place" if sequences else ""
    return _Condition(
        f"SELECT place FROM {places} {joined} WHERE {literal}place",  # noqa: S608 place holders only
        [tokens.tsquery(asked), *sequences],
    )
