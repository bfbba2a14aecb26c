"""Which seats an event sells, and who has them: a seat of an event is one cart item's or one ticket's."""

from typing import Any

from tortoise import fields
from tortoise.migrations.constraints import CheckConstraint, UniqueConstraint
from tortoise.models import Model

from events_svc.events.models import Event
from events_svc.tickets.carts.models import CartItem
from events_svc.tickets.models import Ticket
from venues.seat_models import Seat, SeatMap


class Seating(Model):
    """The event sells the seats of this map: `types` says which ticket types sit in which category."""

    id = fields.BigIntField(primary_key=True)
    event: fields.ForeignKeyRelation[Event] = fields.ForeignKeyField(
        "models.Event", related_name="seatings", on_delete=fields.CASCADE, db_index=True
    )
    event_id: int
    seat_map: fields.ForeignKeyRelation[SeatMap] = fields.ForeignKeyField(
        "models.SeatMap", related_name="seatings", on_delete=fields.RESTRICT, db_index=True
    )
    seat_map_id: int
    types: dict[str, Any] = fields.JSONField(default=dict)  # {"category": [ticket type ids]}

    class Meta:
        table = "seating"
        constraints = [UniqueConstraint(fields=("event_id", "seat_map_id"), name="seating_once")]


class SeatTaking(Model):
    """This seat is taken at this event: by a cart item, a ticket, or (neither) blocked by the organiser."""

    id = fields.BigIntField(primary_key=True)
    event: fields.ForeignKeyRelation[Event] = fields.ForeignKeyField(
        "models.Event", related_name="seat_takings", on_delete=fields.CASCADE, db_index=True
    )
    event_id: int
    seat: fields.ForeignKeyRelation[Seat] = fields.ForeignKeyField(
        "models.Seat", related_name="takings", on_delete=fields.RESTRICT, db_index=True
    )
    seat_id: int
    cart_item: fields.ForeignKeyNullableRelation[CartItem] = fields.ForeignKeyField(
        "models.CartItem",
        related_name="seat_takings",
        null=True,
        on_delete=fields.CASCADE,
        db_index=True,
    )
    cart_item_id: int | None
    ticket: fields.ForeignKeyNullableRelation[Ticket] = fields.ForeignKeyField(
        "models.Ticket",
        related_name="seat_takings",
        null=True,
        on_delete=fields.RESTRICT,
        db_index=True,
    )
    ticket_id: int | None

    class Meta:
        table = "seat_taking"
        constraints = [
            UniqueConstraint(fields=("event_id", "seat_id"), name="seat_taken_once"),
            CheckConstraint(
                check="cart_item_id IS NULL OR ticket_id IS NULL", name="seat_taking_one_taker"
            ),
        ]
