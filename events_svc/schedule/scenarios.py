"""Named timetables beside the working one: keep it, compare it, put it in force as a whole, or drop it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tortoise.exceptions import IntegrityError

from events_svc import clock
from events_svc.accounts import audit
from events_svc.accounts.errors import NotFound
from events_svc.database import in_transaction
from events_svc.events.models import Event
from events_svc.schedule import hold, place
from events_svc.schedule.errors import (
    RoomTakenBy,
    ScenarioNameTaken,
    ScenarioRefused,
    ScenarioUnready,
    SpeakerBusyWith,
)
from events_svc.schedule.hold import Placement
from events_svc.schedule.lock import lock
from events_svc.schedule.models import Session, SessionState
from events_svc.schedule.plan_models import (
    Scenario,
    ScenarioPlacement,
    ScenarioState,
    SessionRoom,
)
from venues.models import Room


@dataclass(frozen=True, slots=True)
class Difference:
    """Where a session stands, and where the scenario has it; None: without a time."""

    session: Session
    now: Placement | None
    then: Placement | None


async def keep(event: Event, name: str) -> Scenario:
    """A scenario of this name that is as the agenda stands. Raises ScenarioNameTaken."""
    async with in_transaction():
        await lock(event.id)
        try:
            async with in_transaction():
                made = await Scenario.create(event=event, name=name)
        except IntegrityError as error:
            raise ScenarioNameTaken from error
        stands = await standing(event.id)
        await ScenarioPlacement.bulk_create(
            row(made.id, session.id, now) for session, now in stands.values() if now
        )
        await _record("scenario.kept", made, event)
    return made


async def rename(scenario: Scenario, event: Event, name: str) -> None:
    """The scenario has another name. Raises ScenarioNameTaken."""
    try:
        async with in_transaction():
            await Scenario.filter(id=scenario.id).update(name=name)
            await _record("scenario.renamed", scenario, event)
    except IntegrityError as error:
        raise ScenarioNameTaken from error


async def drop(scenario: Scenario, event: Event) -> None:
    """There is no such scenario; the agenda stays as it is."""
    async with in_transaction():
        await Scenario.filter(id=scenario.id).delete()
        await _record("scenario.dropped", scenario, event)


async def compare(scenario: Scenario) -> list[Difference]:
    """What putting it in force would change, in the order of the scenario, then of the agenda."""
    stands, wanted = await standing(scenario.event_id), await placements(scenario)
    found = [
        Difference(session, now, wanted.get(number))
        for number, (session, now) in stands.items()
        if now != wanted.get(number)
    ]
    return sorted(found, key=_turn)


async def apply(scenario: Scenario, event: Event) -> list[Difference]:
    """The agenda is as the scenario has it, in one transaction; what has changed.

    Sessions that came after the scenario lose their time. Raises ScenarioRefused, which holds every
    refusal; ScenarioUnready; then nothing has changed.
    """
    async with in_transaction():
        await lock(event.id)
        found = await Scenario.get(id=scenario.id)
        if found.state in {ScenarioState.COMPUTING, ScenarioState.FAILED}:
            raise ScenarioUnready
        changed = await compare(scenario)
        for one in changed:
            await hold.give_back(one.session)
        refusals = [refusal for one in changed if (refusal := await _put(one))]
        if refusals:
            raise ScenarioRefused(refusals)
        now = clock.now()
        await Scenario.filter(id=scenario.id).update(state=ScenarioState.APPLIED, applied_at=now)
        await _record("scenario.applied", scenario, event)
    return changed


async def scenario_of(event: Event, scenario_id: int) -> Scenario:
    """The event's scenario with this id; raises NotFound."""
    found = await Scenario.get_or_none(id=scenario_id, event_id=event.id)
    if found is None:
        raise NotFound
    return found


async def of_event(event: Event) -> list[Scenario]:
    """The scenarios of the event, the newest first."""
    return await Scenario.filter(event_id=event.id).order_by("-id")


async def standing(event_id: int) -> dict[int, tuple[Session, Placement | None]]:
    """The sessions of the event that are not cancelled, and where they stand."""
    found = Session.filter(event_id=event_id).exclude(state=SessionState.CANCELLED)
    rooms: dict[int, list[int]] = {}
    shown = SessionRoom.filter(session__event_id=event_id).order_by("room_id")
    for session_id, room_id in await shown.values_list("session_id", "room_id"):
        rooms.setdefault(session_id, []).append(room_id)
    sessions = await found.order_by("number").select_related("event", "room")
    return {one.id: (one, _now(one, rooms)) for one in sessions}


async def placements(scenario: Scenario) -> dict[int, Placement]:
    """Where the scenario has its sessions."""
    found = await ScenarioPlacement.filter(scenario_id=scenario.id)
    return {
        row.session_id: Placement(
            row.starts_at,
            row.ends_at,
            row.room_id,
            is_exclusive=row.is_exclusive,
            more_room_ids=tuple(sorted(row.more_room_ids)),
        )
        for row in found
    }


async def room_names(differences: Sequence[Difference]) -> dict[int, dict[str, str]]:
    """The names of all rooms in these differences."""
    spots = [spot for one in differences for spot in (one.now, one.then) if spot]
    ids = {room for spot in spots for room in spot.room_ids}
    return dict(await Room.filter(id__in=[*ids]).values_list("id", "name"))


async def _put(one: Difference) -> Exception | None:
    """Move the session; the refusal, when something else has its room or people."""
    try:
        async with in_transaction():
            await place.put(one.session, one.then)
    except (RoomTakenBy, SpeakerBusyWith) as refusal:
        return refusal
    return None


def _now(session: Session, rooms: Mapping[int, list[int]]) -> Placement | None:
    if session.starts_at is None or session.ends_at is None:
        return None
    return Placement(
        session.starts_at,
        session.ends_at,
        session.room_id,
        is_exclusive=not session.shares_room,
        more_room_ids=tuple(rooms.get(session.id, ())),
    )


def row(scenario_id: int, session_id: int, spot: Placement) -> ScenarioPlacement:
    """A line of a scenario, not yet stored."""
    return ScenarioPlacement(
        scenario_id=scenario_id,
        session_id=session_id,
        room_id=spot.room_id,
        starts_at=spot.starts_at,
        ends_at=spot.ends_at,
        is_exclusive=spot.is_exclusive,
        more_room_ids=[*spot.more_room_ids],
    )


def _turn(one: Difference) -> tuple[bool, float, int]:
    spot = one.then or one.now
    return spot is None, spot.starts_at.timestamp() if spot else 0.0, one.session.number


async def _record(action: str, scenario: Scenario, event: Event) -> None:
    await audit.record(
        action,
        f"scenario:{scenario.id}",
        event_id=event.id,
        organisation_id=event.organisation_id,
        name=scenario.name,
    )
