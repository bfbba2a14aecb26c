"""A difference field by field, as people read it: names instead of keys, texts in short. Pure."""

from dataclasses import dataclass
from typing import Any

from events_svc.schedule.importing.compare import Names, Wanted
from events_svc.text import Text

_LONGEST = 120
_PROSE = {"abstract", "description"}


@dataclass(frozen=True, slots=True)
class Change:
    """A field before and after; values are texts, words, instants or nothing."""

    field: str
    before: Any
    after: Any


def changes(wanted: Wanted, names: Names) -> list[Change]:
    """What becomes different about a session that stands."""
    return [
        Change(name, _said(name, wanted.before[name], names), _said(name, value, names))
        for name, value in wanted.columns.items()
        if wanted.row is not None
    ]


def _said(field: str, value: Any, names: Names) -> Any:
    if field == "room":
        return names.rooms.get(value, {})
    if field == "track":
        return names.tracks.get(value, {})
    if field == "more_rooms":
        return _listed([names.rooms.get(key, {}) for key in value])
    if field == "people":
        return _listed([names.people.get(key, {}) for key in value])
    if field in {"links", "attachments"}:
        return ", ".join(link["url"] for link in value)
    if field == "extra":
        return ", ".join(str(one) for one in value.values() if one is not True)
    return (
        {language: _short(words) for language, words in value.items()} if _is_text(value) else value
    )


def _is_text(value: Any) -> bool:
    return isinstance(value, dict)


def _listed(texts: list[Text]) -> str:
    return ", ".join(next(iter(text.values()), "") for text in texts)


def _short(words: str) -> str:
    on_a_line = " ".join(words.split())
    return on_a_line if len(on_a_line) <= _LONGEST else f"{on_a_line[:_LONGEST]}…"
