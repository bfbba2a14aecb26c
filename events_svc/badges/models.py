"""An event's badge layouts, and the log of what was printed: by whom, when, for whom, how often."""

import uuid
from typing import Any

from tortoise import fields
from tortoise.indexes import Index
from tortoise.migrations.constraints import CheckConstraint, UniqueConstraint
from tortoise.models import Model

from events_svc.events.models import Event
from events_svc.tickets.models import Ticket


class BadgeLayout(Model):
    """How badges of the event look. The one that was chosen last is printed; without one, ours is."""

    id = fields.BigIntField(primary_key=True)
    event: fields.ForeignKeyRelation[Event] = fields.ForeignKeyField(
        "models.Event", related_name="badge_layouts", on_delete=fields.CASCADE, db_index=True
    )
    event_id: int
    name = fields.CharField(max_length=80)
    design: dict[str, Any] = fields.JSONField()  # a layout.Layout
    logo = fields.BinaryField(default=b"")  # a PNG that we wrote, or nothing
    chosen_at = fields.DatetimeField()
    created_at = fields.DatetimeField()

    class Meta:
        table = "badge_layout"


class BadgePrinting(Model):
    """One printing: a file with one badge or a thousand."""

    id = fields.BigIntField(primary_key=True)
    uid = fields.UUIDField(default=uuid.uuid4)
    event: fields.ForeignKeyRelation[Event] = fields.ForeignKeyField(
        "models.Event", related_name="badge_printings", on_delete=fields.CASCADE
    )  # no index of its own beside badge_printing_event
    event_id: int
    layout = fields.CharField(max_length=20)  # a preset, or the id of a layout
    count = fields.IntField()
    printed_at = fields.DatetimeField()
    printer = fields.CharField(max_length=80)  # user:3, device:7
    printer_name = fields.CharField(max_length=200)
    gate_id = fields.BigIntField(null=True)

    class Meta:
        table = "badge_printing"
        constraints = [
            UniqueConstraint(fields=("uid",), name="badge_printing_uid_once"),
            CheckConstraint(check="count > 0", name="badge_printing_not_empty"),
        ]
        indexes = [Index(fields=["event_id", "id"], name="badge_printing_event")]


class BadgePrint(Model):
    """One badge of a printing. `copy` counts the badges of a ticket: of two who print the same copy at
    the same moment one is refused.
    """

    id = fields.BigIntField(primary_key=True)
    printing: fields.ForeignKeyRelation[BadgePrinting] = fields.ForeignKeyField(
        "models.BadgePrinting", related_name="prints", on_delete=fields.CASCADE, db_index=True
    )
    printing_id: int
    ticket: fields.ForeignKeyRelation[Ticket] = fields.ForeignKeyField(
        "models.Ticket", related_name="badge_prints", on_delete=fields.RESTRICT
    )  # no index of its own beside badge_print_copy_once
    ticket_id: int
    copy = fields.IntField()

    class Meta:
        table = "badge_print"
        constraints = [
            UniqueConstraint(fields=("ticket_id", "copy"), name="badge_print_copy_once"),
            CheckConstraint(check="copy > 0", name="badge_print_copy_counts"),
        ]
