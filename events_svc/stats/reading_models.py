"""How the counters of platforms are read: what is asked next, which hosts rest, with which keys."""

from tortoise import fields
from tortoise.indexes import Index
from tortoise.migrations.constraints import CheckConstraint, UniqueConstraint
from tortoise.models import Model

from events_svc.accounts.models import Organisation
from events_svc.media.models import Source


class ReadingPlan(Model):
    """When a link's platform is asked next, and what became of the last asking.

    Links of one video share `host` and `thing`: they are asked and told together.
    """

    id = fields.BigIntField(primary_key=True)
    source: fields.ForeignKeyRelation[Source] = fields.ForeignKeyField(
        "models.Source", related_name="reading_plans", on_delete=fields.CASCADE, db_index=True
    )
    source_id: int
    platform = fields.CharField(max_length=32)
    url = fields.CharField(max_length=1000)  # of the link, when the plan was made
    host = fields.CharField(max_length=300)  # PlatformHost.name
    thing = fields.CharField(max_length=200)  # the platform's own name of the video or room
    due_at = fields.DatetimeField(null=True)  # null: nobody knows whom to ask
    read_at = fields.DatetimeField(null=True)
    failures = fields.IntField(default=0)  # one after the other
    outcome = fields.CharField(max_length=16, default="")  # see stats.heard
    words = fields.CharField(max_length=300, default="")
    gone_at = fields.DatetimeField(null=True)  # since when the platform does not know it

    class Meta:
        table = "reading_plan"
        constraints = [UniqueConstraint(fields=("source_id",), name="reading_plan_once")]
        indexes = [
            Index(fields=["due_at", "id"], name="reading_plan_due"),
            Index(fields=["host", "thing"], name="reading_plan_thing"),
        ]


class PlatformThing(Model):
    """A video or room of a platform, and when it was last asked for: two never ask for it at once."""

    id = fields.BigIntField(primary_key=True)
    host = fields.CharField(max_length=300)
    thing = fields.CharField(max_length=200)
    asked_at = fields.DatetimeField()

    class Meta:
        table = "platform_thing"
        constraints = [UniqueConstraint(fields=("host", "thing"), name="platform_thing_once")]


class PlatformHost(Model):
    """A host that is asked: not before `free_at`. Taking its turn moves `free_at`: one asks at a time."""

    name = fields.CharField(max_length=300, primary_key=True)
    free_at = fields.DatetimeField()
    called_at = fields.DatetimeField(null=True)  # when a job for it was last written
    failures = fields.IntField(default=0)  # one after the other; from some on the circuit is open
    reason = fields.CharField(max_length=300, default="")

    class Meta:
        table = "platform_host"


class PlatformKey(Model):
    """An organisation's own key of a platform, or the secret with which its notices are signed."""

    id = fields.BigIntField(primary_key=True)
    organisation: fields.ForeignKeyRelation[Organisation] = fields.ForeignKeyField(
        "models.Organisation",
        related_name="platform_keys",
        on_delete=fields.CASCADE,
        db_index=True,
    )
    organisation_id: int
    platform = fields.CharField(max_length=32)
    sealed = fields.CharField(max_length=600)  # sealed with SECRET_KEY
    hint = fields.CharField(max_length=8)  # its last letters, to tell it from another
    made_by = fields.CharField(max_length=254)
    made_at = fields.DatetimeField()

    class Meta:
        table = "platform_key"
        constraints = [
            UniqueConstraint(fields=("organisation_id", "platform"), name="platform_key_once")
        ]


class CounterFile(Model):
    """A screenshot or document that shows what was read, never changed, never shown to the public."""

    id = fields.BigIntField(primary_key=True)
    source: fields.ForeignKeyRelation[Source] = fields.ForeignKeyField(
        "models.Source", related_name="counter_files", on_delete=fields.RESTRICT, db_index=True
    )
    source_id: int
    name = fields.CharField(max_length=200)
    media_type = fields.CharField(max_length=80)
    digest = fields.CharField(max_length=64)  # SHA-256 in hex
    body = fields.BinaryField()
    uploaded_by = fields.CharField(max_length=254)
    uploaded_at = fields.DatetimeField()

    class Meta:
        table = "counter_file"
        constraints = [CheckConstraint(check="length(digest) = 64", name="counter_file_has_digest")]


class CounterNotice(Model):
    """A signed notice that was taken: the same one again changes nothing."""

    id = fields.BigIntField(primary_key=True)
    key: fields.ForeignKeyRelation[PlatformKey] = fields.ForeignKeyField(
        "models.PlatformKey", related_name="notices", on_delete=fields.CASCADE, db_index=True
    )
    key_id: int
    nonce = fields.CharField(max_length=64)
    received_at = fields.DatetimeField()

    class Meta:
        table = "counter_notice"
        constraints = [UniqueConstraint(fields=("key_id", "nonce"), name="counter_notice_once")]
        indexes = [Index(fields=["received_at"], name="counter_notice_age")]
