"""People, organisations, who may do what, and the log of what was done."""

from enum import StrEnum
from typing import Any

from tortoise import fields
from tortoise.indexes import Index
from tortoise.migrations.constraints import UniqueConstraint
from tortoise.models import Model


class Role(StrEnum):
    OWNER = "owner"
    ORGANISER = "organiser"
    AGENDA = "agenda"
    FINANCE = "finance"
    DOOR = "door"
    VIEWER = "viewer"


class User(Model):
    """A person who signs in."""

    id = fields.BigIntField(primary_key=True)
    email = fields.CharField(max_length=254)  # lower case
    name = fields.CharField(max_length=200)
    password_hash = fields.CharField(max_length=200, null=True)  # argon2id; none = link only
    language = fields.CharField(max_length=8, default="zh")
    is_active = fields.BooleanField(default=True)
    is_operator = fields.BooleanField(default=False)  # runs the installation: sees the whole outbox
    created_at = fields.DatetimeField(auto_now_add=True)

    class Meta:
        table = "user"
        constraints = [UniqueConstraint(fields=("email",), name="user_email_once")]


class Organisation(Model):
    """An association, branch, office, partner: a tree, `path` = ids from the root, `/1/5/`."""

    id = fields.BigIntField(primary_key=True)
    slug = fields.CharField(max_length=80)
    name: dict[str, str] = fields.JSONField()
    short_name: dict[str, str] = fields.JSONField(default=dict)
    kind = fields.CharField(max_length=32, default="association")
    parent: fields.ForeignKeyNullableRelation["Organisation"] = fields.ForeignKeyField(
        "models.Organisation",
        related_name="children",
        null=True,
        on_delete=fields.RESTRICT,
        db_index=True,
    )
    parent_id: int | None
    path = fields.CharField(max_length=400, default="/")
    url = fields.CharField(max_length=1000, null=True)
    created_at = fields.DatetimeField(auto_now_add=True)

    class Meta:
        table = "organisation"
        constraints = [UniqueConstraint(fields=("slug",), name="organisation_slug_once")]
        indexes = [Index(fields=["path"], name="organisation_path")]


class Membership(Model):
    """A person's role in an organisation and in all below it."""

    id = fields.BigIntField(primary_key=True)
    user: fields.ForeignKeyRelation[User] = fields.ForeignKeyField(
        "models.User", related_name="memberships", on_delete=fields.CASCADE, db_index=True
    )
    user_id: int
    organisation: fields.ForeignKeyRelation[Organisation] = fields.ForeignKeyField(
        "models.Organisation", related_name="memberships", on_delete=fields.CASCADE, db_index=True
    )
    organisation_id: int
    role = fields.CharEnumField(Role, max_length=16)
    created_at = fields.DatetimeField(auto_now_add=True)

    class Meta:
        table = "membership"
        constraints = [
            UniqueConstraint(fields=("user_id", "organisation_id"), name="membership_once")
        ]


class EventMembership(Model):
    """A person's role at one event only."""

    id = fields.BigIntField(primary_key=True)
    user: fields.ForeignKeyRelation[User] = fields.ForeignKeyField(
        "models.User", related_name="event_memberships", on_delete=fields.CASCADE, db_index=True
    )
    user_id: int
    event: fields.ForeignKeyRelation[Any] = fields.ForeignKeyField(
        "models.Event", related_name="memberships", on_delete=fields.CASCADE, db_index=True
    )
    event_id: int
    role = fields.CharEnumField(Role, max_length=16)
    created_at = fields.DatetimeField(auto_now_add=True)

    class Meta:
        table = "event_membership"
        constraints = [
            UniqueConstraint(fields=("user_id", "event_id"), name="event_membership_once")
        ]


class SignIn(Model):
    """A browser that is signed in, until it expires or is revoked."""

    id = fields.BigIntField(primary_key=True)
    user: fields.ForeignKeyRelation[User] = fields.ForeignKeyField(
        "models.User", related_name="sign_ins", on_delete=fields.CASCADE, db_index=True
    )
    user_id: int
    token_hash = fields.CharField(max_length=64)
    device = fields.CharField(max_length=200, default="")
    by_link = fields.BooleanField(default=False)  # came by a mailed link: may set a new password
    created_at = fields.DatetimeField(auto_now_add=True)
    seen_at = fields.DatetimeField()
    expires_at = fields.DatetimeField()
    revoked_at = fields.DatetimeField(null=True)

    class Meta:
        table = "sign_in"
        constraints = [UniqueConstraint(fields=("token_hash",), name="sign_in_token_once")]


