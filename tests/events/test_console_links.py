"""The console shows everybody the doors that open, and no others."""

import re

import httpx
import pytest

from events_svc.accounts.models import Role
from tests.accounts.factories import make_user, sign_in
from tests.events.factories import make_event


@pytest.mark.parametrize("role", Role)
async def test_no_link_of_the_console_is_shut_to_its_reader(
    client: httpx.AsyncClient, role: Role
) -> None:
    event = await make_event()
    await sign_in(client, await make_user(role=role, organisation=event.organisation))
    links = [*await _side(client, "/organiser"), *await _side(client, "/organiser/events/summit")]
    answers = {link: (await client.get(link)).status_code for link in links}
    assert set(answers.values()) == {200}, answers
    assert "/organiser/events/summit/agenda" in links


async def test_an_owner_finds_every_room_of_the_event(client: httpx.AsyncClient) -> None:
    event = await make_event()
    await sign_in(client, await make_user(role=Role.OWNER, organisation=event.organisation))
    links = await _side(client, "/organiser/events/summit")
    rooms = "agenda speakers ticket-types orders attendees door media statistics settings team log"
    assert {f"/organiser/events/summit/{room}" for room in rooms.split()} <= set(links)


async def test_a_text_in_one_language_can_be_saved_from_a_console_in_the_other(
    client: httpx.AsyncClient,
) -> None:
    event = await make_event(title={"en": "Only English"})
    await sign_in(client, await make_user(role=Role.OWNER, organisation=event.organisation))
    page = (await client.get("/organiser/events/summit/settings?lang=zh")).text
    (field,) = re.findall(r'<input id="f-title_zh"[^>]*>', page)
    assert "required" not in field


async def test_a_new_text_may_be_written_in_the_language_that_the_page_does_not_speak(
    client: httpx.AsyncClient,
) -> None:
    event = await make_event()
    await sign_in(client, await make_user(role=Role.OWNER, organisation=event.organisation))
    page = (await client.get("/organiser/events/summit/agenda/sessions/new?lang=en")).text
    fields = re.findall(r'<input id="f-title_(?:zh|en)"[^>]*>', page)
    assert ["required" in field for field in fields] == [False, False]


async def _side(client: httpx.AsyncClient, page: str) -> list[str]:
    """The links of the console's navigation on a page."""
    text = (await client.get(page)).text
    side = text.partition('<div class="side"')[2].partition("</nav>")[0]
    links = re.findall(r'href="([^"?#]+)"', side)
    return [link for link in links if not link.endswith("/") or link == "/"]
