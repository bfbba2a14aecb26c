"""What others read of an agenda: only what was released."""

from datetime import datetime

from events_svc.events.models import Event
from events_svc.schedule.entries import Entry, Item
from events_svc.schedule.models import Release

_MOST_KEPT = 4
_kept: dict[tuple[int, datetime], Release] = {}


async def latest_release(event_id: int) -> Release | None:
    """The newest release of the event, with all its entries; None before the first.

    A release never changes, so the last few are kept in the process: read them, never write them.
    """
    head = (
        await Release.filter(event_id=event_id)
        .order_by("-number")
        .first()
        .only("id", "released_at")
    )
    if head is None:
        return None
    key = (head.id, head.released_at)
    if key not in _kept:
        while len(_kept) >= _MOST_KEPT:
            del _kept[next(iter(_kept))]
        _kept[key] = await Release.get(id=head.id)
    return _kept[key]


async def programme(event: Event) -> list[Item]:
    """The released sessions that take place, in the order of time; empty before the first release."""
    release = await latest_release(event.id)
    return taking_place(release, event) if release else []


def taking_place(release: Release, event: Event) -> list[Item]:
    """The sessions of the release that take place, in the order of time."""
    return [item(entry, event) for entry in release.entries if entry["status"] == "CONFIRMED"]


def item(entry: Entry, event: Event) -> Item:
    """The entry with instants as datetimes."""
    return {
        "id": entry["id"],
        "guid": entry["guid"],
        "code": entry["code"],
        "slug": f"{event.slug}-{entry['code']}".lower(),
        "title": entry["title"],
        "subtitle": entry["subtitle"],
        "abstract": entry["abstract"],
        "kind": entry["kind"],
        "is_break": entry["is_break"],
        "language": entry["language"],
        "track": entry["track"],
        "room": entry["room"],
        "more_rooms": entry.get("more_rooms", []),
        "speakers": entry["speakers"],
        "starts_at": datetime.fromisoformat(entry["starts_at"]),
        "ends_at": datetime.fromisoformat(entry["ends_at"]),
        "status": entry["status"],
    }


async def releases(event_id: int, *, before: int | None = None, limit: int = 50) -> list[Release]:
    """The newest versions with notes and changes, without their entries; newest first."""
    found = Release.filter(event_id=event_id)
    if before is not None:
        found = found.filter(number__lt=min(before, 2**31 - 1))
    columns = ("id", "number", "note", "changes", "released_at")
    return await found.order_by("-number").limit(limit).only(*columns)


async def entry(event_id: int, code: str) -> Entry | None:
    """The released session with this code, cancelled or not; None when no release has it."""
    release = await latest_release(event_id)
    entries = release.entries if release else []
    return next((entry for entry in entries if entry["code"] == code), None)
