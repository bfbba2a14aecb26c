import asyncio
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
from icalendar import Calendar

from events_svc import clock
from events_svc.checkin.models import Admission, CheckinList
from events_svc.config import Settings
from events_svc.documents import fonts
from events_svc.events.models import Event, EventState
from events_svc.tickets import keys
from events_svc.tickets.models import Ticket, TicketState
from tests.documents.factories import make_ticket
from tests.documents.reading import draw_pages, read_codes

PRINTED = ["pdf", "png"]


async def test_the_page_shows_code_name_event_and_state(
    client: httpx.AsyncClient, settings: Settings
) -> None:
    ticket = await make_ticket(holder_name="Grace <Hopper>", holder_organisation="Navy")
    page = await client.get(f"/tickets/{ticket.secret}")
    for words in ("Grace &lt;Hopper&gt;", "Navy", "Robot Summit", "Standard", "No. 1", "✓ Valid"):
        assert words in page.text
    assert '<svg xmlns="http://www.w3.org/2000/svg" class="qr"' in page.text
    assert 'style="' not in page.text


async def test_the_page_is_told_to_nobody(client: httpx.AsyncClient) -> None:
    ticket = await make_ticket()
    for ending in ("", ".pdf", ".png", ".ics"):
        headers = (await client.get(f"/tickets/{ticket.secret}{ending}")).headers
        assert headers["cache-control"] == "private, no-store"
        assert headers["referrer-policy"] == "no-referrer"
        assert headers["x-robots-tag"] == "noindex"


async def test_the_picture_carries_the_signed_code(
    client: httpx.AsyncClient, settings: Settings, tmp_path: Path
) -> None:
    ticket = await make_ticket()
    answer = await client.get(f"/tickets/{ticket.secret}.png")
    (tmp_path / "ticket.png").write_bytes(answer.content)
    code = await keys.code_of(ticket, secret_key=settings.secret_key)
    assert answer.headers["content-type"] == "image/png"
    assert read_codes(tmp_path / "ticket.png") == [code]


async def test_the_pdf_carries_the_signed_code(
    client: httpx.AsyncClient, settings: Settings, tmp_path: Path
) -> None:
    ticket = await make_ticket()
    answer = await client.get(f"/tickets/{ticket.secret}.pdf")
    (tmp_path / "ticket.pdf").write_bytes(answer.content)
    (page,) = draw_pages(tmp_path / "ticket.pdf")
    code = await keys.code_of(ticket, secret_key=settings.secret_key)
    assert answer.headers["content-type"] == "application/pdf"
    assert read_codes(page) == [code]


@pytest.mark.parametrize(
    ("state", "words"),
    [
        (TicketState.HELD, "Not paid yet"),
        (TicketState.CANCELLED, "It lets nobody in."),
        (TicketState.BLOCKED, "Please ask the organiser."),
    ],
)
async def test_a_ticket_that_is_not_valid_shows_no_code(
    client: httpx.AsyncClient, state: TicketState, words: str
) -> None:
    ticket = await make_ticket(state=state)
    page = await client.get(f"/tickets/{ticket.secret}")
    assert page.status_code == 200
    assert words in page.text
    assert "<svg" not in page.text
    assert [
        (await client.get(f"/tickets/{ticket.secret}.{ending}")).status_code for ending in PRINTED
    ] == [409, 409]


async def test_a_ticket_that_was_used_says_when(client: httpx.AsyncClient) -> None:
    ticket = await make_ticket()
    event = await Event.get(id=ticket.event_id)
    entrance = await CheckinList.create(event=event, name={"en": "Entrance"})
    at = event.starts_at.replace(hour=1, minute=2)
    await Admission.create(checkin_list=entrance, ticket=ticket, entries=1, first_at=at)
    page = (await client.get(f"/tickets/{ticket.secret}")).text
    assert "✓ Used" in page
    assert "09:02" in page  # Shanghai


async def test_a_cancelled_event_is_said_first(client: httpx.AsyncClient) -> None:
    ticket = await make_ticket()
    await Event.all().update(state=EventState.CANCELLED)
    assert "✕ Event cancelled" in (await client.get(f"/tickets/{ticket.secret}")).text


async def test_after_the_event_the_ticket_is_over(client: httpx.AsyncClient) -> None:
    ticket = await make_ticket()
    clock.shift(timedelta(days=30))
    assert "– Over" in (await client.get(f"/tickets/{ticket.secret}")).text


async def test_the_page_speaks_chinese(client: httpx.AsyncClient) -> None:
    ticket = await make_ticket()
    page = await client.get(f"/tickets/{ticket.secret}", headers={"accept-language": "zh-CN"})
    for words in ("机器人峰会", "标准票", "第 1 号", "✓ 有效", "加入日历"):
        assert words in page.text


@pytest.mark.parametrize("ending", ["", ".pdf", ".png", ".ics"])
async def test_an_unknown_secret_is_nothing(client: httpx.AsyncClient, ending: str) -> None:
    await make_ticket()
    assert (await client.get(f"/tickets/unknown{ending}")).status_code == 404


async def test_the_calendar_entry_keeps_its_uid_and_raises_its_sequence(
    client: httpx.AsyncClient,
) -> None:
    ticket = await make_ticket()
    before = await _entry(client, ticket)
    clock.shift(timedelta(minutes=5))
    event = await Event.get(id=ticket.event_id)
    event.updated_at += timedelta(minutes=5)
    await Event.filter(id=event.id).update(
        title={"en": "Robot Congress"}, updated_at=event.updated_at
    )
    after = await _entry(client, ticket)
    assert (before["uid"], str(after["summary"])) == (after["uid"], "Robot Congress")
    assert after["sequence"] > before["sequence"]


async def test_an_event_of_two_days_stands_above_the_days(client: httpx.AsyncClient) -> None:
    ticket = await make_ticket()
    event = await Event.get(id=ticket.event_id)
    entry = await _entry(client, ticket)
    assert entry["dtstart"].dt == event.starts_at.date()
    assert entry["dtend"].dt == event.starts_at.date() + timedelta(days=2)


async def test_without_fonts_the_page_still_works_and_the_pdf_says_what_is_missing(
    client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(fonts, "FOLDER", tmp_path)
    fonts.typeface.cache_clear()
    fonts.typeface_of.cache_clear()
    ticket = await make_ticket()
    answers = [await client.get(f"/tickets/{ticket.secret}{end}") for end in ("", ".pdf", ".png")]
    assert [answer.status_code for answer in answers] == [200, 503, 503]
    assert "NotoSansSC-Regular.ttf is not installed" in answers[1].text


async def test_a_key_of_another_secret_is_a_clear_error(client: httpx.AsyncClient) -> None:
    ticket = await make_ticket()
    await keys.rotate(ticket.event_id, secret_key="another-key-of-more-than-32-characters")
    answer = await client.get(f"/tickets/{ticket.secret}")
    assert answer.status_code == 503
    assert "SECRET_KEY" in answer.text


async def test_drawing_does_not_hold_up_other_requests(client: httpx.AsyncClient) -> None:
    ticket = await make_ticket()
    drawing = asyncio.create_task(client.get(f"/tickets/{ticket.secret}.pdf"))
    assert (await client.get("/healthz")).status_code == 200
    assert (await drawing).status_code == 200


async def _entry(client: httpx.AsyncClient, ticket: Ticket):  # type: ignore[no-untyped-def]  # an entry of icalendar
    answer = await client.get(f"/tickets/{ticket.secret}.ics")
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    (entry,) = Calendar.from_ical(answer.content).walk("VEVENT")
    return entry
