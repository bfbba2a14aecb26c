"""Calls and what is sent in: a call asks, a proposal answers, its presenters stand behind it."""

import uuid
from enum import StrEnum
from typing import Any

from tortoise import fields
from tortoise.indexes import Index
from tortoise.migrations.constraints import CheckConstraint, UniqueConstraint
from tortoise.models import Model

from events_svc.events.models import Event
from events_svc.schedule.models import Session, Track
from events_svc.schedule.plan_models import SessionType
from speakers.models import Speaker


class Call(Model):
    """An event asks for proposals from `opens_at` until `closes_at`. Without an end it is rolling."""

    id = fields.BigIntField(primary_key=True)
    event: fields.ForeignKeyRelation[Event] = fields.ForeignKeyField(
        "models.Event", related_name="calls", on_delete=fields.CASCADE, db_index=True
    )
    event_id: int
    slug = fields.CharField(max_length=80)
    title: dict[str, str] = fields.JSONField()
    text: dict[str, str] = fields.JSONField(default=dict)
    opens_at = fields.DatetimeField(null=True)  # null: at once, when published
    closes_at = fields.DatetimeField(null=True)  # null: rolling
    is_published = fields.BooleanField(default=False)
    needs_code = fields.BooleanField(default=False)
    most_each = fields.IntField(null=True)  # proposals a person may send in
    created_at = fields.DatetimeField(auto_now_add=True)

    class Meta:
        table = "call"
        constraints = [
            UniqueConstraint(fields=("event_id", "slug"), name="call_slug_once"),
            CheckConstraint(
                check="opens_at IS NULL OR closes_at IS NULL OR opens_at < closes_at",
                name="call_opens_before_it_closes",
            ),
        ]


class Offer(Model):
    """A call takes sessions of this type, until its own deadline where it has one."""

    id = fields.BigIntField(primary_key=True)
    call: fields.ForeignKeyRelation[Call] = fields.ForeignKeyField(
        "models.Call", related_name="offers", on_delete=fields.CASCADE, db_index=True
    )
    call_id: int
    session_type: fields.ForeignKeyRelation[SessionType] = fields.ForeignKeyField(
        "models.SessionType", related_name="offers", on_delete=fields.CASCADE, db_index=True
    )
    session_type_id: int
    closes_at = fields.DatetimeField(null=True)
    needs_code = fields.BooleanField(default=False)

    class Meta:
        table = "call_offer"
        constraints = [
            UniqueConstraint(fields=("call_id", "session_type_id"), name="call_offer_once")
        ]


class AccessCode(Model):
    """Who has it may send in what needs a code, also after the deadline until `valid_until`."""

    id = fields.BigIntField(primary_key=True)
    call: fields.ForeignKeyRelation[Call] = fields.ForeignKeyField(
        "models.Call", related_name="access_codes", on_delete=fields.CASCADE, db_index=True
    )
    call_id: int
    code = fields.CharField(max_length=40)
    note = fields.CharField(max_length=200, default="")
    valid_until = fields.DatetimeField(null=True)
    uses = fields.IntField(default=0)
    most_uses = fields.IntField(null=True)

    class Meta:
        table = "access_code"
        constraints = [
            UniqueConstraint(fields=("call_id", "code"), name="access_code_once"),
            CheckConstraint(
                check="most_uses IS NULL OR uses <= most_uses", name="access_code_not_overused"
            ),
        ]


class QuestionKind(StrEnum):
    LINE = "line"
    TEXT = "text"
    NUMBER = "number"
    YES_NO = "yes_no"
    CHOICE = "choice"
    CHOICES = "choices"
    DATE = "date"
    URL = "url"


class Question(Model):
    """A field of the organiser's own, asked of the proposal or of each presenter."""

    id = fields.BigIntField(primary_key=True)
    call: fields.ForeignKeyRelation[Call] = fields.ForeignKeyField(
        "models.Call", related_name="questions", on_delete=fields.CASCADE, db_index=True
    )
    call_id: int
    position = fields.IntField(default=0)
    kind = fields.CharEnumField(QuestionKind, max_length=16)
    label: dict[str, str] = fields.JSONField()
    hint: dict[str, str] = fields.JSONField(default=dict)
    options: list[dict[str, str]] = fields.JSONField(default=list)  # texts, by their position
    is_required = fields.BooleanField(default=False)
    is_of_presenter = fields.BooleanField(default=False)
    is_bilingual = fields.BooleanField(default=False)
    is_for_reviewers = fields.BooleanField(default=True)
    only_types: list[int] = fields.JSONField(default=list)  # session types; empty: all
    only_tracks: list[int] = fields.JSONField(default=list)  # tracks; empty: all

    class Meta:
        table = "question"


class ProposalState(StrEnum):
    DRAFT = "draft"
    SUBMITTED = "submitted"
    ACCEPTED = "accepted"
    CONFIRMED = "confirmed"
    REJECTED = "rejected"
    CANCELLED = "cancelled"  # by the organiser, after acceptance
    WITHDRAWN = "withdrawn"  # by its presenters


