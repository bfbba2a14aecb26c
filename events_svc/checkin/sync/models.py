"""What changed at a door, for the phones that carry a copy of it, and what those phones say of themselves."""

from enum import StrEnum

from tortoise import fields
from tortoise.indexes import Index
from tortoise.migrations.constraints import UniqueConstraint
from tortoise.models import Model

from events_svc.checkin.models import Device
from events_svc.events.models import Event


class ChangeKind(StrEnum):
    TICKET = "ticket"
    SETTING = "setting"  # gates, names of types, keys: few words
    ALL = "all"  # what a phone knows of everybody begins anew: its list, the questions


class DoorChange(Model):
    """A ticket, or the setting of a door, is not as it was. Triggers alone write here
    (migrations/0003_door_changes.py); see docs/decisions/0037 for `position`.
    """

    id = fields.BigIntField(primary_key=True)
    event_id = fields.BigIntField()
    checkin_list_id = fields.BigIntField(null=True)  # whom it concerns; null: every list
    ticket_id = fields.BigIntField(null=True)
    kind = fields.CharEnumField(ChangeKind, max_length=8)
    position = fields.BigIntField()  # PostgreSQL: its transaction; SQLite: its turn

    class Meta:
        table = "door_change"
        indexes = [Index(fields=["event_id", "position"], name="door_change_position")]


class DoorLife(Model):
    """Since when positions of an event's changes can be compared; another life, another count."""

    id = fields.BigIntField(primary_key=True)
    event: fields.ForeignKeyRelation[Event] = fields.ForeignKeyField(
        "models.Event", related_name="door_lives", on_delete=fields.CASCADE, db_index=True
    )
    event_id: int
    life = fields.CharField(max_length=32)
    created_at = fields.DatetimeField()

    class Meta:
        table = "door_life"
        constraints = [UniqueConstraint(fields=("event_id",), name="door_life_once")]


class DeviceReport(Model):
    """What a device said of itself the last time."""

    id = fields.BigIntField(primary_key=True)
    device: fields.ForeignKeyRelation[Device] = fields.ForeignKeyField(
        "models.Device", related_name="reports", on_delete=fields.CASCADE, db_index=True
    )
    device_id: int
    unsent = fields.IntField(default=0)
    snapshot_at = fields.DatetimeField(null=True)
    is_ready = fields.BooleanField(default=False)
    battery = fields.FloatField(null=True)  # 0 to 1
    clock_offset_ms = fields.BigIntField(null=True)  # server minus device
    app = fields.CharField(max_length=64, default="")
    reported_at = fields.DatetimeField()

    class Meta:
        table = "device_report"
        constraints = [UniqueConstraint(fields=("device_id",), name="device_report_once")]
