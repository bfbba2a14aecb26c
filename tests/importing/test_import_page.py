"""The organiser sees what a file would change, then brings it in."""

import re
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import httpx
import pytest

from events_svc.accounts.models import Role
from events_svc.events.models import Event
from events_svc.schedule.models import Session
from tests.accounts.factories import csrf, make_user, sign_in
from tests.events.factories import make_event
from tests.feeds.factories import THREE, bring_in, event_xml, schedule_of
from tests.importing.books import book

PAGE = "/organiser/events/summit/import"


@pytest.fixture
async def event(client: httpx.AsyncClient) -> Event:
    made = await make_event()
    await sign_in(client, await make_user(role=Role.AGENDA, organisation=made.organisation))
    return made


async def send(
    client: httpx.AsyncClient, path: str, raw: bytes | None = None, **fields: str
) -> httpx.Response:
    files = {"file": ("schedule.xml", raw, "text/xml")} if raw is not None else None
    return await client.post(path, data={"csrf": await csrf(client), **fields}, files=files)


def figures(page: str) -> list[str]:
    return re.findall(r"<dd>(\d+)</dd>", page)


async def test_the_changes_are_shown_before_they_are_made(
    client: httpx.AsyncClient, event: Event
) -> None:
    await bring_in(event, *THREE)
    raw = schedule_of(
        event_xml("Opening", at="2026-08-26T09:05:00+08:00"), event_xml("New", room="X")
    )
    page = await send(client, PAGE, raw)
    assert (page.status_code, figures(page.text)) == (200, ["1", "1", "0", "2", "0"])
    assert await Session.all().count() == 3
    upload = re.search(r'name="upload" value="([^"]+)"', page.text)
    assert upload
    done = await send(client, PAGE + "s", upload=upload[1])
    assert (done.status_code, done.headers["location"]) == (303, "/organiser/events/summit/agenda")
    states = await Session.all().order_by("id").values_list("state", flat=True)
    assert states == ["confirmed", "cancelled", "cancelled", "confirmed"]


async def test_the_same_file_says_that_nothing_is_to_be_done(
    client: httpx.AsyncClient, event: Event
) -> None:
    await bring_in(event, *THREE)
    page = await send(client, PAGE, schedule_of(*THREE))
    assert figures(page.text) == ["0", "0", "0", "0", "3"]
    assert "The agenda says already what the file says." in page.text
    assert 'name="upload"' not in page.text


@pytest.mark.parametrize("language", ["zh", "en"])
async def test_a_wrong_file_says_where_in_the_reader_s_language(
    client: httpx.AsyncClient, event: Event, language: str
) -> None:
    client.headers["accept-language"] = language
    page = await send(
        client, PAGE, schedule_of(event_xml("Never", at="never, or never", number="7"))
    )
    words = {
        "en": "line 1 · event 7 · The date “never, or never” cannot be read.",
        "zh": "第 1 行 · 条目 7 · 无法识别日期“never, or never”。",
    }
    assert (page.status_code, words[language] in page.text) == (422, True)
    assert await Session.all().count() == 0


async def test_every_field_that_changes_is_shown_before_and_after(
    client: httpx.AsyncClient, event: Event
) -> None:
    await bring_in(event, THREE[0])
    renamed = event_xml("Grand opening", name="Opening", room="Garden", people=["Ada", "Grace"])
    page = await send(client, PAGE, schedule_of(renamed))
    shown = re.findall(r"<dt>(\w+)</dt><dd><del>(.*?)</del> → <ins>(.*?)</ins>", page.text)
    assert shown == [("Title", "Opening", "Grand opening"), ("Room", "Hall", "Garden")]


async def test_rows_may_be_pasted_and_what_was_guessed_is_told(
    client: httpx.AsyncClient, event: Event
) -> None:
    rows = "时间\t主题\t嘉宾\t午餐\n09:00-09:30\t开幕\t林知远\t有\n"
    page = await send(client, PAGE, pasted=rows)
    assert figures(page.text) == ["1", "0", "0", "0", "0"]
    assert "line 1 · column D · The column “午餐” is passed over." in page.text
    day = event.starts_at.astimezone(ZoneInfo(event.timezone)).date()
    assert f"line 2 · No day is written: {day} is taken." in page.text


async def test_what_was_pasted_stays_beside_what_is_wrong_with_it(
    client: httpx.AsyncClient, event: Event
) -> None:
    page = await send(client, PAGE, pasted="time,topic\nsoon,<A>\n")
    assert page.status_code == 422
    assert "line 2 · The time “soon” cannot be read." in page.text
    assert "time,topic\nsoon,&lt;A&gt;\n</textarea>" in page.text


@pytest.mark.parametrize(("dates", "year"), [("take", 2026), ("keep", 2027)])
async def test_the_event_takes_the_dates_of_the_file_when_that_is_chosen(
    client: httpx.AsyncClient, event: Event, dates: str, year: int
) -> None:
    new_year = datetime(2027, 1, 1, tzinfo=UTC)
    await Event.filter(id=event.id).update(starts_at=new_year, ends_at=new_year + timedelta(days=1))
    page = await send(client, PAGE, schedule_of(*THREE))
    assert "3 sessions are not within the event" in page.text
    upload = re.search(r'name="upload" value="([^"]+)"', page.text)
    assert upload
    await send(client, PAGE + "s", upload=upload[1], dates=dates)
    await event.refresh_from_db()
    assert (event.starts_at.year, await Session.all().count()) == (year, 3)


async def test_a_bomb_is_refused_on_the_page_and_nothing_is_stored(
    client: httpx.AsyncClient, event: Event
) -> None:
    page = await send(client, PAGE, book("<worksheet/>", more={"x": b"\0" * 3_000_000}))
    assert (page.status_code, "too large when unpacked" in page.text) == (422, True)
    assert await Session.all().count() == 0


@pytest.mark.parametrize("upload", ["", "!!!", "aGVsbG8=", "/Td6WFoAAATm1rRG"])
async def test_what_is_no_upload_is_refused(
    client: httpx.AsyncClient, event: Event, upload: str
) -> None:
    answer = await send(client, PAGE + "s", upload=upload)
    assert (answer.status_code, await Session.all().count()) == (422, 0)


async def test_a_viewer_finds_no_import(client: httpx.AsyncClient, event: Event) -> None:
    viewer = await make_user("v@example.org", role=Role.VIEWER, organisation=event.organisation)
    client.cookies.clear()
    await sign_in(client, viewer)
    assert (await client.get(PAGE)).status_code == 404
