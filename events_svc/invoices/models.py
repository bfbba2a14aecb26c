"""Invoices with numbers without gaps, and requests for the tax bureau's own invoices (数电发票)."""

from enum import StrEnum
from typing import Any

from tortoise import fields
from tortoise.indexes import Index
from tortoise.migrations.constraints import CheckConstraint, UniqueConstraint
from tortoise.models import Model

from events_svc.accounts.models import Organisation
from events_svc.events.models import Event
from events_svc.tickets.models import Order


class Seller(Model):
    """What an organisation writes on its invoices, and those below it that have no such row."""

    id = fields.BigIntField(primary_key=True)
    organisation: fields.ForeignKeyRelation[Organisation] = fields.ForeignKeyField(
        "models.Organisation", related_name="sellers", on_delete=fields.CASCADE, db_index=True
    )
    organisation_id: int
    name: dict[str, str] = fields.JSONField()
    taxpayer_number = fields.CharField(max_length=32, default="")
    address: dict[str, str] = fields.JSONField(default=dict)
    contact = fields.CharField(max_length=200, default="")  # phone, e-mail
    bank = fields.CharField(max_length=200, default="")  # bank and account, as they are printed
    note: dict[str, str] = fields.JSONField(default=dict)
    prefix = fields.CharField(max_length=12, default="")
    timezone = fields.CharField(max_length=64, default="Asia/Shanghai")  # whose year counts
    item = fields.CharField(max_length=100, default="*会展服务*会议费")  # of 数电发票
    item_code = fields.CharField(max_length=19, default="3040305")  # 商品和服务税收分类编码

    class Meta:
        table = "seller"
        constraints = [UniqueConstraint(fields=("organisation_id",), name="seller_once")]


class When(StrEnum):
    NEVER = "never"
    ASKED = "asked"  # the buyer asks for it on the order's page
    PAID = "paid"  # every order, as soon as it is paid


class InvoiceRule(Model):
    """What an event's buyers get."""

    id = fields.BigIntField(primary_key=True)
    event: fields.ForeignKeyRelation[Event] = fields.ForeignKeyField(
        "models.Event", related_name="invoice_rules", on_delete=fields.CASCADE, db_index=True
    )
    event_id: int
    when = fields.CharEnumField(When, max_length=8, default=When.NEVER)
    offers_fapiao = fields.BooleanField(default=False)

    class Meta:
        table = "invoice_rule"
        constraints = [UniqueConstraint(fields=("event_id",), name="invoice_rule_once")]


class InvoiceCounter(Model):
    """The highest number that a seller has given out in a year."""

    id = fields.BigIntField(primary_key=True)
    seller: fields.ForeignKeyRelation[Seller] = fields.ForeignKeyField(
        "models.Seller", related_name="counters", on_delete=fields.RESTRICT, db_index=True
    )
    seller_id: int
    year = fields.IntField()
    last_number = fields.BigIntField(default=0)

    class Meta:
        table = "invoice_counter"
        constraints = [UniqueConstraint(fields=("seller_id", "year"), name="invoice_counter_once")]


class InvoiceKind(StrEnum):
    INVOICE = "invoice"
    CREDIT_NOTE = "credit_note"  # takes an invoice back


