"""What is said in a few episodes: subtitles in both languages, chapters, a file to keep."""

from collections.abc import Sequence
from typing import Any

from events_svc.demo.facts import read
from events_svc.media import attachments, chapters, subtitles
from events_svc.media.attachments import File
from events_svc.media.chapters import Part
from events_svc.media.models import Recording
from events_svc.media.recording_models import FileKind
from events_svc.media.subtitles import Subtitles
from events_svc.media.vtt import Cue, written
from events_svc.text import text

LANGUAGES = {"zh": 2, "en": 3}  # where they stand in a cue, after its two times


async def furnish(episodes: Sequence[Recording], *, public_url: str) -> None:
    """The episodes of which texts are there get their subtitles, chapters and the file."""
    by_slug = {one.slug: one for one in episodes}
    for facts in read("spoken")["recordings"]:
        recording = by_slug[facts["slug"]]
        for language, column in LANGUAGES.items():
            body = written(_cue(one, column) for one in facts["cues"])
            await subtitles.put(recording, Subtitles(language, body.encode()))
        parts = [Part(round(at * 1000), text(zh, en)) for at, zh, en in facts["chapters"]]
        await chapters.replace(recording, parts)
        sample = File(
            f"{public_url}/static/demo/sample.webm",
            FileKind.VIDEO,
            language="zh",
            quality="360p",
            size=37_872,
        )
        await attachments.add(recording, sample)


def spoken(slug: str) -> dict[str, Any] | None:
    """What is said of the episode besides its texts: subjects; None where nothing is."""
    return next((one for one in read("spoken")["recordings"] if one["slug"] == slug), None)


def _cue(one: list[Any], column: int) -> Cue:
    return Cue(round(one[0] * 1000), round(one[1] * 1000), one[column])
