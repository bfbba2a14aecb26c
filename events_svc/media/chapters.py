"""The chapters of a recording: written as lines of a time and a title, kept in their order."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from events_svc.database import in_transaction
from events_svc.media import findable
from events_svc.media.models import Recording
from events_svc.media.noting import note
from events_svc.media.recording_errors import ChaptersRefused, Wrong
from events_svc.media.recording_models import Chapter
from events_svc.media.vtt import clock
from events_svc.text import Text, in_language, text

MOST_CHAPTERS = 300
MOST_TITLE = 200
MOST_MS = 100 * 3600 * 1000

_TIME = re.compile(r"(?:(\d{1,2}):)?(\d{1,3}):(\d{2})(?:\.(\d{3}))?(?=\s|\Z)")


@dataclass(frozen=True, slots=True)
class Part:
    """A chapter: where it begins, and what it is called."""

    starts_ms: int
    title: Text


def read(words: str) -> list[Part]:
    """Chapters of lines `1:02:03 中文标题 | English title`; raises ChaptersRefused with every problem."""
    problems: list[Wrong] = []
    found: dict[int, Part] = {}
    for row, line in enumerate(words.splitlines(), 1):
        part = _part(line, row, problems) if line.strip() else None
        if part is not None and part.starts_ms in found:
            problems.append(Wrong(row, 1, "Another chapter begins at {value}.", line.split()[0]))
        elif part is not None:
            found[part.starts_ms] = part
    if len(found) > MOST_CHAPTERS:
        problems.append(Wrong(1, 1, "There are more than {value} chapters.", str(MOST_CHAPTERS)))
    if problems:
        raise ChaptersRefused(problems)
    return [found[start] for start in sorted(found)]


def lines(parts: Sequence[Part | Chapter]) -> str:
    """The chapters as `read` reads them."""
    return "\n".join(f"{short(part.starts_ms)} {_title(part.title)}" for part in parts)


def as_vtt(parts: Sequence[Part | Chapter], *, ends_ms: int, language: str) -> str:
    """The chapters as a WebVTT track in one language; the last one lasts until `ends_ms`."""
    starts = [part.starts_ms for part in parts]
    ends = [*starts[1:], max([ends_ms, *(start + 1000 for start in starts[-1:])])]
    blocks = [
        f"{clock(part.starts_ms)} --> {clock(end)}\n{_safe(in_language(part.title, language))}"
        for part, end in zip(parts, ends, strict=True)
    ]
    return "\n\n".join(["WEBVTT", *blocks]) + "\n"


def short(milliseconds: int) -> str:
    """`1:02:03` or `62:03.500` shortened: hours only where there are any, thousandths where needed."""
    seconds, rest = divmod(milliseconds, 1000)
    hours, minutes = seconds // 3600, seconds // 60 % 60
    whole = f"{hours}:{minutes:02}" if hours else str(minutes)
    return f"{whole}:{seconds % 60:02}{f'.{rest:03}' if rest else ''}"


async def replace(recording: Recording, parts: Sequence[Part]) -> None:
    """The recording has these chapters and no others, and is found by their titles."""
    async with in_transaction():
        await Recording.select_for_update().get(id=recording.id)
        await Chapter.filter(recording_id=recording.id).delete()
        await Chapter.bulk_create(
            [
                Chapter(recording_id=recording.id, starts_ms=part.starts_ms, title=part.title)
                for part in parts
            ]
        )
        await findable.refresh(recording.id)
        await note("chapters.replaced", recording, chapters=len(parts))


async def of_recording(recording_id: int) -> list[Chapter]:
    """The chapters in their order."""
    return await Chapter.filter(recording_id=recording_id).order_by("starts_ms")


def _part(line: str, row: int, problems: list[Wrong]) -> Part | None:
    begin = len(line) - len(line.lstrip())
    time = _TIME.match(line, begin)
    if time is None:
        problems.append(Wrong(row, begin + 1, "Here should be a time like 1:02:03."))
        return None
    hours, minutes, seconds, rest = (int(part or 0) for part in time.groups())
    if seconds > 59 or (time[1] and minutes > 59):
        problems.append(Wrong(row, begin + 1, "Here should be a time like 1:02:03."))
        return None
    zh, _, en = line[time.end() :].partition("|")
    title = text(zh[:MOST_TITLE], en[:MOST_TITLE])
    if not title:
        problems.append(Wrong(row, time.end() + 1, "Here should be the title of the chapter."))
        return None
    return Part(((hours * 60 + minutes) * 60 + seconds) * 1000 + rest, title)


def _title(title: Text) -> str:
    zh, en = title.get("zh", ""), title.get("en", "")
    return f"{zh} | {en}" if en else zh


def _safe(words: str) -> str:
    return words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
