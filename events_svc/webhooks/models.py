"""Who is told of what happens, what was to be told, and how the telling went."""

import uuid
from enum import StrEnum
from typing import Any

from tortoise import fields
from tortoise.indexes import Index
from tortoise.migrations.constraints import CheckConstraint, UniqueConstraint
from tortoise.models import Model

from events_svc.accounts.models import Organisation
from events_svc.events.models import Event


class Endpoint(Model):
    """An address that is told what happens at one event, or at all of the organisation's."""

    id = fields.BigIntField(primary_key=True)
    organisation: fields.ForeignKeyRelation[Organisation] = fields.ForeignKeyField(
        "models.Organisation", related_name="endpoints", on_delete=fields.CASCADE, db_index=True
    )
    organisation_id: int
    event: fields.ForeignKeyNullableRelation[Event] = fields.ForeignKeyField(
        "models.Event", related_name="endpoints", null=True, on_delete=fields.CASCADE, db_index=True
    )  # none: all events of the organisation
    event_id: int | None
    name = fields.CharField(max_length=200)
    url = fields.CharField(max_length=1000)
    secret = fields.CharField(max_length=300)  # sealed with SECRET_KEY
    topics: list[str] = fields.JSONField(default=list)  # none: all
    is_active = fields.BooleanField(default=True)
    created_at = fields.DatetimeField()
    ended_at = fields.DatetimeField(null=True)  # the receiver said 410 Gone, or a person ended it

    class Meta:
        table = "webhook_endpoint"


class Message(Model):
    """Something that happened, as receivers read it. Written in the transaction of the change."""

    id = fields.BigIntField(primary_key=True)
    guid = fields.UUIDField(default=uuid.uuid4)  # webhook-id: the same at every attempt
    event: fields.ForeignKeyRelation[Event] = fields.ForeignKeyField(
        "models.Event", related_name="webhook_messages", on_delete=fields.CASCADE, db_index=True
    )
    event_id: int
    topic = fields.CharField(max_length=40)
    subject = fields.CharField(max_length=80)  # order:12
    body: dict[str, Any] = fields.JSONField()
    happened_at = fields.DatetimeField()

    class Meta:
        table = "webhook_message"
        constraints = [UniqueConstraint(fields=("guid",), name="webhook_message_guid_once")]
        indexes = [Index(fields=["happened_at"], name="webhook_message_time")]


class DeliveryState(StrEnum):
    WAITING = "waiting"
    DELIVERED = "delivered"
    FAILED = "failed"  # given up after many attempts: a person may replay it
    DROPPED = "dropped"  # its endpoint ended


class Delivery(Model):
    """A message on its way to an endpoint. Of one subject the next waits for the one before."""

    id = fields.BigIntField(primary_key=True)
    endpoint: fields.ForeignKeyRelation[Endpoint] = fields.ForeignKeyField(
        "models.Endpoint", related_name="deliveries", on_delete=fields.CASCADE, db_index=True
    )
    endpoint_id: int
    message: fields.ForeignKeyRelation[Message] = fields.ForeignKeyField(
        "models.Message", related_name="deliveries", on_delete=fields.CASCADE, db_index=True
    )
    message_id: int
    subject = fields.CharField(max_length=80)
    state = fields.CharEnumField(DeliveryState, max_length=16, default=DeliveryState.WAITING)
    attempts = fields.IntField(default=0)
    due_at = fields.DatetimeField()
    locked_until = fields.DatetimeField(null=True)
    ended_at = fields.DatetimeField(null=True)

    class Meta:
        table = "webhook_delivery"
        constraints = [
            UniqueConstraint(fields=("endpoint_id", "message_id"), name="webhook_delivery_once"),
            CheckConstraint(check="attempts >= 0", name="webhook_delivery_attempts"),
        ]
        indexes = [
            Index(fields=["state", "due_at"], name="webhook_delivery_due"),
            Index(fields=["endpoint_id", "subject", "id"], name="webhook_delivery_order"),
        ]


class Attempt(Model):
    """One try to deliver: what was answered, how long it took, what went wrong."""

    id = fields.BigIntField(primary_key=True)
    delivery: fields.ForeignKeyRelation[Delivery] = fields.ForeignKeyField(
        "models.Delivery", related_name="tries", on_delete=fields.CASCADE, db_index=True
    )
    delivery_id: int
    at = fields.DatetimeField()
    status = fields.IntField(null=True)  # none: nothing was answered
    milliseconds = fields.IntField()
    problem = fields.CharField(max_length=200, default="")

    class Meta:
        table = "webhook_attempt"
