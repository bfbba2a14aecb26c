"""Variants, add-ons, bundles, and what is refused of a wish for them."""

import pytest

from events_svc.events.models import Event
from events_svc.tickets import check
from events_svc.tickets.assort import (
    AddOnFacts,
    PartFacts,
    VariantFacts,
    add_tax_rule,
    add_variant,
    set_addons,
    set_bundle,
)
from events_svc.tickets.draft import Choice, Line
from events_svc.tickets.drafted import Placed
from events_svc.tickets.errors import (
    AddOnsWrong,
    BundleTooDear,
    NeedsVoucher,
    NotOnSale,
    OnlyWithTicket,
    PartOfItself,
    SoldOut,
    VariantMissing,
)
from events_svc.tickets.models import Order, Ticket
from events_svc.tickets.offer import add_quota
from events_svc.tickets.product_models import Quota, TicketType
from events_svc.tickets.reserve import place
from tests.asked import asked
from tests.events.factories import make_event
from tests.tickets.factories import BUYER, make_type

pytestmark = pytest.mark.usefixtures("database")


async def bought(event: Event, *lines: Line, source: str = "shop") -> Placed:
    return await place(event.slug, lines, buyer=BUYER, source=source)


async def used(name: str) -> int:
    return (await Quota.get(name__startswith=name)).used


async def test_variants_have_places_and_prices_of_their_own() -> None:
    event = await make_event()
    kind = await make_type(event, "Day", price_minor=500, places=10)
    friday = await add_variant(kind, VariantFacts({"en": "Friday"}))
    sunday = await add_variant(kind, VariantFacts({"en": "Sunday"}, price_minor=700))
    await add_quota(event, "Sunday", size=1, variant_ids=[sunday.id])
    lines = [Line(kind.id, 2, variant_id=friday.id), Line(kind.id, 1, variant_id=sunday.id)]
    tickets = (await bought(event, *lines)).tickets
    assert [(t.variant_id, t.price_minor) for t in tickets] == [
        (friday.id, 500),
        (friday.id, 500),
        (sunday.id, 700),
    ]
    with pytest.raises(SoldOut):
        await bought(event, Line(kind.id, 1, variant_id=sunday.id))
    assert (await used("Sunday"), await used("Day"), await check.broken()) == (1, 3, [])


async def test_of_a_type_with_variants_one_is_chosen() -> None:
    event = await make_event()
    kind, other = await make_type(event, "Day"), await make_type(event, "Other")
    stopped = await add_variant(kind, VariantFacts({"en": "Friday"}, is_active=False))
    foreign = await add_variant(other, VariantFacts({"en": "Sunday"}))
    for line, refusal in [
        (Line(kind.id, 1), VariantMissing),
        (Line(kind.id, 1, variant_id=stopped.id), NotOnSale),
        (Line(kind.id, 1, variant_id=foreign.id), NotOnSale),
    ]:
        with pytest.raises(refusal):
            await bought(event, line)
    assert await Order.all().count() == 0


async def with_dinner(event: Event, **bounds: object) -> tuple[TicketType, TicketType]:
    kind = await make_type(event, "Standard", price_minor=10000)
    dinner = await make_type(event, "Dinner", price_minor=3000, places=3, is_addon=True)
    await set_addons(kind, [AddOnFacts(dinner.id, **bounds)])  # type: ignore[arg-type]  # bounds
    return kind, dinner


async def test_an_add_on_is_a_ticket_of_the_same_person() -> None:
    event = await make_event()
    kind, dinner = await with_dinner(event)
    made = await bought(event, Line(kind.id, 2, addons=(Choice(dinner.id, 1),)))
    stored = await Ticket.filter(order_id=made.order.id).order_by("number")
    first, second = (t.id for t in stored if t.addon_to_id is None)
    assert [
        (t.ticket_type_id, t.addon_to_id, t.holder_name, t.price_minor)
        for t in sorted(stored, key=lambda t: (t.ticket_type_id, t.id))
    ] == [
        (kind.id, None, "Ada", 10000),
        (kind.id, None, "Ada +1", 10000),
        (dinner.id, first, "Ada", 3000),
        (dinner.id, second, "Ada +1", 3000),
    ]
    assert (made.order.total_minor, await used("Dinner")) == (26000, 2)
    assert await check.broken() == []


