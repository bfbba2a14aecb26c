"""The working agenda, and its published, immutable versions."""

import uuid
from enum import StrEnum
from typing import Any

from tortoise import fields
from tortoise.indexes import Index
from tortoise.migrations.constraints import CheckConstraint, UniqueConstraint
from tortoise.models import Model

from events_svc.events.models import Event
from events_svc.schedule.entries import Entry
from speakers.models import Speaker
from venues.models import Room


class SessionState(StrEnum):
    DRAFT = "draft"
    CONFIRMED = "confirmed"
    CANCELLED = "cancelled"


class Track(Model):
    """A theme that runs through an agenda, with a colour `#rrggbb`."""

    id = fields.BigIntField(primary_key=True)
    event: fields.ForeignKeyRelation[Event] = fields.ForeignKeyField(
        "models.Event", related_name="tracks", on_delete=fields.CASCADE, db_index=True
    )
    event_id: int
    key = fields.CharField(max_length=200)
    slug = fields.CharField(max_length=120)
    name: dict[str, str] = fields.JSONField()
    color = fields.CharField(max_length=7, default="#2b4c8c")
    position = fields.IntField(default=0)

    class Meta:
        table = "track"
        constraints = [UniqueConstraint(fields=("event_id", "key"), name="track_key_once")]


class Session(Model):
    """An item of the agenda: talk, lesson, break. Without room and time it is unscheduled."""

    id = fields.BigIntField(primary_key=True)
    guid = fields.UUIDField(default=uuid.uuid4)  # for life: UID of feeds
    event: fields.ForeignKeyRelation[Event] = fields.ForeignKeyField(
        "models.Event", related_name="sessions", on_delete=fields.CASCADE, db_index=True
    )
    event_id: int
    number = fields.BigIntField()  # id in schedule.xml, stable
    code = fields.CharField(max_length=16)  # [0-9A-Z]{6}
    key = fields.CharField(max_length=200)  # by which imports find it again
    kind = fields.CharField(max_length=80, default="talk")
    state = fields.CharEnumField(SessionState, max_length=16, default=SessionState.CONFIRMED)
    title: dict[str, str] = fields.JSONField()
    subtitle: dict[str, str] = fields.JSONField(default=dict)
    abstract: dict[str, str] = fields.JSONField(default=dict)
    description: dict[str, str] = fields.JSONField(default=dict)
    language = fields.CharField(max_length=40, default="")
    track: fields.ForeignKeyNullableRelation[Track] = fields.ForeignKeyField(
        "models.Track", related_name="sessions", null=True, on_delete=fields.SET_NULL, db_index=True
    )
    track_id: int | None
    room: fields.ForeignKeyNullableRelation[Room] = fields.ForeignKeyField(
        "models.Room", related_name="sessions", null=True, on_delete=fields.SET_NULL, db_index=True
    )
    room_id: int | None
    starts_at = fields.DatetimeField(null=True)
    ends_at = fields.DatetimeField(null=True)
    is_break = fields.BooleanField(default=False)
    minutes = fields.IntField(null=True)  # how long it wants to be, placed or not
    shares_room = fields.BooleanField(default=False)  # posters: others may use its rooms too
    version = fields.IntField(default=0)  # +1 with every change: two organisers lose nothing
    logo = fields.CharField(max_length=1000, default="")
    links: list[dict[str, Any]] = fields.JSONField(default=list)
    attachments: list[dict[str, Any]] = fields.JSONField(default=list)
    extra: dict[str, Any] = fields.JSONField(
        default=dict
    )  # licence, opt-out, feedback_url, origin_url
    created_at = fields.DatetimeField(auto_now_add=True)
    updated_at = fields.DatetimeField(auto_now=True)

    class Meta:
        table = "session"
        constraints = [
            UniqueConstraint(fields=("guid",), name="session_guid_once"),
            UniqueConstraint(fields=("event_id", "number"), name="session_number_once"),
            UniqueConstraint(fields=("event_id", "code"), name="session_code_once"),
            UniqueConstraint(fields=("event_id", "key"), name="session_key_once"),
            CheckConstraint(
                check="(starts_at IS NULL) = (ends_at IS NULL)", name="session_times_together"
            ),
            CheckConstraint(
                check="starts_at IS NULL OR starts_at < ends_at", name="session_has_length"
            ),
        ]
        indexes = [Index(fields=["event_id", "starts_at"], name="session_event_time")]


class Appearance(Model):
    """A speaker presents at a session: `position` is the order on the page."""

    id = fields.BigIntField(primary_key=True)
    session: fields.ForeignKeyRelation[Session] = fields.ForeignKeyField(
        "models.Session", related_name="appearances", on_delete=fields.CASCADE, db_index=True
    )
    session_id: int
    speaker: fields.ForeignKeyRelation[Speaker] = fields.ForeignKeyField(
        "models.Speaker", related_name="appearances", on_delete=fields.CASCADE, db_index=True
    )
    speaker_id: int
    position = fields.IntField(default=0)

    class Meta:
        table = "appearance"
        constraints = [
            UniqueConstraint(fields=("session_id", "speaker_id"), name="appearance_once")
        ]


class Release(Model):
    """A published, immutable version of an agenda.

    `entries` holds every session that any release of the event ever had, each with its iCalendar
    SEQUENCE, STATUS and times of change: removed ones stay, as CANCELLED.
    """

    id = fields.BigIntField(primary_key=True)
    event: fields.ForeignKeyRelation[Event] = fields.ForeignKeyField(
        "models.Event", related_name="releases", on_delete=fields.CASCADE, db_index=True
    )
    event_id: int
    number = fields.IntField()
    note: dict[str, str] = fields.JSONField(default=dict)
    changes: dict[str, Any] = fields.JSONField(default=dict)
    entries: list[Entry] = fields.JSONField()
    released_at = fields.DatetimeField()

    class Meta:
        table = "release"
        constraints = [UniqueConstraint(fields=("event_id", "number"), name="release_number_once")]


class ReleaseFile(Model):
    """An export of a release, built once and kept compressed: `schedule.xml?lang=en` …

    `facts` is a hash of what else stands in it: title, place, state of the event.
    """

    id = fields.BigIntField(primary_key=True)
    release: fields.ForeignKeyRelation[Release] = fields.ForeignKeyField(
        "models.Release", related_name="files", on_delete=fields.CASCADE, db_index=True
    )
    release_id: int
    name = fields.CharField(max_length=120)
    media_type = fields.CharField(max_length=80)
    facts = fields.CharField(max_length=64)
    body_gzip = fields.BinaryField()
    size = fields.IntField()  # octets when it is not compressed
    etag = fields.CharField(max_length=64)
    modified_at = fields.DatetimeField()

    class Meta:
        table = "release_file"
        constraints = [UniqueConstraint(fields=("release_id", "name"), name="release_file_once")]
