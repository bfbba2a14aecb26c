"""Sessions as the file wants them: new and changed ones, who presents, where else they are shown."""

from typing import Any
from uuid import UUID, uuid5

from tortoise.expressions import F

from events_svc import clock
from events_svc.events.models import Event
from events_svc.schedule.importing.columns import shares_its_room
from events_svc.schedule.importing.compare import Difference, Wanted
from events_svc.schedule.importing.furnish import Ids
from events_svc.schedule.importing.names import Codes, Numbers
from events_svc.schedule.importing.standing import Standing, chunks
from events_svc.schedule.models import Appearance, Session, SessionState
from events_svc.schedule.plan_models import SessionRoom

_UIDS = UUID("6f1f9d1c-6c57-5f5a-9a55-3f4f3c1d7b10")
_OF_OTHER_TABLES = {"people", "more_rooms"}


async def sessions(
    event: Event, difference: Difference, stands: Standing, rooms: Ids, tracks: Ids
) -> Ids:
    """The ids of the file's sessions by their keys in the file, after new and changed are written."""
    ids = {wanted.read.key: wanted.row["id"] for wanted in difference.wanted if wanted.row}
    new = difference.of("new")
    await _create(event, new, stands, rooms, tracks)
    for wanted in [*difference.of("moved"), *difference.of("changed")]:
        await _update(ids[wanted.read.key], _stored(wanted, rooms, tracks))
    for keys in chunks([wanted.read.key for wanted in new]):
        rows = await Session.filter(event_id=event.id, key__in=keys).values_list("key", "id")
        ids |= dict(rows)
    return ids


async def appearances(difference: Difference, sessions: Ids, people: Ids) -> None:
    """Who presents, in the file's order, wherever that differs."""
    changed = [wanted for wanted in difference.wanted if "people" in wanted.columns]
    for ids in chunks([wanted.row["id"] for wanted in changed if wanted.row]):
        await Appearance.filter(session_id__in=ids).delete()
    await Appearance.bulk_create(
        [
            Appearance(
                session_id=sessions[wanted.read.key], speaker_id=people[key], position=position
            )
            for wanted in changed
            for position, key in enumerate(wanted.columns["people"])
        ],
        batch_size=2000,
    )


async def further_rooms(difference: Difference, sessions: Ids, rooms: Ids) -> None:
    """Where sessions are shown too, wherever that differs."""
    changed = [wanted for wanted in difference.wanted if "more_rooms" in wanted.columns]
    for ids in chunks([wanted.row["id"] for wanted in changed if wanted.row]):
        await SessionRoom.filter(session_id__in=ids).delete()
    await SessionRoom.bulk_create(
        [
            SessionRoom(session_id=sessions[wanted.read.key], room_id=rooms[key])
            for wanted in changed
            for key in wanted.columns["more_rooms"]
        ],
        batch_size=2000,
    )


async def cancel(difference: Difference) -> None:
    """What vanished from the file is cancelled."""
    for ids in chunks([row["id"] for row in difference.vanished]):
        await Session.filter(id__in=ids).update(
            state=SessionState.CANCELLED, updated_at=clock.now(), version=F("version") + 1
        )


async def _create(
    event: Event, new: list[Wanted], stands: Standing, rooms: Ids, tracks: Ids
) -> None:
    numbers = Numbers(row["number"] for row in stands.sessions)
    codes = Codes(row["code"] for row in stands.sessions)
    guids = await _guids(event, new)
    await Session.bulk_create(
        [
            Session(
                event_id=event.id,
                guid=guids[wanted.read.key],
                number=numbers.take(wanted.read.number),
                code=codes.take(wanted.read.code, wanted.read.key),
                key=wanted.read.key,
                **_stored(wanted, rooms, tracks),
            )
            for wanted in new
        ],
        batch_size=1000,
    )


async def _update(session_id: int, columns: dict[str, Any]) -> None:
    changed = {**columns, "updated_at": clock.now(), "version": F("version") + 1}
    await Session.filter(id=session_id).update(**changed)


def _stored(wanted: Wanted, rooms: Ids, tracks: Ids) -> dict[str, Any]:
    """The columns that differ as the table has them: ids for keys, and what follows from them."""
    columns = {k: value for k, value in wanted.columns.items() if k not in _OF_OTHER_TABLES}
    if "room" in columns:
        key = columns.pop("room")
        columns["room_id"] = rooms[key] if key else None
    if "track" in columns:
        key = columns.pop("track")
        columns["track_id"] = tracks[key] if key else None
    if "kind" in columns:
        columns["shares_room"] = shares_its_room(columns["kind"])
    if columns.keys() & {"starts_at", "ends_at"}:
        seconds = (wanted.after["ends_at"] - wanted.after["starts_at"]).total_seconds()
        columns["minutes"] = max(1, int(seconds // 60))
    return columns


async def _guids(event: Event, new: list[Wanted]) -> dict[str, UUID]:
    """The file's guid, for life; where another event has it already, one made from both."""
    asked = [wanted.read.guid for wanted in new if wanted.read.guid]
    taken: set[Any] = set()
    for guids in chunks(asked):
        taken |= {*await Session.filter(guid__in=guids).values_list("guid", flat=True)}
    found: dict[str, UUID] = {}
    for wanted in new:
        guid, key = wanted.read.guid, wanted.read.key
        is_free = guid is not None and guid not in taken
        found[key] = guid if guid and is_free else uuid5(_UIDS, f"{event.id} {key}")
        taken.add(found[key])
    return found
