"""Who of those who arrived together gets what: in the order of their arrival, until the shelf is empty.

Reads and writes nothing; the shelf is locked by the caller.
"""

from collections.abc import Mapping, Sequence

from events_svc import clock
from events_svc.accounts.errors import NotFound
from events_svc.events.models import Event, EventState
from events_svc.text import in_language
from events_svc.tickets.draft import Draft, Placed, Reservation, drafted
from events_svc.tickets.errors import FewLeft, NotOnSale, SoldOut, WrongCount
from events_svc.tickets.pricing import total
from events_svc.tickets.product_models import TicketType
from events_svc.tickets.queries import Sale, state_of
from events_svc.tickets.shelf import Shelf

Outcome = Draft | Placed | Exception


def decided(
    batch: Sequence[Reservation],
    events: Mapping[str, Event],
    shelf: Shelf,
    known: Mapping[str, Placed],
) -> list[Outcome]:
    """One outcome for each; the shelf has what the drafts take. A submission that is `known`, or
    stands twice in the batch, has one.
    """
    outcomes: list[Outcome] = []
    seen: dict[str, Outcome] = {**known}
    for reservation in batch:
        key = reservation.submission or ""
        outcome = seen.get(key) or _outcome(reservation, events.get(reservation.slug), shelf)
        if key:
            seen[key] = outcome
        outcomes.append(outcome)
    return outcomes


def _outcome(reservation: Reservation, event: Event | None, shelf: Shelf) -> Draft | Exception:
    if event is None or event.state is EventState.DRAFT:
        return NotFound()
    counts = reservation.counts
    for ticket_type_id, count in counts.items():
        kind = shelf.types.get(ticket_type_id)
        if kind is None or kind.event_id != event.id or not kind.is_active:
            return NotOnSale(f"#{ticket_type_id}", ticket_type_id)
        name = in_language(kind.name, reservation.buyer.language)
        refusal = _refusal(kind, event, count, name)
        if refusal is not None:
            return refusal
    lacking = shelf.lacks(counts)
    if lacking is not None:
        return _sold_out(reservation, shelf, lacking)
    shelf.take(counts)
    priced = [(shelf.types[one].price_minor, count) for one, count in counts.items()]
    return drafted(reservation, event, shelf.types, total_minor=total(priced), at=clock.now())


def _refusal(kind: TicketType, event: Event, count: int, name: str) -> Exception | None:
    if state_of(kind, event, left=1, at=clock.now()) is not Sale.ON_SALE:
        return NotOnSale(name, kind.id)
    if not kind.min_per_order <= count <= kind.max_per_order:
        return WrongCount(name, kind.id, kind.min_per_order, kind.max_per_order)
    return None


def _sold_out(reservation: Reservation, shelf: Shelf, ticket_type_id: int) -> SoldOut:
    name = in_language(shelf.types[ticket_type_id].name, reservation.buyer.language)
    left = shelf.left_of(ticket_type_id)
    return FewLeft(name, ticket_type_id, left) if left > 0 else SoldOut(name, ticket_type_id)
