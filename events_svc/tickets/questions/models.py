"""What an organiser asks of everybody who gets a ticket, and what they said."""

from enum import StrEnum
from typing import Any

from tortoise import fields
from tortoise.migrations.constraints import CheckConstraint, UniqueConstraint
from tortoise.models import Model

from events_svc.events.models import Event
from events_svc.tickets.models import Ticket


class AnswerKind(StrEnum):
    LINE = "line"
    TEXT = "text"
    NUMBER = "number"
    YES_NO = "yes_no"
    CHOICE = "choice"
    CHOICES = "choices"
    DATE = "date"
    TIME = "time"
    PHONE = "phone"
    COUNTRY = "country"
    EMAIL = "email"
    FILE = "file"


class AskedAt(StrEnum):
    PURCHASE = "purchase"
    DOOR = "door"  # its holder may answer before, nobody has to


class TicketQuestion(Model):
    """Asked of the holder of each ticket of some types; only after an answer to another question, where
    `depends_on` names one: then with one of the answers in `depends_values`.
    """

    id = fields.BigIntField(primary_key=True)
    event: fields.ForeignKeyRelation[Event] = fields.ForeignKeyField(
        "models.Event", related_name="ticket_questions", on_delete=fields.CASCADE, db_index=True
    )
    event_id: int
    position = fields.IntField(default=0)
    kind = fields.CharEnumField(AnswerKind, max_length=16)
    label: dict[str, str] = fields.JSONField()
    hint: dict[str, str] = fields.JSONField(default=dict)
    options: list[dict[str, str]] = fields.JSONField(default=list)  # texts, by their position
    is_required = fields.BooleanField(default=False)
    asked_at = fields.CharEnumField(AskedAt, max_length=16, default=AskedAt.PURCHASE)
    only_types: list[int] = fields.JSONField(default=list)  # ticket types; empty: all
    depends_on: fields.ForeignKeyNullableRelation["TicketQuestion"] = fields.ForeignKeyField(
        "models.TicketQuestion",
        related_name="dependents",
        null=True,
        on_delete=fields.RESTRICT,
        db_index=True,
    )
    depends_on_id: int | None
    depends_values: list[Any] = fields.JSONField(
        default=list
    )  # positions of options, or true, false

    class Meta:
        table = "ticket_question"
        constraints = [
            CheckConstraint(
                check="depends_on_id IS NULL OR depends_on_id <> id",
                name="ticket_question_not_of_itself",
            )
        ]


class TicketAnswer(Model):
    """What the holder of a ticket answered, as `answers.py` writes it."""

    id = fields.BigIntField(primary_key=True)
    ticket: fields.ForeignKeyRelation[Ticket] = fields.ForeignKeyField(
        "models.Ticket", related_name="answers", on_delete=fields.CASCADE, db_index=True
    )
    ticket_id: int
    question: fields.ForeignKeyRelation[TicketQuestion] = fields.ForeignKeyField(
        "models.TicketQuestion", related_name="answers", on_delete=fields.CASCADE, db_index=True
    )
    question_id: int
    value: Any = fields.JSONField()
    answered_at = fields.DatetimeField()

    class Meta:
        table = "ticket_answer"
        constraints = [
            UniqueConstraint(fields=("ticket_id", "question_id"), name="ticket_answer_once")
        ]


class AnswerFile(Model):
    """A file that answers a question; whose answer names it, until then whoever knows the secret."""

    id = fields.BigIntField(primary_key=True)
    event: fields.ForeignKeyRelation[Event] = fields.ForeignKeyField(
        "models.Event", related_name="answer_files", on_delete=fields.CASCADE, db_index=True
    )
    event_id: int
    answer: fields.ForeignKeyNullableRelation[TicketAnswer] = fields.ForeignKeyField(
        "models.TicketAnswer",
        related_name="files",
        null=True,
        on_delete=fields.CASCADE,
        db_index=True,
    )
    answer_id: int | None
    secret = fields.CharField(max_length=64)
    name = fields.CharField(max_length=200)
    media_type = fields.CharField(max_length=80)
    size = fields.IntField()  # octets
    body = fields.BinaryField()
    created_at = fields.DatetimeField()

    class Meta:
        table = "answer_file"
        constraints = [
            UniqueConstraint(fields=("secret",), name="answer_file_secret_once"),
            CheckConstraint(check="size > 0", name="answer_file_not_empty"),
        ]
