import httpx
import pytest

from events_svc.accounts.models import AuditEntry, Role
from events_svc.config import Settings
from events_svc.events.models import Event
from events_svc.webhooks.announce import announce
from events_svc.webhooks.deliver import Result, conclude
from events_svc.webhooks.endpoints import secret_of
from events_svc.webhooks.models import Delivery, Endpoint
from events_svc.webhooks.topics import Topic
from tests.accounts.factories import bearer, make_user, sign_in
from tests.events.factories import make_event
from tests.tickets.browser import submit
from tests.webhooks.factories import make_endpoint, states

BASE = "/organiser/events/summit/webhooks"


@pytest.fixture
async def event(client: httpx.AsyncClient) -> Event:
    """An event whose organiser is signed in."""
    made = await make_event()
    user = await make_user(role=Role.ORGANISER, organisation=made.organisation)
    await sign_in(client, user)
    return made


async def test_a_webhook_is_registered_and_shows_its_secret(
    client: httpx.AsyncClient, event: Event, settings: Settings
) -> None:
    typed = {"name": "Ledger", "url": "https://example.org/hook", "topics": "order.paid"}
    answer = await submit(client, BASE, BASE, **typed)
    made = await Endpoint.get()
    page = await client.get(answer.headers["location"])
    assert (answer.status_code, made.topics, made.event_id) == (303, ["order.paid"], event.id)
    assert secret_of(made, secret_key=settings.secret_key) in page.text
    assert await AuditEntry.filter(action="webhook.registered").count() == 1


@pytest.mark.parametrize(
    "url", ["http://example.org/", "https://", "ftp://example.org", "https://a:b@example.org/"]
)
async def test_an_address_that_is_not_https_is_refused_and_kept(
    client: httpx.AsyncClient, event: Event, url: str
) -> None:
    answer = await submit(client, BASE, BASE, name="Ledger", url=url)
    assert (answer.status_code, f'value="{url}"' in answer.text) == (422, True)
    assert "An address that begins with https://, please." in answer.text
    assert await Endpoint.all().count() == 0


@pytest.mark.parametrize("host", ["127.0.0.1", "10.0.0.8:8443", "[::1]", "[::ffff:192.168.0.1]"])
async def test_an_address_of_our_own_network_is_refused(
    client: httpx.AsyncClient, event: Event, host: str
) -> None:
    answer = await submit(client, BASE, BASE, name="Ledger", url=f"https://{host}/hook")
    assert (answer.status_code, await Endpoint.all().count()) == (422, 0)
    assert "Only this network knows that address." in answer.text


async def test_only_the_organisation_registers_for_all_its_events(
    client: httpx.AsyncClient, event: Event
) -> None:
    typed = {"name": "Ledger", "url": "https://example.org/hook", "for_all": "on"}
    refused = await submit(client, BASE, BASE, **typed)
    owner = await make_user("own@example.org", role=Role.OWNER, organisation=event.organisation)
    headers = await bearer(owner, event.organisation, "events:write")
    assert (refused.status_code, await Endpoint.all().count(), bool(headers)) == (404, 0, True)


async def test_an_organiser_sees_but_does_not_change_the_webhook_of_all_events(
    client: httpx.AsyncClient, event: Event, settings: Settings
) -> None:
    endpoint = await make_endpoint(event, settings)
    await Endpoint.filter(id=endpoint.id).update(event_id=None)
    page = await client.get(BASE)
    assert ("Ledger" in page.text, f"{BASE}/{endpoint.id}" in page.text) == (True, False)
    assert (await client.get(f"{BASE}/{endpoint.id}")).status_code == 404


async def test_a_failed_delivery_is_seen_and_sent_again_by_a_click(
    client: httpx.AsyncClient, event: Event, settings: Settings
) -> None:
    endpoint = await make_endpoint(event, settings)
    await announce(Topic.TEST, event.id, "webhook:1", word="𠮷")
    await conclude(await Delivery.get(), Result(503, 12, "busy"))
    page = f"{BASE}/{endpoint.id}/deliveries/{(await Delivery.get()).id}"
    seen = await client.get(page)
    answer = await submit(client, page, f"{page}/replays")
    assert ("✕ 503" in seen.text, answer.status_code) == (True, 303)
    assert await states() == [("waiting", 0)]


async def test_programs_register_and_read_deliveries(
    client: httpx.AsyncClient, event: Event
) -> None:
    api = "/api/v1/events/summit/webhooks"
    user = await make_user("bot@example.org", role=Role.ORGANISER, organisation=event.organisation)
    headers = await bearer(user, event.organisation, "events:write")
    draft = {"name": "Bot", "url": "https://example.org/hook", "topics": ["test"]}
    made = (await client.post(api, json=draft, headers=headers)).json()
    await announce(Topic.TEST, event.id, "webhook:1")
    sent = (await client.get(f"{api}/{made['id']}/deliveries", headers=headers)).json()
    assert made["secret"].startswith("whsec_")
    assert [(one["topic"], one["state"]) for one in sent["items"]] == [("test", "waiting")]
    listed = (await client.get(api, headers=headers)).json()
    assert listed["items"] == [{**made, "secret": None}]
