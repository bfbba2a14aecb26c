"""What is sold, how many there are, who ordered, and the right to enter."""

from enum import StrEnum
from typing import Any

from tortoise import fields
from tortoise.indexes import Index
from tortoise.migrations.constraints import CheckConstraint, UniqueConstraint
from tortoise.models import Model

from events_svc.events.models import Event


class TicketType(Model):
    """What can be ordered: name, price in minor units of the event's currency, when and how many."""

    id = fields.BigIntField(primary_key=True)
    event: fields.ForeignKeyRelation[Event] = fields.ForeignKeyField(
        "models.Event", related_name="ticket_types", on_delete=fields.CASCADE, db_index=True
    )
    event_id: int
    name: dict[str, str] = fields.JSONField()
    description: dict[str, str] = fields.JSONField(default=dict)
    price_minor = fields.BigIntField(default=0)
    sale_starts_at = fields.DatetimeField(null=True)
    sale_ends_at = fields.DatetimeField(null=True)
    min_per_order = fields.IntField(default=1)
    max_per_order = fields.IntField(default=10)
    valid_from = fields.DatetimeField(null=True)
    valid_until = fields.DatetimeField(null=True)
    is_admission = fields.BooleanField(default=True)
    is_hidden = fields.BooleanField(default=False)
    is_active = fields.BooleanField(default=True)
    position = fields.IntField(default=0)

    class Meta:
        table = "ticket_type"
        constraints = [
            CheckConstraint(check="price_minor >= 0", name="ticket_type_price_positive"),
            CheckConstraint(
                check="min_per_order >= 1 AND max_per_order >= min_per_order",
                name="ticket_type_order_bounds",
            ),
        ]


class Quota(Model):
    """`used` places of `size` are sold or held: never more."""

    id = fields.BigIntField(primary_key=True)
    event: fields.ForeignKeyRelation[Event] = fields.ForeignKeyField(
        "models.Event", related_name="quotas", on_delete=fields.CASCADE, db_index=True
    )
    event_id: int
    name = fields.CharField(max_length=200)
    size = fields.IntField()
    used = fields.IntField(default=0)

    class Meta:
        table = "quota"
        constraints = [
            CheckConstraint(check="used >= 0 AND used <= size", name="quota_never_oversold")
        ]


class QuotaTicketType(Model):
    """A ticket of this type takes a place of this quota."""

    id = fields.BigIntField(primary_key=True)
    quota: fields.ForeignKeyRelation[Quota] = fields.ForeignKeyField(
        "models.Quota", related_name="members", on_delete=fields.CASCADE, db_index=True
    )
    quota_id: int
    ticket_type: fields.ForeignKeyRelation[TicketType] = fields.ForeignKeyField(
        "models.TicketType", related_name="quota_members", on_delete=fields.CASCADE, db_index=True
    )
    ticket_type_id: int

    class Meta:
        table = "quota_ticket_type"
        constraints = [
            UniqueConstraint(fields=("quota_id", "ticket_type_id"), name="quota_ticket_type_once")
        ]


class OrderState(StrEnum):
    PENDING = "pending"
    PAID = "paid"
    EXPIRED = "expired"
    CANCELLED = "cancelled"
    PARTLY_REFUNDED = "partly_refunded"
    REFUNDED = "refunded"


