from datetime import timedelta

import pytest

from events_svc import clock
from events_svc.events.models import Event
from events_svc.outbox.models import Job
from events_svc.people.bring_in import Plan, bring_in, understood
from events_svc.people.errors import PersonRefused, RosterFaulty
from events_svc.tickets import check
from events_svc.tickets.draft import Buyer
from events_svc.tickets.models import Order, Ticket
from tests.events.factories import make_event
from tests.tickets.factories import make_type, quota_of

pytestmark = pytest.mark.usefixtures("database")

BUYER = Buyer("Association", "office@example.org", organisation="Association")


def _plan(buyer: Buyer | None = None) -> Plan:
    return Plan(buyer, clock.now() + timedelta(days=14), language="en")


async def _table(event: Event, count: int, **options: int):  # type: ignore[no-untyped-def]  # a Roster
    lines = "\n".join(f"Person {n},p{n}@example.org" for n in range(count))
    return await understood(event, f"name,email\n{lines}\n".encode(), **options)  # type: ignore[arg-type]  # whatever the test names


async def test_one_order_holds_everybody_of_an_organisation() -> None:
    event = await make_event()
    kind = await make_type(event, price_minor=5000, places=5, max_per_order=2)
    (order,) = await bring_in(event, await _table(event, 3, usual_type_id=kind.id), _plan(BUYER))
    stored = await Order.get()
    names = [one.holder_name for one in await Ticket.all().order_by("number")]
    assert (stored.buyer_name, stored.total_minor, stored.source) == (
        "Association",
        15000,
        "import",
    )
    assert names == ["Person 0", "Person 1", "Person 2"]
    assert stored.expires_at is not None
    assert stored.expires_at > clock.now() + timedelta(days=13)
    assert (order.id, (await quota_of(kind)).used, await check.broken()) == (stored.id, 3, [])


async def test_everybody_may_have_an_order_of_their_own_in_silence() -> None:
    event = await make_event()
    kind = await make_type(event, places=5)
    orders = await bring_in(event, await _table(event, 3, usual_type_id=kind.id), _plan())
    jobs = await Job.filter(kind="order.paid")
    assert (len(orders), {job.payload["is_silent"] for job in jobs}) == (3, {True})
    assert {order.email for order in orders} == {f"p{n}@example.org" for n in range(3)}


async def test_when_places_run_out_the_row_is_named_and_nobody_is_in() -> None:
    event = await make_event()
    kind = await make_type(event, places=2)
    with pytest.raises(PersonRefused) as refused:
        await bring_in(event, await _table(event, 3, usual_type_id=kind.id), _plan())
    assert (refused.value.row, refused.value.reason) == (4, "Standard is sold out.")
    assert (await Order.all().count(), (await quota_of(kind)).used) == (0, 0)


async def test_a_faulty_table_brings_in_nobody() -> None:
    event = await make_event()
    kind = await make_type(event)
    table = await understood(
        event, b"name,email\nAda,ada@example.org\nBo,bo\n", usual_type_id=kind.id
    )
    with pytest.raises(RosterFaulty):
        await bring_in(event, table, _plan())
    assert await Order.all().count() == 0


async def test_more_people_than_fit_into_one_statement_are_brought_in() -> None:
    event = await make_event()
    kind = await make_type(event, places=1500)
    await bring_in(event, await _table(event, 1300, usual_type_id=kind.id), _plan())
    assert (await Ticket.all().count(), await check.broken()) == (1300, [])
