"""The waiting list on its pages, and the mails about it."""

import httpx
import pytest

from events_svc import clock
from events_svc.accounts.models import Role
from events_svc.config import Settings
from events_svc.events.models import Event
from events_svc.jobs import waiting as jobs
from events_svc.outbox.models import Mail
from events_svc.tickets.models import Order, Ticket
from events_svc.tickets.product_models import Quota, TicketType
from events_svc.tickets.vouchers.models import Voucher
from events_svc.tickets.waiting.join import Waiter, join
from events_svc.tickets.waiting.models import WaitingEntry, WaitingRule
from events_svc.tickets.waiting.offer import offer_now
from events_svc.tickets.waiting.rule import set_rule
from tests.accounts.factories import make_user, sign_in
from tests.events.factories import make_event
from tests.tickets.browser import Loopback, context, fields, submit
from tests.tickets.factories import make_order, make_type, quota_of

SHOP, LIST = "/events/summit/tickets", "/events/summit/waiting"
CONSOLE = "/organiser/events/summit/waiting"
BO = {"name": "Bo", "email": "Bo@Example.org"}


@pytest.fixture
async def event(client: httpx.AsyncClient) -> Event:
    """An event that is sold out, with a list, whose organiser is signed in."""
    made = await make_event()
    await make_order(made, await make_type(made, places=1))
    await set_rule(made, is_open=True, is_automatic=False, hours=48)
    user = await make_user(role=Role.ORGANISER, organisation=made.organisation)
    await sign_in(client, user)
    return made


async def _waiting(event: Event, *names: str) -> list[WaitingEntry]:
    kind = await TicketType.get()
    waiters = [Waiter(name, f"{name.lower()}@example.org", "en") for name in names]
    return [await join(event, (kind.id, None), one) for one in waiters]


async def test_from_sold_out_to_the_list_and_off_it(
    client: httpx.AsyncClient, event: Event
) -> None:
    kind = await TicketType.get()
    assert f"{LIST}?kind={kind.id}" in (await client.get(SHOP)).text
    answer = await submit(client, f"{LIST}?kind={kind.id}", LIST, **BO, kind=str(kind.id))
    entry = await WaitingEntry.get()
    page = f"/waiting/{entry.secret}"
    assert (answer.headers["location"], entry.email, entry.language) == (
        page,
        "bo@example.org",
        "en",
    )
    await submit(client, page, f"{page}/leaving")
    assert (await WaitingEntry.get()).left_at is not None
    assert "Left the list" in (await client.get(page)).text


async def test_what_can_be_bought_is_not_waited_for(
    client: httpx.AsyncClient, event: Event
) -> None:
    there = await make_type(event, "There")
    answer = await submit(client, LIST, LIST, **BO, kind=str(there.id))
    assert (answer.status_code, "There are places left: please order." in answer.text) == (
        422,
        True,
    )
    odd = await submit(client, LIST, LIST, **BO, kind="1-x")
    assert (odd.status_code, fields(odd.text, LIST)["name"]) == (422, "Bo")
    assert await WaitingEntry.all().count() == 0


async def test_an_offered_place_is_taken_with_one_link(
    client: httpx.AsyncClient, event: Event
) -> None:
    (entry,) = await _waiting(event, "Bo")
    kind = await TicketType.get()
    quota = await quota_of(kind)
    await Quota.filter(id=quota.id).update(size=2)
    await offer_now(entry)
    take = f"{SHOP}?voucher={(await Voucher.get()).code}"
    assert take in (await client.get(f"/waiting/{entry.secret}")).text
    await submit(client, take, "/events/summit/orders", name="Bo", contact="bo@example.org")
    assert (await Ticket.filter(state="valid").count(), await Order.all().count()) == (2, 2)
    assert "Taken" in (await client.get(f"/waiting/{entry.secret}")).text


async def test_the_organiser_sees_and_orders_the_list(
    client: httpx.AsyncClient, event: Event
) -> None:
    first, second = await _waiting(event, "Bo", "Cy")
    one = f"{CONSOLE}/{second.id}"
    await submit(client, CONSOLE, f"{one}/priority", priority="9")
    shown = (await client.get(CONSOLE)).text
    assert shown.index("cy@example.org") < shown.index("bo@example.org")
    refused = await submit(client, CONSOLE, f"{one}/offer")
    assert refused.status_code == 409
    await submit(client, CONSOLE, f"{CONSOLE}/{first.id}/removal")
    await submit(client, CONSOLE, CONSOLE, hours="2", is_open="")
    rule = await WaitingRule.get()
    assert (rule.is_open, rule.hours) == (False, 2)
    assert (await client.get(LIST)).status_code == 404


async def test_each_is_told_once_and_only_what_is_true(
    client: httpx.AsyncClient, event: Event, settings: Settings
) -> None:
    gone, entry = await _waiting(event, "Bo", "Cy")
    here = context(settings, Loopback(None))  # type: ignore[arg-type]  # nothing is asked of it
    await WaitingEntry.filter(id=gone.id).update(left_at=clock.now())
    for one in (gone, entry, entry):
        await jobs.tell_joined(here, {"entry_id": one.id})
        await jobs.tell_offered(here, {"entry_id": one.id})
    mails = await Mail.filter(about__startswith="waiting:").values_list("recipient", "subject")
    assert mails == [("cy@example.org", "On the waiting list: Robot Summit")]
