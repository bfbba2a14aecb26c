"""The calendar of an order: the event, its tickets, a reminder; what is revoked says so."""

from datetime import UTC, datetime

import httpx

from events_svc.events.models import Event
from events_svc.tickets.models import Order, OrderState, Ticket
from tests.events.factories import make_event
from tests.tickets.factories import make_order, make_type

SEVEN_TO_FIVE = {
    "starts_at": datetime(2099, 8, 26, 1, tzinfo=UTC),
    "ends_at": datetime(2099, 8, 27, 10, tzinfo=UTC),
}


async def entry_of(client: httpx.AsyncClient, order: Order) -> list[str]:
    answer = await client.get(f"/orders/{order.secret}/calendar.ics?lang=en")
    assert (answer.status_code, answer.headers["cache-control"]) == (200, "private, max-age=300")
    lines = answer.text.replace("\r\n ", "").split("\r\n")
    return lines[lines.index("BEGIN:VEVENT") : lines.index("END:VEVENT") + 1]


async def test_an_order_is_one_entry_with_the_way_to_its_tickets(
    client: httpx.AsyncClient,
) -> None:
    event = await make_event(city={"en": "Shanghai"}, **SEVEN_TO_FIVE)
    order = await make_order(event, await make_type(event))
    ticket = await Ticket.get(order_id=order.id)
    description = (
        f"DESCRIPTION:Ticket: Ada\\nhttp://testserver/tickets/{ticket.secret}"
        "\\n\\nhttp://testserver/events/summit"
    )
    assert {
        "STATUS:CONFIRMED",
        "DTSTART;VALUE=DATE:20990826",
        "DTEND;VALUE=DATE:20990828",
        "SUMMARY:Robot Summit",
        "LOCATION:Shanghai",
        description,
        f"URL:http://testserver/orders/{order.secret}",
        "TRIGGER:-P1D",
    } <= {*await entry_of(client, order)}


async def test_an_event_of_one_day_has_its_hours_and_their_zone(client: httpx.AsyncClient) -> None:
    event = await make_event(**{**SEVEN_TO_FIVE, "ends_at": datetime(2099, 8, 26, 10, tzinfo=UTC)})
    order = await make_order(event, await make_type(event))
    text = (await client.get(f"/orders/{order.secret}/calendar.ics")).text
    assert "DTSTART;TZID=Asia/Shanghai:20990826T090000" in text
    assert "TZID:Asia/Shanghai" in text


async def test_the_entry_stays_the_same_until_something_changes(client: httpx.AsyncClient) -> None:
    event = await make_event()
    order = await make_order(event, await make_type(event))
    first, second = await entry_of(client, order), await entry_of(client, order)
    assert first == second


async def test_a_cancelled_order_keeps_its_uid_and_says_so(client: httpx.AsyncClient) -> None:
    event = await make_event()
    order = await make_order(event, await make_type(event))
    before = await entry_of(client, order)
    at = order.created_at.replace(year=order.created_at.year + 1)
    await Order.filter(id=order.id).update(state=OrderState.CANCELLED, ended_at=at)
    after = await entry_of(client, order)
    assert before[1] == after[1]
    assert {"STATUS:CANCELLED", "SUMMARY:Cancelled: Robot Summit"} <= {*after}
    assert sequence(after) > sequence(before)
    assert "BEGIN:VALARM" not in after


async def test_a_cancelled_event_cancels_the_entry(client: httpx.AsyncClient) -> None:
    event = await make_event()
    order = await make_order(event, await make_type(event))
    await Event.filter(id=event.id).update(state="cancelled")
    assert "STATUS:CANCELLED" in await entry_of(client, order)


def sequence(entry: list[str]) -> int:
    return int(
        next(line for line in entry if line.startswith("SEQUENCE:")).removeprefix("SEQUENCE:")
    )
