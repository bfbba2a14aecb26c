"""What has changed since the last release, and the entries of the next. Pure.

RFC 5545 §3.8.7.4: SEQUENCE counts the revisions that matter to who comes: start, end, room, status.
"""

from collections.abc import Mapping, Sequence
from typing import Any, NotRequired, TypedDict

from events_svc.schedule.entries import Entry
from events_svc.schedule.working import Draft
from events_svc.text import Text

_MAY_BE_ABSENT = {"more_rooms", "files"}
_OF_RELEASES = {"status", "sequence", "created_at", "modified_at"}


class Spot(TypedDict):
    """Where and when something stood or stands."""

    starts_at: str
    ends_at: str
    room: Text | None


class Change(TypedDict):
    code: str
    title: Text
    before: Spot | None
    after: Spot | None
    fields: list[str]  # what of it changed
    id: NotRequired[int]  # of the row `session`; releases of old have none
    speakers: NotRequired[list[int]]  # who presents or presented it


class Changes(TypedDict):
    """`Release.changes`: each session once, under what matters most."""

    new: list[Change]
    moved: list[Change]
    changed: list[Change]
    cancelled: list[Change]


def is_nothing(changes: Mapping[str, Any]) -> bool:
    """Whether there is nothing to tell."""
    return not any(changes.values())


def merge(
    previous: Sequence[Entry], drafts: Sequence[Draft], *, at: str
) -> tuple[list[Entry], Changes]:
    """The entries of a release at `at` (ISO 8601) after the `previous` ones, and what is different."""
    before = {entry["guid"]: entry for entry in previous}
    changes: Changes = {"new": [], "moved": [], "changed": [], "cancelled": []}
    entries = [_entry(draft, before.pop(draft["guid"], None), at, changes) for draft in drafts]
    entries += [_removed(entry, at, changes) for entry in before.values()]
    entries.sort(key=lambda entry: (entry["starts_at"], _position(entry), entry["number"]))
    return entries, changes


def _entry(draft: Draft, before: Entry | None, at: str, changes: Changes) -> Entry:
    if before is None:
        changes["new"].append(_change(None, draft, []))
        return _made(draft, sequence=0, created_at=at, at=at)
    names = {*draft, *_MAY_BE_ABSENT}
    fields = sorted(name for name in names if draft.get(name) != before.get(name))
    was_cancelled = before["status"] == "CANCELLED"
    has_moved = _identity(draft) != _identity(before)
    if not fields and not was_cancelled:
        return before
    kind = "new" if was_cancelled else "moved" if has_moved else "changed"
    changes[kind].append(_change(None if was_cancelled else before, draft, fields))  # type: ignore[literal-required]  # the names are keys of the TypedDict
    step = 1 if was_cancelled or has_moved else 0
    return _made(draft, sequence=before["sequence"] + step, created_at=before["created_at"], at=at)


def _made(draft: Draft, *, sequence: int, created_at: str, at: str) -> Entry:
    return {
        **draft,
        "status": "CONFIRMED",
        "sequence": sequence,
        "created_at": created_at,
        "modified_at": at,
    }


def _removed(before: Entry, at: str, changes: Changes) -> Entry:
    if before["status"] == "CANCELLED":
        return before
    changes["cancelled"].append(_change(before, None, []))
    sequence = before["sequence"] + 1
    return {**before, "status": "CANCELLED", "sequence": sequence, "modified_at": at}


def _identity(one: Draft | Entry) -> tuple[str, str, list[str]]:
    rooms = [one["room"], *one.get("more_rooms", [])]
    return one["starts_at"], one["ends_at"], sorted(room["guid"] for room in rooms if room)


def _change(before: Entry | None, after: Draft | None, fields: list[str]) -> Change:
    one = after or before
    assert one is not None
    return {
        "code": one["code"],
        "title": one["title"],
        "before": _spot(before) if before else None,
        "after": _spot(after) if after else None,
        "fields": fields,
        "id": one["id"],
        "speakers": sorted(
            {who["id"] for side in (before, after) if side for who in side["speakers"]}
        ),
    }


def _spot(one: Draft | Entry) -> Spot:
    room = one["room"]
    return {
        "starts_at": one["starts_at"],
        "ends_at": one["ends_at"],
        "room": room["name"] if room else None,
    }


def _position(entry: Entry) -> int:
    room = entry["room"]
    return room["position"] if room else -1
