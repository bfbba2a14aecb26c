"""A difference field by field, as people read it: names instead of keys, texts in short. Pure."""

from dataclasses import dataclass
from typing import Any

from events_svc.schedule.importing.compare import Names, Wanted
from events_svc.text import Text

_LONGEST = 120
_BEFORE = 40  # characters that lead to the first difference of two long texts


@dataclass(frozen=True, slots=True)
class Change:
    """A field before and after; values are texts, words, instants or nothing."""

    field: str
    before: Any
    after: Any


def changes(wanted: Wanted, names: Names) -> list[Change]:
    """What becomes different about a session that stands."""
    if wanted.row is None:
        return []
    return [
        _change(name, _said(name, wanted.before[name], names), _said(name, value, names))
        for name, value in wanted.columns.items()
    ]


def _change(field: str, before: Any, after: Any) -> Change:
    """Of a text only the languages in which it changes, of a long one the place where it does."""
    if not (isinstance(before, dict) and isinstance(after, dict)):
        return Change(field, before, after)
    languages = [one for one in {**before, **after} if before.get(one) != after.get(one)]
    pairs = {one: _short(before.get(one, ""), after.get(one, "")) for one in languages}
    was = {one: words for one, (words, _) in pairs.items() if words}
    return Change(field, was, {one: words for one, (_, words) in pairs.items() if words})


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
        return ", ".join(f"{name}: {one}" for name, one in sorted(value.items()))
    return value


def _listed(texts: list[Text]) -> str:
    return ", ".join(next(iter(text.values()), "") for text in texts)


def _short(before: str, after: str) -> tuple[str, str]:
    before, after = " ".join(before.split()), " ".join(after.split())
    pairs = enumerate(zip(before, after, strict=False))
    same = next((at for at, (one, other) in pairs if one != other), min(len(before), len(after)))
    begin = max(0, same - _BEFORE) if max(len(before), len(after)) > _LONGEST else 0
    return _cut(before, begin), _cut(after, begin)


def _cut(words: str, begin: int) -> str:
    part = words[begin : begin + _LONGEST]
    lead = "…" if begin and part else ""
    return f"{lead}{part}{'…' if len(words) > begin + _LONGEST else ''}"
