"""The organiser sets up variants, add-ons, bundles, taxes, vouchers and discounts, and approves orders."""

import re
from datetime import timedelta

import httpx
import pytest

from events_svc.accounts.models import Role
from events_svc.events.models import Event
from events_svc.tickets import check
from events_svc.tickets.draft import Line
from events_svc.tickets.product_models import (
    AddOn,
    BundlePart,
    QuotaTicketType,
    TaxRule,
    TicketType,
    Variant,
)
from events_svc.tickets.reserve import reserve
from events_svc.tickets.vouchers.models import Discount, Reduction, Voucher
from tests.accounts.factories import make_user, sign_in
from tests.events.factories import make_event
from tests.tickets.factories import BUYER, history, make_type, quota_of, states

BASE = "/organiser/events/summit"
TYPES, VOUCHERS, DISCOUNTS = f"{BASE}/ticket-types", f"{BASE}/vouchers", f"{BASE}/discounts"


@pytest.fixture
async def event(client: httpx.AsyncClient) -> Event:
    """An event whose organiser is signed in."""
    made = await make_event()
    await sign_in(client, await make_user(role=Role.ORGANISER, organisation=made.organisation))
    return made


async def submit(client: httpx.AsyncClient, page: str, action: str, **typed: str) -> httpx.Response:
    """Send the form of `page` with what was typed and nothing that was not: no box is ticked."""
    token = re.findall(r'name="csrf" value="(\w+)"', (await client.get(page)).text)[-1]
    return await client.post(action, data={"csrf": token, **typed})


async def test_a_type_gets_variants_add_ons_and_parts(
    client: httpx.AsyncClient, event: Event
) -> None:
    kind, book = await make_type(event, price_minor=9900), await make_type(event, "Book")
    page = f"{TYPES}/{kind.id}"
    await submit(client, page, f"{page}/variants", name_en="Friday", price="120")
    await submit(client, page, f"{page}/addons", addon_type=str(book.id), max_count="3")
    await submit(client, page, f"{page}/parts", part=f"type-{book.id}", count="2", price="15")
    variant, addon, part = await Variant.get(), await AddOn.get(), await BundlePart.get()
    assert (variant.name, variant.price_minor) == ({"en": "Friday"}, 12000)
    assert (addon.ticket_type_id, addon.addon_type_id, addon.max_count) == (kind.id, book.id, 3)
    assert (part.part_type_id, part.count, part.price_minor) == (book.id, 2, 1500)
    shown = (await client.get(page)).text
    assert "¥120.00" in shown
    assert "2 × " in shown
    await submit(client, page, f"{page}/parts", part=f"type-{book.id}", count="0")
    await submit(client, page, f"{page}/variants/{variant.id}", name_en="Sat", is_stopped="on")
    assert (await BundlePart.all().count(), (await Variant.get()).is_active) == (0, False)


async def test_a_quota_limits_a_variant(client: httpx.AsyncClient, event: Event) -> None:
    kind = await make_type(event)
    await submit(client, f"{TYPES}/{kind.id}", f"{TYPES}/{kind.id}/variants", name_en="Friday")
    variant = await Variant.get()
    await submit(client, TYPES, f"{BASE}/quotas", name="Hall", size="5", variants=str(variant.id))
    member = await QuotaTicketType.get(quota__name="Hall")
    assert (member.ticket_type_id, member.variant_id) == (kind.id, variant.id)


async def test_a_tax_is_chosen_by_types(client: httpx.AsyncClient, event: Event) -> None:
    await make_type(event)
    await submit(client, TYPES, f"{BASE}/taxes", name_zh="增值税", rate="6")
    tax = await TaxRule.get()
    await submit(
        client, TYPES, TYPES, name_en="Taxed", price="106", places="1", tax_rule=str(tax.id)
    )
    order = await reserve(event, [Line((await tax.ticket_types.all())[0].id, 1)], buyer=BUYER)
    (ticket,) = await order.tickets.all()
    assert (tax.rate_bp, ticket.tax_minor, await check.broken()) == (600, 600, [])


