"""What an organiser writes to people with orders, and the own words of the usual mails."""

from enum import StrEnum

from tortoise import fields
from tortoise.indexes import Index
from tortoise.migrations.constraints import CheckConstraint, UniqueConstraint
from tortoise.models import Model

from events_svc.events.models import Event


class Audience(StrEnum):
    BUYERS = "buyers"
    HOLDERS = "holders"  # whoever comes; the buyer for those without an address


class Entered(StrEnum):
    ANY = "any"
    IN = "in"  # came in through a gate
    OUT = "out"  # did not


class LetterState(StrEnum):
    DRAFT = "draft"
    SCHEDULED = "scheduled"
    SENDING = "sending"
    SENT = "sent"
    CANCELLED = "cancelled"


class Letter(Model):
    """A mail to a selection of an event's people, each once. Empty lists choose everybody."""

    id = fields.BigIntField(primary_key=True)
    event: fields.ForeignKeyRelation[Event] = fields.ForeignKeyField(
        "models.Event", related_name="letters", on_delete=fields.CASCADE, db_index=True
    )
    event_id: int
    subject: dict[str, str] = fields.JSONField()
    body: dict[str, str] = fields.JSONField()
    audience = fields.CharEnumField(Audience, max_length=8, default=Audience.BUYERS)
    order_states: list[str] = fields.JSONField(default=list)
    ticket_types: list[int] = fields.JSONField(default=list)
    entered = fields.CharEnumField(Entered, max_length=4, default=Entered.ANY)
    state = fields.CharEnumField(LetterState, max_length=12, default=LetterState.DRAFT)
    send_at = fields.DatetimeField(null=True)
    lead_minutes = fields.IntField(null=True)  # a reminder: so long before the event starts
    created_at = fields.DatetimeField()
    ended_at = fields.DatetimeField(null=True)
    sent = fields.IntField(default=0)  # mails that were written

    class Meta:
        table = "letter"
        constraints = [
            CheckConstraint(check="sent >= 0", name="letter_sent_positive"),
            CheckConstraint(
                check="lead_minutes IS NULL OR lead_minutes >= 0", name="letter_lead_positive"
            ),
            CheckConstraint(
                check="state <> 'scheduled' OR send_at IS NOT NULL OR lead_minutes IS NOT NULL",
                name="letter_scheduled_for",
            ),
        ]
        indexes = [Index(fields=["state", "id"], name="letter_due")]


class TextKind(StrEnum):
    """The usual mails of an order that an event may word itself."""

    PLACED = "placed"
    PAID = "paid"
    REMINDER = "payment_reminder"


class OwnText(Model):
    """The words in which an event tells of its orders; ours where it has none."""

    id = fields.BigIntField(primary_key=True)
    event: fields.ForeignKeyRelation[Event] = fields.ForeignKeyField(
        "models.Event", related_name="own_texts", on_delete=fields.CASCADE, db_index=True
    )
    event_id: int
    kind = fields.CharEnumField(TextKind, max_length=20)
    subject: dict[str, str] = fields.JSONField()
    body: dict[str, str] = fields.JSONField()
    changed_at = fields.DatetimeField()

    class Meta:
        table = "own_text"
        constraints = [UniqueConstraint(fields=("event_id", "kind"), name="own_text_once")]
