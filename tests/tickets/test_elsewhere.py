"""What other sites show of our tickets."""

import httpx

from events_svc.events.models import Event, EventState
from tests.events.factories import make_event
from tests.tickets.factories import make_order, make_type

URL = "/events/summit/offers.json"


async def _offers(client: httpx.AsyncClient) -> list[dict[str, object]]:
    found: list[dict[str, object]] = (await client.get(f"{URL}?lang=en")).json()["offers"]
    return found


async def test_everybody_reads_what_is_on_sale(client: httpx.AsyncClient) -> None:
    kind = await make_type(await make_event(), price_minor=120050, places=3)
    answer = await client.get(f"{URL}?lang=zh")
    assert answer.headers["access-control-allow-origin"] == "*"
    assert answer.json()["url"] == "http://testserver/events/summit/tickets"
    assert answer.json()["offers"] == [
        {
            "id": kind.id,
            "name": "Standard票",
            "description": "",
            "price": "1200.50",
            "currency": "CNY",
            "from": False,
            "is_on_sale": True,
            "most": 3,
            "state": "销售中",
        }
    ]


async def test_what_is_unchanged_is_not_sent_again(client: httpx.AsyncClient) -> None:
    event = await make_event()
    kind = await make_type(event, places=1)
    etag = (await client.get(URL)).headers["etag"]
    again = await client.get(URL, headers={"if-none-match": etag})
    await make_order(event, kind)
    changed = await client.get(URL, headers={"if-none-match": etag})
    assert (again.status_code, again.content, changed.status_code) == (304, b"", 200)
    assert [(one["most"], one["state"]) for one in await _offers(client)] == [(0, "Sold out")]


async def test_hidden_types_and_drafts_are_not_told(client: httpx.AsyncClient) -> None:
    event = await make_event()
    await make_type(event, is_hidden=True)
    assert await _offers(client) == []
    await Event.filter(id=event.id).update(state=EventState.DRAFT)
    assert (await client.get(URL)).status_code == 404
