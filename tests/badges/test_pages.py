import io
import re
from datetime import timedelta
from pathlib import Path

import httpx
import msgspec
import pytest
from PIL import Image

from events_svc import clock
from events_svc.accounts.models import AuditEntry, Role
from events_svc.badges.layout import Layout
from events_svc.badges.models import BadgeLayout, BadgePrint, BadgePrinting
from events_svc.badges.presets import PRESETS
from events_svc.config import Settings
from events_svc.events.models import Event
from events_svc.tickets import keys
from tests.accounts.factories import csrf, make_user, sign_in
from tests.asked import asked
from tests.badges.factories import make_layout, make_printing
from tests.documents.factories import make_ticket
from tests.documents.reading import draw_pages, read_codes, words_of
from tests.events.factories import make_event

BADGES = "/organiser/events/summit/badges"


@pytest.fixture
async def event(client: httpx.AsyncClient) -> Event:
    """An event, and the browser of who keeps its door."""
    made = await make_event()
    await sign_in(client, await make_user(role=Role.DOOR, event=made))
    return made


async def test_all_badges_are_one_file_without_designing_anything(
    client: httpx.AsyncClient, event: Event, settings: Settings, tmp_path: Path
) -> None:
    tickets = [await make_ticket(event, holder_name=name) for name in ("䶮𬭎𠮷", "Ada 🤖")]
    answer = await _post(client, "/printings")
    (tmp_path / "badges.pdf").write_bytes((await client.get(answer.headers["location"])).content)
    codes = await keys.codes_of(tickets, secret_key=settings.secret_key)
    pages = draw_pages(tmp_path / "badges.pdf")
    assert [read_codes(page) for page in pages] == [[codes[one.id]] for one in tickets]
    assert "䶮𬭎𠮷" in words_of(tmp_path / "badges.pdf")
    assert [entry.detail for entry in await AuditEntry.all()] == [{"count": 2}]


async def test_a_second_printing_of_all_asks_and_prints_what_is_answered(
    client: httpx.AsyncClient, event: Event
) -> None:
    first, second = await make_ticket(event), await make_ticket(event)
    await make_printing(first)
    question = await _post(client, "/printings", who="all")
    assert question.status_code == 409
    assert "1 of these badges was printed already" in question.text
    assert 'name="seen" value="1"' in question.text
    answer = await _post(client, "/printings", who="all", seen="1")
    assert answer.status_code == 303
    copies = await BadgePrint.all().order_by("id").values_list("ticket_id", "copy")
    assert copies == [(first.id, 1), (first.id, 2), (second.id, 1)]


async def test_when_everybody_has_a_badge_there_is_nobody_to_print(
    client: httpx.AsyncClient, event: Event
) -> None:
    await make_printing(await make_ticket(event))
    answer = await _post(client, "/printings")
    assert (answer.status_code, await BadgePrinting.all().count()) == (409, 1)
    assert "Nobody fits: there is no badge to print." in answer.text


async def test_the_badge_of_one_person_asks_the_second_time(
    client: httpx.AsyncClient, event: Event, tmp_path: Path
) -> None:
    ticket = await make_ticket(event)
    page = f"/tickets/{ticket.number}"
    printed = await _post(client, page, seen="0")
    (tmp_path / "one.pdf").write_bytes((await client.get(printed.headers["location"])).content)
    assert len(draw_pages(tmp_path / "one.pdf")) == 1
    again = await _post(client, page, seen="0")
    assert again.status_code == 409
    assert "Printed already" in again.text
    assert "· the last one by Ada" in again.text
    assert await BadgePrint.all().count() == 1
    assert (await _post(client, page, seen="1")).status_code == 303


async def test_the_file_of_a_printing_is_there_for_ten_minutes(
    client: httpx.AsyncClient, event: Event
) -> None:
    made = await make_printing(await make_ticket(event))
    url = f"{BADGES}/printings/{made.uid}.pdf"
    clock.shift(timedelta(minutes=9))
    assert (await client.get(url)).status_code == 200
    clock.shift(timedelta(minutes=11))
    late = await client.get(url)
    assert late.status_code == 410
    assert "which is over" in late.text


async def test_a_layout_begins_as_ours_and_is_printed_from_then_on(
    client: httpx.AsyncClient, event: Event
) -> None:
    ticket = await make_ticket(event)
    answer = await _post(client, "/layouts", preset="label")
    made = await BadgeLayout.get()
    assert answer.headers["location"] == f"{BADGES}/layouts/{made.id}"
    await _post(client, f"/tickets/{ticket.number}", seen="0")
    printing = await BadgePrinting.get()
    assert (made.name, printing.layout) == ("Label 90 × 55 mm", str(made.id))


async def test_the_editor_keeps_what_it_shows(client: httpx.AsyncClient, event: Event) -> None:
    made = await make_layout(event, "a7")
    fields = await _fields(client, f"/layouts/{made.id}")
    answer = await _post(client, f"/layouts/{made.id}", **{**fields, "name": "Ours"})
    changed = await BadgeLayout.get()
    assert answer.status_code == 303
    assert changed.name == "Ours"
    assert msgspec.convert(changed.design, Layout) == PRESETS["a7"]