class Order(Model):
    """What one buyer ordered at one event."""

    id = fields.BigIntField(primary_key=True)
    event: fields.ForeignKeyRelation[Event] = fields.ForeignKeyField(
        "models.Event", related_name="orders", on_delete=fields.RESTRICT, db_index=True
    )
    event_id: int
    code = fields.CharField(max_length=12)  # short, readable, no 0 O 1 I
    secret = fields.CharField(max_length=64)  # unguessable, in the link
    state = fields.CharEnumField(OrderState, max_length=16, default=OrderState.PENDING)
    buyer_name = fields.CharField(max_length=200)
    email = fields.CharField(max_length=254, default="")
    phone = fields.CharField(max_length=40, default="")
    language = fields.CharField(max_length=8, default="zh")
    currency = fields.CharField(max_length=3)
    total_minor = fields.BigIntField()
    submission = fields.CharField(max_length=64, null=True)  # the same form sent twice is one order
    created_at = fields.DatetimeField()
    expires_at = fields.DatetimeField(null=True)  # when the hold returns, while pending
    paid_at = fields.DatetimeField(null=True)
    ended_at = fields.DatetimeField(null=True)
    cancel_asked_at = fields.DatetimeField(null=True)  # by the buyer, until somebody decides

    class Meta:
        table = "order"
        constraints = [
            UniqueConstraint(fields=("event_id", "code"), name="order_code_once"),
            UniqueConstraint(fields=("secret",), name="order_secret_once"),
            UniqueConstraint(fields=("event_id", "submission"), name="order_submission_once"),
            CheckConstraint(check="total_minor >= 0", name="order_total_positive"),
        ]
        indexes = [
            Index(fields=["event_id", "state", "id"], name="order_event_state"),
            Index(fields=["state", "expires_at"], name="order_expiring"),
        ]


class TicketCounter(Model):
    """The highest ticket number that an event has given out."""

    id = fields.BigIntField(primary_key=True)
    event: fields.ForeignKeyRelation[Event] = fields.ForeignKeyField(
        "models.Event", related_name="ticket_counters", on_delete=fields.CASCADE, db_index=True
    )
    event_id: int
    last_number = fields.BigIntField(default=0)

    class Meta:
        table = "ticket_counter"
        constraints = [UniqueConstraint(fields=("event_id",), name="ticket_counter_once")]


class OrderEntry(Model):
    """The history of an order: one entry a change, append only."""

    id = fields.BigIntField(primary_key=True)
    order: fields.ForeignKeyRelation[Order] = fields.ForeignKeyField(
        "models.Order", related_name="entries", on_delete=fields.CASCADE, db_index=True
    )
    order_id: int
    at = fields.DatetimeField()
    actor = fields.CharField(max_length=80)
    action = fields.CharField(max_length=40)  # placed, paid, expired, cancelled, refunded …
    amount_minor = fields.BigIntField(default=0)  # signed: money that moved with this entry
    detail: dict[str, Any] = fields.JSONField(default=dict)

    class Meta:
        table = "order_entry"


class TicketState(StrEnum):
    HELD = "held"  # its order is not paid yet
    VALID = "valid"
    CANCELLED = "cancelled"
    BLOCKED = "blocked"


class Ticket(Model):
    """One person's right to enter: `number` counts within the event, `serial` counts its codes."""

    id = fields.BigIntField(primary_key=True)
    order: fields.ForeignKeyRelation[Order] = fields.ForeignKeyField(
        "models.Order", related_name="tickets", on_delete=fields.RESTRICT, db_index=True
    )
    order_id: int
    event: fields.ForeignKeyRelation[Event] = fields.ForeignKeyField(
        "models.Event", related_name="tickets", on_delete=fields.RESTRICT, db_index=True
    )
    event_id: int
    ticket_type: fields.ForeignKeyRelation[TicketType] = fields.ForeignKeyField(
        "models.TicketType", related_name="tickets", on_delete=fields.RESTRICT, db_index=True
    )
    ticket_type_id: int
    number = fields.BigIntField()
    serial = fields.IntField(default=1)
    secret = fields.CharField(max_length=64)
    state = fields.CharEnumField(TicketState, max_length=16, default=TicketState.HELD)
    holder_name = fields.CharField(max_length=200)
    holder_email = fields.CharField(max_length=254, default="")
    holder_organisation = fields.CharField(max_length=200, default="")
    price_minor = fields.BigIntField()
    valid_from = fields.DatetimeField(null=True)
    valid_until = fields.DatetimeField(null=True)
    created_at = fields.DatetimeField()

    class Meta:
        table = "ticket"
        constraints = [
            UniqueConstraint(fields=("secret",), name="ticket_secret_once"),
            UniqueConstraint(fields=("event_id", "number"), name="ticket_number_once"),
            CheckConstraint(check="price_minor >= 0", name="ticket_price_positive"),
        ]
        indexes = [Index(fields=["event_id", "state", "id"], name="ticket_event_state")]
