"""What a list says of a recording, whatever dialect it was written in."""

import re
from dataclasses import dataclass, field
from datetime import datetime

from events_svc.media.attachments import File
from events_svc.media.sources import Link
from events_svc.schedule.importing.errors import NOWHERE, Place, Problem
from events_svc.text import Text

MOST_ROWS = 5_000
MOST_BYTES = 20 * 1024 * 1024

_LANGUAGES = {
    **{"zho": "zh", "chi": "zh", "cmn": "zh", "eng": "en", "deu": "de", "ger": "de"},
    **{"fra": "fr", "fre": "fr", "spa": "es", "rus": "ru", "jpn": "ja", "kor": "ko"},
    **{"ita": "it", "por": "pt", "ces": "cs", "cze": "cs", "pol": "pl", "nld": "nl"},
}


@dataclass(frozen=True, slots=True)
class Listed:
    """A recording of a list; what a list leaves blank says nothing. `origin` is what it is called there."""

    title: Text
    recorded_at: datetime
    place: Place = NOWHERE
    origin: str | None = None
    slug: str = ""
    abstract: Text = field(default_factory=dict)
    people: str = ""
    tags: tuple[str, ...] = ()
    language: str = ""
    duration_seconds: int | None = None
    licence: str = ""
    thumbnail_url: str = ""
    episode: int | None = None
    links: tuple[Link, ...] = ()
    files: tuple[File, ...] = ()


@dataclass(frozen=True, slots=True)
class Library:
    """All of a list, the dialect it was written in, and what is odd in it."""

    dialect: str
    recordings: list[Listed]
    odd: list[Problem] = field(default_factory=list)


def language(code: str) -> str:
    """A language of ISO 639-2 or 639-1, or two of them with a hyphen, in two letters each where known."""
    parts = re.split(r"[-_,/ ]+", code.strip().lower())[:2]
    return "-".join(_LANGUAGES.get(part, part[:8]) for part in parts if part.isalpha())


def worded(words: str, spoken: str) -> Text:
    """A text as it came, under the one of our two languages that it is in."""
    bare = words.strip()
    is_chinese = spoken.startswith("zh") or re.search(r"[\u4e00-\u9fff]", bare) is not None
    return {"zh" if is_chinese else "en": bare} if bare else {}
