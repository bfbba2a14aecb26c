"""The proposals of a call with what their reviews come to; a constant number of queries."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from tortoise.queryset import QuerySet

from events_svc.calls.models import Call, Presenter, PresenterState, Proposal, ProposalState
from events_svc.reviews import figures as sums
from events_svc.reviews import tags
from events_svc.reviews.access import Bench, conflicts, judgeable
from events_svc.reviews.figures import Figures, Measure
from events_svc.reviews.models import Average, Category, Others, Review, Score, Tag
from events_svc.reviews.sheet import Sheet, sheets
from events_svc.text import Text, in_language

JUDGED = [
    ProposalState.SUBMITTED,
    ProposalState.ACCEPTED,
    ProposalState.CONFIRMED,
    ProposalState.REJECTED,
    ProposalState.CANCELLED,
]


class Order(StrEnum):
    """By what a ranking is sorted; the best, the most, the first of the alphabet comes first."""

    AVERAGE = "average"
    MEAN = "mean"
    MEDIAN = "median"
    SPREAD = "spread"
    REVIEWS = "reviews"
    TITLE = "title"
    TRACK = "track"
    STATE = "state"


@dataclass(frozen=True, slots=True)
class Row:
    """A proposal, what its reviews come to, and its place in the ranking by the phase's rule."""

    proposal: Proposal
    figures: Figures
    average: float | None
    place: int | None = None
    speakers: Sequence[Text] = ()
    tags: Sequence[Tag] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which rows, in which order."""

    order: Order = Order.AVERAGE
    is_reversed: bool = False
    track_id: int | None = None
    tag_id: int | None = None
    state: str = ""  # of ProposalState, or `pending`, `undecided`
    sought: str = ""


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


def chosen(rows: Sequence[Row], wanted: Wanted, language: str) -> list[Row]:
    """The rows that are wanted, in the order that is wanted; what has no figure comes last."""
    kept = [row for row in rows if _is_wanted(row, wanted)]
    key = _KEYS[wanted.order]
    with_value = [row for row in kept if key(row, language) is not None]
    without = [row for row in kept if key(row, language) is None]
    is_descending = (wanted.order in _NUMBERS) != wanted.is_reversed
    return [
        *sorted(with_value, key=lambda row: key(row, language), reverse=is_descending),
        *without,
    ]


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


def _is_wanted(row: Row, wanted: Wanted) -> bool:
    one = row.proposal
    if wanted.track_id is not None and one.track_id != wanted.track_id:
        return False
    if wanted.tag_id is not None and wanted.tag_id not in {tag.id for tag in row.tags}:
        return False
    texts = " ".join(side for text in [one.title, *row.speakers] for side in text.values())
    if wanted.sought.casefold() not in f"{one.code} {texts}".casefold():
        return False
    is_in_state = _IN_STATE.get(wanted.state)
    return is_in_state(one) if is_in_state else one.state == wanted.state


_IN_STATE: Mapping[str, Callable[[Proposal], bool]] = {
    "": lambda one: True,
    "pending": lambda one: one.pending is not None,
    "undecided": lambda one: one.pending is None and one.state is ProposalState.SUBMITTED,
}
_NUMBERS = {Order.AVERAGE, Order.MEAN, Order.MEDIAN, Order.SPREAD, Order.REVIEWS}
_KEYS: Mapping[Order, Callable[[Row, str], Any]] = {
    Order.AVERAGE: lambda row, language: row.average,
    Order.MEAN: lambda row, language: row.figures.mean,
    Order.MEDIAN: lambda row, language: row.figures.median,
    Order.SPREAD: lambda row, language: row.figures.spread,
    Order.REVIEWS: lambda row, language: len(row.figures.points),
    Order.TITLE: lambda row, language: in_language(row.proposal.title, language).casefold(),
    Order.TRACK: lambda row, language: (
        in_language(row.proposal.track.name, language) if row.proposal.track else None
    ),
    Order.STATE: lambda row, language: row.proposal.state,
}
