"""People who present and their calendar. Owners and holders are opaque words such as `session:7`."""

import uuid

from tortoise import fields
from tortoise.indexes import Index
from tortoise.migrations.constraints import CheckConstraint, UniqueConstraint
from tortoise.models import Model


class Speaker(Model):
    """A person who presents: one row for all events of its owner."""

    id = fields.BigIntField(primary_key=True)
    guid = fields.UUIDField(default=uuid.uuid4)
    owner = fields.CharField(max_length=80)
    key = fields.CharField(max_length=200)  # by which imports find the person again
    slug = fields.CharField(max_length=120)
    name: dict[str, str] = fields.JSONField()
    affiliation: dict[str, str] = fields.JSONField(default=dict)
    position: dict[str, str] = fields.JSONField(default=dict)
    biography: dict[str, str] = fields.JSONField(default=dict)
    email = fields.CharField(max_length=254, null=True)
    picture_url = fields.CharField(max_length=1000, null=True)
    created_at = fields.DatetimeField(auto_now_add=True)
    updated_at = fields.DatetimeField(auto_now=True)

    class Meta:
        table = "speaker"
        constraints = [
            UniqueConstraint(fields=("slug",), name="speaker_slug_once"),
            UniqueConstraint(fields=("owner", "key"), name="speaker_key_once"),
            UniqueConstraint(fields=("guid",), name="speaker_guid_once"),
        ]


class Availability(Model):
    """The person can present between these instants: without any row, always."""

    id = fields.BigIntField(primary_key=True)
    speaker: fields.ForeignKeyRelation[Speaker] = fields.ForeignKeyField(
        "models.Speaker", related_name="availabilities", on_delete=fields.CASCADE, db_index=True
    )
    speaker_id: int
    starts_at = fields.DatetimeField()
    ends_at = fields.DatetimeField()

    class Meta:
        table = "availability"
        constraints = [CheckConstraint(check="starts_at < ends_at", name="availability_has_length")]


class Engagement(Model):
    """The person is taken from `starts_at` until just before `ends_at`, for `holder`.

    Two exclusive engagements of a person never overlap (see venues.models.Booking).
    """

    id = fields.BigIntField(primary_key=True)
    speaker: fields.ForeignKeyRelation[Speaker] = fields.ForeignKeyField(
        "models.Speaker", related_name="engagements", on_delete=fields.CASCADE, db_index=True
    )
    speaker_id: int
    starts_at = fields.DatetimeField()
    ends_at = fields.DatetimeField()
    holder = fields.CharField(max_length=80)
    is_exclusive = fields.BooleanField(default=True)

    class Meta:
        table = "engagement"
        indexes = [
            Index(fields=["speaker_id", "starts_at"], name="engagement_speaker_time"),
            Index(fields=["holder"], name="engagement_holder"),
        ]
        constraints = [CheckConstraint(check="starts_at < ends_at", name="engagement_has_length")]
