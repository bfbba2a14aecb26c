"""What the API says of placements, conflicts and scenarios, and what it takes."""

from datetime import date, datetime
from typing import Annotated

import msgspec
from msgspec import Meta

from events_svc.schedule.conflicts.kinds import Conflict, ConflictKind
from events_svc.schedule.conflicts.shade import Shade
from events_svc.schedule.hold import Placement
from events_svc.schedule.models import Session
from events_svc.schedule.plan_models import Origin, Scenario, ScenarioState
from events_svc.schedule.scenarios import Difference
from events_svc.text import Text
from events_svc.web.fields import Id, Instant
from events_svc.web.schedule import reasons
from events_svc.web.schedule.views import SessionView, session_view

Version = Annotated[int, Meta(ge=0, le=2**31 - 1)]
Minutes = Annotated[int, Meta(ge=0, le=24 * 60)]
Name = Annotated[str, Meta(min_length=1, max_length=120, pattern=r"^[^\x00]*\S[^\x00]*\Z")]


class SessionPlacement(msgspec.Struct):
    """From `starts_at` until just before `ends_at`; not exclusive: the rooms are shared.

    With the `version` that you have seen, a session that somebody else has changed since is refused.
    """

    starts_at: Instant
    ends_at: Instant
    room_id: Id | None = None
    is_exclusive: bool = True
    more_room_ids: Annotated[list[Id], Meta(max_length=50)] = []
    version: Version | None = None

    def placement(self) -> Placement:
        return Placement(
            self.starts_at,
            self.ends_at,
            self.room_id,
            is_exclusive=self.is_exclusive,
            more_room_ids=tuple(self.more_room_ids),
        )


class SessionSpot(msgspec.Struct):
    """A place and time to ask about: see SessionPlacement."""

    starts_at: Instant
    ends_at: Instant
    room_id: Id | None = None


class SessionSeen(msgspec.Struct):
    version: Version | None = None


class SessionConflict(msgspec.Struct):
    """`is_hard`: it cannot be so; else it had better not. `reason` is in the language of the request."""

    kind: ConflictKind
    is_hard: bool
    reason: str
    session: str  # a code
    other: str | None  # a code; None when it is no session of this event


class SessionPlaced(SessionView, kw_only=True):
    """A session, and what is wrong with it where it stands."""

    conflicts: list[SessionConflict]


class SessionShade(msgspec.Struct):
    """In this time the session had better not be in this room (null: in any)."""

    kind: ConflictKind
    is_hard: bool
    starts_at: datetime
    ends_at: datetime
    room_id: int | None
    about: Text


class AgendaDay(msgspec.Struct):
    """A day of the event's calendar."""

    day: date


class ScenarioDraft(msgspec.Struct):
    """A new scenario, as the agenda stands."""

    name: Name


class ScenarioView(msgspec.Struct):
    id: int
    name: str
    origin: Origin
    state: ScenarioState
    created_at: datetime
    applied_at: datetime | None


class ScenarioSpot(msgspec.Struct):
    starts_at: datetime
    ends_at: datetime
    room_id: int | None
    more_room_ids: list[int]


class ScenarioChange(msgspec.Struct):
    """Where a session stands, and where the scenario has it; null: without a time."""

    session: str
    title: Text
    now: ScenarioSpot | None
    then: ScenarioSpot | None


def placed_view(session: Session, speakers: list[str], conflicts: list[Conflict]) -> SessionPlaced:
    """The session with the slugs of its people and its conflicts."""
    shown = msgspec.structs.asdict(session_view(session, speakers))
    return SessionPlaced(**shown, conflicts=[conflict_view(one) for one in conflicts])


def conflict_view(one: Conflict) -> SessionConflict:
    other = one.other.code if one.other and one.other.is_ours else None
    return SessionConflict(one.kind, one.is_hard, reasons.words(one), one.session.code, other)


def shade_view(one: Shade) -> SessionShade:
    return SessionShade(one.kind, one.is_hard, one.starts_at, one.ends_at, one.room_id, one.about)


def scenario_view(scenario: Scenario) -> ScenarioView:
    names = [field.name for field in msgspec.structs.fields(ScenarioView)]
    return ScenarioView(**{name: getattr(scenario, name) for name in names})


def change_view(one: Difference) -> ScenarioChange:
    return ScenarioChange(one.session.code, one.session.title, _spot(one.now), _spot(one.then))


def _spot(placement: Placement | None) -> ScenarioSpot | None:
    if placement is None:
        return None
    return ScenarioSpot(
        placement.starts_at,
        placement.ends_at,
        placement.room_id,
        [*placement.further_ids],
    )
