"""What makes a ticket's code right or wrong: the keys that sign, the codes that are called back."""

from tortoise import fields
from tortoise.migrations.constraints import UniqueConstraint
from tortoise.models import Model

from events_svc.events.models import Event
from events_svc.tickets.models import Ticket


class SigningKey(Model):
    """The Ed25519 key of an event's ticket codes: `public_key` raw 32 bytes in hexadecimal."""

    id = fields.BigIntField(primary_key=True)
    event: fields.ForeignKeyRelation[Event] = fields.ForeignKeyField(
        "models.Event", related_name="signing_keys", on_delete=fields.CASCADE, db_index=True
    )
    event_id: int
    number = fields.IntField()  # key id in the code
    private_key = fields.CharField(max_length=200)  # sealed with SECRET_KEY
    public_key = fields.CharField(max_length=64)
    created_at = fields.DatetimeField()
    retired_at = fields.DatetimeField(null=True)  # signs no more, its codes stay good
    withdrawn_at = fields.DatetimeField(null=True)  # stolen: its codes are refused

    class Meta:
        table = "signing_key"
        constraints = [UniqueConstraint(fields=("event_id", "number"), name="signing_key_once")]


class RevokedCode(Model):
    """A code that was changed or cancelled: (ticket, serial) is refused from now on."""

    id = fields.BigIntField(primary_key=True)
    ticket: fields.ForeignKeyRelation[Ticket] = fields.ForeignKeyField(
        "models.Ticket", related_name="revoked_codes", on_delete=fields.CASCADE, db_index=True
    )
    ticket_id: int
    serial = fields.IntField()
    revoked_at = fields.DatetimeField()

    class Meta:
        table = "revoked_code"
        constraints = [UniqueConstraint(fields=("ticket_id", "serial"), name="revoked_code_once")]


class CodeSeal(Model):
    """A digest of the code that was handed out with a ticket: whoever shows that code shows one of ours.

    Only a digest, so that nobody who reads the database has a code that opens a door.
    """

    id = fields.BigIntField(primary_key=True)
    ticket: fields.OneToOneRelation[Ticket] = fields.OneToOneField(
        "models.Ticket", related_name="seal", on_delete=fields.CASCADE
    )
    ticket_id: int
    digest = fields.CharField(max_length=64)  # SHA-256 of the code, hexadecimal

    class Meta:
        table = "code_seal"
