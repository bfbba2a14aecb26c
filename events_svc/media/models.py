"""Where a session can be watched, live and afterwards."""

from enum import StrEnum

from tortoise import fields
from tortoise.indexes import Index
from tortoise.migrations.constraints import CheckConstraint, UniqueConstraint
from tortoise.models import Model

from events_svc.accounts.models import Organisation
from events_svc.events.models import Event, Series
from events_svc.schedule.models import Session


class SourceKind(StrEnum):
    LIVE = "live"
    DVR = "dvr"
    RELIVE = "relive"
    RECORDING = "recording"


LIVE_KINDS = (
    SourceKind.LIVE,
    SourceKind.DVR,
)  # these begin and end; DVR can be wound back meanwhile


class Access(StrEnum):
    PUBLIC = "public"
    TICKET = "ticket"


class Recording(Model):
    """An entry of the index of recordings: an episode, a lecture, a session afterwards."""

    id = fields.BigIntField(primary_key=True)
    organisation: fields.ForeignKeyRelation[Organisation] = fields.ForeignKeyField(
        "models.Organisation", related_name="recordings", on_delete=fields.RESTRICT, db_index=True
    )
    organisation_id: int
    event: fields.ForeignKeyNullableRelation[Event] = fields.ForeignKeyField(
        "models.Event",
        related_name="recordings",
        null=True,
        on_delete=fields.SET_NULL,
        db_index=True,
    )
    event_id: int | None
    series: fields.ForeignKeyNullableRelation[Series] = fields.ForeignKeyField(
        "models.Series",
        related_name="recordings",
        null=True,
        on_delete=fields.SET_NULL,
        db_index=True,
    )
    series_id: int | None
    session: fields.ForeignKeyNullableRelation[Session] = fields.ForeignKeyField(
        "models.Session",
        related_name="recordings",
        null=True,
        on_delete=fields.SET_NULL,
        db_index=True,
    )
    session_id: int | None
    episode = fields.IntField(null=True)
    slug = fields.CharField(max_length=120)
    title: dict[str, str] = fields.JSONField()
    abstract: dict[str, str] = fields.JSONField(default=dict)
    people = fields.TextField(default="")
    tags: list[str] = fields.JSONField(default=list)
    language = fields.CharField(max_length=40, default="zh")
    duration_seconds = fields.IntField(null=True)
    thumbnail_url = fields.CharField(max_length=1000, default="")
    licence = fields.CharField(max_length=120, default="")  # an SPDX name, or words
    origin = fields.CharField(
        max_length=300, null=True
    )  # what it is called where it was brought from
    recorded_at = fields.DatetimeField()
    published_at = fields.DatetimeField(null=True)
    updated_at = fields.DatetimeField(auto_now=True)

    sources: fields.ReverseRelation["Source"]

    class Meta:
        table = "recording"
        constraints = [
            UniqueConstraint(fields=("slug",), name="recording_slug_once"),
            UniqueConstraint(fields=("organisation_id", "origin"), name="recording_origin_once"),
            CheckConstraint(
                check="duration_seconds IS NULL OR duration_seconds >= 0",
                name="recording_duration_positive",
            ),
        ]
        indexes = [
            Index(fields=["published_at", "id"], name="recording_published"),
            Index(fields=["recorded_at", "id"], name="recording_newest"),
        ]


class Source(Model):
    """A link under which a session or a recording can be watched."""

    id = fields.BigIntField(primary_key=True)
    session: fields.ForeignKeyNullableRelation[Session] = fields.ForeignKeyField(
        "models.Session", related_name="sources", null=True, on_delete=fields.CASCADE, db_index=True
    )
    session_id: int | None
    recording: fields.ForeignKeyNullableRelation[Recording] = fields.ForeignKeyField(
        "models.Recording",
        related_name="sources",
        null=True,
        on_delete=fields.CASCADE,
        db_index=True,
    )
    recording_id: int | None
    platform = fields.CharField(max_length=32)  # hls, file, peertube, youtube, bilibili, wechat …
    kind = fields.CharEnumField(SourceKind, max_length=16)
    external_id = fields.CharField(max_length=200, default="")
    url = fields.CharField(max_length=1000)
    language = fields.CharField(max_length=40, default="zh")
    role = fields.CharField(max_length=16, default="main")
    access = fields.CharEnumField(Access, max_length=8, default=Access.PUBLIC)
    embed_url = fields.CharField(
        max_length=1000, default=""
    )  # blank: by the platform's own pattern
    valid_from = fields.DatetimeField(null=True)  # shown from then; null: from the beginning
    valid_to = fields.DatetimeField(null=True)  # shown until then, that instant not included
    position = fields.IntField(default=0)
    created_at = fields.DatetimeField(auto_now_add=True)
    retired_at = fields.DatetimeField(null=True)  # no longer shown; its figures stay

    class Meta:
        table = "media_source"
        constraints = [
            CheckConstraint(
                check="session_id IS NOT NULL OR recording_id IS NOT NULL",
                name="media_source_of_something",
            ),
            CheckConstraint(
                check="valid_from IS NULL OR valid_to IS NULL OR valid_from < valid_to",
                name="media_source_valid_in_order",
            ),
        ]


class StreamFact(Model):
    """What somebody knew of a live source, and how: timetable, probe, api or operator: append only."""

    id = fields.BigIntField(primary_key=True)
    source: fields.ForeignKeyRelation[Source] = fields.ForeignKeyField(
        "models.Source", related_name="facts", on_delete=fields.CASCADE, db_index=True
    )
    source_id: int
    # live, ended, vod, stalled, slate, offline, unreadable, unknown; open: a person takes the word back
    state = fields.CharField(max_length=16)
    basis = fields.CharField(max_length=16)  # probe, api, operator; the timetable is derived
    reason = fields.CharField(max_length=300, default="")
    at = fields.DatetimeField()
    live_until = fields.DatetimeField(null=True)  # not live: when this basis last saw it live

    class Meta:
        table = "stream_fact"
        indexes = [
            Index(fields=["source_id", "basis", "id"], name="stream_fact_source"),
            Index(fields=["state", "at"], name="stream_fact_state"),
        ]