class SignInLink(Model):
    """A link sent by mail that signs in once."""

    id = fields.BigIntField(primary_key=True)
    user: fields.ForeignKeyRelation[User] = fields.ForeignKeyField(
        "models.User", related_name="sign_in_links", on_delete=fields.CASCADE, db_index=True
    )
    user_id: int
    token_hash = fields.CharField(max_length=64)
    created_at = fields.DatetimeField(auto_now_add=True)
    expires_at = fields.DatetimeField()
    used_at = fields.DatetimeField(null=True)

    class Meta:
        table = "sign_in_link"
        constraints = [UniqueConstraint(fields=("token_hash",), name="sign_in_link_token_once")]


class EmailChange(Model):
    """A new address that a person wants, until the link that was mailed to it is followed."""

    id = fields.BigIntField(primary_key=True)
    user: fields.ForeignKeyRelation[User] = fields.ForeignKeyField(
        "models.User", related_name="email_changes", on_delete=fields.CASCADE, db_index=True
    )
    user_id: int
    email = fields.CharField(max_length=254)  # lower case
    token_hash = fields.CharField(max_length=64)
    created_at = fields.DatetimeField(auto_now_add=True)
    expires_at = fields.DatetimeField()
    used_at = fields.DatetimeField(null=True)

    class Meta:
        table = "email_change"
        constraints = [UniqueConstraint(fields=("token_hash",), name="email_change_token_once")]


class ApiToken(Model):
    """A bearer token of a person for one organisation: only its SHA-256 is kept."""

    id = fields.BigIntField(primary_key=True)
    user: fields.ForeignKeyRelation[User] = fields.ForeignKeyField(
        "models.User", related_name="api_tokens", on_delete=fields.CASCADE, db_index=True
    )
    user_id: int
    organisation: fields.ForeignKeyRelation[Organisation] = fields.ForeignKeyField(
        "models.Organisation", related_name="api_tokens", on_delete=fields.CASCADE, db_index=True
    )
    organisation_id: int
    name = fields.CharField(max_length=200)
    prefix = fields.CharField(max_length=16)
    token_hash = fields.CharField(max_length=64)
    scopes: list[str] = fields.JSONField()
    created_at = fields.DatetimeField(auto_now_add=True)
    used_at = fields.DatetimeField(null=True)
    expires_at = fields.DatetimeField(null=True)
    revoked_at = fields.DatetimeField(null=True)

    class Meta:
        table = "api_token"
        constraints = [UniqueConstraint(fields=("token_hash",), name="api_token_hash_once")]


class Attempts(Model):
    """How often `key` was tried in the window that began at `window`: for rate limits."""

    id = fields.BigIntField(primary_key=True)
    key = fields.CharField(max_length=160)
    window = fields.DatetimeField()
    count = fields.IntField(default=0)

    class Meta:
        table = "attempts"
        constraints = [UniqueConstraint(fields=("key", "window"), name="attempts_window_once")]
        indexes = [Index(fields=["window"], name="attempts_window")]


class IdempotencyKey(Model):
    """The answer that a request with this `Idempotency-Key` got."""

    id = fields.BigIntField(primary_key=True)
    scope = fields.CharField(max_length=160)
    key = fields.CharField(max_length=200)
    request_hash = fields.CharField(max_length=64)
    status = fields.IntField(null=True)
    headers: dict[str, str] = fields.JSONField(default=dict)
    body = fields.TextField(default="")
    created_at = fields.DatetimeField(auto_now_add=True)

    class Meta:
        table = "idempotency_key"
        constraints = [UniqueConstraint(fields=("scope", "key"), name="idempotency_key_once")]
        indexes = [Index(fields=["created_at"], name="idempotency_key_age")]


class AuditEntry(Model):
    """Who did what, when: append only."""

    id = fields.BigIntField(primary_key=True)
    at = fields.DatetimeField()
    actor = fields.CharField(
        max_length=80
    )  # `user:3`, `token:4`, `gate:5`, `buyer`, `worker`, `cli`
    actor_name = fields.CharField(max_length=254, default="")
    action = fields.CharField(max_length=80)  # `order.cancelled`
    subject = fields.CharField(max_length=80)  # `order:12`
    organisation_id = fields.BigIntField(null=True)
    event_id = fields.BigIntField(null=True)
    detail: dict[str, Any] = fields.JSONField(default=dict)
    request_id = fields.CharField(max_length=64, default="")

    class Meta:
        table = "audit_entry"
        indexes = [
            Index(fields=["event_id", "id"], name="audit_event"),
            Index(fields=["organisation_id", "id"], name="audit_organisation"),
            Index(fields=["subject", "id"], name="audit_subject"),
        ]