async def test_a_wrong_layout_is_shown_again_and_not_kept(
    client: httpx.AsyncClient, event: Event
) -> None:
    made = await make_layout(event)
    fields = await _fields(client, f"/layouts/{made.id}")
    answer = await _post(client, f"/layouts/{made.id}", **{**fields, "x-0": "90", "name": "Wider"})
    assert answer.status_code == 422
    assert "This lies over the edge of the badge." in answer.text
    assert 'value="Wider"' in answer.text
    assert msgspec.convert((await BadgeLayout.get()).design, Layout) == PRESETS["a6"]


async def test_the_picture_follows_what_is_typed(client: httpx.AsyncClient, event: Event) -> None:
    made = await make_layout(event)
    url = f"{BADGES}/layouts/{made.id}/preview.png"
    fields = await _fields(client, f"/layouts/{made.id}")
    drawn = await client.get(url, params={**fields, "width": "210", "height": "148"})
    stands = await client.get(url)
    sizes = [Image.open(io.BytesIO(one.content)).size for one in (drawn, stands)]
    assert sizes == [(900, 634), (840, 1184)]
    assert (await client.get(url, params={**fields, "width": "1"})).status_code == 422


async def test_without_scripts_a_button_draws_it(client: httpx.AsyncClient, event: Event) -> None:
    made = await make_layout(event)
    fields = await _fields(client, f"/layouts/{made.id}")
    answer = await _post(client, f"/layouts/{made.id}", **{**fields, "name": "New", "act": "look"})
    assert f'src="{BADGES}/layouts/{made.id}/preview.png?name=New&amp;width=105' in answer.text
    assert (await BadgeLayout.get()).name == "Ours"


async def test_a_logo_is_put_on_and_taken_away(client: httpx.AsyncClient, event: Event) -> None:
    made = await make_layout(event)
    picture = io.BytesIO()
    Image.new("RGB", (40, 20), "red").save(picture, "PNG")
    url = f"{BADGES}/layouts/{made.id}/logo"
    sizes = []
    for raw in (picture.getvalue(), b"no picture", b""):
        token = await csrf(client)
        await client.post(url, data={"csrf": token}, files={"logo": ("logo.png", raw)})
        sizes.append(len((await BadgeLayout.get()).logo) > 0)
    assert sizes == [True, True, False]


async def test_a_layout_is_chosen_and_removed(client: httpx.AsyncClient, event: Event) -> None:
    first, second = await make_layout(event), await make_layout(event, name="Second")
    await _post(client, f"/layouts/{first.id}/choice")
    page = (await client.get(BADGES)).text
    assert page.index("<strong>Ours<") < page.index("<strong>Second<")
    await _post(client, f"/layouts/{first.id}/removal")
    assert [one.id for one in await BadgeLayout.all()] == [second.id]


async def test_layouts_tickets_and_files_of_another_event_are_not_there(
    client: httpx.AsyncClient, event: Event
) -> None:
    other = await make_event("other", organisation=await event.organisation)
    ticket, layout = await make_ticket(other, number=77), await make_layout(other)
    printing = await make_printing(ticket)
    paths = [f"/layouts/{layout.id}", "/tickets/77", f"/printings/{printing.uid}.pdf"]
    assert [(await client.get(BADGES + path)).status_code for path in paths] == [404] * 3
    answer = await _post(client, "/printings", layout=str(layout.id))
    assert (answer.status_code, await BadgePrinting.all().count()) == (404, 1)


async def test_the_page_takes_as_many_queries_for_three_printings_as_for_one(
    client: httpx.AsyncClient, event: Event
) -> None:
    await make_printing(await make_ticket(event))
    await client.get(BADGES)
    async with asked() as alone:
        await client.get(BADGES)
    for _ in range(2):
        await make_printing(await make_ticket(event))
        await make_layout(event)
    async with asked() as together:
        page = await client.get(BADGES, headers={"accept-language": "zh"})
    assert len(together) == len(alone) > 0
    assert "打印胸牌" in page.text


async def _post(client: httpx.AsyncClient, path: str, **fields: str) -> httpx.Response:
    return await client.post(BADGES + path, data={"csrf": await csrf(client), **fields})


async def _fields(client: httpx.AsyncClient, path: str) -> dict[str, str]:
    """The fields of the editor as a browser would send them."""
    text = (await client.get(BADGES + path)).text.partition('id="badge-form"')[2]
    text = text.partition("</form>")[0]
    found = dict(re.findall(r'<input id="[^"]+" name="([^"]+)"[^>]* value="([^"]*)"', text))
    for name, options in re.findall(r'<select id="[^"]+" name="([^"]+)">(.*?)</select>', text):
        chosen = re.search(r'value="([^"]*)" selected', options)
        found[name] = chosen[1] if chosen else re.findall(r'value="([^"]*)"', options)[0]
    return found
