"""To what an organiser asks people to agree, word by word as it was, and who agreed when."""

from tortoise import fields
from tortoise.migrations.constraints import CheckConstraint, UniqueConstraint
from tortoise.models import Model

from events_svc.events.models import Event
from events_svc.tickets.models import Order


class Consent(Model):
    """Something that buyers agree to, or not. What it says stands in its versions: the last one is asked."""

    id = fields.BigIntField(primary_key=True)
    event: fields.ForeignKeyRelation[Event] = fields.ForeignKeyField(
        "models.Event", related_name="consents", on_delete=fields.CASCADE, db_index=True
    )
    event_id: int
    position = fields.IntField(default=0)
    withdrawn_at = fields.DatetimeField(null=True)  # not asked any more

    class Meta:
        table = "consent"


class ConsentVersion(Model):
    """What was asked from an instant on, until the next version."""

    id = fields.BigIntField(primary_key=True)
    consent: fields.ForeignKeyRelation[Consent] = fields.ForeignKeyField(
        "models.Consent", related_name="versions", on_delete=fields.CASCADE, db_index=True
    )
    consent_id: int
    number = fields.IntField()
    purpose: dict[str, str] = fields.JSONField()
    text: dict[str, str] = fields.JSONField(default=dict)
    is_required = fields.BooleanField(default=False)
    created_at = fields.DatetimeField()

    class Meta:
        table = "consent_version"
        constraints = [
            UniqueConstraint(fields=("consent_id", "number"), name="consent_version_once"),
            CheckConstraint(check="number > 0", name="consent_version_positive"),
        ]


class ConsentGiven(Model):
    """The buyer of an order agreed to a version."""

    id = fields.BigIntField(primary_key=True)
    order: fields.ForeignKeyRelation[Order] = fields.ForeignKeyField(
        "models.Order", related_name="consents", on_delete=fields.CASCADE, db_index=True
    )
    order_id: int
    version: fields.ForeignKeyRelation[ConsentVersion] = fields.ForeignKeyField(
        "models.ConsentVersion", related_name="given", on_delete=fields.RESTRICT, db_index=True
    )
    version_id: int
    given_at = fields.DatetimeField()

    class Meta:
        table = "consent_given"
        constraints = [
            UniqueConstraint(fields=("order_id", "version_id"), name="consent_given_once")
        ]
