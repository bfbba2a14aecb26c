"""The accounts that organisations have at payment providers."""

from tortoise import fields
from tortoise.migrations.constraints import UniqueConstraint
from tortoise.models import Model

from events_svc.accounts.models import Organisation


class PaymentAccount(Model):
    """A merchant's account at a provider; it serves its organisation and those below without an own one.

    It is never removed: payments that were made through it are asked for and given back through it.
    """

    id = fields.BigIntField(primary_key=True)
    organisation: fields.ForeignKeyRelation[Organisation] = fields.ForeignKeyField(
        "models.Organisation",
        related_name="payment_accounts",
        on_delete=fields.RESTRICT,
        db_index=True,
    )
    organisation_id: int
    provider = fields.CharField(max_length=16)
    merchant = fields.CharField(max_length=120, default="")  # who it is there: app and merchant id
    is_active = fields.BooleanField(default=True)  # buyers may choose it
    key = fields.CharField(max_length=43)  # in the address to which the provider tells
    facts: dict[str, str] = fields.JSONField(default=dict)  # what is no secret
    sealed = fields.TextField(default="")  # the secrets as JSON, sealed with SECRET_KEY
    created_at = fields.DatetimeField()
    changed_at = fields.DatetimeField()
    tested_at = fields.DatetimeField(null=True)
    test_error = fields.CharField(max_length=500, default="")  # of the last test; blank: it works

    class Meta:
        table = "payment_account"
        constraints = [
            UniqueConstraint(
                fields=("organisation_id", "provider", "merchant"), name="payment_account_once"
            ),
            UniqueConstraint(fields=("key",), name="payment_account_key_once"),
        ]


class BookDifference(Model):
    """What a provider's book of a day says otherwise than ours: a person looks at it."""

    id = fields.BigIntField(primary_key=True)
    account: fields.ForeignKeyRelation[PaymentAccount] = fields.ForeignKeyField(
        "models.PaymentAccount",
        related_name="differences",
        on_delete=fields.RESTRICT,
        db_index=True,
    )
    account_id: int
    day = fields.DateField()  # of the provider's book
    reference = fields.CharField(max_length=64)  # of the payment or the refund
    kind = fields.CharField(max_length=24)  # see reconcile.Kind
    ours_minor = fields.BigIntField()
    theirs_minor = fields.BigIntField()
    currency = fields.CharField(max_length=3)
    noticed_at = fields.DatetimeField()
    settled_at = fields.DatetimeField(null=True)  # a person has seen to it
    note = fields.CharField(max_length=500, default="")

    class Meta:
        table = "book_difference"
        constraints = [
            UniqueConstraint(
                fields=("account_id", "day", "reference", "kind"), name="book_difference_once"
            )
        ]


class BookReading(Model):
    """That the provider's book of a day was read and compared."""

    id = fields.BigIntField(primary_key=True)
    account: fields.ForeignKeyRelation[PaymentAccount] = fields.ForeignKeyField(
        "models.PaymentAccount",
        related_name="readings",
        on_delete=fields.RESTRICT,
        db_index=True,
    )
    account_id: int
    day = fields.DateField()
    entries = fields.IntField()  # in the provider's book
    differences = fields.IntField()
    read_at = fields.DatetimeField()

    class Meta:
        table = "book_reading"
        constraints = [UniqueConstraint(fields=("account_id", "day"), name="book_reading_once")]
