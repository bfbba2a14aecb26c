"""Who ordered, what became of it, and the right to enter. What is sold is in `product_models.py`."""

from enum import StrEnum
from typing import Any

from tortoise import fields
from tortoise.indexes import Index
from tortoise.migrations.constraints import CheckConstraint, UniqueConstraint
from tortoise.models import Model

from events_svc.events.models import Event
from events_svc.tickets.product_models import TicketType, Variant
from events_svc.tickets.vouchers.models import Discount, Voucher
from venues.seat_models import Seat


class OrderState(StrEnum):
    AWAITING_APPROVAL = "awaiting_approval"  # its places are held until somebody decides
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
    state = fields.CharEnumField(OrderState, max_length=20, default=OrderState.PENDING)
    buyer_name = fields.CharField(max_length=200)
    buyer_organisation = fields.CharField(max_length=200, default="")
    email = fields.CharField(max_length=254, default="")
    phone = fields.CharField(max_length=40, default="")
    language = fields.CharField(max_length=8, default="zh")
    currency = fields.CharField(max_length=3)
    total_minor = fields.BigIntField()  # its tickets and fees
    source = fields.CharField(max_length=16, default="shop")  # shop, api, organiser, import, widget
    submission = fields.CharField(max_length=64, null=True)  # the same form sent twice is one order
    created_at = fields.DatetimeField()
    # When the hold returns, while it waits for money or an approval.
    expires_at = fields.DatetimeField(null=True)
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


class ChangeState(StrEnum):
    PROPOSED = "proposed"  # its places are held until the difference is paid
    DONE = "done"
    WITHDRAWN = "withdrawn"
    LAPSED = "lapsed"


class OrderChange(Model):
    """A change of an order that stands, which costs something: carried out when that is paid, whole or
    not at all. Its new places are the tickets that it holds.
    """

    id = fields.BigIntField(primary_key=True)
    order: fields.ForeignKeyRelation[Order] = fields.ForeignKeyField(
        "models.Order", related_name="changes", on_delete=fields.RESTRICT, db_index=True
    )
    order_id: int
    state = fields.CharEnumField(ChangeState, max_length=12, default=ChangeState.PROPOSED)
    ticket_number = fields.BigIntField(null=True)  # which ticket changes; null: tickets are added
    price_minor = fields.BigIntField()  # by how much the tickets cost more
    fee_minor = fields.BigIntField(default=0)
    created_at = fields.DatetimeField()
    expires_at = fields.DatetimeField()
    done_at = fields.DatetimeField(null=True)

    class Meta:
        table = "order_change"
        constraints = [
            CheckConstraint(check="price_minor >= 0 AND fee_minor >= 0", name="order_change_costs")
        ]
        indexes = [Index(fields=["state", "expires_at"], name="order_change_expiring")]

    @property
    def difference_minor(self) -> int:
        """What is to be paid for it."""
        return int(self.price_minor + self.fee_minor)


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
    variant: fields.ForeignKeyNullableRelation[Variant] = fields.ForeignKeyField(
        "models.Variant",
        related_name="tickets",
        null=True,
        on_delete=fields.RESTRICT,
        db_index=True,
    )
    variant_id: int | None
    addon_to: fields.ForeignKeyNullableRelation["Ticket"] = fields.ForeignKeyField(
        "models.Ticket", related_name="addons", null=True, on_delete=fields.RESTRICT, db_index=True
    )  # taken with that ticket, or a part of its bundle
    addon_to_id: int | None
    is_bundled = fields.BooleanField(default=False)
    seat: fields.ForeignKeyNullableRelation[Seat] = fields.ForeignKeyField(
        "models.Seat", related_name="tickets", null=True, on_delete=fields.RESTRICT, db_index=True
    )
    seat_id: int | None
    voucher: fields.ForeignKeyNullableRelation[Voucher] = fields.ForeignKeyField(
        "models.Voucher",
        related_name="tickets",
        null=True,
        on_delete=fields.RESTRICT,
        db_index=True,
    )
    voucher_id: int | None
    discount: fields.ForeignKeyNullableRelation[Discount] = fields.ForeignKeyField(
        "models.Discount",
        related_name="tickets",
        null=True,
        on_delete=fields.RESTRICT,
        db_index=True,
    )
    discount_id: int | None
    number = fields.BigIntField()
    serial = fields.IntField(default=1)
    secret = fields.CharField(max_length=64)
    state = fields.CharEnumField(TicketState, max_length=16, default=TicketState.HELD)
    holder_name = fields.CharField(max_length=200)
    holder_email = fields.CharField(max_length=254, default="")
    holder_phone = fields.CharField(max_length=40, default="")
    holder_organisation = fields.CharField(max_length=200, default="")
    list_minor = fields.BigIntField(
        null=True
    )  # before vouchers and discounts, where there were any
    voucher_minor = fields.BigIntField(default=0)  # what the voucher took off, of its budget
    price_minor = fields.BigIntField()  # with tax
    tax_rate_bp = fields.IntField(default=0)  # as it was on the day of the order
    tax_minor = fields.BigIntField(default=0)  # within the price
    valid_from = fields.DatetimeField(null=True)
    valid_until = fields.DatetimeField(null=True)
    created_at = fields.DatetimeField()
    cancelled_at = fields.DatetimeField(
        null=True
    )  # its order costs less since; null when it fell because its order expired
    change: fields.ForeignKeyNullableRelation["OrderChange"] = fields.ForeignKeyField(
        "models.OrderChange",
        related_name="places",
        null=True,
        on_delete=fields.RESTRICT,
        db_index=True,
    )  # held for a change that is not paid yet: no ticket of the order so far
    change_id: int | None

    class Meta:
        table = "ticket"
        constraints = [
            UniqueConstraint(fields=("secret",), name="ticket_secret_once"),
            UniqueConstraint(fields=("event_id", "number"), name="ticket_number_once"),
            CheckConstraint(check="price_minor >= 0", name="ticket_price_positive"),
            CheckConstraint(
                check="tax_minor >= 0 AND tax_minor <= price_minor", name="ticket_tax_within_price"
            ),
        ]
        indexes = [Index(fields=["event_id", "state", "id"], name="ticket_event_state")]


class OrderFee(Model):
    """What an order costs beside its tickets: for a cancellation, a change, a way to pay; or costs less,
    because something was given back out of goodwill (an allowance).
    """

    id = fields.BigIntField(primary_key=True)
    order: fields.ForeignKeyRelation[Order] = fields.ForeignKeyField(
        "models.Order", related_name="fees", on_delete=fields.RESTRICT, db_index=True
    )
    order_id: int
    kind = fields.CharField(max_length=16)  # cancellation, change, payment, allowance
    amount_minor = fields.BigIntField()
    tax_rate_bp = fields.IntField(default=0)
    tax_minor = fields.BigIntField(default=0)
    created_at = fields.DatetimeField()

    class Meta:
        table = "order_fee"
        constraints = [
            CheckConstraint(
                check="amount_minor >= 0 OR kind = 'allowance'", name="order_fee_positive"
            )
        ]
