import json
from datetime import timedelta
from zoneinfo import ZoneInfo

import httpx
import pytest
from starlette.applications import Starlette

from events_svc import clock
from events_svc.accounts.models import Role
from events_svc.events.create import create_series
from events_svc.events.models import EventState, Mode, PartyRole
from events_svc.events.parties import add_partner
from tests.accounts.factories import make_user, sign_in
from tests.asked import asked
from tests.conftest import browser
from tests.events.factories import make_event
from tests.events.tickets import make_offer


def linked_data(page: str) -> dict[str, object]:
    block = page.partition('<script type="application/ld+json">')[2].partition("</script>")[0]
    found: dict[str, object] = json.loads(block)
    return found


async def test_the_page_tells_title_day_and_host(client: httpx.AsyncClient) -> None:
    event = await make_event(city={"en": "Wuhu"})
    await add_partner(event, {"en": "City of Wuhu"}, PartyRole.HOST)
    page = (await client.get("/events/summit")).text
    for words in ("<h1>Robot Summit</h1>", "Hosted by", "City of Wuhu", "Asia/Shanghai"):
        assert words in page


async def test_the_page_speaks_the_reader_s_language(client: httpx.AsyncClient) -> None:
    await make_event()
    page = (await client.get("/events/summit", headers={"accept-language": "zh"})).text
    assert '<html lang="zh-Hans">' in page
    assert "<h1>机器人峰会</h1>" in page


async def test_a_text_in_the_other_language_is_marked(client: httpx.AsyncClient) -> None:
    await make_event(title={"zh": "机器人峰会"})
    page = (await client.get("/events/summit")).text
    assert '<h1><span lang="zh">机器人峰会</span></h1>' in page


async def test_a_ticket_stands_with_its_price_and_what_is_left(client: httpx.AsyncClient) -> None:
    event = await make_event(currency="EUR")
    await make_offer(event, "Standard", price_minor=120_00, size=100, used=14)
    await make_offer(event, "Student", price_minor=20_00, size=10, used=10)
    page = (await client.get("/events/summit")).text
    for words in ("€120.00", "86 left", "✕ Sold out", "Get a ticket · from €120.00"):
        assert words in page


@pytest.mark.parametrize(
    ("prices", "said"),
    [
        pytest.param([0], "free", id="all free"),
        pytest.param([480_00, 0], "from free", id="one of them"),
        pytest.param([480_00, 60_00], "from CN¥60.00", id="none"),
    ],
)
async def test_the_act_to_buy_says_what_the_cheapest_ticket_costs(
    client: httpx.AsyncClient, prices: list[int], said: str
) -> None:
    event = await make_event()
    for price in prices:
        await make_offer(event, "Seat", price_minor=price, size=9)
    assert f"Get a ticket · {said}</a>" in (await client.get("/events/summit")).text


async def test_without_anything_on_sale_there_is_no_act_to_buy(client: httpx.AsyncClient) -> None:
    event = await make_event()
    await make_offer(event, "Standard", price_minor=1, size=1, used=1)
    assert "Get a ticket" not in (await client.get("/events/summit")).text


async def test_a_cancelled_event_sells_nothing_and_says_so(client: httpx.AsyncClient) -> None:
    event = await make_event(state=EventState.CANCELLED)
    await make_offer(event, "Standard", price_minor=1, size=1)
    page = (await client.get("/events/summit")).text
    assert "This event does not take place." in page
    assert "Get a ticket" not in page


async def test_a_draft_is_there_for_its_team_only(
    app: Starlette, client: httpx.AsyncClient
) -> None:
    event = await make_event(state=EventState.DRAFT)
    team = await make_user(role=Role.VIEWER, organisation=event.organisation)
    assert (await client.get("/events/summit")).status_code == 404
    assert (await client.get("/events/summit/accent.css")).status_code == 404
    async with browser(app) as ours:
        await sign_in(ours, team)
        answer = await ours.get("/events/summit")
        assert answer.status_code == 200
        assert "Only you and your team see this page." in answer.text


