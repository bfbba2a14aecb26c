"""The scanner as an app: what a phone keeps of it, and that nothing is missing."""

import json
import re

import httpx
import pytest

from events_svc.checkin import here, pair
from events_svc.checkin.models import Basis, Gate
from events_svc.checkin.sync import position
from events_svc.web.assets import STATIC, asset, version
from events_svc.web.checkin import app
from events_svc.web.checkin.scanner import news
from tests.checkin.factories import make_door, make_ticket, scan_ticket


async def test_the_worker_of_the_scanner_knows_every_file(client: httpx.AsyncClient) -> None:
    told = await client.get("/gate/sw.js")
    first, _, rest = told.text.partition("\n")
    shell = json.loads(first.removeprefix("const SHELL = ").removesuffix(";"))
    assert shell == {"version": version(), "files": [*map(asset, app.files()), app.MANIFEST]}
    assert rest == (STATIC / app.SERVICE_WORKER).read_text()
    assert {name: told.headers[name] for name in ("service-worker-allowed", "cache-control")} == {
        "service-worker-allowed": "/gate",
        "cache-control": "no-cache",
    }
    assert told.headers["content-type"].startswith("text/javascript")


async def test_nothing_that_the_page_names_is_missing(client: httpx.AsyncClient) -> None:
    door = await make_door()
    page = await client.get("/gate", headers={"cookie": f"door={door.token}"})
    named = set(re.findall(rf'"/static/{version()}/([^"]+)"', page.text))
    assert named - set(app.files()) == set()
    assert [path for path in app.files() if not (STATIC / path).is_file()] == []


@pytest.mark.parametrize("basis", [Basis.ONLINE, Basis.HUB])
async def test_a_desk_is_one_at_a_hub_too(
    client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch, basis: Basis
) -> None:
    door = await make_door()
    await Gate.filter(id=door.gate.id).update(is_desk=True)
    monkeypatch.setattr(here, "_here", basis)
    page = await client.get("/gate", headers={"cookie": f"door={door.token}"})
    is_hub = basis is Basis.HUB
    assert '<button type="button" id="walk-in">' in page.text
    assert ("The hub cannot reach the server now." in page.text) is is_hub


def test_no_module_of_the_scanner_comes_from_elsewhere() -> None:
    strange = re.compile(r"""\b(?:from|import)\s*\(?\s*["'](?!\.)|https?://(?!www\.w3\.org)""")
    ours = [path for path in app.files() if path.startswith("js/")]
    assert [path for path in ours if strange.search((STATIC / path).read_text())] == []


async def test_a_phone_puts_the_scanner_beside_its_apps(client: httpx.AsyncClient) -> None:
    told = await client.get(app.MANIFEST, headers={"accept-language": "zh"})
    assert told.headers["content-type"] == "application/manifest+json"
    assert told.json() == {
        "id": "/gate",
        "name": "扫码",
        "short_name": "扫码",
        "lang": "zh-Hans",
        "start_url": "/gate",
        "scope": "/gate",
        "display": "standalone",
        "background_color": "#111111",
        "theme_color": "#111111",
        "icons": [{"src": asset("icon.svg"), "sizes": "any", "type": "image/svg+xml"}],
    }


@pytest.mark.usefixtures("database")
async def test_a_gate_hears_what_changes_and_a_revoked_phone_only_that() -> None:
    door = await make_door()
    await scan_ticket(door, await make_ticket(door.ticket_type))
    told = await news(door.device, door.gate)
    end = told.pop("cursor")
    assert told == {"arrived": 1, "expected": 1, "inside": 1, "conflicts": 0}
    assert position.read(end).position > 0
    await pair.revoke(door.device, event_id=door.event.id)
    assert await news(door.device, door.gate) == {"is_revoked": True}
