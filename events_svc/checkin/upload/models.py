"""Where a log was not whole when it came."""

from tortoise import fields
from tortoise.indexes import Index
from tortoise.migrations.constraints import UniqueConstraint
from tortoise.models import Model


class DoorTear(Model):
    """An entry whose chain does not hold: it was changed, or what came before it is missing (`is_gap`).

    Noted with the entries, so that no page reads the whole log; `events-svc check` does (docs/decisions/0047).
    """

    id = fields.BigIntField(primary_key=True)
    event_id = fields.BigIntField()
    device_id = fields.BigIntField()
    entry_id = fields.BigIntField()  # of the log
    of_hub = fields.BooleanField()  # the chain of the hub that brought it, not the device's own
    is_gap = fields.BooleanField()

    class Meta:
        table = "door_tear"
        constraints = [UniqueConstraint(fields=("entry_id", "of_hub"), name="door_tear_once")]
        indexes = [Index(fields=["event_id"], name="door_tear_event")]
