"""What was counted of an event's log of scans, up to a mark; docs/decisions/0047."""

from tortoise import fields
from tortoise.indexes import Index
from tortoise.migrations.constraints import UniqueConstraint
from tortoise.models import Model

from events_svc.events.models import Event


class DoorCount(Model):
    """How far an event's log is counted. Without this row nothing is: what changes the meaning of entries
    (a list that becomes an entrance, a ticket of another type) deletes it (migrations/0003_door_changes.py).
    """

    id = fields.BigIntField(primary_key=True)
    event: fields.ForeignKeyRelation[Event] = fields.ForeignKeyField(
        "models.Event", related_name="door_counts", on_delete=fields.CASCADE
    )
    event_id: int
    mark = fields.BigIntField(default=0)  # every entry up to it is counted, and no other will come
    seen = fields.BigIntField(default=0)  # the last entry when it was looked at
    seen_at = fields.DatetimeField()
    seen_before = fields.BigIntField(default=0)  # PostgreSQL: the first transaction after that

    class Meta:
        table = "door_count"
        constraints = [UniqueConstraint(fields=("event_id",), name="door_count_once")]


class DoorMinute(Model):
    """How many entries of a minute, a gate and a ticket type (0: no ticket) were what; undone ones are none."""

    id = fields.BigIntField(primary_key=True)
    event_id = fields.BigIntField()
    minute = fields.DatetimeField()
    gate_id = fields.BigIntField()
    ticket_type_id = fields.BigIntField()
    entered = fields.IntField(default=0)
    refused = fields.IntField(default=0)
    asked = fields.IntField(default=0)

    class Meta:
        table = "door_minute"
        constraints = [
            UniqueConstraint(
                fields=("event_id", "minute", "gate_id", "ticket_type_id"), name="door_minute_once"
            )
        ]


class DoorCrowd(Model):
    """How many tickets came by a list (0: by any) and how many are inside (0: in the house)."""

    id = fields.BigIntField(primary_key=True)
    event_id = fields.BigIntField()
    checkin_list_id = fields.BigIntField()
    arrived = fields.IntField(default=0)
    inside = fields.IntField(default=0)

    class Meta:
        table = "door_crowd"
        constraints = [
            UniqueConstraint(fields=("event_id", "checkin_list_id"), name="door_crowd_once")
        ]


class DoorStanding(Model):
    """A ticket as it is counted in the crowd of a list."""

    id = fields.BigIntField(primary_key=True)
    event_id = fields.BigIntField()
    checkin_list_id = fields.BigIntField()
    ticket_id = fields.BigIntField()
    has_arrived = fields.BooleanField(default=False)
    is_inside = fields.BooleanField(default=False)

    class Meta:
        table = "door_standing"
        constraints = [
            UniqueConstraint(fields=("ticket_id", "checkin_list_id"), name="door_standing_once")
        ]
        indexes = [Index(fields=["event_id"], name="door_standing_event")]
