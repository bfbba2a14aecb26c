"""Places and their calendar. Owners and holders are opaque words such as `organisation:3`, `session:7`."""

import uuid

from tortoise import fields
from tortoise.indexes import Index
from tortoise.migrations.constraints import CheckConstraint, UniqueConstraint
from tortoise.models import Model


class Venue(Model):
    """A building or campus with rooms."""

    id = fields.BigIntField(primary_key=True)
    owner = fields.CharField(max_length=80)
    name: dict[str, str] = fields.JSONField()
    address: dict[str, str] = fields.JSONField(default=dict)
    city: dict[str, str] = fields.JSONField(default=dict)
    latitude = fields.FloatField(null=True)
    longitude = fields.FloatField(null=True)
    timezone = fields.CharField(max_length=64, default="Asia/Shanghai")
    created_at = fields.DatetimeField(auto_now_add=True)

    class Meta:
        table = "venue"
        indexes = [Index(fields=["owner"], name="venue_owner")]


class Room(Model):
    """A place in a venue in which one thing happens at a time."""

    id = fields.BigIntField(primary_key=True)
    guid = fields.UUIDField(default=uuid.uuid4)
    venue_id: int
    venue: fields.ForeignKeyRelation[Venue] = fields.ForeignKeyField(
        "models.Venue", related_name="rooms", on_delete=fields.CASCADE, db_index=True
    )
    name: dict[str, str] = fields.JSONField()
    key = fields.CharField(max_length=200)  # the name by which imports find it again
    capacity = fields.IntField(null=True)
    position = fields.IntField(default=0)

    class Meta:
        table = "room"
        constraints = [
            UniqueConstraint(fields=("venue_id", "key"), name="room_key_once"),
            CheckConstraint(
                check="capacity IS NULL OR capacity >= 0", name="room_capacity_positive"
            ),
        ]


class Opening(Model):
    """The room can be used between these instants: without any row, always."""

    id = fields.BigIntField(primary_key=True)
    room_id: int
    room: fields.ForeignKeyRelation[Room] = fields.ForeignKeyField(
        "models.Room", related_name="openings", on_delete=fields.CASCADE, db_index=True
    )
    starts_at = fields.DatetimeField()
    ends_at = fields.DatetimeField()

    class Meta:
        table = "opening"
        constraints = [CheckConstraint(check="starts_at < ends_at", name="opening_has_length")]


class Journey(Model):
    """The way between two venues takes so many minutes, in either direction: the smaller id first.

    Where no row tells, the distance does (`venues.travel`).
    """

    id = fields.BigIntField(primary_key=True)
    one_id: int
    one: fields.ForeignKeyRelation[Venue] = fields.ForeignKeyField(
        "models.Venue", related_name="journeys_from", on_delete=fields.CASCADE, db_index=True
    )
    other_id: int
    other: fields.ForeignKeyRelation[Venue] = fields.ForeignKeyField(
        "models.Venue", related_name="journeys_to", on_delete=fields.CASCADE, db_index=True
    )
    minutes = fields.IntField()

    class Meta:
        table = "journey"
        constraints = [
            UniqueConstraint(fields=("one_id", "other_id"), name="journey_once"),
            CheckConstraint(check="one_id < other_id", name="journey_smaller_first"),
            CheckConstraint(check="minutes >= 0", name="journey_minutes_positive"),
        ]


class Booking(Model):
    """A room is taken from `starts_at` until just before `ends_at`, for `holder`.

    Two exclusive bookings of a room never overlap: an exclusion constraint on PostgreSQL, triggers on
    SQLite (migration 0002). Posters and the like share a room: not exclusive.
    """

    id = fields.BigIntField(primary_key=True)
    room_id: int
    room: fields.ForeignKeyRelation[Room] = fields.ForeignKeyField(
        "models.Room", related_name="bookings", on_delete=fields.CASCADE, db_index=True
    )
    starts_at = fields.DatetimeField()
    ends_at = fields.DatetimeField()
    holder = fields.CharField(max_length=80)
    is_exclusive = fields.BooleanField(default=True)

    class Meta:
        table = "booking"
        indexes = [
            Index(fields=["room_id", "starts_at"], name="booking_room_time"),
            Index(fields=["holder"], name="booking_holder"),
        ]
        constraints = [CheckConstraint(check="starts_at < ends_at", name="booking_has_length")]
