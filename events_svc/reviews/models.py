"""How proposals are judged: dated phases, weighted categories, reviewers with their tracks and conflicts."""

from enum import StrEnum

from tortoise import fields
from tortoise.migrations.constraints import CheckConstraint, UniqueConstraint
from tortoise.models import Model

from events_svc.accounts.models import User
from events_svc.calls.models import Call, Proposal


class Average(StrEnum):
    MEAN = "mean"
    MEDIAN = "median"


class Others(StrEnum):
    """When a reviewer reads what the other reviewers say."""

    NEVER = "never"
    AFTER = "after"  # the own review is given
    ALWAYS = "always"


class Phase(Model):
    """From `opens_at` until `closes_at` reviewers may see and score what the phase lets them."""

    id = fields.BigIntField(primary_key=True)
    call: fields.ForeignKeyRelation[Call] = fields.ForeignKeyField(
        "models.Call", related_name="phases", on_delete=fields.CASCADE, db_index=True
    )
    call_id: int
    name: dict[str, str] = fields.JSONField()
    position = fields.IntField(default=0)
    opens_at = fields.DatetimeField()
    closes_at = fields.DatetimeField()
    is_anonymous = fields.BooleanField(default=False)  # names, pictures, affiliations are hidden
    shows_others = fields.CharEnumField(Others, max_length=16, default=Others.AFTER)
    only_assigned = fields.BooleanField(default=False)
    average = fields.CharEnumField(Average, max_length=8, default=Average.MEAN)

    class Meta:
        table = "review_phase"
        constraints = [
            CheckConstraint(check="opens_at < closes_at", name="review_phase_has_length")
        ]


class Category(Model):
    """Each reviewer gives a number from `least` to `most`. With weight 0 it does not count."""

    id = fields.BigIntField(primary_key=True)
    call: fields.ForeignKeyRelation[Call] = fields.ForeignKeyField(
        "models.Call", related_name="categories", on_delete=fields.CASCADE, db_index=True
    )
    call_id: int
    name: dict[str, str] = fields.JSONField()
    position = fields.IntField(default=0)
    weight = fields.IntField(default=1)
    least = fields.IntField(default=0)
    most = fields.IntField(default=3)
    only_tracks: list[int] = fields.JSONField(default=list)

    class Meta:
        table = "review_category"
        constraints = [
            CheckConstraint(check="least < most", name="review_category_has_range"),
            CheckConstraint(check="weight >= 0", name="review_category_weight_positive"),
        ]


class Reviewer(Model):
    """A user judges proposals of a call: all, or those of some tracks."""

    id = fields.BigIntField(primary_key=True)
    call: fields.ForeignKeyRelation[Call] = fields.ForeignKeyField(
        "models.Call", related_name="reviewers", on_delete=fields.CASCADE, db_index=True
    )
    call_id: int
    user: fields.ForeignKeyRelation[User] = fields.ForeignKeyField(
        "models.User", related_name="reviews_for", on_delete=fields.CASCADE, db_index=True
    )
    user_id: int
    only_tracks: list[int] = fields.JSONField(default=list)
    affiliation = fields.CharField(max_length=200, default="")  # to find conflicts of interest by
    left_at = fields.DatetimeField(null=True)  # judges no more; what was said still counts

    class Meta:
        table = "reviewer"
        constraints = [UniqueConstraint(fields=("call_id", "user_id"), name="reviewer_once")]


class Assignment(Model):
    """This reviewer shall judge this proposal. Those by hand are kept when the rest is balanced anew."""

    id = fields.BigIntField(primary_key=True)
    reviewer: fields.ForeignKeyRelation[Reviewer] = fields.ForeignKeyField(
        "models.Reviewer", related_name="assignments", on_delete=fields.CASCADE, db_index=True
    )
    reviewer_id: int
    proposal: fields.ForeignKeyRelation[Proposal] = fields.ForeignKeyField(
        "models.Proposal", related_name="assignments", on_delete=fields.CASCADE, db_index=True
    )
    proposal_id: int
    is_by_hand = fields.BooleanField(default=False)

    class Meta:
        table = "review_assignment"
        constraints = [
            UniqueConstraint(fields=("reviewer_id", "proposal_id"), name="review_assignment_once")
        ]


