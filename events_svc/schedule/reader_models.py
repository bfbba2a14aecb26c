"""What readers leave at an agenda: stars without an account, and what they say of a session."""

from tortoise import fields
from tortoise.migrations.constraints import CheckConstraint, UniqueConstraint
from tortoise.models import Model

from events_svc.events.models import Event
from events_svc.schedule.models import Session


class StarList(Model):
    """One reader's stars of one event. Who knows the secret reads and changes it, until it is revoked.

    With an `email` (confirmed by a mailed link) its reader is told of changes of starred sessions.
    """

    id = fields.BigIntField(primary_key=True)
    event: fields.ForeignKeyRelation[Event] = fields.ForeignKeyField(
        "models.Event", related_name="star_lists", on_delete=fields.CASCADE, db_index=True
    )
    event_id: int
    secret = fields.CharField(max_length=64)
    language = fields.CharField(max_length=8, default="en")
    email = fields.CharField(max_length=254, null=True)
    email_digest = fields.CharField(max_length=64, null=True)  # of the secret in the mailed link
    email_confirmed_at = fields.DatetimeField(null=True)
    created_at = fields.DatetimeField(auto_now_add=True)
    changed_at = fields.DatetimeField()
    revoked_at = fields.DatetimeField(null=True)

    class Meta:
        table = "star_list"
        constraints = [UniqueConstraint(fields=("secret",), name="star_list_secret_once")]


class Star(Model):
    """A reader wants to attend this session."""

    id = fields.BigIntField(primary_key=True)
    star_list: fields.ForeignKeyRelation[StarList] = fields.ForeignKeyField(
        "models.StarList", related_name="stars", on_delete=fields.CASCADE, db_index=True
    )
    star_list_id: int
    session: fields.ForeignKeyRelation[Session] = fields.ForeignKeyField(
        "models.Session", related_name="stars", on_delete=fields.CASCADE, db_index=True
    )
    session_id: int

    class Meta:
        table = "star"
        constraints = [UniqueConstraint(fields=("star_list_id", "session_id"), name="star_once")]


class Feedback(Model):
    """What a reader says of a session: 1 to 5, and words for its speakers and organisers alone."""

    id = fields.BigIntField(primary_key=True)
    session: fields.ForeignKeyRelation[Session] = fields.ForeignKeyField(
        "models.Session", related_name="feedback", on_delete=fields.CASCADE, db_index=True
    )
    session_id: int
    rating = fields.IntField()
    words = fields.TextField(default="")
    reader_key = fields.CharField(max_length=64)  # of a day's salt: one word a reader, no address
    given_at = fields.DatetimeField()

    class Meta:
        table = "feedback"
        constraints = [
            UniqueConstraint(fields=("session_id", "reader_key"), name="feedback_once"),
            CheckConstraint(check="rating BETWEEN 1 AND 5", name="feedback_one_to_five"),
        ]
