"""The proposals of a call with what their reviews come to; a constant number of queries."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from tortoise.queryset import QuerySet

from events_svc.calls.models import Call, Presenter, PresenterState, Proposal, ProposalState
from events_svc.reviews import figures as sums
from events_svc.reviews import tags
from events_svc.reviews.access import Bench, conflicts, judgeable
from events_svc.reviews.figures import Figures, Measure
from events_svc.reviews.models import Average, Category, Others, Review, Score, Tag
from events_svc.reviews.sheet import Sheet, sheets
from events_svc.text import Text

JUDGED = [
    ProposalState.SUBMITTED,
    ProposalState.ACCEPTED,
    ProposalState.CONFIRMED,
    ProposalState.REJECTED,
    ProposalState.CANCELLED,
]


@dataclass(frozen=True, slots=True)
class Row:
    """A proposal, what its reviews come to, and its place in the ranking by the phase's rule."""

    proposal: Proposal
    figures: Figures
    average: float | None
    place: int | None = None
    speakers: Sequence[Text] = ()
    tags: Sequence[Tag] = field(default_factory=list)


async def of_call(call: Call, rule: Average, *, without: Sequence[int] = ()) -> list[Row]:
    """Every proposal that was sent in, the best first, but those that the reader is kept from."""
    found = Proposal.filter(call_id=call.id, state__in=JUDGED).exclude(id__in=[*without])
    rows = await _rows(found, rule)
    ids = [row.proposal.id for row in rows]
    names, borne = await _names(ids), await tags.borne(ids)
    return [
        Row(
            row.proposal,
            row.figures,
            row.average,
            row.place,
            names.get(row.proposal.id, []),
            borne.get(row.proposal.id, []),
        )
        for row in rows
    ]


async def for_reviewer(bench: Bench) -> list[tuple[Row, Sheet]]:
    """What the phase lets a reviewer see of the ranking: of no proposal that the reviewer may not see.

    Where others' reviews are shown after the own one, only of those which the reviewer has judged.
    """
    if bench.phase.shows_others is Others.NEVER:
        return []
    found = await judgeable(bench)
    if bench.phase.shows_others is Others.AFTER:
        mine = await Review.filter(reviewer_id=bench.reviewer.id)
        found = found.filter(id__in=[one.proposal_id for one in mine])
    rows = await _rows(found, bench.phase.average)
    read = await sheets(bench, [row.proposal for row in rows])
    return [*zip(rows, read, strict=True)]


async def _rows(found: QuerySet[Proposal], rule: Average) -> list[Row]:
    proposals = await found.order_by("id").select_related("track", "session_type")
    given = await _points([one.id for one in proposals])
    rows = []
    for one in proposals:
        made = sums.figures(given.get(one.id, []))
        rows.append(Row(one, made, made.average(rule)))
    rows.sort(key=lambda row: (row.average is None, -(row.average or 0), row.proposal.id))
    return [_placed(row, rows) for row in rows]


def _placed(row: Row, rows: Sequence[Row]) -> Row:
    """Equal averages share a place."""
    if row.average is None:
        return row
    better = _better(rows)
    return Row(row.proposal, row.figures, row.average, better[row.average] + 1)


def _better(rows: Sequence[Row]) -> dict[float, int]:
    """How many are better than each average."""
    found: dict[float, int] = {}
    for place, row in enumerate(rows):
        if row.average is not None:
            found.setdefault(row.average, place)
    return found


async def _points(ids: Sequence[int]) -> dict[int, list[float | None]]:
    """The points of each review that counts, by proposal: none of a reviewer with a conflict of interest."""
    barred = await conflicts(ids)
    reviews = await Review.filter(proposal_id__in=ids).values("id", "reviewer_id", "proposal_id")
    scores = await _scores(ids)
    measures = await _measures(ids)
    found: dict[int, list[float | None]] = {}
    for row in reviews:
        if (row["reviewer_id"], row["proposal_id"]) not in barred:
            given = sums.points(scores.get(row["id"], {}), measures)
            found.setdefault(row["proposal_id"], []).append(given)
    return found


async def _scores(ids: Sequence[int]) -> dict[int, dict[int, int]]:
    """The scores by review and category."""
    found: dict[int, dict[int, int]] = {}
    rows = Score.filter(review__proposal_id__in=ids)
    for row in await rows.values("review_id", "category_id", "value"):
        found.setdefault(row["review_id"], {})[row["category_id"]] = row["value"]
    return found


async def _measures(proposal_ids: Sequence[int]) -> dict[int, Measure]:
    counted = Category.filter(call__proposals__id__in=proposal_ids).distinct()
    return {one.id: Measure(one.weight, one.least, one.most) for one in await counted}


async def _names(ids: Sequence[int]) -> dict[int, list[Text]]:
    joined = Presenter.filter(proposal_id__in=ids, state=PresenterState.JOINED)
    rows = joined.order_by("position", "id").values("proposal_id", "speaker__name", "email")
    found: dict[int, list[Text]] = {}
    for row in await rows:
        found.setdefault(row["proposal_id"], []).append(
            row["speaker__name"] or {"en": row["email"]}
        )
    return found