class Interest(Model):
    """A conflict of interest: this reviewer neither sees nor scores this proposal.

    Dismissed, it is a suspicion of the system that an organiser has found to be none.
    """

    id = fields.BigIntField(primary_key=True)
    reviewer: fields.ForeignKeyRelation[Reviewer] = fields.ForeignKeyField(
        "models.Reviewer", related_name="interests", on_delete=fields.CASCADE, db_index=True
    )
    reviewer_id: int
    proposal: fields.ForeignKeyRelation[Proposal] = fields.ForeignKeyField(
        "models.Proposal", related_name="interests", on_delete=fields.CASCADE, db_index=True
    )
    proposal_id: int
    reason = fields.CharField(max_length=500, default="")
    declared_by = fields.CharField(max_length=16)  # reviewer, organiser, system
    is_dismissed = fields.BooleanField(default=False)
    declared_at = fields.DatetimeField(auto_now_add=True)

    class Meta:
        table = "review_interest"
        constraints = [
            UniqueConstraint(fields=("reviewer_id", "proposal_id"), name="review_interest_once")
        ]


class Review(Model):
    """What a reviewer says of a proposal. An abstention has looked at it, and gives no score."""

    id = fields.BigIntField(primary_key=True)
    reviewer: fields.ForeignKeyRelation[Reviewer] = fields.ForeignKeyField(
        "models.Reviewer", related_name="reviews", on_delete=fields.CASCADE, db_index=True
    )
    reviewer_id: int
    proposal: fields.ForeignKeyRelation[Proposal] = fields.ForeignKeyField(
        "models.Proposal", related_name="reviews", on_delete=fields.CASCADE, db_index=True
    )
    proposal_id: int
    is_abstention = fields.BooleanField(default=False)
    words = fields.TextField(default="")
    written_at = fields.DatetimeField()

    class Meta:
        table = "review"
        constraints = [UniqueConstraint(fields=("reviewer_id", "proposal_id"), name="review_once")]


class Score(Model):
    """The number that a review gives in a category."""

    id = fields.BigIntField(primary_key=True)
    review: fields.ForeignKeyRelation[Review] = fields.ForeignKeyField(
        "models.Review", related_name="scores", on_delete=fields.CASCADE, db_index=True
    )
    review_id: int
    category: fields.ForeignKeyRelation[Category] = fields.ForeignKeyField(
        "models.Category", related_name="scores", on_delete=fields.CASCADE, db_index=True
    )
    category_id: int
    value = fields.IntField()

    class Meta:
        table = "review_score"
        constraints = [UniqueConstraint(fields=("review_id", "category_id"), name="score_once")]


class Tag(Model):
    """A word that organisers and reviewers put on proposals."""

    id = fields.BigIntField(primary_key=True)
    call: fields.ForeignKeyRelation[Call] = fields.ForeignKeyField(
        "models.Call", related_name="tags", on_delete=fields.CASCADE, db_index=True
    )
    call_id: int
    name = fields.CharField(max_length=60)

    class Meta:
        table = "review_tag"
        constraints = [UniqueConstraint(fields=("call_id", "name"), name="review_tag_once")]


class Tagging(Model):
    """A proposal bears a tag."""

    id = fields.BigIntField(primary_key=True)
    tag: fields.ForeignKeyRelation[Tag] = fields.ForeignKeyField(
        "models.Tag", related_name="taggings", on_delete=fields.CASCADE, db_index=True
    )
    tag_id: int
    proposal: fields.ForeignKeyRelation[Proposal] = fields.ForeignKeyField(
        "models.Proposal", related_name="taggings", on_delete=fields.CASCADE, db_index=True
    )
    proposal_id: int

    class Meta:
        table = "review_tagging"
        constraints = [
            UniqueConstraint(fields=("tag_id", "proposal_id"), name="review_tagging_once")
        ]