async def test_an_add_on_may_be_in_the_price() -> None:
    event = await make_event()
    kind, dinner = await with_dinner(event, min_count=1, is_price_included=True)
    made = await bought(event, Line(kind.id, 1, addons=(Choice(dinner.id, 1),)))
    assert [t.price_minor for t in made.tickets] == [10000, 0]


async def test_add_ons_have_bounds_and_come_with_a_ticket_alone() -> None:
    event = await make_event()
    kind, dinner = await with_dinner(event, min_count=1)
    tour = await make_type(event, "Tour")
    for line, refusal in [
        (Line(kind.id, 1), AddOnsWrong),
        (Line(kind.id, 1, addons=(Choice(dinner.id, 2),)), AddOnsWrong),
        (Line(kind.id, 1, addons=(Choice(dinner.id, 2), Choice(dinner.id, -1))), AddOnsWrong),
        (Line(kind.id, 1, addons=(Choice(dinner.id, 1), Choice(tour.id, 1))), NotOnSale),
        (Line(dinner.id, 1), OnlyWithTicket),
        (Line(kind.id, 4, addons=(Choice(dinner.id, 1),)), SoldOut),
    ]:
        with pytest.raises(refusal):
            await bought(event, line)
    assert (await Order.all().count(), await used("Standard"), await used("Dinner")) == (0, 0, 0)


async def test_the_parts_of_a_bundle_share_its_price_and_its_taxes() -> None:
    event = await make_event()
    six = await add_tax_rule(event, {"en": "VAT 6%"}, rate_bp=600)
    bundle = await make_type(event, "Bundle", price_minor=10000, tax_rule_id=six.id)
    book = await make_type(event, "Book", price_minor=4000, is_addon=True)
    await set_bundle(bundle, [PartFacts(book.id, count=2, price_minor=1500)])
    made = await bought(event, Line(bundle.id, 1))
    assert [(t.price_minor, t.tax_minor, t.is_bundled) for t in made.tickets] == [
        (7000, 396, False),
        (1500, 0, True),
        (1500, 0, True),
    ]
    assert (made.order.total_minor, await used("Book"), await check.broken()) == (10000, 2, [])


async def test_what_makes_no_sense_is_not_bundled() -> None:
    event = await make_event()
    kind = await make_type(event, price_minor=100)
    other = await make_type(event, "Other")
    with pytest.raises(PartOfItself):
        await set_addons(kind, [AddOnFacts(kind.id)])
    with pytest.raises(BundleTooDear):
        await set_bundle(kind, [PartFacts(other.id, count=2, price_minor=51)])


async def test_an_office_is_not_held_to_what_the_shop_offers() -> None:
    event = await make_event()
    kind = await make_type(event, is_hidden=True, needs_voucher=True, max_per_order=1)
    with pytest.raises(NotOnSale):
        await bought(event, Line(kind.id, 1))
    made = await bought(event, Line(kind.id, 2), source="organiser")
    assert (made.order.source, len(made.tickets)) == ("organiser", 2)


async def test_what_needs_a_voucher_is_not_sold_without() -> None:
    event = await make_event()
    kind = await make_type(event, needs_voucher=True)
    with pytest.raises(NeedsVoucher):
        await bought(event, Line(kind.id, 1))


@pytest.mark.parametrize(("price_minor", "most"), [(0, 12), (100, 12)])
async def test_an_order_takes_few_statements(price_minor: int, most: int) -> None:
    event = await make_event()
    kind = await make_type(event, price_minor=price_minor)
    async with asked() as statements:
        await place(event.slug, [Line(kind.id, 2)], buyer=BUYER, submission="key")
    assert len(statements) <= most, "\n".join(one[:90] for one in statements)
