"""What makes tickets cheaper, or lets people buy them at all: vouchers and automatic discounts."""

from enum import StrEnum

from tortoise import fields
from tortoise.indexes import Index
from tortoise.migrations.constraints import CheckConstraint, UniqueConstraint
from tortoise.models import Model

from events_svc.events.models import Event
from events_svc.tickets.product_models import Quota, TicketType, Variant


class Reduction(StrEnum):
    """What a voucher does to the price of a ticket."""

    NONE = "none"
    FIXED = "fixed"  # it costs `value`, in minor units
    LESS = "less"  # it costs `value` less, in minor units
    PERCENT = "percent"  # it costs `value` basis points less


class Voucher(Model):
    """A code for up to `max_uses` tickets of a type (or variant, or of any type of a quota, or of all).

    `used` counts tickets that stand and those in carts. With `reserves_quota` the uses that are left
    take places in the quotas of its type, and whoever redeems it takes one of these: `reserved` are those
    that it holds now, none after it ran out or was withdrawn.
    """

    id = fields.BigIntField(primary_key=True)
    event: fields.ForeignKeyRelation[Event] = fields.ForeignKeyField(
        "models.Event", related_name="vouchers", on_delete=fields.CASCADE, db_index=True
    )
    event_id: int
    code = fields.CharField(max_length=40)  # upper case
    max_uses = fields.IntField(default=1)
    used = fields.IntField(default=0)
    valid_until = fields.DatetimeField(null=True)
    ticket_type: fields.ForeignKeyNullableRelation[TicketType] = fields.ForeignKeyField(
        "models.TicketType",
        related_name="vouchers",
        null=True,
        on_delete=fields.CASCADE,
        db_index=True,
    )
    ticket_type_id: int | None
    variant: fields.ForeignKeyNullableRelation[Variant] = fields.ForeignKeyField(
        "models.Variant",
        related_name="vouchers",
        null=True,
        on_delete=fields.CASCADE,
        db_index=True,
    )
    variant_id: int | None
    quota: fields.ForeignKeyNullableRelation[Quota] = fields.ForeignKeyField(
        "models.Quota", related_name="vouchers", null=True, on_delete=fields.CASCADE, db_index=True
    )
    quota_id: int | None
    reduction = fields.CharEnumField(Reduction, max_length=8, default=Reduction.NONE)
    value = fields.BigIntField(default=0)  # minor units, or basis points
    budget_minor = fields.BigIntField(null=True)  # all its reductions together
    spent_minor = fields.BigIntField(default=0)  # of tickets that stand
    reserves_quota = fields.BooleanField(default=False)
    reserved = fields.IntField(default=0)
    shows_hidden = fields.BooleanField(default=False)  # hidden types are offered with it
    tag = fields.CharField(max_length=80, default="")
    comment = fields.CharField(max_length=500, default="")
    created_at = fields.DatetimeField()
    withdrawn_at = fields.DatetimeField(null=True)

    class Meta:
        table = "voucher"
        indexes = [Index(fields=["valid_until"], name="voucher_running_out")]
        constraints = [
            UniqueConstraint(fields=("event_id", "code"), name="voucher_code_once"),
            CheckConstraint(
                check="used >= 0 AND used <= max_uses", name="voucher_never_used_too_often"
            ),
            CheckConstraint(
                check="reserved >= 0 AND used + reserved <= max_uses",
                name="voucher_reserves_what_is_left",
            ),
            CheckConstraint(
                check="spent_minor >= 0 AND (budget_minor IS NULL OR spent_minor <= budget_minor)",
                name="voucher_within_its_budget",
            ),
            CheckConstraint(check="value >= 0", name="voucher_value_positive"),
        ]


class Discount(Model):
    """A reduction that orders get by themselves: early birds, n for the price of m, member organisations.

    Of the tickets that meet the condition, `reduced_count` of every `per_count` (the cheapest) cost
    `percent_bp` basis points less; early birds and members have 1 of 1.
    """

    id = fields.BigIntField(primary_key=True)
    event: fields.ForeignKeyRelation[Event] = fields.ForeignKeyField(
        "models.Event", related_name="discounts", on_delete=fields.CASCADE, db_index=True
    )
    event_id: int
    name: dict[str, str] = fields.JSONField()
    is_active = fields.BooleanField(default=True)
    starts_at = fields.DatetimeField(null=True)
    ends_at = fields.DatetimeField(null=True)
    ticket_type_ids: list[int] = fields.JSONField(default=list)  # none: all
    member_organisations: list[str] = fields.JSONField(default=list)  # names; none: everybody
    min_count = fields.IntField(default=1)
    per_count = fields.IntField(default=1)
    reduced_count = fields.IntField(default=1)
    percent_bp = fields.IntField(default=0)
    position = fields.IntField(default=0)

    class Meta:
        table = "discount"
        constraints = [
            CheckConstraint(
                check="percent_bp >= 0 AND percent_bp <= 10000", name="discount_percent"
            ),
            CheckConstraint(
                check="min_count >= 1 AND per_count >= 1 AND reduced_count >= 1 AND reduced_count <= per_count",
                name="discount_counts",
            ),
        ]
