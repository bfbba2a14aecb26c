"""The seats of a room: a plan of rows and tables, drawn in a plane of its own."""

import uuid
from typing import Any

from tortoise import fields
from tortoise.migrations.constraints import CheckConstraint, UniqueConstraint
from tortoise.models import Model

from venues.models import Room


class SeatMap(Model):
    """A plan of a room and its seats.

    `width` and `height` are the plane in which x and y of seats lie, the stage at its top, y = 0.
    Whoever changes seats counts `revision` up.
    """

    id = fields.BigIntField(primary_key=True)
    guid = fields.UUIDField(default=uuid.uuid4)
    room: fields.ForeignKeyRelation[Room] = fields.ForeignKeyField(
        "models.Room", related_name="seat_maps", on_delete=fields.CASCADE, db_index=True
    )
    room_id: int
    name: dict[str, str] = fields.JSONField()
    width = fields.IntField()
    height = fields.IntField()
    categories: list[dict[str, Any]] = fields.JSONField(default=list)  # {"key", "name": {zh, en}}
    revision = fields.IntField(default=1)

    class Meta:
        table = "seat_map"
        constraints = [
            CheckConstraint(check="width >= 1 AND height >= 1", name="seat_map_has_area")
        ]


class Seat(Model):
    """A seat by zone, row and number: its neighbours have the numbers around it."""

    id = fields.BigIntField(primary_key=True)
    seat_map: fields.ForeignKeyRelation[SeatMap] = fields.ForeignKeyField(
        "models.SeatMap", related_name="seats", on_delete=fields.CASCADE, db_index=True
    )
    seat_map_id: int
    zone = fields.CharField(max_length=80, default="")
    row = fields.CharField(max_length=20)
    number = fields.IntField()
    category = fields.CharField(max_length=40, default="")
    x = fields.IntField()
    y = fields.IntField()
    is_removed = fields.BooleanField(default=False)  # tickets may still name it

    class Meta:
        table = "seat"
        constraints = [
            UniqueConstraint(fields=("seat_map_id", "zone", "row", "number"), name="seat_once")
        ]
