"""Money by bank transfer: an organisation's account, the reference of an order, and statements."""

from enum import StrEnum
from typing import Any

from tortoise import fields
from tortoise.indexes import Index
from tortoise.migrations.constraints import CheckConstraint, UniqueConstraint
from tortoise.models import Model

from events_svc.accounts.models import Organisation
from events_svc.tickets.models import Order
from events_svc.tickets.payment_models import Payment


class BankAccount(Model):
    """Where buyers of an organisation, and of those below it without an account, send their money."""

    id = fields.BigIntField(primary_key=True)
    organisation: fields.ForeignKeyRelation[Organisation] = fields.ForeignKeyField(
        "models.Organisation", related_name="bank_accounts", on_delete=fields.CASCADE, db_index=True
    )
    organisation_id: int
    holder = fields.CharField(max_length=200)
    number = fields.CharField(max_length=64)
    bank = fields.CharField(max_length=200)
    code = fields.CharField(max_length=40, default="")  # of the bank: 联行号, BIC
    currency = fields.CharField(max_length=3, default="CNY")
    note: dict[str, str] = fields.JSONField(default=dict)
    hold_days = fields.IntField(default=5)  # how long the places wait for the money
    is_offered = fields.BooleanField(default=True)

    class Meta:
        table = "bank_account"
        constraints = [
            UniqueConstraint(fields=("organisation_id",), name="bank_account_once"),
            CheckConstraint(check="hold_days >= 0 AND hold_days <= 60", name="bank_account_days"),
        ]


class Transfer(Model):
    """An order that is to be paid to an account: its buyer writes `reference` on the transfer."""

    id = fields.BigIntField(primary_key=True)
    order: fields.ForeignKeyRelation[Order] = fields.ForeignKeyField(
        "models.Order", related_name="transfers", on_delete=fields.CASCADE, db_index=True
    )
    order_id: int
    account: fields.ForeignKeyRelation[BankAccount] = fields.ForeignKeyField(
        "models.BankAccount", related_name="transfers", on_delete=fields.RESTRICT, db_index=True
    )
    account_id: int
    reference = fields.CharField(max_length=8)
    created_at = fields.DatetimeField()

    class Meta:
        table = "transfer"
        constraints = [
            UniqueConstraint(fields=("order_id",), name="transfer_order_once"),
            UniqueConstraint(fields=("reference",), name="transfer_reference_once"),
        ]


class Statement(Model):
    """A file of the bank: the same one twice is one."""

    id = fields.BigIntField(primary_key=True)
    account: fields.ForeignKeyRelation[BankAccount] = fields.ForeignKeyField(
        "models.BankAccount", related_name="statements", on_delete=fields.RESTRICT, db_index=True
    )
    account_id: int
    name = fields.CharField(max_length=200)
    form = fields.CharField(max_length=16)  # table, camt.053
    digest = fields.CharField(max_length=64)
    known = fields.IntField(default=0)  # lines that an earlier file had already
    created_at = fields.DatetimeField()

    class Meta:
        table = "statement"
        constraints = [UniqueConstraint(fields=("account_id", "digest"), name="statement_once")]


class LineState(StrEnum):
    NEW = "new"  # the worker has not looked at it yet
    MATCHED = "matched"  # by its reference
    SETTLED = "settled"  # by a person
    OPEN = "open"  # waits for a person
    SET_ASIDE = "set_aside"  # a person says that it belongs to no order
    OUTGOING = "outgoing"  # money that left, or was taken back


class StatementLine(Model):
    """What came to the account or left it: `digest` is the same in every file that tells of it."""

    id = fields.BigIntField(primary_key=True)
    statement: fields.ForeignKeyRelation[Statement] = fields.ForeignKeyField(
        "models.Statement", related_name="lines", on_delete=fields.CASCADE, db_index=True
    )
    statement_id: int
    account: fields.ForeignKeyRelation[BankAccount] = fields.ForeignKeyField(
        "models.BankAccount",
        related_name="statement_lines",
        on_delete=fields.RESTRICT,
        db_index=True,
    )
    account_id: int
    number = fields.IntField()  # its line in the file
    day = fields.DateField()
    amount_minor = fields.BigIntField()  # negative: it left
    currency = fields.CharField(max_length=3)
    payer = fields.CharField(max_length=200, default="")
    payer_account = fields.CharField(max_length=64, default="")
    remark = fields.CharField(max_length=1000, default="")
    bank_reference = fields.CharField(max_length=120, default="")
    digest = fields.CharField(max_length=64)
    likeness = fields.CharField(max_length=64)  # the same for lines that people cannot tell apart
    state = fields.CharEnumField(LineState, max_length=16, default=LineState.NEW)
    reason = fields.CharField(max_length=24, default="")  # why it waits for a person
    order: fields.ForeignKeyNullableRelation[Order] = fields.ForeignKeyField(
        "models.Order",
        related_name="statement_lines",
        null=True,
        on_delete=fields.RESTRICT,
        db_index=True,
    )
    order_id: int | None
    payment: fields.ForeignKeyNullableRelation[Payment] = fields.ForeignKeyField(
        "models.Payment",
        related_name="statement_lines",
        null=True,
        on_delete=fields.RESTRICT,
        db_index=True,
    )
    payment_id: int | None
    outcome = fields.CharField(max_length=16, default="")  # what ticketing said to the money
    decided_at = fields.DatetimeField(null=True)
    note = fields.CharField(max_length=500, default="")

    class Meta:
        table = "statement_line"
        constraints = [
            UniqueConstraint(fields=("account_id", "digest"), name="statement_line_once")
        ]
        indexes: tuple[Any, ...] = (
            Index(fields=["account_id", "state", "id"], name="statement_line_state"),
            Index(fields=["account_id", "likeness"], name="statement_line_likeness"),
        )
