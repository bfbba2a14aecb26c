"""Seats on pages and in the API: picked in the shop, changed with the ticket, set by the organiser."""

from datetime import timedelta

import httpx
import pytest

from events_svc import clock
from events_svc.accounts.models import Role
from events_svc.badges.presets import PRESETS
from events_svc.config import Settings
from events_svc.events import places
from events_svc.events.models import Event
from events_svc.tickets.carts.fill import fill
from events_svc.tickets.carts.models import CartItem
from events_svc.tickets.draft import Line
from events_svc.tickets.models import Order, Ticket
from events_svc.tickets.product_models import TicketType
from events_svc.tickets.seating import setup
from events_svc.tickets.seating.models import Seating
from events_svc.web.name_badges import badges_of
from events_svc.web.tickets import printed
from tests.accounts.factories import bearer, csrf, make_user, sign_in
from tests.events.factories import make_event
from tests.tickets.browser import submit
from tests.tickets.factories import make_order, make_type
from tests.tickets.seating.factories import make_map, seat_ids, takings
from tests.venues.factories import make_room, make_venue
from venues.seat_models import SeatMap


@pytest.fixture
async def event(database: None) -> Event:
    return await make_event()


@pytest.fixture
async def kind(event: Event) -> TicketType:
    return await make_type(event, places=20)


@pytest.fixture
async def seat_map(event: Event, kind: TicketType) -> SeatMap:
    """A hall of two rows, six seats each, of the event's organisation."""
    venue = await places.open_venue(event.organisation, {"name": {"en": "Centre"}})
    room = await places.add_room(venue, {"en": "Hall"}, capacity=None)
    made = await make_map(6, 6, room=room)
    await setup.use(event, made, {"a": [kind.id]})
    return made


@pytest.fixture
async def organiser(client: httpx.AsyncClient, event: Event) -> httpx.AsyncClient:
    await sign_in(client, await make_user(role=Role.OWNER, organisation=event.organisation))
    client.headers["x-csrf-token"] = await csrf(client)
    return client


async def test_the_shop_shows_the_hall_and_each_seat_as_a_box_to_tick(
    client: httpx.AsyncClient, event: Event, kind: TicketType, seat_map: SeatMap
) -> None:
    taken = (await Ticket.get(order=await make_order(event, kind))).seat_id
    page = (await client.get(f"/events/{event.slug}/tickets")).text
    boxes = [
        part.partition(">")[0] for part in page.split('<input type="checkbox" name="seat"')[1:]
    ]
    assert len(boxes) == 12
    assert [f'value="{taken}"' in one for one in boxes if "disabled" in one] == [True]
    assert page.count('data-seat="') == 13  # the drawing's seats, and the picker's own word


async def test_the_seat_of_a_ticket_stands_on_its_page_its_pdf_and_its_badge(
    client: httpx.AsyncClient, event: Event, kind: TicketType, seat_map: SeatMap, settings: Settings
) -> None:
    ticket = await Ticket.get(order=await make_order(event, kind)).select_related(
        "event__venue", "ticket_type", "order", "seat"
    )
    page = (await client.get(f"/tickets/{ticket.secret}")).text
    assert "Row 1, seat 3" in page
    assert ("座位", "1排3座") in printed.facts(ticket) or (
        "Seat",
        "Row 1, seat 3",
    ) in printed.facts(ticket)
    (badge,) = await badges_of([ticket.id], PRESETS["a6"], secret_key=settings.secret_key)
    assert badge.seat == printed.seat(ticket)


async def test_the_holder_takes_another_seat_until_somebody_else_has_it(
    client: httpx.AsyncClient, event: Event, kind: TicketType, seat_map: SeatMap
) -> None:
    mine = await Ticket.get(order=await make_order(event, kind))
    theirs = await Ticket.get(order=await make_order(event, kind))
    page, seats = f"/tickets/{mine.secret}/seat", await seat_ids(seat_map)
    moved = await submit(client, page, page, seat=str(seats[11]))
    assert moved.headers["location"] == f"/tickets/{mine.secret}"
    late = await submit(client, page, page, seat=str(theirs.seat_id))
    assert (late.status_code, "has just been taken" in late.text) == (409, True)
    assert dict(await takings(event)) == {seats[11]: mine.id, theirs.seat_id: theirs.id}


async def test_after_the_beginning_the_holder_stays_where_he_is(
    client: httpx.AsyncClient, event: Event, kind: TicketType, seat_map: SeatMap
) -> None:
    ticket = await Ticket.get(order=await make_order(event, kind))
    clock.shift(event.starts_at - clock.now() + timedelta(minutes=1))
    page = f"/tickets/{ticket.secret}/seat"
    refused = await submit(client, page, page, seat=str((await seat_ids(seat_map))[11]))
    assert refused.status_code == 409
    assert await takings(event) == [(ticket.seat_id, ticket.id)]


