"""Who waits for a place, and by which rule places are offered."""

from tortoise import fields
from tortoise.indexes import Index
from tortoise.migrations.constraints import CheckConstraint, UniqueConstraint
from tortoise.models import Model

from events_svc.events.models import Event
from events_svc.tickets.product_models import TicketType, Variant
from events_svc.tickets.vouchers.models import Voucher


class WaitingRule(Model):
    """Whether people may wait at this event, and what happens when places return; without a row nobody waits."""

    id = fields.BigIntField(primary_key=True)
    event: fields.ForeignKeyRelation[Event] = fields.ForeignKeyField(
        "models.Event", related_name="waiting_rules", on_delete=fields.CASCADE, db_index=True
    )
    event_id: int
    is_open = fields.BooleanField(default=True)  # people may join
    is_automatic = fields.BooleanField(default=True)  # places that return are offered at once
    hours = fields.IntField(default=48)  # to take an offered place

    class Meta:
        table = "waiting_rule"
        constraints = [
            UniqueConstraint(fields=("event_id",), name="waiting_rule_once"),
            CheckConstraint(check="hours >= 1", name="waiting_rule_hours"),
        ]


class WaitingEntry(Model):
    """One person who waits for one ticket of a type (and variant).

    Offered a place, the person has a voucher that holds it: whether it was taken, lapsed or still stands
    is the voucher's to say.
    """

    id = fields.BigIntField(primary_key=True)
    event: fields.ForeignKeyRelation[Event] = fields.ForeignKeyField(
        "models.Event", related_name="waiting_entries", on_delete=fields.CASCADE, db_index=True
    )
    event_id: int
    ticket_type: fields.ForeignKeyRelation[TicketType] = fields.ForeignKeyField(
        "models.TicketType", related_name="waiting_entries", on_delete=fields.CASCADE, db_index=True
    )
    ticket_type_id: int
    variant: fields.ForeignKeyNullableRelation[Variant] = fields.ForeignKeyField(
        "models.Variant",
        related_name="waiting_entries",
        null=True,
        on_delete=fields.CASCADE,
        db_index=True,
    )
    variant_id: int | None
    voucher: fields.ForeignKeyNullableRelation[Voucher] = fields.ForeignKeyField(
        "models.Voucher",
        related_name="waiting_entries",
        null=True,
        on_delete=fields.RESTRICT,
        db_index=True,
    )
    voucher_id: int | None
    secret = fields.CharField(max_length=64)
    name = fields.CharField(max_length=200)
    email = fields.CharField(max_length=254)  # lower case
    language = fields.CharField(max_length=8, default="zh")
    priority = fields.IntField(default=0)  # the higher is offered first, then the earlier
    place = fields.CharField(max_length=600, null=True)  # type, variant, e-mail: one wait at a time
    created_at = fields.DatetimeField()
    offered_at = fields.DatetimeField(null=True)
    left_at = fields.DatetimeField(null=True)

    class Meta:
        table = "waiting_entry"
        constraints = [
            UniqueConstraint(fields=("secret",), name="waiting_entry_secret_once"),
            UniqueConstraint(fields=("event_id", "place"), name="waiting_entry_place_once"),
        ]
        indexes = [
            Index(fields=["event_id", "ticket_type_id", "priority"], name="waiting_entry_queue")
        ]
