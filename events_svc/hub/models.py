"""What a server knows of its hubs, and what a hub knows of itself."""

from typing import Any

from tortoise import fields
from tortoise.migrations.constraints import UniqueConstraint
from tortoise.models import Model

from events_svc.checkin.models import Device


class HubReport(Model):
    """What a hub said of itself when it last had contact; kept at its server."""

    id = fields.BigIntField(primary_key=True)
    hub: fields.ForeignKeyRelation[Device] = fields.ForeignKeyField(
        "models.Device", related_name="hub_reports", on_delete=fields.CASCADE, db_index=True
    )
    hub_id: int
    address = fields.CharField(max_length=200, default="")  # where phones find it, with https://
    fingerprint = fields.CharField(max_length=64, default="")  # of its authority, hexadecimal
    filled_at = fields.DatetimeField(null=True)  # it knows everything since
    unsent = fields.IntField(default=0)  # entries of its log that are not here yet
    refused = fields.IntField(default=0)  # entries that could not be taken
    received_at = fields.DatetimeField(null=True)  # the last entries of its log

    class Meta:
        table = "hub_report"
        constraints = [UniqueConstraint(fields=("hub_id",), name="hub_report_once")]


class Holding(Model):
    """The one row of a hub: of which server, which event, how far it knows and how far it has told."""

    id = fields.IntField(primary_key=True)
    upstream = fields.CharField(max_length=1000)
    token_hash = fields.CharField(max_length=64)
    hub_uid = fields.UUIDField()
    event_id = fields.BigIntField()
    cursor = fields.CharField(max_length=200, default="")
    definitions_hash = fields.CharField(max_length=64, default="")
    filled_at = fields.DatetimeField(null=True)  # the first filling was complete
    contact_at = fields.DatetimeField(null=True)
    trouble = fields.CharField(max_length=300, default="")  # why there is no contact now
    trouble_since = fields.DatetimeField(null=True)
    sent_through = fields.BigIntField(default=0)  # the log up to this entry is at the server
    refused = fields.IntField(default=0)
    clock_offset_ms = fields.BigIntField(default=0)  # server's clock − ours
    purge_at = fields.DatetimeField(null=True)
    ended = fields.CharField(max_length=8, default="")  # revoked, over: its data is gone

    class Meta:
        table = "holding"


class HubAnswer(Model):
    """Answers that were given at the hub and that its server does not have yet."""

    id = fields.BigIntField(primary_key=True)
    gate_id = fields.BigIntField()
    item: dict[str, Any] = fields.JSONField()  # `ticket` and `fields`, as the phone brought them
    refused = fields.CharField(max_length=500, default="")  # by the server; it is kept here

    class Meta:
        table = "hub_answer"
