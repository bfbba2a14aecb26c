"""A hub's own pages: who holds the key sees and settles, nobody else, and twice is once."""

import asyncio
from uuid import uuid4

import httpx
import pytest
from starlette.routing import Route

from events_svc import clock
from events_svc.checkin.models import Basis, CheckinList, Device, Gate, Scan
from events_svc.hub import answers
from events_svc.hub.models import AsideEntry, HubAnswer
from events_svc.tickets.models import Ticket
from events_svc.web.hub import certificate, desk
from tests.accounts.factories import csrf
from tests.databases import ENGINE
from tests.hub.test_venue import ABOUT, hub

pytestmark = pytest.mark.skipif(ENGINE != "sqlite", reason="a hub has no other engine")

__all__ = ["hub"]  # the fixture

ACCESS = {
    # route: who holds the key, everybody else in the house
    "GET /": (200, 200),  # without the key it says what the hub is, and no more
    "GET /hub/open/key-1": (303, 303),
    "GET /hub/certificate.crt": (200, 200),
    "GET /hub/trust": (200, 200),
    "GET /hub/answers": (200, 404),
    "POST /hub/answers/1": (303, 404),
    "POST /hub/answers/1/again": (303, 404),
    "POST /hub/answers/99": (404, 404),
    "GET /hub/entries": (200, 404),
    "POST /hub/entries/1": (303, 404),
    "POST /hub/entries/1/again": (303, 404),
    "POST /hub/entries/99": (404, 404),
    "POST /hub/gates/1/pairings": (201, 404),
    "POST /hub/phones/1/revocation": (303, 404),
}
LIVE = {"GET /hub/state"}  # lasts for as long as somebody looks: see test_venue.py


def test_every_route_of_a_hub_has_its_line() -> None:
    own = [
        one for one in (*desk.routes(ABOUT), *certificate.routes(ABOUT)) if isinstance(one, Route)
    ]
    asked = [one for line in {*ACCESS, *LIVE} for one in own if _is_asked(one, line)]
    assert {one.name for one in own} - {one.name for one in asked} == set()


@pytest.mark.parametrize("holds", [True, False], ids=["key", "no key"])
async def test_who_may_what_at_a_hub(holds: bool, hub: httpx.AsyncClient) -> None:
    await _answer()
    await _entry()
    if holds:
        await hub.get(f"/hub/open/{ABOUT.key}")
    said = {}
    for line in sorted(
        ACCESS, key=lambda one: one.endswith(("1", "99"))
    ):  # what settles comes last
        method, path = line.split()
        if path == "/hub/open/key-1" and not holds:
            said[line] = 303  # it would give the key
            continue
        form = {"csrf": await csrf(hub, "/")} if method == "POST" else None
        said[line] = (await hub.request(method, path, data=form)).status_code
    assert said == {line: statuses[0 if holds else 1] for line, statuses in ACCESS.items()}
    left = (await HubAnswer.all().count(), await AsideEntry.all().count())
    assert left == ((0, 1) if holds else (1, 1))  # an entry that was brought again is on its way


async def test_without_the_token_of_the_form_nothing_is_settled(hub: httpx.AsyncClient) -> None:
    await _answer()
    await hub.get(f"/hub/open/{ABOUT.key}")
    answer = await hub.post("/hub/answers/1", data={"csrf": "no"})
    assert (answer.status_code, await HubAnswer.all().count()) == (403, 1)


async def test_the_page_says_who_what_and_why(hub: httpx.AsyncClient) -> None:
    await _answer()
    await _entry()
    await hub.get(f"/hub/open/{ABOUT.key}")
    start, kept, log = [(await hub.get(one)).text for one in ("/", "/hub/answers", "/hub/entries")]
    assert all(one in start for one in ("/hub/answers", "/hub/entries"))
    assert all(one in kept for one in ("Ticket 1", "yes", "too late", "East 1", "Bring again"))
    assert all(one in log for one in ("Ticket 1", "Welcome", "413 too large", "Settled"))


async def test_a_phone_that_is_not_paired_is_sent_to_the_page_of_the_hub(
    hub: httpx.AsyncClient,
) -> None:
    answer = await hub.get("/gate", headers={"accept-language": "en"})
    assert answer.status_code == 401
    assert "Open the page of the hub on the laptop" in answer.text


async def test_settled_by_two_at_once_is_settled_once(hub: httpx.AsyncClient) -> None:
    await _answer()
    await hub.get(f"/hub/open/{ABOUT.key}")
    form = {"csrf": await csrf(hub, "/")}
    raced = await asyncio.gather(*(hub.post("/hub/answers/1", data=form) for _ in range(4)))
    assert {one.status_code for one in raced} <= {303, 404}  # 404: it was gone already
    assert 303 in {one.status_code for one in raced}
    assert await HubAnswer.all().count() == 0


async def test_brought_again_by_one_and_settled_by_another(hub: httpx.AsyncClient) -> None:
    await _answer()
    await hub.get(f"/hub/open/{ABOUT.key}")
    form = {"csrf": await csrf(hub, "/")}
    await hub.post("/hub/answers/1/again", data=form)
    again = await HubAnswer.get()
    assert (again.refused_at, again.told_at, await answers.stuck_count()) == (None, None, 0)
    await hub.post("/hub/answers/1", data=form)
    assert (await hub.post("/hub/answers/1/again", data=form)).status_code == 404
    assert await HubAnswer.all().count() == 0


async def test_an_entry_on_its_way_is_not_settled_away(hub: httpx.AsyncClient) -> None:
    await _entry()
    await hub.get(f"/hub/open/{ABOUT.key}")
    form = {"csrf": await csrf(hub, "/")}
    await hub.post("/hub/entries/1/again", data=form)
    await hub.post("/hub/entries/1", data=form)
    assert (await AsideEntry.get()).refused_at is None


def _is_asked(route: Route, line: str) -> bool:
    method, path = line.split()
    return method in (route.methods or {"GET"}) and bool(route.path_regex.fullmatch(path))


async def _answer() -> None:
    """Answers that the server did not take."""
    await HubAnswer.create(
        id=1,
        gate_id=1,
        phone_uid=uuid4(),
        phone="East 1",
        item={"ticket": 1, "fields": {"q1": ["yes"]}},
        kept_at=clock.now(),
        refused_at=clock.now(),
        refused={"en": "too late", "zh": "太晚"},
        told_at=clock.now(),
    )


async def _entry() -> None:
    """An entry of the log that the server did not take."""
    gate, ticket = await Gate.first(), await Ticket.get(number=1)
    phone, found = await Device.first(), await CheckinList.first()
    assert gate
    assert phone
    assert found
    scan = await Scan.create(
        scan_id=uuid4(),
        event_id=gate.event_id,
        checkin_list=found,
        gate=gate,
        device_id=phone.id,
        ticket=ticket,
        verdict="ok",
        reason="ok",
        basis=Basis.ONLINE,
        at=clock.now(),
    )
    await AsideEntry.create(
        id=1,
        entry_id=scan.id,
        aside_at=clock.now(),
        why="413 too large",
        refused_at=clock.now(),
        told_at=clock.now(),
    )
