"""What is sold: ticket types with variants, add-ons and bundles, their tax, and how many there are."""

from tortoise import fields
from tortoise.migrations.constraints import CheckConstraint, UniqueConstraint
from tortoise.models import Model

from events_svc.events.models import Event


class TaxRule(Model):
    """A rate that prices of the event include: `rate_bp` in basis points, 600 is 6 %."""

    id = fields.BigIntField(primary_key=True)
    event: fields.ForeignKeyRelation[Event] = fields.ForeignKeyField(
        "models.Event", related_name="tax_rules", on_delete=fields.CASCADE, db_index=True
    )
    event_id: int
    name: dict[str, str] = fields.JSONField()
    rate_bp = fields.IntField()

    class Meta:
        table = "tax_rule"
        constraints = [
            CheckConstraint(check="rate_bp >= 0 AND rate_bp <= 10000", name="tax_rule_rate")
        ]


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
    tax_rule: fields.ForeignKeyNullableRelation[TaxRule] = fields.ForeignKeyField(
        "models.TaxRule",
        related_name="ticket_types",
        null=True,
        on_delete=fields.RESTRICT,
        db_index=True,
    )
    tax_rule_id: int | None
    sale_starts_at = fields.DatetimeField(null=True)
    sale_ends_at = fields.DatetimeField(null=True)
    min_per_order = fields.IntField(default=1)
    max_per_order = fields.IntField(default=10)
    valid_from = fields.DatetimeField(null=True)
    valid_until = fields.DatetimeField(null=True)
    is_admission = fields.BooleanField(default=True)
    is_personalised = fields.BooleanField(default=True)  # its holder has a name
    is_addon = fields.BooleanField(default=False)  # only together with another ticket
    is_hidden = fields.BooleanField(default=False)
    is_active = fields.BooleanField(default=True)
    needs_approval = fields.BooleanField(default=False)
    approval_days = fields.IntField(default=14)  # after which an order of which nobody decided ends
    needs_voucher = fields.BooleanField(default=False)
    position = fields.IntField(default=0)

    class Meta:
        table = "ticket_type"
        constraints = [
            CheckConstraint(check="price_minor >= 0", name="ticket_type_price_positive"),
            CheckConstraint(
                check="min_per_order >= 1 AND max_per_order >= min_per_order",
                name="ticket_type_order_bounds",
            ),
            CheckConstraint(check="approval_days >= 1", name="ticket_type_approval_days"),
        ]


class Variant(Model):
    """One of several kinds of a ticket type (a day, a size): without a price of its own it costs what the type costs."""

    id = fields.BigIntField(primary_key=True)
    ticket_type: fields.ForeignKeyRelation[TicketType] = fields.ForeignKeyField(
        "models.TicketType", related_name="variants", on_delete=fields.CASCADE, db_index=True
    )
    ticket_type_id: int
    name: dict[str, str] = fields.JSONField()
    price_minor = fields.BigIntField(null=True)
    is_active = fields.BooleanField(default=True)
    position = fields.IntField(default=0)

    class Meta:
        table = "variant"
        constraints = [
            CheckConstraint(
                check="price_minor IS NULL OR price_minor >= 0", name="variant_price_positive"
            )
        ]


class AddOn(Model):
    """Who takes `ticket_type` may, or with `min_count` must, take `addon_type` with it."""

    id = fields.BigIntField(primary_key=True)
    ticket_type: fields.ForeignKeyRelation[TicketType] = fields.ForeignKeyField(
        "models.TicketType", related_name="addons", on_delete=fields.CASCADE, db_index=True
    )
    ticket_type_id: int
    addon_type: fields.ForeignKeyRelation[TicketType] = fields.ForeignKeyField(
        "models.TicketType", related_name="addon_of", on_delete=fields.CASCADE, db_index=True
    )
    addon_type_id: int
    min_count = fields.IntField(default=0)
    max_count = fields.IntField(default=1)
    is_price_included = fields.BooleanField(default=False)
    position = fields.IntField(default=0)

    class Meta:
        table = "addon"
        constraints = [
            UniqueConstraint(fields=("ticket_type_id", "addon_type_id"), name="addon_once"),
            CheckConstraint(
                check="min_count >= 0 AND max_count >= 1 AND max_count >= min_count",
                name="addon_bounds",
            ),
        ]


class BundlePart(Model):
    """Whoever takes `ticket_type` gets `count` of `part_type` in it, of whose price `price_minor` is that of each part."""

    id = fields.BigIntField(primary_key=True)
    ticket_type: fields.ForeignKeyRelation[TicketType] = fields.ForeignKeyField(
        "models.TicketType", related_name="bundle_parts", on_delete=fields.CASCADE, db_index=True
    )
    ticket_type_id: int
    part_type: fields.ForeignKeyRelation[TicketType] = fields.ForeignKeyField(
        "models.TicketType", related_name="bundled_in", on_delete=fields.CASCADE, db_index=True
    )
    part_type_id: int
    part_variant: fields.ForeignKeyNullableRelation[Variant] = fields.ForeignKeyField(
        "models.Variant",
        related_name="bundled_in",
        null=True,
        on_delete=fields.CASCADE,
        db_index=True,
    )
    part_variant_id: int | None
    count = fields.IntField(default=1)
    price_minor = fields.BigIntField(default=0)  # of each

    class Meta:
        table = "bundle_part"
        constraints = [
            CheckConstraint(check="count >= 1", name="bundle_part_count"),
            CheckConstraint(check="price_minor >= 0", name="bundle_part_price_positive"),
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
    """A ticket of this type (and of this variant, where one is named) takes a place of this quota."""

    id = fields.BigIntField(primary_key=True)
    quota: fields.ForeignKeyRelation[Quota] = fields.ForeignKeyField(
        "models.Quota", related_name="members", on_delete=fields.CASCADE, db_index=True
    )
    quota_id: int
    ticket_type: fields.ForeignKeyRelation[TicketType] = fields.ForeignKeyField(
        "models.TicketType", related_name="quota_members", on_delete=fields.CASCADE, db_index=True
    )
    ticket_type_id: int
    variant: fields.ForeignKeyNullableRelation[Variant] = fields.ForeignKeyField(
        "models.Variant",
        related_name="quota_members",
        null=True,
        on_delete=fields.CASCADE,
        db_index=True,
    )
    variant_id: int | None

    class Meta:
        table = "quota_ticket_type"
        constraints = [
            UniqueConstraint(
                fields=("quota_id", "ticket_type_id", "variant_id"), name="quota_ticket_type_once"
            )
        ]
