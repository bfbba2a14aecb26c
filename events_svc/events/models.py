"""Events, the series they are editions of, and who stands behind them in which role."""

from enum import StrEnum

from tortoise import fields
from tortoise.indexes import Index
from tortoise.migrations.constraints import CheckConstraint, UniqueConstraint
from tortoise.models import Model

from events_svc.accounts.models import Organisation
from venues.models import Venue


class Kind(StrEnum):
    SUMMIT = "summit"
    FORUM = "forum"
    CLASS = "class"
    CONTEST = "contest"
    MEETING = "meeting"
    EXHIBITION = "exhibition"
    PRESS_CONFERENCE = "press_conference"


class Mode(StrEnum):
    ONSITE = "onsite"
    ONLINE = "online"
    HYBRID = "hybrid"


class EventState(StrEnum):
    DRAFT = "draft"
    PUBLISHED = "published"
    CANCELLED = "cancelled"


class PartyRole(StrEnum):
    HOST = "host"  # 主办
    ORGANISER = "organiser"  # 承办
    CO_ORGANISER = "co_organiser"  # 协办
    SUPPORTER = "supporter"  # 支持
    ADVISER = "adviser"  # 指导


class Series(Model):
    """What an event is an edition of."""

    id = fields.BigIntField(primary_key=True)
    organisation_id: int
    organisation: fields.ForeignKeyRelation[Organisation] = fields.ForeignKeyField(
        "models.Organisation", related_name="series", on_delete=fields.RESTRICT, db_index=True
    )
    slug = fields.CharField(max_length=80)
    name: dict[str, str] = fields.JSONField()
    description: dict[str, str] = fields.JSONField(default=dict)
    created_at = fields.DatetimeField(auto_now_add=True)

    class Meta:
        table = "series"
        constraints = [UniqueConstraint(fields=("slug",), name="series_slug_once")]


class Event(Model):
    """A summit, forum, class, contest, meeting, exhibition or press conference."""

    id = fields.BigIntField(primary_key=True)
    organisation_id: int
    organisation: fields.ForeignKeyRelation[Organisation] = fields.ForeignKeyField(
        "models.Organisation", related_name="events", on_delete=fields.RESTRICT, db_index=True
    )
    series_id: int | None
    series: fields.ForeignKeyNullableRelation[Series] = fields.ForeignKeyField(
        "models.Series", related_name="events", null=True, on_delete=fields.SET_NULL, db_index=True
    )
    edition = fields.IntField(null=True)
    parent_id: int | None
    parent: fields.ForeignKeyNullableRelation["Event"] = fields.ForeignKeyField(
        "models.Event", related_name="parts", null=True, on_delete=fields.SET_NULL, db_index=True
    )
    external_parent: dict[str, str] = fields.JSONField(default=dict)  # somebody else's summit
    slug = fields.CharField(max_length=80)
    kind = fields.CharEnumField(Kind, max_length=24)
    mode = fields.CharEnumField(Mode, max_length=8, default=Mode.ONSITE)
    state = fields.CharEnumField(EventState, max_length=16, default=EventState.DRAFT)
    title: dict[str, str] = fields.JSONField()
    subtitle: dict[str, str] = fields.JSONField(default=dict)
    description: dict[str, str] = fields.JSONField(default=dict)
    city: dict[str, str] = fields.JSONField(default=dict)
    venue_id: int | None
    venue: fields.ForeignKeyNullableRelation[Venue] = fields.ForeignKeyField(
        "models.Venue", related_name="events", null=True, on_delete=fields.RESTRICT, db_index=True
    )
    timezone = fields.CharField(max_length=64, default="Asia/Shanghai")
    currency = fields.CharField(max_length=3, default="CNY")
    accent = fields.CharField(max_length=7, default="#a8321f")
    starts_at = fields.DatetimeField()
    ends_at = fields.DatetimeField()
    url = fields.CharField(max_length=1000, null=True)
    created_at = fields.DatetimeField(auto_now_add=True)
    updated_at = fields.DatetimeField(auto_now=True)
    published_at = fields.DatetimeField(null=True)
    cancelled_at = fields.DatetimeField(null=True)

    class Meta:
        table = "event"
        constraints = [
            UniqueConstraint(fields=("slug",), name="event_slug_once"),
            UniqueConstraint(fields=("series_id", "edition"), name="event_edition_once"),
            CheckConstraint(check="starts_at < ends_at", name="event_has_length"),
        ]
        indexes = [Index(fields=["state", "starts_at"], name="event_upcoming")]


class Party(Model):
    """An organisation stands behind an event in a role: `position` is the order on the page."""

    id = fields.BigIntField(primary_key=True)
    event_id: int
    event: fields.ForeignKeyRelation[Event] = fields.ForeignKeyField(
        "models.Event", related_name="parties", on_delete=fields.CASCADE, db_index=True
    )
    organisation_id: int
    organisation: fields.ForeignKeyRelation[Organisation] = fields.ForeignKeyField(
        "models.Organisation", related_name="parties", on_delete=fields.RESTRICT, db_index=True
    )
    role = fields.CharEnumField(PartyRole, max_length=16)
    position = fields.IntField(default=0)

    class Meta:
        table = "party"
        constraints = [
            UniqueConstraint(fields=("event_id", "organisation_id", "role"), name="party_once")
        ]
