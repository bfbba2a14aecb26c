"""Gates, what they check, and the log of scans."""

from enum import StrEnum
from typing import Any
from uuid import uuid4

from tortoise import fields
from tortoise.indexes import Index
from tortoise.migrations.constraints import CheckConstraint, UniqueConstraint
from tortoise.models import Model

from events_svc.events.models import Event
from events_svc.schedule.models import Session
from events_svc.tickets.models import Ticket
from events_svc.tickets.product_models import TicketType


class CheckinList(Model):
    """Who may enter where: the ticket types (none = all), the rules and the days of types, as data."""

    id = fields.BigIntField(primary_key=True)
    event: fields.ForeignKeyRelation[Event] = fields.ForeignKeyField(
        "models.Event", related_name="checkin_lists", on_delete=fields.CASCADE, db_index=True
    )
    event_id: int
    name: dict[str, str] = fields.JSONField()
    rules: dict[str, Any] = fields.JSONField(default=dict)
    allow_unpaid = fields.BooleanField(default=False)
    multi_entry = fields.BooleanField(default=False)
    entry_after_exit = fields.BooleanField(default=False)
    days: dict[str, list[str]] = fields.JSONField(default=dict)  # see verdict.ListFacts
    session: fields.ForeignKeyNullableRelation[Session] = fields.ForeignKeyField(
        "models.Session",
        related_name="checkin_lists",
        null=True,
        on_delete=fields.SET_NULL,
        db_index=True,
    )  # whose attendance it takes
    session_id: int | None
    is_entrance = fields.BooleanField(default=True)  # who passes is in the house, or out of it
    single_since = fields.DatetimeField(null=True)  # when one ticket became one entry; null: ever
    removed_at = fields.DatetimeField(null=True)  # put away; its log stays

    class Meta:
        table = "checkin_list"


class CheckinListTicketType(Model):
    """Tickets of this type are on this list."""

    id = fields.BigIntField(primary_key=True)
    checkin_list: fields.ForeignKeyRelation[CheckinList] = fields.ForeignKeyField(
        "models.CheckinList", related_name="members", on_delete=fields.CASCADE, db_index=True
    )
    checkin_list_id: int
    ticket_type: fields.ForeignKeyRelation[TicketType] = fields.ForeignKeyField(
        "models.TicketType", related_name="checkin_members", on_delete=fields.CASCADE, db_index=True
    )
    ticket_type_id: int

    class Meta:
        table = "checkin_list_ticket_type"
        constraints = [
            UniqueConstraint(
                fields=("checkin_list_id", "ticket_type_id"), name="checkin_list_ticket_type_once"
            )
        ]


class Gate(Model):
    """A door of an event with its check-in list."""

    id = fields.BigIntField(primary_key=True)
    event: fields.ForeignKeyRelation[Event] = fields.ForeignKeyField(
        "models.Event", related_name="gates", on_delete=fields.CASCADE, db_index=True
    )
    event_id: int
    checkin_list: fields.ForeignKeyRelation[CheckinList] = fields.ForeignKeyField(
        "models.CheckinList", related_name="gates", on_delete=fields.RESTRICT, db_index=True
    )
    checkin_list_id: int
    name: dict[str, str] = fields.JSONField()
    is_active = fields.BooleanField(default=True)
    is_desk = fields.BooleanField(default=False)  # people register and pay here
    created_at = fields.DatetimeField()

    class Meta:
        table = "gate"


class Pairing(Model):
    """A one-time link, ten minutes long, that makes a phone a device of a gate."""

    id = fields.BigIntField(primary_key=True)
    gate: fields.ForeignKeyRelation[Gate] = fields.ForeignKeyField(
        "models.Gate", related_name="pairings", on_delete=fields.CASCADE, db_index=True
    )
    gate_id: int
    token_hash = fields.CharField(max_length=64)
    created_at = fields.DatetimeField()
    expires_at = fields.DatetimeField()
    used_at = fields.DatetimeField(null=True)

    class Meta:
        table = "pairing"
        constraints = [UniqueConstraint(fields=("token_hash",), name="pairing_token_once")]


class DeviceKind(StrEnum):
    PHONE = "phone"
    PERSON = "person"  # who scans without a phone of the gate's own
    HUB = "hub"  # at no gate: it serves all of its event


