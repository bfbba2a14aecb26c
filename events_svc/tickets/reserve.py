"""Hold places and open orders. What arrives together is committed together: see `database.together`."""

import hashlib
from collections.abc import Sequence

from tortoise.exceptions import BaseORMException

from events_svc import clock
from events_svc.accounts import audit
from events_svc.database import in_transaction
from events_svc.database.together import Together
from events_svc.events.models import Event
from events_svc.text import in_language
from events_svc.tickets import shelf as shelves
from events_svc.tickets.draft import Buyer, Draft, Line, Reservation, drafted
from events_svc.tickets.errors import FewLeft, NothingChosen, NotOnSale, SoldOut, WrongCount
from events_svc.tickets.expire import return_due
from events_svc.tickets.models import Order, TicketType
from events_svc.tickets.open import already, opened
from events_svc.tickets.pricing import total
from events_svc.tickets.queries import Sale, state_of
from events_svc.tickets.shelf import Shelf

Outcome = Draft | Order | Exception


async def reserve(
    event: Event, lines: Sequence[Line], *, buyer: Buyer, submission: str | None = None
) -> Order:
    """Hold the lines' places and open an order for them, or raise a NotReserved and hold nothing.

    Places are held for 30 minutes; an order of 0 is paid at once. The same `submission` (a form's
    one-time key) with the same wish gives the same order again.
    """
    reservation = Reservation(
        event=event,
        lines=tuple(line for line in lines if line.count > 0),
        buyer=buyer,
        submission=submission and _fingerprint(submission, lines, buyer),
        actor=audit.acting.get(),
    )
    if not reservation.lines:
        raise NothingChosen
    return await _desk.submit(reservation)


async def _settle(batch: Sequence[Reservation]) -> list[Order | Exception]:
    """The orders of a batch in one transaction; when that fails, each alone, so that one bad wish
    does not spoil the others.
    """
    try:
        return await _settle_together(batch)
    except BaseORMException as error:
        if len(batch) == 1:
            return [error]
        return [(await _settle([reservation]))[0] for reservation in batch]


async def _settle_together(batch: Sequence[Reservation]) -> list[Order | Exception]:
    async with in_transaction():
        event_ids = {one.event.id for one in batch}
        shelf = await shelves.locked_of_events(event_ids)
        known = await already(batch)
        outcomes = _decided(batch, shelf, known)
        is_short = any(isinstance(outcome, SoldOut) for outcome in outcomes)
        if is_short and await return_due(event_ids):
            shelf = await shelves.locked_of_events(event_ids)
            outcomes = _decided(batch, shelf, known)
        return await opened(outcomes, shelf)


def _decided(batch: Sequence[Reservation], shelf: Shelf, known: dict[str, Order]) -> list[Outcome]:
    """One outcome for each, in the order of their arrival; the shelf has what the drafts take."""
    outcomes: list[Outcome] = []
    drafts: dict[str, Draft] = {}
    for reservation in batch:
        key = reservation.submission or ""
        outcome = known.get(key) or drafts.get(key) or _draft_or_refusal(reservation, shelf)
        if key and isinstance(outcome, Draft):
            drafts[key] = outcome
        outcomes.append(outcome)
    return outcomes


def _draft_or_refusal(reservation: Reservation, shelf: Shelf) -> Draft | Exception:
    counts = reservation.counts
    for ticket_type_id, count in counts.items():
        refusal = _refusal(reservation, shelf.types.get(ticket_type_id), ticket_type_id, count)
        if refusal is not None:
            return refusal
    lacking = shelf.lacks(counts)
    if lacking is not None:
        return _sold_out(reservation, shelf, lacking)
    shelf.take(counts)
    priced = [(shelf.types[one].price_minor, count) for one, count in counts.items()]
    return drafted(reservation, shelf.types, total_minor=total(priced), at=clock.now())


def _refusal(
    reservation: Reservation, kind: TicketType | None, ticket_type_id: int, count: int
) -> Exception | None:
    event = reservation.event
    if kind is None or kind.event_id != event.id or not kind.is_active:
        return NotOnSale(f"#{ticket_type_id}", ticket_type_id)
    name = in_language(kind.name, reservation.buyer.language)
    if state_of(kind, event, left=1, at=clock.now()) is not Sale.ON_SALE:
        return NotOnSale(name, ticket_type_id)
    if not kind.min_per_order <= count <= kind.max_per_order:
        return WrongCount(name, ticket_type_id, kind.min_per_order, kind.max_per_order)
    return None


def _sold_out(reservation: Reservation, shelf: Shelf, ticket_type_id: int) -> SoldOut:
    name = in_language(shelf.types[ticket_type_id].name, reservation.buyer.language)
    left = shelf.left_of(ticket_type_id)
    return FewLeft(name, ticket_type_id, left) if left else SoldOut(name, ticket_type_id)


def _fingerprint(submission: str, lines: Sequence[Line], buyer: Buyer) -> str:
    wish = repr((submission, sorted((one.ticket_type_id, one.count) for one in lines), buyer))
    return hashlib.sha256(wish.encode("utf-8", "surrogatepass")).hexdigest()


_desk: Together[Reservation, Order] = Together(_settle)
