"""When the prober looked, who probes, and what should have been live and was not."""

from tortoise import fields
from tortoise.indexes import Index
from tortoise.migrations.constraints import CheckConstraint, UniqueConstraint
from tortoise.models import Model

from events_svc.media.models import Source


class ProbeLook(Model):
    """The prober still looks at a source: its newest fact holds as long as somebody does."""

    id = fields.BigIntField(primary_key=True)
    source: fields.ForeignKeyRelation[Source] = fields.ForeignKeyField(
        "models.Source", related_name="looks", on_delete=fields.CASCADE, db_index=True
    )
    source_id: int
    looked_at = fields.DatetimeField()

    class Meta:
        table = "probe_look"
        constraints = [UniqueConstraint(fields=("source_id",), name="probe_look_once")]


class ProbeLease(Model):
    """Who may probe, until when: of all workers one. The conditional update is the lock."""

    name = fields.CharField(max_length=40, primary_key=True)
    holder = fields.CharField(max_length=40)
    held_until = fields.DatetimeField()

    class Meta:
        table = "probe_lease"


class StreamIncident(Model):
    """A link should have been live and was not, from `opened_at` until `closed_at`."""

    id = fields.BigIntField(primary_key=True)
    source: fields.ForeignKeyRelation[Source] = fields.ForeignKeyField(
        "models.Source", related_name="incidents", on_delete=fields.CASCADE, db_index=True
    )
    source_id: int
    reason = fields.CharField(max_length=300, default="")
    opened_at = fields.DatetimeField()
    closed_at = fields.DatetimeField(null=True)

    class Meta:
        table = "stream_incident"
        constraints = [
            CheckConstraint(
                check="closed_at IS NULL OR closed_at >= opened_at",
                name="stream_incident_in_order",
            )
        ]
        indexes = [Index(fields=["closed_at", "source_id"], name="stream_incident_open")]