class Device(Model):
    """What scans at a gate, until it is revoked: its row is the lock of its chain of scans."""

    id = fields.BigIntField(primary_key=True)
    uid = fields.UUIDField(default=uuid4)  # what a hub and its server call the same phone
    kind = fields.CharEnumField(DeviceKind, max_length=8, default=DeviceKind.PHONE)
    event: fields.ForeignKeyRelation[Event] = fields.ForeignKeyField(
        "models.Event", related_name="devices", on_delete=fields.CASCADE, db_index=True
    )
    event_id: int
    gate: fields.ForeignKeyNullableRelation[Gate] = fields.ForeignKeyField(
        "models.Gate", related_name="devices", null=True, on_delete=fields.CASCADE, db_index=True
    )
    gate_id: int | None
    hub: fields.ForeignKeyNullableRelation["Device"] = fields.ForeignKeyField(
        "models.Device", related_name="phones", null=True, on_delete=fields.CASCADE, db_index=True
    )  # which paired it; null: it was paired here
    hub_id: int | None
    name = fields.CharField(max_length=200, default="")
    token_hash = fields.CharField(max_length=64)  # of a person's own scans: `person:3:12`, no hash
    created_at = fields.DatetimeField()
    seen_at = fields.DatetimeField(null=True)
    revoked_at = fields.DatetimeField(null=True)
    head_hash = fields.CharField(max_length=64, default="")  # the last link of its chain of scans

    class Meta:
        table = "device"
        constraints = [
            UniqueConstraint(fields=("token_hash",), name="device_token_once"),
            UniqueConstraint(fields=("uid",), name="device_uid_once"),
            CheckConstraint(
                check="(gate_id IS NULL) = (kind = 'hub')", name="device_gate_unless_hub"
            ),
        ]


class Direction(StrEnum):
    ENTRY = "entry"
    EXIT = "exit"


class Basis(StrEnum):
    ONLINE = "online"
    HUB = "hub"
    SNAPSHOT = "snapshot"
    SIGNATURE = "signature"


class Admission(Model):
    """How a ticket stands on a list: its row is the lock that admits a single-entry ticket once."""

    id = fields.BigIntField(primary_key=True)
    checkin_list: fields.ForeignKeyRelation[CheckinList] = fields.ForeignKeyField(
        "models.CheckinList", related_name="admissions", on_delete=fields.CASCADE
    )  # no index of its own beside admission_once: a plan that takes it reads everybody who came
    checkin_list_id: int
    ticket: fields.ForeignKeyRelation[Ticket] = fields.ForeignKeyField(
        "models.Ticket", related_name="admissions", on_delete=fields.RESTRICT, db_index=True
    )
    ticket_id: int
    entries = fields.IntField(default=0)
    is_inside = fields.BooleanField(default=False)
    first_at = fields.DatetimeField(null=True)
    first_gate_id = fields.BigIntField(null=True)
    last_at = fields.DatetimeField(null=True)
    version = fields.IntField(
        default=0
    )  # counts the writes: who wrote from an older one decides anew

    class Meta:
        table = "admission"
        constraints = [
            UniqueConstraint(fields=("checkin_list_id", "ticket_id"), name="admission_once"),
            CheckConstraint(check="entries >= 0", name="admission_entries_positive"),
        ]


class Scan(Model):
    """One entry of the scan log: append only, refusals too, an undo is an entry of its own."""

    id = fields.BigIntField(primary_key=True)
    scan_id = fields.UUIDField()  # made by the client
    event_id = fields.BigIntField()
    checkin_list: fields.ForeignKeyRelation[CheckinList] = fields.ForeignKeyField(
        "models.CheckinList", related_name="scans", on_delete=fields.RESTRICT
    )
    checkin_list_id: int
    gate: fields.ForeignKeyRelation[Gate] = fields.ForeignKeyField(
        "models.Gate", related_name="scans", on_delete=fields.RESTRICT
    )
    gate_id: int
    device_id = fields.BigIntField(null=True)
    seq = fields.BigIntField(null=True)
    ticket: fields.ForeignKeyNullableRelation[Ticket] = fields.ForeignKeyField(
        "models.Ticket", related_name="scans", null=True, on_delete=fields.RESTRICT, db_index=True
    )
    ticket_id: int | None
    code_hash = fields.CharField(max_length=64, default="")
    direction = fields.CharEnumField(Direction, max_length=8, default=Direction.ENTRY)
    verdict = fields.CharField(max_length=16)  # ok, refused, undone
    reason = fields.CharField(max_length=24)  # spec/checkin.md §2
    basis = fields.CharEnumField(Basis, max_length=16, default=Basis.ONLINE)
    at = fields.DatetimeField()
    at_device = fields.DatetimeField(null=True)
    clock_offset_ms = fields.BigIntField(null=True)
    undoes = fields.UUIDField(null=True)
    device_seq = fields.BigIntField(null=True)  # in the chain of who decided, null: the server did
    device_hash = fields.CharField(max_length=64, null=True)
    detail: dict[str, Any] = fields.JSONField(
        default=dict
    )  # what the answer said besides the reason
    prev_hash = fields.CharField(max_length=64, default="")
    hash = fields.CharField(max_length=64, default="")

    class Meta:
        table = "scan"
        constraints = [
            UniqueConstraint(fields=("scan_id",), name="scan_once"),
            UniqueConstraint(fields=("undoes",), name="scan_undone_once"),
        ]
        indexes = [
            Index(fields=["event_id", "id"], name="scan_event"),
            Index(fields=["gate_id", "id"], name="scan_gate"),
            Index(fields=["device_id", "id"], name="scan_device"),
        ]