class Invoice(Model):
    """An invoice or credit note as it was issued: never changed, and its amounts as they were."""

    id = fields.BigIntField(primary_key=True)
    seller: fields.ForeignKeyRelation[Seller] = fields.ForeignKeyField(
        "models.Seller", related_name="invoices", on_delete=fields.RESTRICT, db_index=True
    )
    seller_id: int
    order: fields.ForeignKeyRelation[Order] = fields.ForeignKeyField(
        "models.Order", related_name="invoices", on_delete=fields.RESTRICT, db_index=True
    )
    order_id: int
    event: fields.ForeignKeyRelation[Event] = fields.ForeignKeyField(
        "models.Event", related_name="invoices", on_delete=fields.RESTRICT, db_index=True
    )
    event_id: int
    kind = fields.CharEnumField(InvoiceKind, max_length=16, default=InvoiceKind.INVOICE)
    cancels: fields.ForeignKeyNullableRelation["Invoice"] = fields.ForeignKeyField(
        "models.Invoice",
        related_name="cancelled_by",
        null=True,
        on_delete=fields.RESTRICT,
        db_index=True,
    )
    cancels_id: int | None
    year = fields.IntField()
    number = fields.BigIntField()
    label = fields.CharField(max_length=40)  # as people write the number
    day = fields.DateField()
    language = fields.CharField(max_length=8)
    currency = fields.CharField(max_length=3)
    total_minor = fields.BigIntField()  # of a credit note negative, as are its lines
    tax_minor = fields.BigIntField()
    lines: list[dict[str, Any]] = fields.JSONField()
    sides: dict[str, Any] = fields.JSONField()  # who sells, who buys, of what event
    issued_at = fields.DatetimeField()

    class Meta:
        table = "invoice"
        constraints = [
            UniqueConstraint(fields=("seller_id", "year", "number"), name="invoice_number_once"),
            UniqueConstraint(fields=("cancels_id",), name="invoice_cancelled_once"),
            CheckConstraint(
                check="(kind = 'credit_note') = (cancels_id IS NOT NULL)", name="invoice_kind_fits"
            ),
        ]
        indexes: tuple[Any, ...] = (Index(fields=["event_id", "id"], name="invoice_event"),)


class FapiaoKind(StrEnum):
    GENERAL = "general"  # 普票
    SPECIAL = "special"  # 专票


class FapiaoState(StrEnum):
    REQUESTED = "requested"
    WITHDRAWN = "withdrawn"  # before it was issued
    ISSUED = "issued"
    REVERSED = "reversed"  # 红冲


class Fapiao(Model):
    """A buyer's request for a 数电发票, and what became of it at the tax bureau."""

    id = fields.BigIntField(primary_key=True)
    seller: fields.ForeignKeyRelation[Seller] = fields.ForeignKeyField(
        "models.Seller", related_name="fapiao", on_delete=fields.RESTRICT, db_index=True
    )
    seller_id: int
    order: fields.ForeignKeyRelation[Order] = fields.ForeignKeyField(
        "models.Order", related_name="fapiao", on_delete=fields.RESTRICT, db_index=True
    )
    order_id: int
    event: fields.ForeignKeyRelation[Event] = fields.ForeignKeyField(
        "models.Event", related_name="fapiao", on_delete=fields.RESTRICT, db_index=True
    )
    event_id: int
    kind = fields.CharEnumField(FapiaoKind, max_length=8)
    title = fields.CharField(max_length=100)
    taxpayer_number = fields.CharField(max_length=18, default="")  # empty: a person
    email = fields.CharField(max_length=254)
    amount_minor = fields.BigIntField()  # with tax
    currency = fields.CharField(max_length=3)
    lines: list[dict[str, Any]] = fields.JSONField()
    state = fields.CharEnumField(FapiaoState, max_length=16, default=FapiaoState.REQUESTED)
    number = fields.CharField(max_length=20, null=True)  # of the tax bureau, 20 digits
    red_number = fields.CharField(max_length=20, null=True)
    requested_at = fields.DatetimeField()
    exported_at = fields.DatetimeField(null=True)
    issued_at = fields.DatetimeField(null=True)
    reversal_asked_at = fields.DatetimeField(null=True)  # a person has to reverse it
    reversal_reason = fields.CharField(max_length=24, default="")
    ended_at = fields.DatetimeField(null=True)

    class Meta:
        table = "fapiao"
        constraints = [
            UniqueConstraint(fields=("number",), name="fapiao_number_once"),
            UniqueConstraint(fields=("red_number",), name="fapiao_red_number_once"),
            CheckConstraint(check="amount_minor > 0", name="fapiao_amount_positive"),
        ]
        indexes: tuple[Any, ...] = (
            Index(fields=["event_id", "state", "id"], name="fapiao_event_state"),
        )
