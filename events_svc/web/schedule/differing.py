"""Two people have written at once: which fields differ, how they are now and what was typed."""

from collections.abc import Mapping
from typing import Any

from events_svc.web.i18n import gettext


def differences(now: Mapping[str, Any], typed: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    """The label, the present and the typed words of each field of the session's form that differs."""
    found = [
        (label, _words(now.get(name)), _words(typed.get(name))) for name, label in _labels().items()
    ]
    return [one for one in found if one[1] != one[2]]


def _labels() -> dict[str, str]:
    return {
        "title_zh": gettext("Title") + " · 中文",
        "title_en": gettext("Title") + " · English",
        "subtitle_zh": gettext("Subtitle") + " · 中文",
        "subtitle_en": gettext("Subtitle") + " · English",
        "abstract_zh": gettext("Abstract") + " · 中文",
        "abstract_en": gettext("Abstract") + " · English",
        "speakers": gettext("Speakers"),
        "starts_at": gettext("Begins"),
        "minutes": gettext("Minutes"),
        "link": gettext("Link"),
        "language": gettext("Language"),
    }


def _words(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(str(one) for one in value if one)
    return "" if value is None else str(value).strip().replace("\r\n", "\n")
