"""A library of recordings with transcripts in Chinese and English, made of sentences of its own."""

import functools
import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta

from events_svc.accounts.models import Organisation
from events_svc.database import execute, in_transaction, is_postgres, rows
from events_svc.media import tokens, transcripts
from events_svc.media.models import Recording
from events_svc.media.places import place
from events_svc.media.recording_models import RecordingTokens, TextTrack
from events_svc.media.transcripts import Kept
from events_svc.media.vtt import Cue

SENTENCES, SPOKEN, TALKS = 3_000, 40, 1_000
BATCH = 500
FIRST = datetime(2015, 1, 1, tzinfo=UTC)
LETTERS = [chr(0x4E00 + 7 * number) for number in range(1_500)]
SYLLABLES = [
    "ro",
    "bo",
    "ti",
    "ca",
    "lo",
    "gi",
    "ma",
    "in",
    "to",
    "ne",
    "ra",
    "si",
    "mu",
    "de",
    "vi",
    "ke",
    "an",
    "el",
]
PARTICLES = ["的", "是", "在", "论坛", "孪生", "the", "and", "of"]


@dataclass(frozen=True, slots=True)
class Talk:
    """What is said in a recording: as the search finds it, and as it is kept."""

    tokens: str
    kept: Kept


async def fill(recordings: int, *, first: int = 0) -> None:
    """So many more published recordings, each with some forty sentences of its own and subtitles."""
    chance = random.Random(first)
    organisation, _ = await Organisation.get_or_create(
        slug="bench", defaults={"name": {"en": "Bench"}, "path": "/1/"}
    )
    spoken = talks()
    for start in range(first, first + recordings, BATCH):
        made = [_recording(organisation, n, chance) for n in range(start, start + BATCH)]
        async with in_transaction():
            await Recording.bulk_create(made)
            await _tell(made, chance.choices(spoken, k=len(made)))


@asynccontextmanager
async def unindexed() -> AsyncIterator[None]:
    """Inside, PostgreSQL keeps no index of what is said, and makes it at the end: minutes become seconds."""
    if not is_postgres():
        yield
        return
    name = "recording_tokens_search"
    (made,) = await rows("SELECT indexdef FROM pg_indexes WHERE indexname = $1", [name])
    await execute(f"DROP INDEX {name}")
    yield
    await execute(made["indexdef"])
    await execute(f"ALTER INDEX {name} ALTER COLUMN 1 SET STATISTICS 0")


async def _tell(made: list[Recording], spoken: list[Talk]) -> None:
    stored = await Recording.filter(slug__in=[one.slug for one in made]).values("id", "slug")
    keys = {row["slug"]: row["id"] for row in stored}
    pairs = [(one, keys[one.slug], said) for one, said in zip(made, spoken, strict=True)]
    await RecordingTokens.bulk_create([_tokens(*pair) for pair in pairs])
    await TextTrack.bulk_create([_track(key, said) for _, key, said in pairs])


@functools.cache
def talks() -> list[Talk]:
    """Talks of some forty sentences each."""
    chance = random.Random(7)
    pool = sentences(chance)
    return [_talk(chance.choices(pool, k=SPOKEN)) for _ in range(TALKS)]


def _talk(said: list[str]) -> Talk:
    cues = [Cue(3000 * n, 3000 * n + 2900, sentence) for n, sentence in enumerate(said)]
    kept = transcripts.kept(cues)
    return Talk(tokens.document([kept.folded]), kept)


def sentences(chance: random.Random) -> list[str]:
    """Sentences in which few words are said often and most are rare, as people speak."""
    words = [_word(chance) for _ in range(4_000)]
    weights = [1 / (rank + 5) for rank in range(len(words))]
    return [
        f"{chance.choice(PARTICLES)}{joint.join(chance.choices(words, weights, k=8))}，"
        for joint in chance.choices(["", " "], k=SENTENCES)
    ]


def _word(chance: random.Random) -> str:
    if chance.random() < 0.7:
        return "".join(chance.choices(LETTERS, k=chance.choice([1, 2, 2, 3])))
    return "".join(chance.choices(SYLLABLES, k=chance.choice([1, 2, 3, 4]))) + " "


def _recording(organisation: Organisation, number: int, chance: random.Random) -> Recording:
    at = FIRST + timedelta(hours=chance.randrange(80_000), minutes=number % 60)
    return Recording(
        organisation=organisation,
        slug=f"bench-{number}",
        title={"zh": f"第 {number} 期", "en": f"Episode {number}"},
        recorded_at=at,
        published_at=at,
    )


def _tokens(recording: Recording, key: int, talk: Talk) -> RecordingTokens:
    at = place(recording.recorded_at, key)
    return RecordingTokens(id=at, recording_id=key, tokens=talk.tokens)


def _track(key: int, talk: Talk) -> TextTrack:
    kept = asdict(talk.kept)
    return TextTrack(recording_id=key, language="zh", body="WEBVTT", digest="", **kept)
