"""Addresses that people write are http or https: nothing else becomes a link, a picture or a player."""

from typing import Any

import httpx
import pytest

from events_svc.accounts.models import AuditEntry, Role
from tests.accounts.factories import csrf, make_user, sign_in
from tests.events.factories import make_event
from tests.schedule.factories import make_session

OTHERS = (
    "javascript:alert(1)",
    "data:text/html,x",
    "//evil.example",
    " javascript:x",
    "JaVaScRiPt:x",
)
SUMMIT = "/api/v1/events/summit"


def bodies(url: str) -> list[tuple[str, str, dict[str, Any]]]:
    """Every write of the API that takes an address."""
    speaker = {"name": {"en": "Ada"}, "picture_url": url}
    session = {"title": {"en": "A"}, "links": [{"url": url}]}
    return [
        ("PATCH", SUMMIT, {"url": url}),
        ("POST", f"{SUMMIT}/sessions", session),
        ("POST", f"{SUMMIT}/speakers", speaker),
        ("POST", f"{SUMMIT}/sessions/{{code}}/sources", {"platform": "link", "url": url}),
    ]


@pytest.mark.parametrize("url", OTHERS)
async def test_no_other_address_is_kept(client: httpx.AsyncClient, url: str) -> None:
    event = await make_event()
    session = await make_session(event)
    await sign_in(client, await make_user(role=Role.OWNER, organisation=event.organisation))
    written = await AuditEntry.all().count()
    statuses = [
        (await client.request(method, path.format(code=session.code), json=body)).status_code
        for method, path, body in bodies(url)
    ]
    form = {"name_en": "A", "url": url, "kind": "association", "csrf": await csrf(client)}
    page = await client.post("/organiser/organisations/cameta", data=form)
    settings = {"title_en": "A", "url": url, "csrf": await csrf(client)}
    other = await client.post("/organiser/events/summit/settings", data=settings)
    assert [*statuses, page.status_code, other.status_code] == [422] * 6
    assert await AuditEntry.all().count() == written


async def test_the_same_writes_keep_https(client: httpx.AsyncClient) -> None:
    event = await make_event()
    session = await make_session(event)
    await sign_in(client, await make_user(role=Role.OWNER, organisation=event.organisation))
    statuses = [
        (await client.request(method, path.format(code=session.code), json=body)).status_code
        for method, path, body in bodies("https://example.org/a?b=c")
    ]
    assert statuses == [200, 201, 201, 201]
