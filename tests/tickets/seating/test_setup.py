"""An event sells a plan; seats are kept back; tickets change their seats."""

import asyncio

import pytest

from events_svc.accounts.errors import NotFound
from events_svc.accounts.models import AuditEntry
from events_svc.database import in_transaction, rows
from events_svc.events.models import Event
from events_svc.tickets.models import Ticket, TicketState
from events_svc.tickets.seating import setup
from events_svc.tickets.seating.change import change_seat
from events_svc.tickets.seating.check import CHECKS
from events_svc.tickets.seating.errors import FewSeats, NotSeated, SeatingInUse, SeatTaken
from events_svc.tickets.seating.models import Seating
from events_svc.tickets.seating.take import release
from tests.events.factories import make_event
from tests.tickets.factories import history, make_order, make_type
from tests.tickets.seating.factories import make_map, seat_ids, takings
from venues.seat_models import SeatMap

pytestmark = pytest.mark.usefixtures("database")


async def sold(*lengths: int, tickets: int = 2) -> tuple[Event, SeatMap, list[Ticket]]:
    """An event that has sold tickets, and begins to sell seats then."""
    event = await make_event()
    kind = await make_type(event, max_per_order=20, places=20)
    order = await make_order(event, kind, tickets)
    seat_map = await make_map(*lengths)
    await setup.use(event, seat_map, {"a": [kind.id]})
    return event, seat_map, await Ticket.filter(order_id=order.id).order_by("id")


async def broken() -> list[str]:
    return [words.format(**row) for words, query in CHECKS.items() for row in await rows(query)]


async def test_types_sit_in_the_categories_that_the_organiser_says() -> None:
    event = await make_event()
    kind, other = await make_type(event), await make_type(event, "Other")
    seat_map = await make_map(1, 1, categories="ab")
    await setup.use(event, seat_map, {"a": [kind.id]})
    await setup.use(event, seat_map, {"a": [kind.id, other.id], "b": []})
    assert await Seating.all().values_list("types", flat=True) == [{"a": [kind.id, other.id]}]
    assert (await AuditEntry.filter(action="seating.set").count()) == 2


async def test_another_events_type_or_an_unknown_category_is_not_set() -> None:
    event = await make_event()
    theirs = await make_type(await make_event("other", organisation=event.organisation))
    mine = await make_type(event)
    seat_map = await make_map(1)
    for types in ({"a": [theirs.id]}, {"z": [mine.id]}):
        with pytest.raises(NotFound):
            await setup.use(event, seat_map, types)
    assert await Seating.all().count() == 0


async def test_who_bought_before_gets_the_best_seats_all_or_nobody() -> None:
    event, seat_map, _ = await sold(2, 4, tickets=4)
    assert await setup.seat_the_rest(event) == 4
    assert {one for one, _ in await takings(event)} == {*(await seat_ids(seat_map))[2:]}
    assert await broken() == []
    assert await setup.seat_the_rest(event) == 0


async def test_with_too_few_seats_nobody_gets_one() -> None:
    event, _, _ = await sold(1, tickets=2)
    with pytest.raises(FewSeats):
        await setup.seat_the_rest(event)
    assert await takings(event) == []
    assert [one.seat_id for one in await Ticket.all()] == [None, None]


async def test_a_blocked_seat_is_nobodys_until_it_is_freed() -> None:
    event, seat_map, (ticket, _) = await sold(3)
    one, two, _ = await seat_ids(seat_map)
    await setup.block(event, [one, two])
    with pytest.raises(SeatTaken):
        await change_seat(ticket, one)
    await setup.unblock(event, [one])
    await change_seat(ticket, one)
    assert await takings(event) == [(one, ticket.id), (two, None)]
    await setup.unblock(event, [one, two])
    assert await takings(event) == [(one, ticket.id)]


async def test_a_ticket_changes_its_seat_and_the_history_says_so() -> None:
    event, seat_map, (ticket, _) = await sold(3)
    one, two, _ = await seat_ids(seat_map)
    await change_seat(ticket, one)
    await change_seat(ticket, two)
    await change_seat(ticket, two)
    order = await ticket.order
    assert await takings(event) == [(two, ticket.id)]
    assert [action for action, _ in await history(order)][2:] == ["seat_changed"] * 2
    assert await broken() == []


async def test_of_two_tickets_that_want_one_seat_one_gets_it_and_both_sit() -> None:
    event, seat_map, tickets = await sold(3)
    one, two, three = await seat_ids(seat_map)
    await change_seat(tickets[0], one)
    await change_seat(tickets[1], two)
    wishes = (change_seat(ticket, three) for ticket in tickets)
    outcomes = await asyncio.gather(*wishes, return_exceptions=True)
    assert {type(one) for one in outcomes} == {Ticket, SeatTaken}
    assert len(await takings(event)) == 2
    assert await broken() == []


async def test_a_cancelled_ticket_chooses_no_seat() -> None:
    event, seat_map, (ticket, _) = await sold(3)
    await Ticket.filter(id=ticket.id).update(state=TicketState.CANCELLED)
    with pytest.raises(NotSeated):
        await change_seat(ticket, (await seat_ids(seat_map))[0])
    assert await takings(event) == []


async def test_a_plan_on_which_somebody_sits_stays_and_an_empty_one_goes() -> None:
    event, seat_map, (ticket, _) = await sold(2)
    one, two = await seat_ids(seat_map)
    await change_seat(ticket, one)
    await setup.block(event, [two])
    with pytest.raises(SeatingInUse) as refused:
        await setup.withdraw(event, seat_map.id)
    assert (refused.value.count, await Seating.all().count()) == (1, 1)
    async with in_transaction():
        await release([await Ticket.get(id=ticket.id)])
    await setup.withdraw(event, seat_map.id)
    assert (await Seating.all().count(), await takings(event)) == (0, [])


async def test_the_checks_see_seats_that_do_not_fit_their_tickets() -> None:
    _, seat_map, tickets = await sold(3)
    one, two, three = await seat_ids(seat_map)
    for ticket, seat in zip(tickets, (one, two), strict=True):
        await change_seat(ticket, seat)
    await Ticket.filter(id=tickets[0].id).update(seat_id=three)
    await Ticket.filter(id=tickets[1].id).update(state=TicketState.CANCELLED)
    assert await broken() == [
        f"ticket {tickets[0].id} names seat {three}, but does not have it",
        f"ticket {tickets[0].id} is valid and has seat {one}",
        f"ticket {tickets[1].id} is cancelled and has seat {two}",
    ]
