"""Openings of frames: the player of another platform was shown on our page."""

from tortoise import fields
from tortoise.migrations.constraints import UniqueConstraint
from tortoise.models import Model

from events_svc.media.models import Source


class SourceOpen(Model):
    """Somebody opened a framed player here: at most once per viewer key, source and hour. Never a view."""

    id = fields.BigIntField(primary_key=True)
    source: fields.ForeignKeyRelation[Source] = fields.ForeignKeyField(
        "models.Source", related_name="opens", on_delete=fields.CASCADE, db_index=True
    )
    source_id: int
    hour = fields.DatetimeField()
    viewer_key = fields.BinaryField()

    class Meta:
        table = "source_open"
        constraints = [
            UniqueConstraint(
                fields=("source_id", "hour", "viewer_key"), name="source_open_once_an_hour"
            )
        ]
