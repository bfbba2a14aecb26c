"""People who present and their calendar. Owners and holders are opaque words such as `session:7`."""

import uuid
from enum import StrEnum

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


class Strength(StrEnum):
    POSSIBLE = "possible"  # outside of these the person is away
    PREFERRED = "preferred"  # and would rather be asked within these


class Availability(Model):
    """The person can present between these instants: without any `possible` row, always.

    `preferred` rows are a wish: outside of them a session is unwise, not impossible.
    """

    id = fields.BigIntField(primary_key=True)
    speaker: fields.ForeignKeyRelation[Speaker] = fields.ForeignKeyField(
        "models.Speaker", related_name="availabilities", on_delete=fields.CASCADE, db_index=True
    )
    speaker_id: int
    starts_at = fields.DatetimeField()
    ends_at = fields.DatetimeField()
    strength = fields.CharEnumField(Strength, max_length=16, default=Strength.POSSIBLE)

    class Meta:
        table = "availability"
        constraints = [CheckConstraint(check="starts_at < ends_at", name="availability_has_length")]


class Picture(Model):
    """The person's picture, as it is served: `digest` is the SHA-256 of `body` in hex."""

    id = fields.BigIntField(primary_key=True)
    speaker: fields.OneToOneRelation[Speaker] = fields.OneToOneField(
        "models.Speaker", related_name="picture", on_delete=fields.CASCADE
    )
    speaker_id: int
    media_type = fields.CharField(max_length=80)
    body = fields.BinaryField()
    digest = fields.CharField(max_length=64)

    class Meta:
        table = "picture"
        indexes = [Index(fields=["digest"], name="picture_digest")]


class Key(Model):
    """A link that opens the person's own pages: only its hash is kept, and revoked ones open nothing."""

    id = fields.BigIntField(primary_key=True)
    speaker: fields.ForeignKeyRelation[Speaker] = fields.ForeignKeyField(
        "models.Speaker", related_name="keys", on_delete=fields.CASCADE, db_index=True
    )
    speaker_id: int
    purpose = fields.CharField(max_length=16)  # desk, calendar
    digest = fields.CharField(max_length=64)  # SHA-256 of the secret in hex
    created_at = fields.DatetimeField(auto_now_add=True)
    expires_at = fields.DatetimeField(null=True)
    revoked_at = fields.DatetimeField(null=True)

    class Meta:
        table = "speaker_key"
        constraints = [UniqueConstraint(fields=("digest",), name="speaker_key_digest_once")]


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
