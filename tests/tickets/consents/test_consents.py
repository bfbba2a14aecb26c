import httpx
import pytest

from events_svc.tickets.carts.fill import fill
from events_svc.tickets.consents.agree import agreed, refuse_without
from events_svc.tickets.consents.ask import ConsentFacts, ask, ask_no_more, reword
from events_svc.tickets.consents.errors import ConsentMissing
from events_svc.tickets.consents.models import Consent, ConsentVersion
from events_svc.tickets.consents.queries import asked_of, consents_of, given_with
from events_svc.tickets.draft import Buyer, Line
from events_svc.tickets.models import Order
from events_svc.tickets.reserve import order_cart, place
from tests.events.factories import make_event
from tests.tickets.browser import submit
from tests.tickets.factories import BUYER, make_type, quota_of

NEWS = ConsentFacts({"en": "News by mail"})
PHOTOS = ConsentFacts({"en": "Photos"}, {"en": "We take pictures."}, is_required=True)


def test_only_what_is_required_is_refused_and_only_what_is_asked_is_kept() -> None:
    must = ConsentVersion(id=1, purpose={"en": "Photos"}, is_required=True)
    may = ConsentVersion(id=2, purpose={"en": "News"})
    with pytest.raises(ConsentMissing):
        refuse_without([may, must], {2})
    refuse_without([may, must], {1})
    assert agreed([may, must], {1, 99}) == [1]


@pytest.mark.usefixtures("database")
async def test_nobody_orders_without_a_required_consent_and_what_was_agreed_is_kept() -> None:
    event = await make_event()
    kind = await make_type(event)
    news, photos = await ask(event, NEWS), await ask(event, PHOTOS)
    with pytest.raises(ConsentMissing):
        await place(event.slug, [Line(kind.id, 1)], buyer=BUYER, consents=[news.id])
    assert (await Order.all().count(), (await quota_of(kind)).used) == (0, 0)
    made = await place(event.slug, [Line(kind.id, 1)], buyer=BUYER, consents=[photos.id])
    found = [(one.version.purpose, one.version.number) for one in await given_with(made.order.id)]
    assert found == [({"en": "Photos"}, 1)]
    assert [one.given for one in await consents_of(event)] == [0, 1]


@pytest.mark.usefixtures("database")
async def test_new_words_are_another_version_that_is_asked_anew() -> None:
    event = await make_event()
    kind = await make_type(event)
    first = await ask(event, PHOTOS)
    consent = await Consent.get()
    same = await reword(consent, PHOTOS)
    second = await reword(consent, ConsentFacts({"en": "Photos and films"}, is_required=True))
    with pytest.raises(ConsentMissing):
        await place(event.slug, [Line(kind.id, 1)], buyer=BUYER, consents=[first.id])
    assert (same.id, second.number) == (first.id, 2)
    assert [one.id for one in await asked_of(event.id)] == [second.id]


@pytest.mark.usefixtures("database")
async def test_what_is_asked_no_more_stops_nobody_nor_does_it_stop_an_office() -> None:
    event = await make_event()
    kind = await make_type(event, places=5)
    await ask(event, PHOTOS)
    await place(event.slug, [Line(kind.id, 1)], buyer=BUYER, source="organiser")
    await ask_no_more(await Consent.get())
    await place(event.slug, [Line(kind.id, 1)], buyer=Buyer("Bo", "bo@example.org"))
    assert await Order.all().count() == 2


@pytest.mark.usefixtures("database")
async def test_a_cart_is_ordered_with_consent_or_stays_as_it_is() -> None:
    event = await make_event()
    kind = await make_type(event)
    photos = await ask(event, PHOTOS)
    cart = await fill(event.slug, [Line(kind.id, 1)], language="en")
    with pytest.raises(ConsentMissing):
        await order_cart(event.slug, cart.secret, buyer=BUYER)
    made = await order_cart(event.slug, cart.secret, buyer=BUYER, consents=[photos.id])
    assert [one.version_id for one in await given_with(made.order.id)] == [photos.id]


async def test_the_page_asks_with_nothing_ticked_and_keeps_what_was_typed(
    client: httpx.AsyncClient,
) -> None:
    event = await make_event()
    kind = await make_type(event)
    photos = await ask(event, PHOTOS)
    cart = await fill(event.slug, [Line(kind.id, 1)], language="en")
    url = f"/events/{event.slug}/cart/{cart.secret}"
    page = (await client.get(url)).text
    typed = {"name": "Ada", "contact": "ada@example.org", "act": "order"}
    typed_only = {**typed, "consent": ""}
    refused = await submit(client, url, url, **typed_only)
    ordered = await submit(client, url, url, **typed, consent=str(photos.id))
    assert f'name="consent" value="{photos.id}" required>' in page
    assert (refused.status_code, "This order needs your consent: “Photos”." in refused.text) == (
        409,
        True,
    )
    assert 'value="Ada"' in refused.text
    assert (ordered.status_code, await Order.all().count()) == (303, 1)
