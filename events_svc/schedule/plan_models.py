"""What surrounds the working agenda: kinds of sessions, further rooms, moves, scenarios, planned releases."""

import uuid
from enum import StrEnum
from typing import Any

from tortoise import fields
from tortoise.indexes import Index
from tortoise.migrations.constraints import CheckConstraint, UniqueConstraint
from tortoise.models import Model

from events_svc.events.models import Event
from events_svc.schedule.models import Session
from venues.models import Room


class SessionType(Model):
    """A kind of session of an event (`Session.kind` is its key) and how long such a session is."""

    id = fields.BigIntField(primary_key=True)
    event: fields.ForeignKeyRelation[Event] = fields.ForeignKeyField(
        "models.Event", related_name="session_types", on_delete=fields.CASCADE, db_index=True
    )
    event_id: int
    key = fields.CharField(max_length=80)
    name: dict[str, str] = fields.JSONField()
    minutes = fields.IntField(default=30)
    position = fields.IntField(default=0)

    class Meta:
        table = "session_type"
        constraints = [
            UniqueConstraint(fields=("event_id", "key"), name="session_type_key_once"),
            CheckConstraint(check="minutes > 0", name="session_type_has_length"),
        ]


class SessionRoom(Model):
    """A session is shown in this room too, besides `Session.room`."""

    id = fields.BigIntField(primary_key=True)
    session: fields.ForeignKeyRelation[Session] = fields.ForeignKeyField(
        "models.Session", related_name="more_rooms", on_delete=fields.CASCADE, db_index=True
    )
    session_id: int
    room: fields.ForeignKeyRelation[Room] = fields.ForeignKeyField(
        "models.Room", related_name="more_sessions", on_delete=fields.CASCADE, db_index=True
    )
    room_id: int

    class Meta:
        table = "session_room"
        constraints = [UniqueConstraint(fields=("session_id", "room_id"), name="session_room_once")]


class Move(Model):
    """One act in the grid, which can be undone and redone: where a session stood before and after.

    `before` and `after` are what `moves.spot` makes of a placement, or null: unscheduled.
    """

    id = fields.BigIntField(primary_key=True)
    event: fields.ForeignKeyRelation[Event] = fields.ForeignKeyField(
        "models.Event", related_name="moves", on_delete=fields.CASCADE, db_index=True
    )
    event_id: int
    session: fields.ForeignKeyRelation[Session] = fields.ForeignKeyField(
        "models.Session", related_name="moves", on_delete=fields.CASCADE, db_index=True
    )
    session_id: int
    user_id = fields.BigIntField(null=True)  # who moved it; acts are undone by their own author
    before: dict[str, Any] | None = fields.JSONField(null=True)
    after: dict[str, Any] | None = fields.JSONField(null=True)
    moved_at = fields.DatetimeField()
    undone_at = fields.DatetimeField(null=True)
    overtaken_at = fields.DatetimeField(null=True)  # somebody else changed it: not to be undone

    class Meta:
        table = "session_move"
        indexes = [Index(fields=["event_id", "user_id", "id"], name="session_move_of")]


class AgendaRules(Model):
    """What an event asks of its agenda. Without a row, the defaults hold."""

    id = fields.BigIntField(primary_key=True)
    event: fields.OneToOneRelation[Event] = fields.OneToOneField(
        "models.Event", related_name="agenda_rules", on_delete=fields.CASCADE
    )
    event_id: int
    room_break_minutes = fields.IntField(default=0)  # between two sessions in a room
    speaker_break_minutes = fields.IntField(default=0)  # between two sessions of a person
    shared_stars = fields.IntField(default=10)  # so many readers cannot see both: a conflict

    class Meta:
        table = "agenda_rules"
        constraints = [
            CheckConstraint(
                check="room_break_minutes BETWEEN 0 AND 1440", name="agenda_rules_room_break"
            ),
            CheckConstraint(
                check="speaker_break_minutes BETWEEN 0 AND 1440", name="agenda_rules_speaker_break"
            ),
            CheckConstraint(check="shared_stars >= 1", name="agenda_rules_shared_stars"),
        ]


class Origin(StrEnum):
    HAND = "hand"
    SOLVER = "solver"


class ScenarioState(StrEnum):
    DRAFT = "draft"
    COMPUTING = "computing"
    FAILED = "failed"  # `report` says why
    APPLIED = "applied"


class Scenario(Model):
    """A named timetable beside the working one: nothing of it counts until somebody applies it."""

    id = fields.BigIntField(primary_key=True)
    guid = fields.UUIDField(default=uuid.uuid4)
    event: fields.ForeignKeyRelation[Event] = fields.ForeignKeyField(
        "models.Event", related_name="scenarios", on_delete=fields.CASCADE, db_index=True
    )
    event_id: int
    name = fields.CharField(max_length=120)
    origin = fields.CharEnumField(Origin, max_length=16, default=Origin.HAND)
    state = fields.CharEnumField(ScenarioState, max_length=16, default=ScenarioState.DRAFT)
    report: dict[str, Any] = fields.JSONField(
        default=dict
    )  # of the solver: what it weighed and left
    created_at = fields.DatetimeField(auto_now_add=True)
    applied_at = fields.DatetimeField(null=True)

    class Meta:
        table = "scenario"
        constraints = [
            UniqueConstraint(fields=("event_id", "name"), name="scenario_name_once"),
            UniqueConstraint(fields=("guid",), name="scenario_guid_once"),
        ]


class ScenarioPlacement(Model):
    """Where a scenario has a session. A session without a row is unscheduled there."""

    id = fields.BigIntField(primary_key=True)
    scenario: fields.ForeignKeyRelation[Scenario] = fields.ForeignKeyField(
        "models.Scenario", related_name="placements", on_delete=fields.CASCADE, db_index=True
    )
    scenario_id: int
    session: fields.ForeignKeyRelation[Session] = fields.ForeignKeyField(
        "models.Session", related_name="scenarios", on_delete=fields.CASCADE, db_index=True
    )
    session_id: int
    room: fields.ForeignKeyNullableRelation[Room] = fields.ForeignKeyField(
        "models.Room", related_name="scenarios", null=True, on_delete=fields.CASCADE, db_index=True
    )
    room_id: int | None
    starts_at = fields.DatetimeField()
    ends_at = fields.DatetimeField()
    is_exclusive = fields.BooleanField(default=True)
    more_room_ids: list[int] = fields.JSONField(default=list)

    class Meta:
        table = "scenario_placement"
        constraints = [
            UniqueConstraint(fields=("scenario_id", "session_id"), name="scenario_session_once"),
            CheckConstraint(check="starts_at < ends_at", name="scenario_placement_has_length"),
        ]


class PlannedRelease(Model):
    """The agenda will be released at this instant, by the worker. One an event waits at a time."""

    id = fields.BigIntField(primary_key=True)
    event: fields.ForeignKeyRelation[Event] = fields.ForeignKeyField(
        "models.Event", related_name="planned_releases", on_delete=fields.CASCADE, db_index=True
    )
    event_id: int
    note: dict[str, str] = fields.JSONField(default=dict)
    release_at = fields.DatetimeField()
    tell: list[str] = fields.JSONField(default=list)  # see `audience.Tell`
    planned_at = fields.DatetimeField(auto_now_add=True)
    ended_at = fields.DatetimeField(null=True)  # released, called off, or nothing to release
    outcome = fields.CharField(max_length=16, default="waiting")  # released, nothing, replaced …

    class Meta:
        table = "planned_release"
        indexes = [Index(fields=["ended_at", "release_at"], name="planned_release_due")]
