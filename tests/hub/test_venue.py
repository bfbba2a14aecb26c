"""What a hub serves, and how it says what it does not."""

import re
from collections.abc import AsyncIterator
from dataclasses import replace

import httpx
import pytest
from starlette.applications import Starlette
from starlette.routing import Route

from events_svc.app import create_hub, routes
from events_svc.checkin.models import Device
from events_svc.config import Settings
from events_svc.hub import purge, send
from events_svc.hub.models import Holding
from events_svc.web.hub import venue
from events_svc.web.hub.about import About
from tests.accounts.factories import csrf
from tests.checkin.factories import code_of, make_door, make_ticket
from tests.databases import ENGINE
from tests.hub.factories import begin_hub, make_hub, read_all

pytestmark = pytest.mark.skipif(ENGINE != "sqlite", reason="a hub has no other engine")

PEM = "-----BEGIN CERTIFICATE-----\nTUlJQg==\n-----END CERTIFICATE-----\n"
ABOUT = About("https://events.example.org", ("https://192.168.1.5:8443",), "ab" * 32, PEM, "key-1")


@pytest.fixture
async def hub(
    app: Starlette, database: None, settings: Settings
) -> AsyncIterator[httpx.AsyncClient]:
    """A browser in the house, and behind it a hub that is filled with a door and two tickets."""
    door = await make_door()
    for number in (1, 2):
        await code_of(await make_ticket(door.ticket_type, number=number))
    await begin_hub(settings, await read_all(await make_hub(door.event)))
    own = replace(settings, public_url=ABOUT.addresses[0], is_hub=True)
    served = create_hub(own, worker=_nothing, about=ABOUT)

    async def with_state(scope, receive, send):  # type: ignore[no-untyped-def]  # an ASGI callable
        scope["state"] = {**app.state.lifespan, "settings": own}
        await served(scope, receive, send)

    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(with_state),
        base_url="https://192.168.1.5:8443",
        headers={"accept-language": "en"},
    ) as made:
        yield made


async def _nothing(*_: object) -> None: ...


async def test_a_phone_is_paired_at_the_hub_and_scans(hub: httpx.AsyncClient) -> None:
    await hub.get(f"/hub/open/{ABOUT.key}", follow_redirects=True)
    shown = await hub.post("/hub/gates/1/pairings", data={"csrf": await csrf(hub, "/")})
    (link,) = set(re.findall(r"https://192\.168\.1\.5:8443(/gate/pair/[\w-]+)", shown.text))
    await hub.get(link)
    paired = await hub.post(link, data={"csrf": await csrf(hub, "/")})
    body = {"scan_id": "8a1b5a4e-0000-4000-8000-000000000001", "code": "1", "is_typed": True}
    at_gate = {"sec-fetch-site": "same-origin"}
    answer = await hub.post("/api/v1/gates/1/scans", json=body, headers=at_gate)
    assert (paired.headers["location"], answer.json()["verdict"]) == ("/gate", "ok")
    assert (await hub.get("/gate")).status_code == 200
    assert await send.unsent(await Holding.get()) == 1
    assert await Device.filter(id__gt=2**40).count() == 1


@pytest.mark.parametrize("path", ["/events/summit", "/organiser", "/sign-in", "/live", "/nowhere"])
async def test_what_a_hub_does_not_serve_is_at_its_server(
    hub: httpx.AsyncClient, path: str
) -> None:
    page = await hub.get(path)
    assert page.status_code == 404
    assert "Everything else is at https://events.example.org." in page.text


async def test_programs_hear_the_same(hub: httpx.AsyncClient) -> None:
    answer = await hub.get("/api/v1/events")
    assert (answer.status_code, answer.json()["detail"]) == (
        404,
        "This hub serves the door alone. Everything else is at https://events.example.org.",
    )


async def test_who_has_no_key_sees_no_gates_and_pairs_nothing(hub: httpx.AsyncClient) -> None:
    page = await hub.get("/")
    wrong = await hub.get("/hub/open/key-2")
    pairing = await hub.post("/hub/gates/1/pairings", data={"csrf": await csrf(hub, "/")})
    state = await hub.get("/hub/state")
    assert ("Robot Summit" in page.text, "Pair a phone" in page.text) == (True, False)
    assert [one.status_code for one in (wrong, pairing, state)] == [404] * 3


@pytest.mark.parametrize("host", ["localhost:8443", "[::1]:8443", "[::1", 'a"b', ""])
async def test_a_phone_is_led_to_an_address_of_the_hub(hub: httpx.AsyncClient, host: str) -> None:
    await hub.get(f"/hub/open/{ABOUT.key}")
    form = {"csrf": await csrf(hub, "/")}
    shown = await hub.post("/hub/gates/1/pairings", data=form, headers={"host": host})
    assert f"{ABOUT.addresses[0]}/gate/pair/" in shown.text


async def test_its_page_says_how_it_is_and_how_to_trust_it(hub: httpx.AsyncClient) -> None:
    await hub.get(f"/hub/open/{ABOUT.key}")
    page, trust = (await hub.get("/")).text, (await hub.get("/hub/trust")).text
    file = await hub.get("/hub/certificate.crt")
    assert all(one in page for one in ("East gate", "https://192.168.1.5:8443", "Tickets here"))
    assert "AB:AB:AB" in page
    assert "AB:AB:AB" in trust
    assert (file.headers["content-type"], file.content) == ("application/x-x509-ca-cert", b"MIIB")
    assert "strict-transport-security" not in (await hub.get("/")).headers


async def test_a_phone_is_revoked_at_the_hub(hub: httpx.AsyncClient) -> None:
    await hub.get(f"/hub/open/{ABOUT.key}", follow_redirects=True)
    (phone,) = await Device.all()
    done = await hub.post(f"/hub/phones/{phone.id}/revocation", data={"csrf": await csrf(hub, "/")})
    assert done.status_code == 303
    assert (await Device.get(id=phone.id)).revoked_at is not None


def test_a_hub_serves_the_whole_scanner() -> None:
    here = venue.served(routes(), about=ABOUT)[0].routes  # type: ignore[attr-defined]  # a Mount has routes
    paths = {one.path for one in here if isinstance(one, Route)}
    needed = {"/gate", "/gate/live", "/gate/sw.js", "/gate/pair/{token}"}
    needed |= {f"/api/v1/gates/{{gate_id:int}}/{one}" for one in ("scans", "snapshot", "changes")}
    assert needed - paths == set()
    assert [one for one in paths if one.startswith("/organiser")] == []


async def test_a_hub_that_was_revoked_says_so_and_knows_nobody(
    hub: httpx.AsyncClient, own_copy: None
) -> None:
    await hub.get(f"/hub/open/{ABOUT.key}")
    await purge.everything("revoked")
    page = await hub.get("/")
    at_gate = {"sec-fetch-site": "same-origin", "authorization": "Device anything"}
    body = {"scan_id": "8a1b5a4e-0000-4000-8000-000000000002", "code": "1", "is_typed": True}
    answer = await hub.post("/api/v1/gates/1/scans", json=body, headers=at_gate)
    assert (page.status_code, "The server took this hub back." in page.text) == (200, True)
    assert answer.status_code == 401
