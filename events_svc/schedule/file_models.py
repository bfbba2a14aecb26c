"""Files that belong to a session: slides and the like, kept in the database so that a backup has them."""

import uuid

from tortoise import fields
from tortoise.migrations.constraints import CheckConstraint, UniqueConstraint
from tortoise.models import Model

from events_svc.schedule.models import Session


class SessionFile(Model):
    """Slides or a hand-out of a session, on its page and in its feeds while it is public."""

    id = fields.BigIntField(primary_key=True)
    guid = fields.UUIDField(default=uuid.uuid4)
    session: fields.ForeignKeyRelation[Session] = fields.ForeignKeyField(
        "models.Session", related_name="files", on_delete=fields.CASCADE, db_index=True
    )
    session_id: int
    title = fields.CharField(max_length=200)
    name = fields.CharField(max_length=200)  # as it is downloaded
    media_type = fields.CharField(max_length=120)
    size = fields.IntField()  # octets
    digest = fields.CharField(max_length=64)  # SHA-256 of the body in hex: its ETag
    body = fields.BinaryField()
    is_public = fields.BooleanField(default=False)
    uploaded_by = fields.CharField(max_length=80)  # speaker:7, user:3
    uploaded_at = fields.DatetimeField(auto_now_add=True)

    class Meta:
        table = "session_file"
        constraints = [
            UniqueConstraint(fields=("guid",), name="session_file_guid_once"),
            CheckConstraint(check="size > 0", name="session_file_not_empty"),
        ]
