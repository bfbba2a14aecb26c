"""Jobs and mails, written in the same transaction as the change that asks for them."""

from enum import StrEnum
from typing import Any

from tortoise import fields
from tortoise.indexes import Index
from tortoise.models import Model


class JobState(StrEnum):
    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    DEAD = "dead"


class Job(Model):
    """Work to be done at least once, not before `run_at`."""

    id = fields.BigIntField(primary_key=True)
    kind = fields.CharField(max_length=80)
    payload: dict[str, Any] = fields.JSONField()
    state = fields.CharEnumField(JobState, max_length=16, default=JobState.WAITING)
    attempts = fields.IntField(default=0)
    run_at = fields.DatetimeField()
    locked_until = fields.DatetimeField(null=True)
    last_error = fields.TextField(null=True)
    created_at = fields.DatetimeField(auto_now_add=True)
    finished_at = fields.DatetimeField(null=True)

    class Meta:
        table = "job"
        indexes = [
            Index(fields=["state", "run_at"], name="job_due"),
            Index(fields=["state", "finished_at"], name="job_finished"),
        ]


class MailState(StrEnum):
    WAITING = "waiting"
    SENT = "sent"
    SHOWN = "shown"  # no SMTP_URL: people read it on /organiser/outbox
    FAILED = "failed"


class Mail(Model):
    """A mail as it leaves, or would leave, the house."""

    id = fields.BigIntField(primary_key=True)
    recipient = fields.CharField(max_length=254)
    subject = fields.CharField(max_length=300)
    body_text = fields.TextField()
    body_html = fields.TextField(default="")
    language = fields.CharField(max_length=8, default="zh")
    attachments: list[dict[str, Any]] = fields.JSONField(
        default=list
    )  # references, rendered when sent
    about = fields.CharField(max_length=80, default="")  # `order:12`
    state = fields.CharEnumField(MailState, max_length=16, default=MailState.WAITING)
    created_at = fields.DatetimeField(auto_now_add=True)
    sent_at = fields.DatetimeField(null=True)

    class Meta:
        table = "mail"
        indexes = [
            Index(fields=["about"], name="mail_about"),
            Index(fields=["recipient"], name="mail_recipient"),
        ]


class ClockRun(Model):
    """When a clock of the worker last ran: taking the row is the lock between workers."""

    name = fields.CharField(max_length=80, primary_key=True)
    due_at = fields.DatetimeField()
    ran_at = fields.DatetimeField(null=True)

    class Meta:
        table = "clock_run"
