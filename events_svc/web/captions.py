"""The text tracks of a recording as its players ask for them, wherever it is shown."""

from typing import Any

from events_svc.media.contents import Contents
from events_svc.media.models import Recording
from events_svc.web import i18n
from events_svc.web.i18n import gettext

TONGUES = {"zh": "中文", "en": "English"}


def tracks(recording: Recording, held: Contents) -> list[dict[str, Any]]:
    """The text tracks of the player: subtitles by language, and the chapters."""
    home = f"/recordings/{recording.slug}"
    found: list[dict[str, Any]] = [
        {
            "kind": track.kind,
            "src": f"{home}/tracks/{track.language}.{track.kind}.vtt?v={track.digest[:8]}",
            "language": track.language,
            "label": tongue(track.language),
        }
        for track in held.tracks
    ]
    if held.chapters:
        language = i18n.language.get()
        src = f"{home}/chapters.vtt?lang={language}"
        label = gettext("Chapters")
        found.append({"kind": "chapters", "src": src, "language": language, "label": label})
    return found


def tongue(language: str) -> str:
    """A language by its own name, where we know it."""
    return TONGUES.get(language, language)