async def test_vouchers_are_made_by_the_hundred_found_and_withdrawn(
    client: httpx.AsyncClient, event: Event
) -> None:
    kind = await make_type(event, price_minor=10000, places=100)
    given = {"target": f"type-{kind.id}", "reduction": "percent", "value": "12.5", "tag": "press"}
    await submit(client, VOUCHERS, VOUCHERS, **given, count="20", reserves_quota="on")
    await submit(client, VOUCHERS, VOUCHERS, code="vip one", max_uses="3")
    assert await Voucher.filter(tag="press", reduction=Reduction.PERCENT, value=1250).count() == 20
    assert (await quota_of(kind)).used == 20
    found = (await client.get(VOUCHERS, params={"q": "VIP"})).text
    assert ("VIPONE" in found, "press" in found.partition("<table")[2]) == (True, False)
    table = (await client.get(f"{VOUCHERS}.csv", params={"q": "press"})).text.splitlines()
    assert (len(table), table[0].count(",")) == (21, 7)
    one = await Voucher.filter(tag="press").first()
    assert one is not None
    await submit(client, f"{VOUCHERS}/{one.id}", f"{VOUCHERS}/{one.id}/withdrawal")
    assert ((await quota_of(kind)).used, await check.broken()) == (19, [])


async def test_what_no_voucher_can_be_is_said_beside_the_field(
    client: httpx.AsyncClient, event: Event
) -> None:
    answer = await submit(client, VOUCHERS, VOUCHERS, reduction="percent", value="101", code="X")
    assert (answer.status_code, "From 0 to 100." in answer.text) == (422, True)
    taken = [await submit(client, VOUCHERS, VOUCHERS, code="X") for _ in range(2)]
    assert [one.status_code for one in taken] == [303, 409]
    kept = await submit(client, VOUCHERS, VOUCHERS, reserves_quota="on")
    assert (kept.status_code, await Voucher.all().count()) == (409, 1)


async def test_a_discount_is_added_and_stopped(client: httpx.AsyncClient, event: Event) -> None:
    typed = {"name_en": "Three for two", "percent": "100", "per_count": "3"}
    await submit(client, DISCOUNTS, DISCOUNTS, **typed, members="Navy\n\n Army ")
    made = await Discount.get()
    assert (made.percent_bp, made.per_count, made.member_organisations) == (
        10000,
        3,
        ["Navy", "Army"],
    )
    page = f"{DISCOUNTS}/{made.id}"
    await submit(client, page, page, **typed, is_stopped="on")
    assert (await Discount.get()).is_active is False
    wrong = await submit(client, DISCOUNTS, DISCOUNTS, **typed, reduced_count="4")
    assert (wrong.status_code, await Discount.all().count()) == (422, 1)


@pytest.mark.parametrize(("price_minor", "state"), [(0, "paid"), (500, "pending")])
async def test_an_order_waits_until_it_is_approved(
    client: httpx.AsyncClient, event: Event, price_minor: int, state: str
) -> None:
    kind = await make_type(event, price_minor=price_minor, needs_approval=True)
    order = await reserve(event, [Line(kind.id, 1)], buyer=BUYER)
    page = f"{BASE}/orders/{order.code}"
    assert (await states(order))[:2] == ("awaiting_approval", ["held"])
    assert "This order waits for your approval" in (await client.get(page)).text
    await submit(client, page, f"{page}/approval")
    again = await submit(client, page, f"{page}/approval")
    assert ((await states(order))[0], again.status_code) == (state, 409)
    assert ("approved", 0) in await history(order)
    assert await check.broken() == []


async def test_an_order_that_is_declined_returns_its_places(
    client: httpx.AsyncClient, event: Event
) -> None:
    kind = await make_type(event, needs_approval=True)
    order = await reserve(event, [Line(kind.id, 2)], buyer=BUYER)
    page = f"{BASE}/orders/{order.code}"
    await submit(client, page, f"{page}/approval/refusal", reason="Members only")
    assert (await states(order))[:2] == ("cancelled", ["cancelled"] * 2)
    assert ((await quota_of(kind)).used, await check.broken()) == (0, [])


async def test_the_days_to_decide_are_set_with_the_type_and_seen_with_the_order(
    client: httpx.AsyncClient, event: Event
) -> None:
    kind = await make_type(event, needs_approval=True)
    form = f"{BASE}/ticket-types/{kind.id}"
    typed = {"name_en": "Asked", "needs_approval": "on"}
    wrong = await submit(client, form, form, **typed, approval_days="0")
    await submit(client, form, form, **typed, approval_days="3")
    assert (wrong.status_code, (await TicketType.get()).approval_days) == (422, 3)
    order = await reserve(event, [Line(kind.id, 1)], buyer=BUYER)
    assert order.expires_at == order.created_at + timedelta(days=3)
    page = f"{BASE}/orders/{order.code}"
    text = (await client.get(page)).text
    assert all(words in text for words in ("Decide until", "More time to decide"))
    assert "if nobody decides" in (await client.get(f"/orders/{order.secret}")).text
