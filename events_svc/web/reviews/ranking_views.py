"""What the API says of the ranking, and how it is decided by."""

from typing import Annotated

import msgspec
from msgspec import Meta

from events_svc.calls.models import Proposal
from events_svc.reviews.ranking import Row

Code = Annotated[str, Meta(max_length=16, pattern=r"^[0-9A-Z]*\Z")]


class RankingRow(msgspec.Struct):
    """A proposal and what its reviews come to, in points from 0 to 100; null without a score."""

    place: int | None
    code: str
    title: dict[str, str]
    track: dict[str, str]
    state: str
    pending: str | None
    average: float | None
    mean: float | None
    median: float | None
    spread: float | None
    reviews: int
    abstentions: int
    tags: list[str]


class RankingPage(msgspec.Struct):
    items: list[RankingRow]
    next: str | None


class DecisionDraft(msgspec.Struct):
    """`accepted`, `rejected`, or null to take a pending decision back."""

    codes: Annotated[list[Code], Meta(min_length=1, max_length=2000)]
    decision: Annotated[str, Meta(pattern=r"^(accepted|rejected)\Z")] | None


class DecisionsReleased(msgspec.Struct):
    """How many decisions hold now and are told."""

    released: int


def row_view(row: Row, *, title: dict[str, str] | None = None) -> RankingRow:
    """A row of the ranking."""
    proposal: Proposal = row.proposal
    return RankingRow(
        place=row.place,
        code=proposal.code,
        title=proposal.title if title is None else title,
        track=proposal.track.name if proposal.track else {},
        state=proposal.state,
        pending=proposal.pending,
        average=row.average,
        mean=row.figures.mean,
        median=row.figures.median,
        spread=row.figures.spread,
        reviews=len(row.figures.points),
        abstentions=row.figures.abstentions,
        tags=[tag.name for tag in row.tags],
    )