class Proposal(Model):
    """What somebody offers to present. Accepted, it has a session, which is confirmed with it."""

    id = fields.BigIntField(primary_key=True)
    guid = fields.UUIDField(default=uuid.uuid4)
    call: fields.ForeignKeyRelation[Call] = fields.ForeignKeyField(
        "models.Call", related_name="proposals", on_delete=fields.CASCADE, db_index=True
    )
    call_id: int
    code = fields.CharField(max_length=16)  # [0-9A-Z]{6}, that of its session
    state = fields.CharEnumField(ProposalState, max_length=16, default=ProposalState.DRAFT)
    # decided, and not yet told: accepted or rejected
    pending = fields.CharEnumField(ProposalState, max_length=16, null=True)
    title: dict[str, str] = fields.JSONField()
    abstract: dict[str, str] = fields.JSONField(default=dict)
    description: dict[str, str] = fields.JSONField(default=dict)
    notes = fields.TextField(default="")  # for the organisers
    language = fields.CharField(max_length=40, default="")
    session_type: fields.ForeignKeyNullableRelation[SessionType] = fields.ForeignKeyField(
        "models.SessionType",
        related_name="proposals",
        null=True,
        on_delete=fields.SET_NULL,
        db_index=True,
    )
    session_type_id: int | None
    track: fields.ForeignKeyNullableRelation[Track] = fields.ForeignKeyField(
        "models.Track",
        related_name="proposals",
        null=True,
        on_delete=fields.SET_NULL,
        db_index=True,
    )
    track_id: int | None
    session: fields.ForeignKeyNullableRelation[Session] = fields.ForeignKeyField(
        "models.Session",
        related_name="proposals",
        null=True,
        on_delete=fields.SET_NULL,
        db_index=True,
    )
    session_id: int | None
    # with which it comes; its use is counted when it is first submitted
    access_code: fields.ForeignKeyNullableRelation[AccessCode] = fields.ForeignKeyField(
        "models.AccessCode",
        related_name="proposals",
        null=True,
        on_delete=fields.SET_NULL,
        db_index=True,
    )
    access_code_id: int | None
    version = fields.IntField(default=0)  # +1 with every change: two presenters lose nothing
    created_at = fields.DatetimeField(auto_now_add=True)
    # its author pressed "send in" before the address was proved: proved in time, that instant counts
    wanted_at = fields.DatetimeField(null=True)
    submitted_at = fields.DatetimeField(null=True)  # when first
    decided_at = fields.DatetimeField(null=True)  # when the decision was released
    answered_at = fields.DatetimeField(null=True)  # confirmed or withdrawn

    class Meta:
        table = "proposal"
        constraints = [
            UniqueConstraint(fields=("guid",), name="proposal_guid_once"),
            UniqueConstraint(fields=("call_id", "code"), name="proposal_code_once"),
            CheckConstraint(
                check="pending IS NULL OR pending IN ('accepted', 'rejected')",
                name="proposal_pending_is_a_decision",
            ),
        ]
        indexes = [Index(fields=["call_id", "state"], name="proposal_of_call")]


class PresenterState(StrEnum):
    INVITED = "invited"
    JOINED = "joined"
    DECLINED = "declined"


class Presenter(Model):
    """A speaker of a proposal: who sent it in (`position` 0), and whom that person invited."""

    id = fields.BigIntField(primary_key=True)
    proposal: fields.ForeignKeyRelation[Proposal] = fields.ForeignKeyField(
        "models.Proposal", related_name="presenters", on_delete=fields.CASCADE, db_index=True
    )
    proposal_id: int
    speaker: fields.ForeignKeyNullableRelation[Speaker] = fields.ForeignKeyField(
        "models.Speaker",
        related_name="presents",
        null=True,
        on_delete=fields.CASCADE,
        db_index=True,
    )
    speaker_id: int | None
    position = fields.IntField(default=0)
    name = fields.CharField(max_length=200, default="")  # as it was given before anybody joined
    email = fields.CharField(max_length=254)  # lower case
    language = fields.CharField(max_length=8, default="zh")  # of the mails to this person
    state = fields.CharEnumField(PresenterState, max_length=16, default=PresenterState.INVITED)
    digest = fields.CharField(max_length=64, null=True)  # of the invitation's secret
    invited_at = fields.DatetimeField(auto_now_add=True)
    answered_at = fields.DatetimeField(null=True)

    class Meta:
        table = "presenter"
        constraints = [
            UniqueConstraint(fields=("proposal_id", "email"), name="presenter_once"),
            UniqueConstraint(fields=("digest",), name="presenter_digest_once"),
        ]


class Answer(Model):
    """What a proposal, or one of its presenters, says to a question."""

    id = fields.BigIntField(primary_key=True)
    question: fields.ForeignKeyRelation[Question] = fields.ForeignKeyField(
        "models.Question", related_name="answers", on_delete=fields.CASCADE, db_index=True
    )
    question_id: int
    proposal: fields.ForeignKeyRelation[Proposal] = fields.ForeignKeyField(
        "models.Proposal", related_name="answers", on_delete=fields.CASCADE, db_index=True
    )
    proposal_id: int
    presenter_id = fields.BigIntField(default=0)  # 0: of the proposal itself
    value: Any = fields.JSONField()

    class Meta:
        table = "answer"
        constraints = [
            UniqueConstraint(
                fields=("question_id", "proposal_id", "presenter_id"), name="answer_once"
            )
        ]
