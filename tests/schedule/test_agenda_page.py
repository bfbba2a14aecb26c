"""The public agenda says what was released, in the reader's language and time zone."""

import re
from datetime import timedelta

import httpx
import pytest

from events_svc import clock
from events_svc.accounts.models import Role
from events_svc.database import in_transaction
from events_svc.events.models import Event, EventState
from events_svc.schedule import content, place, tracks
from events_svc.schedule.models import Session
from events_svc.schedule.release import release
from tests.accounts.factories import make_user, sign_in
from tests.events.factories import make_event
from tests.schedule.factories import HOUR, make_placed, make_session
from tests.speakers.factories import make_speaker
from tests.venues.factories import make_room, make_venue

AGENDA = "/events/summit/agenda"


def titles(page: str) -> list[str]:
    """The titles of the sessions on a page, in their order."""
    return re.findall(r"<article[^>]*>\s*<h3>(?:<a[^>]*>)?([^<]+)", page)


async def two_days() -> Event:
    """Two sessions on the first day, in two rooms, one on the second; released."""
    event, venue = await make_event(), await make_venue()
    rooms = [await make_room(key, venue=venue) for key in ("main", "side")]
    ada = await make_speaker()
    await make_placed(event, "Opening", room=rooms[0], speaker_ids=(ada.id,))
    await make_placed(event, "Workshop", room=rooms[1])
    await make_placed(
        event, "Second day", room=rooms[0], starts_at=event.starts_at + timedelta(days=1)
    )
    await release(event, {"en": "First"})
    return event


async def test_the_first_day_is_a_grid_of_rooms(client: httpx.AsyncClient) -> None:
    await two_days()
    answer = await client.get(AGENDA)
    assert (answer.status_code, titles(answer.text)) == (200, ["Opening", "Workshop"])
    assert "Hall main<small>600 seats</small>" in answer.text
    assert re.findall(r'class="slot ([^"]+)"', answer.text) == [
        "r-2 s-12 c-2 w-1",
        "r-2 s-12 c-3 w-1",
    ]


async def test_another_day_and_the_list_are_an_address_away(client: httpx.AsyncClient) -> None:
    event = await two_days()
    day = (event.starts_at + timedelta(days=1)).date()
    answer = await client.get(AGENDA, params={"day": str(day), "view": "list"})
    assert titles(answer.text) == ["Second day"]
    assert 'class="list"' in answer.text


async def test_today_is_shown_while_the_event_runs(client: httpx.AsyncClient) -> None:
    event = await two_days()
    clock.shift(event.starts_at + timedelta(days=1, minutes=37) - clock.now())
    answer = await client.get(AGENDA)
    assert titles(answer.text) == ["Second day"]
    assert 'class="nowline c-1 w-2 r-9"' in answer.text


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=lovelace", ["Opening"]),
        ("q=议程 second", ["Second day"]),
        ("q=hall MAIN", ["Opening", "Second day"]),
        ("q=nothing-like-this", []),
        ("track=themes", ["Workshop"]),
        ("track=other", []),
        ("room=99999999999999999999999", ["Opening", "Workshop"]),
        ("day=tomorrow&tz=Mars/Olympus", ["Opening", "Workshop"]),
    ],
)
async def test_search_looks_at_all_days_and_both_languages(
    client: httpx.AsyncClient, query: str, found: list[str]
) -> None:
    event = await two_days()
    track = await tracks.add(event, {"en": "Themes"})
    workshop = await Session.get(event=event, number=2)
    await content.edit(workshop, content.Content(title=workshop.title, track_id=track.id))
    await release(event, {})
    answer = await client.get(f"{AGENDA}?{query}")
    assert (answer.status_code, titles(answer.text)) == (200, found)


async def test_times_are_the_event_s_or_the_reader_s(client: httpx.AsyncClient) -> None:
    await two_days()
    here = (await client.get(AGENDA)).text
    there = (await client.get(AGENDA, params={"tz": "Europe/London"})).text
    assert "Times in Asia/Shanghai" in here
    assert "Times in Europe/London" in there
    times = [re.search(r"<time[^>]*>([^<]+)</time>–", page) for page in (here, there)]
    assert [found[1] for found in times if found] == ["09:00", "01:00"]


async def test_chinese_readers_read_chinese(client: httpx.AsyncClient) -> None:
    await two_days()
    page = (await client.get(AGENDA, headers={"accept-language": "zh-CN"})).text
    assert titles(page) == ["议程 Opening", "议程 Workshop"]
    assert "会场 main" in page
    assert "600 座" in page
    assert "第 1 版" in page


async def test_only_what_was_released_is_shown(client: httpx.AsyncClient) -> None:
    event = await make_event()
    session = await make_placed(event, "Opening")
    empty = (await client.get(AGENDA)).text
    assert "will stand here as soon as it is released" in empty
    await release(event, {})
    await place.withdraw(session)
    await make_placed(event, "Later thought", starts_at=event.starts_at + HOUR)
    assert titles((await client.get(AGENDA)).text) == ["Opening"]
    await release(event, {})
    assert titles((await client.get(AGENDA)).text) == ["Later thought"]


