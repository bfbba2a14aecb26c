"""The sums of the statistics: what each commit changed, and what it adds up to by minute and by day."""

from tortoise import fields
from tortoise.migrations.constraints import UniqueConstraint
from tortoise.models import Model

from events_svc.media.models import Source


class Sums(Model):
    """What is summed, and by which classes. A class may fall: what turns out to be a program moves there."""

    id = fields.BigIntField(primary_key=True)
    source: fields.ForeignKeyRelation[Source] = fields.ForeignKeyField(
        "models.Source", related_name=False, on_delete=fields.CASCADE, db_index=True
    )
    source_id: int
    is_live = fields.BooleanField(default=False)
    is_bot = fields.BooleanField(default=False)
    referrer = fields.CharField(max_length=16, default="direct")
    country = fields.CharField(max_length=2, default="")
    viewers = fields.BigIntField(default=0)  # keys seen for the first time on their day
    plays = fields.BigIntField(default=0)  # playings that saw a first frame
    views_0 = fields.BigIntField(default=0)
    views_10 = fields.BigIntField(default=0)
    views_30 = fields.BigIntField(default=0)
    watch_ms = fields.BigIntField(default=0)
    unique_seconds = fields.BigIntField(default=0)

    class Meta:
        abstract = True


class WatchChange(Sums):
    """What one commit of beats changed within a minute: append only, gone once it is rolled up.

    Ids become visible in their order (see `rolling/changes.py`), so that a mark can pass over them.
    """

    minute = fields.DatetimeField()

    class Meta:
        table = "watch_change"


class WatchMinute(Sums):
    """The sums of a minute, in which the beats arrived that prove them."""

    minute = fields.DatetimeField()

    class Meta:
        table = "watch_minute"
        constraints = [
            UniqueConstraint(
                fields=("source_id", "minute", "is_live", "is_bot", "referrer", "country"),
                name="watch_minute_once",
            )
        ]


class WatchDay(Sums):
    """The sums of a day (UTC)."""

    day = fields.DateField()

    class Meta:
        table = "watch_day"
        constraints = [
            UniqueConstraint(
                fields=("source_id", "day", "is_live", "is_bot", "referrer", "country"),
                name="watch_day_once",
            )
        ]


class RollMark(Model):
    """The high-water mark: every change up to `last_id` is in the minutes and days, none above it is."""

    name = fields.CharField(max_length=40, primary_key=True)
    last_id = fields.BigIntField(default=0)
    rolled_at = fields.DatetimeField()

    class Meta:
        table = "roll_mark"


class ViewerDay(Model):
    """A viewer key of a day and source, once for people and once for programs."""

    id = fields.BigIntField(primary_key=True)
    source: fields.ForeignKeyRelation[Source] = fields.ForeignKeyField(
        "models.Source", related_name=False, on_delete=fields.CASCADE, db_index=True
    )
    source_id: int
    day = fields.DateField()
    viewer_key = fields.BinaryField()
    is_bot = fields.BooleanField(default=False)

    class Meta:
        table = "viewer_day"
        constraints = [
            UniqueConstraint(
                fields=("source_id", "day", "viewer_key", "is_bot"), name="viewer_day_once"
            )
        ]
