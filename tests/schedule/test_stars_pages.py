"""A reader's own agenda over HTTP: kept behind a private link, on every device, until it is given up."""

import httpx

from events_svc.accounts.tokens import digest
from events_svc.outbox.models import Job
from events_svc.schedule import stars
from events_svc.schedule.models import Session
from events_svc.schedule.reader_models import StarList
from events_svc.schedule.release import release
from tests.accounts.factories import csrf
from tests.events.factories import make_event
from tests.schedule.factories import make_placed

MANY = stars.MOST + 1


async def released() -> tuple[Session, Session]:
    event = await make_event()
    one, two = await make_placed(event, "Gears"), await make_placed(event, "Wheels")
    await release(event, {})
    return one, two


async def kept(client: httpx.AsyncClient, codes: str) -> str:
    """The address of a private link to these stars."""
    form = {"codes": codes, "csrf": await csrf(client)}
    answer = await client.post("/events/summit/stars", data=form)
    assert answer.status_code == 303
    return answer.headers["location"]


async def test_stars_of_a_browser_get_a_private_link(client: httpx.AsyncClient) -> None:
    one, two = await released()
    link = await kept(client, one.code)
    page = await client.get(link)
    assert one.code in page.text
    assert f"/sessions/{two.code}" not in page.text
    assert f"webcal://testserver{link}/calendar.ics" in page.text
    assert (page.headers["referrer-policy"], page.headers["x-robots-tag"]) == (
        "no-referrer",
        "noindex",
    )


async def test_another_device_changes_the_stars_behind_the_link(client: httpx.AsyncClient) -> None:
    one, two = await released()
    link = await kept(client, one.code)
    body = {"codes": [two.code, "NOSUCH"]}
    assert (await client.put(f"/api/v1{link}", json=body)).json() == {"codes": [two.code]}
    assert (await client.get(f"/api/v1{link}")).json() == {"codes": [two.code]}


async def test_more_stars_than_a_list_holds_are_refused(client: httpx.AsyncClient) -> None:
    one, _ = await released()
    link = await kept(client, one.code)
    answer = await client.put(f"/api/v1{link}", json={"codes": [f"C{n}" for n in range(MANY)]})
    assert answer.status_code == 422
    assert (await client.get(f"/api/v1{link}")).json() == {"codes": [one.code]}


async def test_a_link_that_was_given_up_is_gone(client: httpx.AsyncClient) -> None:
    one, _ = await released()
    link = await kept(client, one.code)
    await client.post(f"{link}/removal", data={"csrf": await csrf(client)})
    assert [(await client.get(path)).status_code for path in (link, f"/api/v1{link}")] == [404, 404]


async def test_a_wrong_address_is_said_beside_the_field(client: httpx.AsyncClient) -> None:
    await released()
    link = await kept(client, "")
    form = {"email": "ada at example", "csrf": await csrf(client)}
    answer = await client.post(f"{link}/address", data=form)
    assert answer.status_code == 422
    assert 'value="ada at example"' in answer.text
    assert await Job.filter(kind="stars.confirm").count() == 0


async def test_following_the_mailed_link_says_nothing_yet_pressing_does(
    client: httpx.AsyncClient,
) -> None:
    await released()
    link = await kept(client, "")
    form = {"email": "ada@example.org", "csrf": await csrf(client)}
    await client.post(f"{link}/address", data=form)
    await StarList.all().update(email_digest=digest("mailed"))
    assert (await client.get(f"{link}/confirmation/mailed")).status_code == 200
    assert (await StarList.get()).email_confirmed_at is None
    await client.post(f"{link}/confirmation/mailed", data={"csrf": await csrf(client)})
    assert (await StarList.get()).email_confirmed_at is not None
    await client.post(f"{link}/address/removal", data={"csrf": await csrf(client)})
    assert (await StarList.get()).email is None