async def test_a_part_shows_on_its_whole_unless_it_is_a_draft(client: httpx.AsyncClient) -> None:
    whole = await make_event()
    await make_event("press", organisation=whole.organisation, parent=whole)
    await make_event("draft", organisation=whole.organisation, parent=whole, state=EventState.DRAFT)
    page = (await client.get("/events/summit")).text
    assert 'href="/events/press"' in page
    assert 'href="/events/draft"' not in page
    assert 'href="/events/summit"' in (await client.get("/events/press")).text


async def test_a_draft_parent_does_not_show_on_its_part(client: httpx.AsyncClient) -> None:
    whole = await make_event("hidden", state=EventState.DRAFT)
    await make_event("press", organisation=whole.organisation, parent=whole)
    assert "/events/hidden" not in (await client.get("/events/press")).text


async def test_search_engines_read_the_event(client: httpx.AsyncClient) -> None:
    event = await make_event(mode=Mode.HYBRID, city={"en": "Wuhu"}, currency="JPY")
    await make_offer(event, "Standard", price_minor=1200, size=1)
    data = linked_data((await client.get("/events/summit")).text)
    assert data["name"] == "Robot Summit"
    assert data["eventAttendanceMode"] == "https://schema.org/MixedEventAttendanceMode"
    assert data["eventStatus"] == "https://schema.org/EventScheduled"
    shanghai = event.starts_at.astimezone(ZoneInfo("Asia/Shanghai"))
    assert data["startDate"] == shanghai.isoformat()
    assert data["offers"] == [
        {
            "@type": "Offer",
            "name": "Standard",
            "price": "1200",
            "priceCurrency": "JPY",
            "availability": "https://schema.org/InStock",
            "url": "http://testserver/events/summit/tickets",
        }
    ]


async def test_no_title_breaks_out_of_the_page(client: httpx.AsyncClient) -> None:
    title = "</script><script>alert(1)</script><b>&'\"\u2028"
    await make_event(title={"en": title})
    page = (await client.get("/events/summit")).text
    assert "<script>alert" not in page
    assert linked_data(page)["name"] == title


async def test_the_accent_is_a_style_sheet_that_the_policy_allows(
    client: httpx.AsyncClient,
) -> None:
    await make_event(accent="#ffe066")
    page = await client.get("/events/summit")
    answer = await client.get("/events/summit/accent.css")
    assert answer.headers["content-type"].startswith("text/css")
    assert "--accent: #ffe066" in answer.text.partition("@media")[2]
    assert "--accent: #ffe066" not in answer.text.partition("@media")[0]
    assert '<link rel="stylesheet" href="/events/summit/accent.css?ffe066">' in page.text
    assert " style=" not in page.text


async def test_an_event_that_is_over_offers_no_calendar(client: httpx.AsyncClient) -> None:
    now = clock.now()
    event = await make_event(starts_at=now - timedelta(days=2), ends_at=now - timedelta(days=1))
    await make_offer(event, "Standard", price_minor=0, size=9)
    page = (await client.get("/events/summit")).text
    assert "Add to calendar" not in page
    assert "Get a ticket" not in page


async def test_a_series_lists_its_public_editions(client: httpx.AsyncClient) -> None:
    event = await make_event("first")
    series = await create_series(event.organisation, {"en": "Robot Summits"})
    await make_event("e11", organisation=event.organisation, series=series, edition=11)
    await make_event(
        "e12",
        organisation=event.organisation,
        series=series,
        edition=12,
        state=EventState.DRAFT,
    )
    page = (await client.get("/series/robot-summits")).text
    assert "No. 11" in page
    assert "No. 12" not in page
    assert (await client.get("/series/unknown")).status_code == 404


async def test_one_and_three_tickets_and_parties_take_the_same_queries(
    client: httpx.AsyncClient,
) -> None:
    event = await make_event()
    await make_offer(event, "T0", price_minor=0, size=1)
    await add_partner(event, {"en": "P0"}, PartyRole.HOST)
    async with asked() as alone:
        await client.get("/events/summit")
    for number in (1, 2):
        await make_offer(event, f"T{number}", price_minor=0, size=1)
        await add_partner(event, {"en": f"P{number}"}, PartyRole.HOST)
    async with asked() as together:
        await client.get("/events/summit")
    assert len(together) == len(alone)
