"""Forms of reviewing."""

from datetime import datetime
from typing import Annotated

import msgspec
from msgspec import Meta

from events_svc.calls.models import ProposalState
from events_svc.reviews.models import Average, Others
from events_svc.web.fields import Id, Line

Email = Annotated[
    str,
    Meta(
        pattern=r"^[^@\s,;<>\x00-\x1f]+@[^@\s,;<>\x00-\x1f]+\.[^@\s.,;<>]+\Z",
        max_length=254,
    ),
]
Code = Annotated[str, Meta(max_length=16)]
Number = Annotated[int, Meta(ge=-1000, le=1000)]
MOST_CHOSEN = 2000


class PhaseForm(msgspec.Struct):
    name: dict[str, Line]
    opens_at: datetime
    closes_at: datetime
    is_anonymous: bool = False
    only_assigned: bool = False
    shows_others: Others = Others.AFTER
    average: Average = Average.MEAN


class CategoryForm(msgspec.Struct):
    name: dict[str, Line]
    weight: Annotated[int, Meta(ge=0, le=100)] = 1
    least: Number = 0
    most: Number = 3
    only_tracks: list[Id] = []


class InvitationForm(msgspec.Struct):
    email: Email
    affiliation: Line = ""
    only_tracks: list[Id] = []


class RemitForm(msgspec.Struct):
    affiliation: Line = ""
    only_tracks: list[Id] = []


class SpreadForm(msgspec.Struct):
    each: Annotated[int, Meta(ge=1, le=50)] = 3
    way: Annotated[str, Meta(pattern=r"^(balanced|track)\Z")] = "balanced"


class SuspicionForm(msgspec.Struct):
    reviewer: Id
    code: Code
    is_conflict: bool = False


class InterestForm(msgspec.Struct):
    reviewer: Id
    reason: Annotated[str, Meta(max_length=500)] = ""


class ReviewerForm(msgspec.Struct):
    reviewer: Id


class TagForm(msgspec.Struct):
    name: Annotated[str, Meta(min_length=1, max_length=60, pattern=r"^[^\x00-\x1f]+\Z")]


class DecisionForm(msgspec.Struct):
    codes: Annotated[list[Code], Meta(max_length=MOST_CHOSEN)]
    decision: Annotated[str, Meta(pattern=r"^(accepted|rejected|none)\Z")]

    @property
    def state(self) -> ProposalState | None:
        return None if self.decision == "none" else ProposalState(self.decision)


class ReleaseForm(msgspec.Struct):
    seen: Annotated[str, Meta(max_length=32)]


class OwnInterestForm(msgspec.Struct):
    reason: Annotated[str, Meta(max_length=500)] = ""
