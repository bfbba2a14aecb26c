"""The API of frozen reports."""

import hashlib

import httpx
import pytest

from events_svc.accounts.models import ApiToken, Role
from events_svc.events.models import Event
from events_svc.reports.models import FrozenReport
from tests.accounts.factories import bearer, make_user
from tests.events.factories import make_event
from tests.reports.test_recompute import tamper
from tests.tickets.factories import make_order, make_type


@pytest.fixture
async def event(database: None) -> Event:
    event = await make_event()
    await make_order(event, await make_type(event), 2)
    return event


@pytest.fixture
async def api(client: httpx.AsyncClient, event: Event) -> httpx.AsyncClient:
    user = await make_user(role=Role.FINANCE, organisation=event.organisation)
    client.headers.update(await bearer(user, event.organisation, "reports:write"))
    return client


async def test_a_report_is_frozen_listed_read_and_checked(api: httpx.AsyncClient) -> None:
    made = (await api.post("/api/v1/events/summit/reports", json={"note": "for the board"})).json()
    listed = (await api.get("/api/v1/reports")).json()
    checked = (await api.post(f"/api/v1/reports/{made['id']}/verification", json={})).json()
    file = await api.get(made["file"])

    figures = {one["key"]: one["value"] for one in made["content"]["totals"]}
    assert figures["tickets-sold"] == 2
    assert [(one["sha256"], one["note"], one["is_sound"]) for one in listed["items"]] == [
        (made["sha256"], "for the board", None)
    ]
    assert checked == {
        "is_sound": True, "is_same": True, "is_intact": True, "is_linked": True,
        "rows": 2, "findings": [],
    }  # fmt: skip
    assert hashlib.sha256(file.content).hexdigest() == made["sha256"]
    assert (await api.get(f"/api/v1/reports/{made['id']}")).json() == made


async def test_a_check_names_the_row(api: httpx.AsyncClient) -> None:
    made = (await api.post("/api/v1/events/summit/reports", json={})).json()
    await tamper("ticket", 1, "state = 'blocked'")

    checked = (await api.post(f"/api/v1/reports/{made['id']}/verification", json={})).json()

    assert checked["findings"] == [{"table": "ticket", "row": 1, "what": "changed"}]
    assert (await api.get("/api/v1/reports")).json()["items"][0]["is_sound"] is False


async def test_a_token_that_only_reads_statistics_freezes_nothing(api: httpx.AsyncClient) -> None:
    await ApiToken.all().update(scopes=["stats:read"])

    answer = await api.post("/api/v1/events/summit/reports", json={})

    assert answer.status_code == 404
    assert await FrozenReport.all().count() == 0