async def test_a_cart_changes_its_seats_and_another_never_gets_them_meanwhile(
    client: httpx.AsyncClient, event: Event, kind: TicketType, seat_map: SeatMap
) -> None:
    seats = await seat_ids(seat_map)
    cart = await fill(event.slug, [Line(kind.id, 2, seat_ids=(seats[0], seats[1]))])
    theirs = await fill(event.slug, [Line(kind.id, 1, seat_ids=(seats[5],))])
    page = f"/events/{event.slug}/cart/{cart.secret}/seats"
    moved = await submit(client, page, page, seat=[str(seats[1]), str(seats[2])])
    late = await submit(client, page, page, seat=str(seats[5]))
    many = await submit(client, page, page, seat=[str(one) for one in seats[6:9]])
    assert [moved.status_code, late.status_code, many.status_code] == [303, 409, 409]
    assert [seat for seat, _ in await takings(event)] == [seats[1], seats[2], seats[5]]
    held = CartItem.filter(cart_id=theirs.id).values_list("seat_id", flat=True)
    assert await held == [seats[5]]


async def test_the_organiser_sells_a_plan_says_who_sits_where_and_keeps_seats_back(
    organiser: httpx.AsyncClient, event: Event, kind: TicketType, seat_map: SeatMap
) -> None:
    home, seats = f"/organiser/events/{event.slug}/seats", await seat_ids(seat_map)
    await Seating.all().delete()
    await organiser.post(home, data={"plan": str(seat_map.id)})
    ticket = await Ticket.get(order=await make_order(event, kind))
    await organiser.post(f"{home}/keeping", data={"seat": [str(seats[0]), str(seats[1])]})
    refused = await organiser.post(f"{home}/keeping", data={"seat": str(ticket.seat_id)})
    await organiser.post(f"{home}/keeping", data={"seat": str(seats[0]), "act": "free"})
    await organiser.post(f"{home}/{seat_map.id}/types", data={"types_b": str(kind.id)})
    page = (await organiser.get(home)).text
    assert (refused.status_code, ticket.holder_name in page) == (409, True)
    assert await takings(event) == [(seats[1], None), (ticket.seat_id, ticket.id)]
    assert (await Seating.get()).types == {"b": [kind.id]}


async def test_the_organiser_gives_somebody_another_seat(
    organiser: httpx.AsyncClient, event: Event, kind: TicketType, seat_map: SeatMap
) -> None:
    ticket = await Ticket.get(order=await make_order(event, kind))
    moves, seats = f"/organiser/events/{event.slug}/seats/moves", await seat_ids(seat_map)
    wish = {"number": str(ticket.number), "seat": str(seats[9])}
    assert (await organiser.post(moves, data=wish)).status_code == 303
    assert (await organiser.post(moves, data={**wish, "number": "77"})).status_code == 404
    await setup.block(event, [seats[0]])
    assert (await organiser.post(moves, data={**wish, "seat": str(seats[0])})).status_code == 409
    assert await takings(event) == [(seats[0], None), (seats[9], ticket.id)]


async def test_a_plan_with_people_stays_and_a_plan_of_another_house_is_not_sold(
    organiser: httpx.AsyncClient, event: Event, kind: TicketType, seat_map: SeatMap
) -> None:
    home = f"/organiser/events/{event.slug}/seats"
    await make_order(event, kind)
    foreign = await make_map(2, room=await make_room(venue=await make_venue("organisation:99")))
    kept = await organiser.post(f"{home}/{seat_map.id}/removal")
    denied = await organiser.post(home, data={"plan": str(foreign.id)})
    assert [kept.status_code, denied.status_code] == [409, 404]
    assert await Seating.all().values_list("seat_map_id", flat=True) == [seat_map.id]


async def test_who_bought_before_is_seated_by_one_press(
    organiser: httpx.AsyncClient, event: Event, kind: TicketType
) -> None:
    order = await make_order(event, kind, 2)
    seat_map = await make_map(6)
    await setup.use(event, seat_map, {"a": [kind.id]})
    home = f"/organiser/events/{event.slug}/seats"
    assert "2 tickets were sold before" in (await organiser.get(home)).text
    await organiser.post(f"{home}/rest")
    seated = await Ticket.filter(order_id=order.id).order_by("id").values_list("seat_id", flat=True)
    assert seated == (await seat_ids(seat_map))[2:4]


async def test_programs_read_seats_and_move_tickets(
    client: httpx.AsyncClient, event: Event, kind: TicketType, seat_map: SeatMap
) -> None:
    owner = await make_user(role=Role.OWNER, organisation=event.organisation)
    headers = await bearer(owner, event.organisation, "orders:read", "orders:write")
    ticket, seats = await Ticket.get(order=await make_order(event, kind)), await seat_ids(seat_map)
    api = f"/api/v1/events/{event.slug}"
    moved = await client.put(
        f"{api}/tickets/{ticket.number}/seat", json={"seat": seats[0]}, headers=headers
    )
    first = (await client.get(f"{api}/seats?limit=1")).json()
    assert moved.json() == {"number": ticket.number, "seat": seats[0]}
    assert first["items"][0] | {"x": 0, "y": 0} == {
        "id": seats[0],
        "seat_map": seat_map.id,
        "zone": "",
        "row": "1",
        "number": 1,
        "category": "a",
        "x": 0,
        "y": 0,
        "ticket_types": [kind.id],
        "is_free": False,
    }
    order = await Order.get()
    told = (await client.get(f"{api}/orders/{order.code}", headers=headers)).json()
    assert [one["seat"] for one in told["tickets"]] == [seats[0]]