async def test_what_was_moved_is_marked_and_told(client: httpx.AsyncClient) -> None:
    event, room = await make_event(), await make_room("main")
    session = await make_placed(event, "Opening", room=room)
    await release(event, {})
    later = event.starts_at + HOUR
    await place.place(session, place.Placement(later, later + HOUR, room.id))
    await release(event, {"en": "The minister is late"})

    page = (await client.get(AGENDA)).text
    told = (await client.get(f"{AGENDA}/versions")).text

    assert "moved from 09:00" in page
    assert "1 session moved" in page
    assert "The minister is late" in told
    assert "Version 2" in told
    assert "Hall main" in told


async def test_a_release_that_was_rolled_back_is_never_served(client: httpx.AsyncClient) -> None:
    event = await make_event()
    await make_placed(event, "Opening")
    with pytest.raises(ZeroDivisionError):
        await _released_and_failed(event)
    assert titles((await client.get(AGENDA)).text) == []


async def _released_and_failed(event: Event) -> None:
    async with in_transaction():
        await release(event, {})
        raise ZeroDivisionError


async def test_hostile_words_are_only_words(client: httpx.AsyncClient) -> None:
    event = await make_event()
    session = await make_placed(event, "<script>alert(1)</script>")
    words = content.content_of(session)
    evil = "<p onclick=x>Hello</p><script>alert(2)</script> javascript:alert(3)"
    await content.edit(session, content.Content(title=words.title, abstract={"en": evil}))
    await release(event, {})
    page = (await client.get(AGENDA)).text
    alone = (await client.get(f"/events/summit/sessions/{session.code}")).text
    assert "<script>alert" not in page + alone
    assert "Hello" in alone
    assert "onclick" not in alone
    assert 'href="javascript' not in alone


async def test_a_session_page_says_when_where_who_and_what(client: httpx.AsyncClient) -> None:
    event, room, ada = await make_event(), await make_room("main"), await make_speaker()
    session = await make_placed(event, "Opening", room=room, speaker_ids=(ada.id,))
    await make_placed(event, "Next", room=room, starts_at=event.starts_at + HOUR)
    await release(event, {})
    page = (await client.get(f"/events/summit/sessions/{session.code}")).text
    for words in ("Opening", "Hall main", "Exhibition Centre", "09:00", "10:00", "Asia/Shanghai"):
        assert words in page
    assert '<a href="/speakers/ada-lovelace">Ada Lovelace</a>' in page
    assert ">Next</a>" in page


async def test_a_cancelled_session_says_so_at_its_old_address(client: httpx.AsyncClient) -> None:
    event = await make_event()
    session = await make_placed(event, "Opening")
    await release(event, {})
    await place.withdraw(session)
    await release(event, {})
    answer = await client.get(f"/events/summit/sessions/{session.code}")
    assert answer.status_code == 200
    assert "✕ Cancelled" in answer.text


async def test_what_was_never_released_has_no_page(client: httpx.AsyncClient) -> None:
    event = await make_event()
    session = await make_session(event, "Secret")
    await make_placed(event, "Opening")
    await release(event, {})
    for code in (session.code, "NOSUCH", "%00", "../x"):
        answer = await client.get(f"/events/summit/sessions/{code}")
        assert (answer.status_code, "Secret" in answer.text) == (404, False)


async def test_a_draft_event_s_agenda_is_for_its_team(client: httpx.AsyncClient) -> None:
    event = await make_event(state=EventState.DRAFT)
    session = await make_placed(event, "Secret")
    await release(event, {})
    for path in (AGENDA, f"{AGENDA}/versions", f"/events/summit/sessions/{session.code}"):
        assert (await client.get(path)).status_code == 404
    user = await make_user(role=Role.VIEWER, organisation=event.organisation)
    await sign_in(client, user)
    assert titles((await client.get(AGENDA)).text) == ["Secret"]


async def test_the_colours_of_tracks_are_a_style_sheet(client: httpx.AsyncClient) -> None:
    event = await make_event()
    track = await tracks.add(event, {"en": "Themes"}, color="#123456")
    session = await make_placed(event, "Opening")
    await content.edit(session, content.Content(title=session.title, track_id=track.id))
    await release(event, {})
    sheet = await client.get(f"{AGENDA}/tracks.css")
    assert (sheet.headers["content-type"], sheet.text) == (
        "text/css; charset=utf-8",
        ".t-1{--track:#123456}",
    )
    assert 'class="slot t-1 ' in (await client.get(AGENDA)).text


async def test_sessions_are_found_by_the_language_they_are_held_in(
    client: httpx.AsyncClient,
) -> None:
    event = await make_event()
    for title, language in {"Gears": "en", "Wheels": "de, en", "Axles": "zh"}.items():
        await make_session_in(event, title, language)
    await release(event, {})
    page = (await client.get("/events/summit/agenda?language=en")).text
    assert [title in page for title in ("Gears", "Wheels", "Axles")] == [True, True, False]
    assert '<option value="de">German</option>' in page


async def make_session_in(event: Event, title: str, language: str) -> None:
    session = await make_placed(event, title)
    await Session.filter(id=session.id).update(language=language)
