"""Views: what players told us, what follows from it, and what other platforms say."""

from tortoise import fields
from tortoise.indexes import Index
from tortoise.migrations.constraints import CheckConstraint, UniqueConstraint
from tortoise.models import Model

from events_svc.accounts.models import Organisation
from events_svc.events.models import Event, Series
from events_svc.media.models import Source


class Salt(Model):
    """A day that had viewer keys, and when its random salt was destroyed: after 48 hours."""

    day = fields.DateField(primary_key=True)
    destroyed_at = fields.DatetimeField(null=True)

    class Meta:
        table = "salt"


class SaltValue(Model):
    """The salt itself, while it is kept. On PostgreSQL the table is UNLOGGED: no salt is in the log."""

    day = fields.DateField(primary_key=True)
    value = fields.BinaryField()

    class Meta:
        table = "salt_value"


class Watch(Model):
    """One playing of a source in one browser, as its beats told it: no address, no user agent."""

    id = fields.BigIntField(primary_key=True)
    sid = fields.CharField(max_length=64)  # made by the player
    source: fields.ForeignKeyRelation[Source] = fields.ForeignKeyField(
        "models.Source", related_name="watches", on_delete=fields.CASCADE, db_index=True
    )
    source_id: int
    day = fields.DateField()
    viewer_key = fields.BinaryField()  # 16 bytes, keyed by the day's salt
    is_live = fields.BooleanField(default=False)
    is_bot = fields.BooleanField(default=False)
    started_at = fields.DatetimeField()
    last_at = fields.DatetimeField()
    last_sn = fields.BigIntField(default=0)  # 0: no beat has been applied yet
    state = fields.CharField(max_length=1, default="")  # of the last beat, letters of CMCD v2
    rate = fields.FloatField(default=1.0)
    span_started_at = fields.DatetimeField()  # since when beats came without a gap
    spans = fields.BinaryField(default=b"")  # the spans before: two uint32, ms from started_at
    playhead_ms = fields.BigIntField(default=0)
    credited_ms = fields.BigIntField(default=0)
    coverage = fields.BinaryField(default=b"")  # one bit a second of the recording
    unique_seconds = fields.IntField(default=0)  # bits of `coverage` that are set
    referrer = fields.CharField(max_length=16, default="direct")  # class only, see referrers.py
    country = fields.CharField(max_length=2, default="")  # ISO 3166-1, "" = unknown
    has_played = fields.BooleanField(default=False)  # a first frame was seen
    gap_ms = fields.BigIntField(default=0)  # between the last two beats that played
    even_beats = fields.IntField(default=0)  # gaps in a row that were all but equal
    still_beats = fields.IntField(
        default=0
    )  # stretches in a row "played" without a playhead that moves

    class Meta:
        table = "watch"
        constraints = [
            UniqueConstraint(fields=("sid", "source_id", "day"), name="watch_once"),
            CheckConstraint(check="credited_ms >= 0", name="watch_credit_positive"),
            CheckConstraint(check="started_at <= last_at", name="watch_ends_after_start"),
        ]
        indexes = [
            Index(fields=["source_id", "day"], name="watch_source_day"),
            Index(fields=["source_id", "viewer_key"], name="watch_viewer"),
        ]


class View(Model):
    """At least `threshold` credited seconds: at most one per viewer key, source and hour."""

    id = fields.BigIntField(primary_key=True)
    source: fields.ForeignKeyRelation[Source] = fields.ForeignKeyField(
        "models.Source", related_name="views", on_delete=fields.CASCADE, db_index=True
    )
    source_id: int
    hour = fields.DatetimeField()
    viewer_key = fields.BinaryField()
    threshold = fields.SmallIntField()  # 0, 10 or 30 seconds
    is_live = fields.BooleanField(default=False)
    at = fields.DatetimeField()

    class Meta:
        table = "view"
        constraints = [
            UniqueConstraint(
                fields=("source_id", "hour", "viewer_key", "threshold"), name="view_once_an_hour"
            )
        ]


class CounterSnapshot(Model):
    """What another platform says of a source: a row of the ledger, append only."""

    id = fields.BigIntField(primary_key=True)
    source: fields.ForeignKeyRelation[Source] = fields.ForeignKeyField(
        "models.Source", related_name="counters", on_delete=fields.RESTRICT, db_index=True
    )
    source_id: int
    metric = fields.CharField(max_length=40, default="views")
    value = fields.BigIntField(null=True)  # null = hidden, not 0
    definition: dict[str, str] = fields.JSONField()
    method = fields.CharField(max_length=16)  # api, webhook, import, manual
    observed_at = fields.DatetimeField()
    recorded_at = fields.DatetimeField()
    author = fields.CharField(max_length=254, default="")
    reason = fields.CharField(max_length=300, default="")
    evidence = fields.CharField(max_length=1000, default="")
    raw_sha256 = fields.CharField(max_length=64, default="")  # of the body as it came
    corrects = fields.BigIntField(null=True)  # id of the row that this one corrects
    file_id = fields.BigIntField(null=True)  # a CounterFile that shows what was read

    class Meta:
        table = "counter_snapshot"
        constraints = [
            UniqueConstraint(fields=("corrects",), name="counter_corrected_once"),
            CheckConstraint(check="value IS NULL OR value >= 0", name="counter_value_positive"),
        ]
        indexes = [Index(fields=["source_id", "metric", "id"], name="counter_latest")]


class OpenFigures(Model):
    """The organiser shows the statistics of an event, a series or an organisation to everybody."""

    id = fields.BigIntField(primary_key=True)
    event: fields.ForeignKeyNullableRelation[Event] = fields.ForeignKeyField(
        "models.Event",
        related_name="open_figures",
        null=True,
        on_delete=fields.CASCADE,
        db_index=True,
    )
    event_id: int | None
    series: fields.ForeignKeyNullableRelation[Series] = fields.ForeignKeyField(
        "models.Series",
        related_name="open_figures",
        null=True,
        on_delete=fields.CASCADE,
        db_index=True,
    )
    series_id: int | None
    organisation: fields.ForeignKeyNullableRelation[Organisation] = fields.ForeignKeyField(
        "models.Organisation",
        related_name="open_figures",
        null=True,
        on_delete=fields.CASCADE,
        db_index=True,
    )
    organisation_id: int | None
    opened_at = fields.DatetimeField()

    class Meta:
        table = "open_figures"
        constraints = [
            UniqueConstraint(fields=("event_id",), name="open_figures_event_once"),
            UniqueConstraint(fields=("series_id",), name="open_figures_series_once"),
            UniqueConstraint(fields=("organisation_id",), name="open_figures_organisation_once"),
            CheckConstraint(
                check="CASE WHEN event_id IS NULL THEN 0 ELSE 1 END "
                "+ CASE WHEN series_id IS NULL THEN 0 ELSE 1 END "
                "+ CASE WHEN organisation_id IS NULL THEN 0 ELSE 1 END = 1",
                name="open_figures_of_one",
            ),
        ]
