"""How long an event keeps what it knows of people."""

from tortoise import fields
from tortoise.migrations.constraints import CheckConstraint, UniqueConstraint
from tortoise.models import Model

from events_svc.events.models import Event


class Retention(Model):
    """So many months after its end an event forgets names, addresses, phones, answers and mails. Without a
    row it keeps them.
    """

    id = fields.BigIntField(primary_key=True)
    event: fields.ForeignKeyRelation[Event] = fields.ForeignKeyField(
        "models.Event", related_name="retentions", on_delete=fields.CASCADE, db_index=True
    )
    event_id: int
    months = fields.IntField()
    purged_at = fields.DatetimeField(null=True)

    class Meta:
        table = "retention"
        constraints = [
            UniqueConstraint(fields=("event_id",), name="retention_once"),
            CheckConstraint(check="months > 0", name="retention_months_positive"),
        ]
