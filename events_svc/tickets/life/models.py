"""What an event lets its buyers change by themselves."""

from enum import StrEnum
from typing import Any

from tortoise import fields
from tortoise.migrations.constraints import CheckConstraint, UniqueConstraint
from tortoise.models import Model

from events_svc.events.models import Event


class CancelRight(StrEnum):
    """What the buyer of a paid ticket may do who cannot come."""

    NO = "no"
    ASK = "ask"  # the organiser decides
    SELF = "self"  # it is cancelled at once, by the steps


class RefundTo(StrEnum):
    """Where the money of a ticket goes that its buyer cancelled."""

    PAYER = "payer"
    VOUCHER = "voucher"
    CHOICE = "choice"  # of the buyer


class OrderRules(Model):
    """The rules of one event; an event without a row has their defaults.

    An instant that is missing means: until the event ends. `cancel_steps` say for how much one may cancel
    until when, one after the other: `{"until": ISO 8601, "fee_bp": …, "fee_minor": …}`, of each ticket's
    price; after the last of them one may not. No steps: free of charge until the event begins.
    """

    id = fields.BigIntField(primary_key=True)
    event: fields.ForeignKeyRelation[Event] = fields.ForeignKeyField(
        "models.Event", related_name="order_rules", on_delete=fields.CASCADE, db_index=True
    )
    event_id: int
    names_until = fields.DatetimeField(null=True)  # names and answers
    may_pass_on = fields.BooleanField(default=True)
    may_swap = fields.BooleanField(default=False)  # to a type of the same or a higher price
    swap_until = fields.DatetimeField(null=True)
    swap_fee_minor = fields.BigIntField(default=0)
    cancel = fields.CharEnumField(CancelRight, max_length=8, default=CancelRight.ASK)
    cancel_steps: list[dict[str, Any]] = fields.JSONField(default=list)
    refunds_to = fields.CharEnumField(RefundTo, max_length=8, default=RefundTo.PAYER)

    class Meta:
        table = "order_rules"
        constraints = [
            UniqueConstraint(fields=("event_id",), name="order_rules_once"),
            CheckConstraint(check="swap_fee_minor >= 0", name="order_rules_fee_positive"),
        ]
