"""Who of those who arrived together gets what: in the order of their arrival, until the shelf is empty.

Reads and writes nothing; shelf, hall and carts are locked by the caller.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from events_svc import clock
from events_svc.accounts.errors import NotFound
from events_svc.events.models import Event, EventState
from events_svc.text import in_language
from events_svc.tickets.consents.agree import agreed, refuse_without
from events_svc.tickets.draft import OFFICE, Line, Reservation
from events_svc.tickets.drafted import Draft, Placed, drafted
from events_svc.tickets.errors import CartOver, FewLeft, NotReserved, SoldOut, VoucherUsedUp
from events_svc.tickets.items import Item, items_of
from events_svc.tickets.numbers import Numbers
from events_svc.tickets.prices import Occasion, price
from events_svc.tickets.questions.complete import (
    keep_answers,
    refuse_unanswered_items,
    refuse_unanswered_lines,
)
from events_svc.tickets.questions.errors import Unanswered
from events_svc.tickets.refuse import Offerer
from events_svc.tickets.seating.errors import FewSeats, SeatTaken
from events_svc.tickets.seating.hall import Hall
from events_svc.tickets.shelf import Key, Shelf

Outcome = Draft | Placed | Exception
InCart = tuple[str, str]  # the event's slug, the cart's secret
SHORT = (SoldOut, FewSeats, SeatTaken, VoucherUsedUp)  # other people's holds that ran out may help


@dataclass(slots=True)
class Counter:
    """All that a batch of wishes is served from."""

    events: Mapping[str, Event]  # by slug
    shelf: Shelf
    hall: Hall = field(default_factory=Hall)
    carts: dict[InCart, int] = field(default_factory=dict)  # their ids
    held: dict[InCart, list[Item]] = field(
        default_factory=dict
    )  # what those hold that are not over
    known: dict[str, Placed] = field(default_factory=dict)  # by submission, opened before
    numbers: Numbers = field(default_factory=Numbers)


def decided(batch: Sequence[Reservation], counter: Counter) -> list[Outcome]:
    """One outcome for each; the shelf has what the drafts take. A submission that stands twice in the
    batch has one, and one that is known has the order that was opened for it.
    """
    outcomes: list[Outcome] = []
    seen: dict[str, Outcome] = {**counter.known}
    for reservation in batch:
        key = reservation.submission or ""
        outcome = seen.get(key) or _outcome(reservation, counter)
        if key:
            seen[key] = outcome
        outcomes.append(outcome)
    return outcomes


def _outcome(reservation: Reservation, counter: Counter) -> Draft | Exception:
    try:
        return _draft(reservation, counter)
    except (NotReserved, NotFound) as error:
        return error


def _draft(reservation: Reservation, counter: Counter) -> Draft:
    event = public_event(counter, reservation.slug)
    consents = counter.shelf.assortment.consents.get(event.id, ())
    if reservation.source not in OFFICE:
        refuse_without(consents, reservation.consents)
    if reservation.cart:
        items = _from_cart(reservation, counter)
    else:
        asks = Offerer(
            event,
            counter.shelf,
            reservation.buyer.language,
            clock.now(),
            is_office=reservation.source in OFFICE,
        )
        if not asks.is_office:
            questions = counter.shelf.assortment.questions.get(event.id, ())
            refuse_unanswered_lines(questions, reservation.lines)
        items = taken(asks, reservation.lines, counter.hall)
    assortment = counter.shelf.assortment
    discounts = assortment.discounts.get(event.id, ())
    price(items, Occasion(discounts, reservation.buyer.organisation, clock.now()))
    counter.shelf.spend(items)
    keep_answers(assortment.questions, items)
    draft = drafted(reservation, event, items, assortment=assortment, at=clock.now())
    draft.consents = agreed(consents, reservation.consents)
    return draft


def public_event(counter: Counter, slug: str) -> Event:
    """The event with this slug; NotFound when the public does not see such an event."""
    event = counter.events.get(slug)
    if event is None or event.state is EventState.DRAFT:
        raise NotFound
    return event


def taken(
    asks: Offerer, lines: Sequence[Line], hall: Hall, *, had: Mapping[int, int] | None = None
) -> list[Item]:
    """The items of the lines, which have their places and seats from now on; or a NotReserved is raised
    and nothing is taken. `had` are tickets by type that are in the cart already.
    """
    items = items_of(lines, asks.shelf, asks.vouchers_for(lines, had=had))
    lacking = asks.shelf.lacks(items)
    if lacking is not None:
        raise sold_out(asks, lacking)
    if asks.event.id in asks.shelf.assortment.seated_events:
        _choose_seats(asks, lines, items, hall)
    asks.shelf.take(items)
    return items


def _choose_seats(asks: Offerer, lines: Sequence[Line], items: Sequence[Item], hall: Hall) -> None:
    wished: dict[int, list[int]] = defaultdict(list)
    for line in lines:
        wished[line.ticket_type_id] += line.seat_ids
    alike: dict[int, list[Item]] = defaultdict(list)
    for item in items:
        alike[item.ticket_type_id].append(item)
    event_id, chosen = asks.event.id, list[int | None]()
    try:
        for type_id, group in alike.items():
            name = asks.name_of(asks.shelf.types[type_id])
            wanted = wished.get(type_id, ())
            seats = hall.choose(event_id, type_id, len(group), wanted=wanted, name=name)
            chosen += seats
            for item, seat_id in zip(group, seats, strict=True):
                item.seat_id = seat_id
    except NotReserved:
        hall.give_back(event_id, chosen)
        raise


def _from_cart(reservation: Reservation, counter: Counter) -> list[Item]:
    items = counter.held.pop((reservation.slug, reservation.cart), None)
    if not items:  # nor does whoever comes next with this cart find anything in it
        raise CartOver
    for item in items:
        item.holder = reservation.holders.get(item.cart_item_id or 0)
    try:
        refuse_unanswered_items(counter.shelf.assortment.questions, items)
    except Unanswered:
        counter.held[reservation.slug, reservation.cart] = items
        raise
    return items


def sold_out(asks: Offerer, lacking: Key) -> SoldOut:
    """What is said to whoever wants more of this than there is."""
    ticket_type_id, _ = lacking
    name = in_language(asks.shelf.types[ticket_type_id].name, asks.language)
    left = asks.shelf.left_of(*lacking)
    return FewLeft(name, ticket_type_id, left) if left > 0 else SoldOut(name, ticket_type_id)
