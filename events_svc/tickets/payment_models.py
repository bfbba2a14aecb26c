"""What was paid: attempts, what providers told of them, and the book of the test provider."""

from enum import StrEnum
from typing import Any

from tortoise import fields
from tortoise.indexes import Index
from tortoise.migrations.constraints import CheckConstraint, UniqueConstraint
from tortoise.models import Model

from events_svc.tickets.models import Order, OrderChange
from events_svc.tickets.paying.models import PaymentAccount
from events_svc.tickets.vouchers.models import Voucher


class PaymentState(StrEnum):
    CREATED = "created"
    CONFIRMED = "confirmed"
    DECLINED = "declined"
    LATE = "late"  # money came for an order that could not take it any more: a person decides
    MISMATCHED = "mismatched"  # another amount came than was asked: a person decides
    CLOSED = "closed"  # given up at the provider; money that comes all the same is taken as ever
    REFUNDED = "refunded"  # all of it went back


class Payment(Model):
    """An attempt to pay an order with a provider."""

    id = fields.BigIntField(primary_key=True)
    order: fields.ForeignKeyRelation[Order] = fields.ForeignKeyField(
        "models.Order", related_name="payments", on_delete=fields.RESTRICT, db_index=True
    )
    order_id: int
    change: fields.ForeignKeyNullableRelation[OrderChange] = fields.ForeignKeyField(
        "models.OrderChange",
        related_name="payments",
        null=True,
        on_delete=fields.RESTRICT,
        db_index=True,
    )  # it pays the difference of this change
    change_id: int | None
    origin: fields.ForeignKeyNullableRelation["Payment"] = fields.ForeignKeyField(
        "models.Payment", related_name="parts", null=True, on_delete=fields.RESTRICT, db_index=True
    )  # as the provider knows it, when the order was split off another one
    origin_id: int | None
    provider = fields.CharField(max_length=32)
    account: fields.ForeignKeyNullableRelation[PaymentAccount] = fields.ForeignKeyField(
        "models.PaymentAccount",
        related_name="payments",
        null=True,
        on_delete=fields.RESTRICT,
        db_index=True,
    )  # none: the test provider, or the organiser's hand
    account_id: int | None
    reference = fields.CharField(max_length=64)  # ours, unguessable: letters and digits
    provider_reference = fields.CharField(max_length=120, default="")
    code = fields.TextField(default="")  # what the QR code says by which it is paid
    url = fields.TextField(default="")  # the provider's page on which it is paid
    state = fields.CharEnumField(PaymentState, max_length=16, default=PaymentState.CREATED)
    amount_minor = fields.BigIntField()
    received_minor = fields.BigIntField(default=0)
    refunded_minor = fields.BigIntField(default=0)
    currency = fields.CharField(max_length=3)
    created_at = fields.DatetimeField()
    expires_at = fields.DatetimeField(null=True)  # as the provider was told
    asked_at = fields.DatetimeField(null=True)  # when the provider was asked what became of it
    ask_at = fields.DatetimeField(null=True)  # when the worker asks again
    confirmed_at = fields.DatetimeField(null=True)  # since when it counts for its order

    class Meta:
        table = "payment"
        indexes = [Index(fields=["state", "id"], name="payment_state")]
        constraints = [
            UniqueConstraint(fields=("reference",), name="payment_reference_once"),
            CheckConstraint(check="amount_minor >= 0", name="payment_amount_positive"),
            CheckConstraint(
                check="refunded_minor >= 0 AND refunded_minor <= received_minor",
                name="payment_refund_within_received",
            ),
        ]


class PaymentNotification(Model):
    """What a provider told us, kept as it came: the same notification counts once."""

    id = fields.BigIntField(primary_key=True)
    provider = fields.CharField(max_length=32)
    notification = fields.CharField(max_length=120)
    payment_reference = fields.CharField(max_length=64)
    outcome = fields.CharField(max_length=40)
    received_at = fields.DatetimeField()
    body: dict[str, Any] = fields.JSONField()

    class Meta:
        table = "payment_notification"
        constraints = [
            UniqueConstraint(fields=("provider", "notification"), name="payment_notification_once")
        ]


class TestCharge(Model):
    """The test provider's own book: what it was asked for, and what its customer did."""

    __test__ = False  # no test class, whatever pytest thinks of the name

    id = fields.BigIntField(primary_key=True)
    reference = fields.CharField(max_length=64)  # the shop's
    state = fields.CharField(
        max_length=16, default="open"
    )  # open, paid, declined, closed, refunded
    amount_minor = fields.BigIntField()
    refunds: dict[str, int] = fields.JSONField(default=dict)  # amounts by the shop's reference
    currency = fields.CharField(max_length=3)
    created_at = fields.DatetimeField()

    class Meta:
        table = "test_charge"
        constraints = [UniqueConstraint(fields=("reference",), name="test_charge_once")]


class RefundState(StrEnum):
    CREATED = "created"  # the provider was asked, or will be
    DONE = "done"
    FAILED = "failed"  # the provider refused for good: a person decides
    BEYOND = "beyond"  # given after all, when the order did not owe it any more: a person decides


class RefundWay(StrEnum):
    PROVIDER = "provider"  # it is asked by the worker
    HAND = "hand"  # the organiser has given it back: by bank, in cash
    VOUCHER = "voucher"  # the payer got a voucher of that value


class Refund(Model):
    """Money of a payment that goes back, in full or in part: to the payer, or as a voucher's value."""

    id = fields.BigIntField(primary_key=True)
    order: fields.ForeignKeyRelation[Order] = fields.ForeignKeyField(
        "models.Order", related_name="refunds", on_delete=fields.RESTRICT, db_index=True
    )
    order_id: int
    payment: fields.ForeignKeyRelation[Payment] = fields.ForeignKeyField(
        "models.Payment", related_name="refunds", on_delete=fields.RESTRICT, db_index=True
    )
    payment_id: int
    reference = fields.CharField(
        max_length=64
    )  # ours, unguessable: the same one twice is one refund
    state = fields.CharEnumField(RefundState, max_length=16, default=RefundState.CREATED)
    way = fields.CharEnumField(RefundWay, max_length=8)
    amount_minor = fields.BigIntField()
    reason = fields.CharField(max_length=500, default="")  # why the money goes back
    refusal = fields.CharField(max_length=500, default="")  # why the provider did not give it
    voucher: fields.ForeignKeyNullableRelation[Voucher] = fields.ForeignKeyField(
        "models.Voucher",
        related_name="refunds",
        null=True,
        on_delete=fields.RESTRICT,
        db_index=True,
    )
    voucher_id: int | None
    created_at = fields.DatetimeField()
    done_at = fields.DatetimeField(null=True)

    class Meta:
        table = "refund"
        indexes = [Index(fields=["state", "id"], name="refund_state")]
        constraints = [
            UniqueConstraint(fields=("reference",), name="refund_reference_once"),
            CheckConstraint(check="amount_minor > 0", name="refund_amount_positive"),
        ]
