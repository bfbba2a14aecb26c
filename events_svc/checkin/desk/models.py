"""What people at the door have to settle by hand."""

from typing import Any

from tortoise import fields
from tortoise.migrations.constraints import UniqueConstraint
from tortoise.models import Model

from events_svc.accounts.models import User
from events_svc.events.models import Event


class RefusedAnswer(Model):
    """Answers that a phone or hub was given at the door and brought, and that could not be kept.

    They stand here until a person has settled them; the same ones brought again are the same row.
    """

    id = fields.BigIntField(primary_key=True)
    event: fields.ForeignKeyRelation[Event] = fields.ForeignKeyField(
        "models.Event", related_name="refused_answers", on_delete=fields.CASCADE
    )
    event_id: int
    gate_id = fields.BigIntField()
    phone = fields.CharField(max_length=254, default="")  # who brought them, as people call it
    number = fields.BigIntField()  # of the ticket, as the phone knew it: there may be none
    given: dict[str, Any] = fields.JSONField()  # the values by the names of the sheet's fields
    reason: dict[str, Any] = fields.JSONField()  # in every language
    digest = fields.CharField(max_length=64)  # of gate, ticket and answers
    at = fields.DatetimeField()
    settled_at = fields.DatetimeField(null=True)
    settled_by: fields.ForeignKeyNullableRelation[User] = fields.ForeignKeyField(
        "models.User",
        related_name="settled_answers",
        null=True,
        on_delete=fields.SET_NULL,
        db_index=True,
    )
    settled_by_id: int | None

    class Meta:
        table = "refused_answer"
        constraints = [UniqueConstraint(fields=("event_id", "digest"), name="refused_answer_once")]
