"""Which rows of a ranking are wanted, and in which order. Pure."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from events_svc.calls.models import Proposal, ProposalState
from events_svc.reviews.ranking import Row
from events_svc.text import in_language


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
class Wanted:
    """Which rows, in which order."""

    order: Order = Order.AVERAGE
    is_reversed: bool = False
    track_id: int | None = None
    tag_id: int | None = None
    state: str = ""  # of ProposalState, or `pending`, `undecided`
    sought: str = ""


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
