"""What a server knows of its hubs, and what a hub knows of itself."""

from typing import Any

from tortoise import fields
from tortoise.indexes import Index
from tortoise.migrations.constraints import UniqueConstraint
from tortoise.models import Model

from events_svc.accounts.models import User
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
    unsent_since = fields.DatetimeField(null=True)  # the oldest of them
    unsent_trouble = fields.CharField(max_length=300, default="")  # why they are not
    refused = fields.IntField(default=0)  # entries that could not be taken
    received_at = fields.DatetimeField(null=True)  # the last entries of its log
    answers = fields.IntField(default=0)  # which it was given and that are not here yet
    answers_since = fields.DatetimeField(null=True)  # the oldest of them
    answers_trouble = fields.CharField(max_length=300, default="")  # why they are not

    class Meta:
        table = "hub_report"
        constraints = [UniqueConstraint(fields=("hub_id",), name="hub_report_once")]


class RefusedEntry(Model):
    """An entry of a hub's log that its server did not take: listed there until a person has settled it, or
    until it came after all.
    """

    id = fields.BigIntField(primary_key=True)
    event_id = fields.BigIntField()
    hub: fields.ForeignKeyRelation[Device] = fields.ForeignKeyField(
        "models.Device", related_name="refused_entries", on_delete=fields.CASCADE, db_index=True
    )
    hub_id: int
    scan_id = fields.UUIDField()
    gate_id = fields.BigIntField()
    number = fields.BigIntField(null=True)  # of the ticket, as the hub knew it
    verdict = fields.CharField(max_length=16)
    reason = fields.CharField(max_length=24)
    at = fields.DatetimeField()  # by the hub's clock
    phone = fields.CharField(max_length=200, default="")
    why = fields.CharField(max_length=300)  # a word of `receive`, or what the server said
    listed_at = fields.DatetimeField()
    settled_at = fields.DatetimeField(null=True)
    settled_by: fields.ForeignKeyNullableRelation[User] = fields.ForeignKeyField(
        "models.User",
        related_name="settled_entries",
        null=True,
        on_delete=fields.SET_NULL,
        db_index=True,
    )
    settled_by_id: int | None

    class Meta:
        table = "refused_entry"
        constraints = [UniqueConstraint(fields=("hub_id", "scan_id"), name="refused_entry_once")]
        indexes = [Index(fields=["event_id", "id"], name="refused_entry_event")]


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
    unsent_trouble = fields.CharField(max_length=300, default="")  # why what follows is not
    clock_offset_ms = fields.BigIntField(default=0)  # server's clock − ours
    purge_at = fields.DatetimeField(null=True)
    ended = fields.CharField(max_length=8, default="")  # revoked, over: its data is gone
    lost_answers = fields.IntField(default=0)  # went with it, and the server never heard of them
    lost_entries = fields.IntField(default=0)  # of its log, the same

    class Meta:
        table = "holding"


class HubAnswer(Model):
    """Answers that were given at the hub and that its server does not have yet, or does not take."""

    id = fields.BigIntField(primary_key=True)
    gate_id = fields.BigIntField()
    phone_uid = fields.UUIDField(null=True)
    phone = fields.CharField(max_length=200, default="")
    item: dict[str, Any] = fields.JSONField()  # `ticket` and `fields`, as the phone brought them
    kept_at = fields.DatetimeField()
    tries = fields.IntField(default=0)  # after which the server failed on these alone
    retry_at = fields.DatetimeField(null=True)
    trouble = fields.CharField(max_length=300, default="")  # how it failed
    refused_at = fields.DatetimeField(null=True)  # the server will not take them
    refused: dict[str, Any] = fields.JSONField(default=dict)  # why, in every language
    told_at = fields.DatetimeField(null=True)  # the server lists them as refused

    class Meta:
        table = "hub_answer"


class AsideEntry(Model):
    """An entry of the hub's log that the server rejects: those after it went on without it."""

    id = fields.BigIntField(primary_key=True)
    entry_id = fields.BigIntField()  # of the log
    aside_at = fields.DatetimeField()
    tries = fields.IntField(default=0)  # after which the server failed on this one alone
    retry_at = fields.DatetimeField(null=True)
    why = fields.CharField(max_length=300)  # what the server said
    refused_at = fields.DatetimeField(null=True)  # the server will not take it
    told_at = fields.DatetimeField(null=True)  # the server lists it as refused

    class Meta:
        table = "aside_entry"
        constraints = [UniqueConstraint(fields=("entry_id",), name="aside_entry_once")]
