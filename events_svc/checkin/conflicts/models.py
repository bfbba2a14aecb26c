"""Tickets that let somebody in twice, because gates that decided knew nothing of each other."""

from enum import StrEnum

from tortoise import fields
from tortoise.indexes import Index
from tortoise.migrations.constraints import UniqueConstraint
from tortoise.models import Model

from events_svc.accounts.models import User
from events_svc.checkin.models import CheckinList, Scan
from events_svc.events.models import Event
from events_svc.tickets.models import Ticket


class Decision(StrEnum):
    OPEN = "open"
    LET_IN = "let_in"
    TURNED_AWAY = "turned_away"
    SAME_PERSON = "same_person"


class Conflict(Model):
    """An admission (the suspect) that another one, earlier by corrected clock (the owner), forbade."""

    id = fields.BigIntField(primary_key=True)
    event: fields.ForeignKeyRelation[Event] = fields.ForeignKeyField(
        "models.Event", related_name="door_conflicts", on_delete=fields.CASCADE
    )
    event_id: int
    checkin_list: fields.ForeignKeyRelation[CheckinList] = fields.ForeignKeyField(
        "models.CheckinList", related_name="conflicts", on_delete=fields.CASCADE
    )
    checkin_list_id: int
    ticket: fields.ForeignKeyRelation[Ticket] = fields.ForeignKeyField(
        "models.Ticket", related_name="door_conflicts", on_delete=fields.RESTRICT, db_index=True
    )
    ticket_id: int
    owner_scan: fields.ForeignKeyRelation[Scan] = fields.ForeignKeyField(
        "models.Scan", related_name="conflicts_owned", on_delete=fields.RESTRICT, db_index=True
    )
    owner_scan_id: int
    suspect_scan: fields.ForeignKeyRelation[Scan] = fields.ForeignKeyField(
        "models.Scan", related_name="conflicts_suspected", on_delete=fields.RESTRICT
    )
    suspect_scan_id: int
    found_at = fields.DatetimeField()
    decision = fields.CharEnumField(Decision, max_length=16, default=Decision.OPEN)
    reason = fields.CharField(max_length=500, default="")  # in the words of who decided
    decided_at = fields.DatetimeField(null=True)
    decided_by: fields.ForeignKeyNullableRelation[User] = fields.ForeignKeyField(
        "models.User",
        related_name="door_decisions",
        null=True,
        on_delete=fields.SET_NULL,
        db_index=True,
    )
    decided_by_id: int | None

    class Meta:
        table = "door_conflict"
        constraints = [UniqueConstraint(fields=("suspect_scan_id",), name="door_conflict_once")]
        indexes = [
            Index(fields=["event_id", "decision", "id"], name="door_conflict_event"),
            Index(fields=["checkin_list_id", "decision", "id"], name="door_conflict_list"),
        ]
