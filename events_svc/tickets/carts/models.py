"""A cart: what somebody is about to order, with the places held for half an hour."""

from tortoise import fields
from tortoise.indexes import Index
from tortoise.migrations.constraints import UniqueConstraint
from tortoise.models import Model

from events_svc.events.models import Event
from events_svc.tickets.product_models import TicketType, Variant
from events_svc.tickets.vouchers.models import Voucher
from venues.seat_models import Seat


class Cart(Model):
    """Whoever knows the secret may fill it and order from it, until it expires.

    One that `ended_at` has let go of its places; for some hours its items say what it held.
    """

    id = fields.BigIntField(primary_key=True)
    event: fields.ForeignKeyRelation[Event] = fields.ForeignKeyField(
        "models.Event", related_name="carts", on_delete=fields.CASCADE, db_index=True
    )
    event_id: int
    secret = fields.CharField(max_length=64)
    created_at = fields.DatetimeField()
    expires_at = fields.DatetimeField()
    ended_at = fields.DatetimeField(null=True)

    class Meta:
        table = "cart"
        constraints = [UniqueConstraint(fields=("secret",), name="cart_secret_once")]
        indexes = [Index(fields=["ended_at", "expires_at"], name="cart_expiring")]


class CartItem(Model):
    """One ticket to be: it takes its places of the quotas, its seat and its use of a voucher already."""

    id = fields.BigIntField(primary_key=True)
    cart: fields.ForeignKeyRelation[Cart] = fields.ForeignKeyField(
        "models.Cart", related_name="items", on_delete=fields.CASCADE, db_index=True
    )
    cart_id: int
    ticket_type: fields.ForeignKeyRelation[TicketType] = fields.ForeignKeyField(
        "models.TicketType", related_name="cart_items", on_delete=fields.CASCADE, db_index=True
    )
    ticket_type_id: int
    variant: fields.ForeignKeyNullableRelation[Variant] = fields.ForeignKeyField(
        "models.Variant",
        related_name="cart_items",
        null=True,
        on_delete=fields.CASCADE,
        db_index=True,
    )
    variant_id: int | None
    addon_to: fields.ForeignKeyNullableRelation["CartItem"] = fields.ForeignKeyField(
        "models.CartItem", related_name="addons", null=True, on_delete=fields.CASCADE, db_index=True
    )
    addon_to_id: int | None
    is_bundled = fields.BooleanField(default=False)
    own_minor = fields.BigIntField()  # its price before reductions, when it was put in
    seat: fields.ForeignKeyNullableRelation[Seat] = fields.ForeignKeyField(
        "models.Seat",
        related_name="cart_items",
        null=True,
        on_delete=fields.RESTRICT,
        db_index=True,
    )
    seat_id: int | None
    voucher: fields.ForeignKeyNullableRelation[Voucher] = fields.ForeignKeyField(
        "models.Voucher",
        related_name="cart_items",
        null=True,
        on_delete=fields.CASCADE,
        db_index=True,
    )
    voucher_id: int | None
    created_at = fields.DatetimeField()

    @property
    def voucher_minor(self) -> int:
        """A budget is spent by orders alone."""
        return 0

    class Meta:
        table = "cart_item"
