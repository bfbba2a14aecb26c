"""Feeds that are chosen: their sessions, their own ETag, who may have them."""

from datetime import UTC, datetime

import httpx
import pytest

from events_svc.events.models import Event, EventState, Series
from events_svc.media.models import Source, SourceKind
from events_svc.schedule import stars
from events_svc.schedule.models import Session
from events_svc.schedule.release import release
from events_svc.web.feeds import warm
from tests.events.factories import make_event
from tests.feeds.factories import THREE, bring_in, event_xml, released_event
from tests.feeds.test_serving import entries_of

BASE = "/events/summit/calendar.ics?lang=en"
DAYS = (
    event_xml("Opening", number="1", people=["Ada"], more="<language>en</language>"),
    event_xml(
        "Night", at="2026-08-27T01:00:00+08:00", number="2", more="<language>zh, en</language>"
    ),
    event_xml("Next day", at="2026-08-27T10:00:00+08:00", number="3", room="Garden"),
)


def titles(answer: httpx.Response) -> list[str]:
    assert answer.status_code == 200
    lines = answer.text.replace("\r\n ", "").split("\r\n")
    return [line.partition(":")[2] for line in lines if line.startswith("SUMMARY")]


@pytest.mark.parametrize(
    ("chosen", "expected"),
    [
        ("&day=2026-08-26", ["Opening", "Night"]),  # before four o'clock it is still the day before
        ("&day=2026-08-27", ["Next day"]),
        ("&language=en", ["Opening", "Night"]),
        ("&language=zh", ["Night"]),
        ("&track=main", ["Opening", "Night", "Next day"]),
        ("&speaker=ada", ["Opening"]),
        ("&speaker=ada&day=2026-08-26&language=en", ["Opening"]),
    ],
)
async def test_days_tracks_languages_and_speakers_are_chosen_and_combined(
    client: httpx.AsyncClient, chosen: str, expected: list[str]
) -> None:
    await released_event("summit", *DAYS)
    assert titles(await client.get(BASE + chosen)) == expected


async def test_a_room_of_one_event_is_chosen(client: httpx.AsyncClient) -> None:
    _, made = await released_event("summit", *DAYS)
    garden = made.entries[-1]["room"]
    assert garden is not None
    answer = await client.get(f"{BASE}&room={garden['id']}")
    assert titles(answer) == ["Next day"]
    source = f"SOURCE;VALUE=URI:http://testserver{BASE}&room={garden['id']}"
    assert source in answer.text.replace("\r\n ", "")


@pytest.mark.parametrize(
    "chosen", ["&day=2020-01-01", "&room=99", "&room=x", "&track=none", "&language=tlh"]
)
async def test_what_nothing_is_of_has_no_feed(client: httpx.AsyncClient, chosen: str) -> None:
    await released_event()
    assert (await client.get(BASE + chosen)).status_code == 404


async def test_a_tag_changes_only_with_the_own_content(client: httpx.AsyncClient) -> None:
    event, _ = await released_event("summit", *DAYS)
    cuts = ["&day=2026-08-26", "&day=2026-08-27", "&speaker=ada", "&language=zh", ""]
    before = [(await client.get(BASE + cut)).headers for cut in cuts]
    moved = event_xml("Next day", at="2026-08-27T11:00:00+08:00", number="3", room="Garden")
    await bring_in(event, *DAYS[:2], moved)
    await release(event, {})
    warm.forget()
    after = [(await client.get(BASE + cut)).headers for cut in cuts]
    same = [one["etag"] == other["etag"] for one, other in zip(before, after, strict=True)]
    assert same == [True, False, True, True, False]
    dates = [
        one["last-modified"] == other["last-modified"]
        for one, other in zip(before, after, strict=True)
    ]
    assert dates[0] is True


async def test_before_the_first_release_the_calendar_holds_the_event_and_its_parts(
    client: httpx.AsyncClient,
) -> None:
    event = await make_event()
    await make_event("part", organisation=event.organisation, parent=event, title={"en": "Class"})
    await make_event("draft", organisation=event.organisation, parent=event, state=EventState.DRAFT)
    answer = await client.get(BASE)
    assert titles(answer) == ["Robot Summit", "Class"]
    assert answer.text.count("RELATED-TO;RELTYPE=PARENT:") == 1
    assert answer.text.count("DTSTART;VALUE=DATE:") == 2  # of two days each
    assert (await client.get(BASE + "&day=2026-08-26")).status_code == 404


async def test_a_cancelled_event_cancels_all_its_sessions(client: httpx.AsyncClient) -> None:
    event, _ = await released_event()
    before = entries_of((await client.get(BASE)).text)
    at = datetime(2026, 8, 20, tzinfo=UTC)
    await Event.filter(id=event.id).update(state=EventState.CANCELLED, cancelled_at=at)
    warm.forget()
    after = entries_of((await client.get(BASE)).text)
    assert after.keys() == before.keys()
    for lines in after.values():
        assert {"STATUS:CANCELLED", "SEQUENCE:1"} <= {*lines}
    assert sorted(titles(await client.get(BASE))) == [
        "Cancelled: Closing",
        "Cancelled: Opening",
        "已取消：机器人与人",
    ]


async def test_another_title_of_the_event_reaches_its_feeds(client: httpx.AsyncClient) -> None:
    event, _ = await released_event()
    before = await client.get(BASE)
    await Event.filter(id=event.id).update(title={"en": "Another"})
    warm.forget()
    after = await client.get(BASE)
    assert "X-WR-CALNAME:Another\r\n" in after.text
    assert after.headers["etag"] != before.headers["etag"]
    assert entries_of(after.text) == entries_of(before.text)


async def test_a_stream_is_told_where_there_is_one(client: httpx.AsyncClient) -> None:
    _, made = await released_event()
    first = made.entries[0]
    await Source.create(
        session_id=first["id"], platform="hls", kind=SourceKind.LIVE, url="https://a.example/x.m3u8"
    )
    entries = entries_of((await client.get(BASE)).text)
    streamed = {
        guid
        for guid, lines in entries.items()
        if any(one.startswith("CONFERENCE") for one in lines)
    }
    assert streamed == {first["guid"]}
    assert "a.example" not in str(entries)


async def test_both_languages_stand_side_by_side(client: httpx.AsyncClient) -> None:
    event, made = await released_event()
    await Session.filter(id=made.entries[0]["id"]).update(title={"zh": "开幕", "en": "Opening"})
    await release(event, {})
    answer = await client.get("/events/summit/calendar.ics?lang=both")
    assert "SUMMARY:开幕 / Opening" in answer.text
    assert "X-WR-CALNAME:机器人峰会 / Robot Summit" in answer.text


async def test_parts_of_rfc_9073_are_for_those_who_ask(client: httpx.AsyncClient) -> None:
    await released_event()
    plain, full = await client.get(BASE), await client.get(f"{BASE}&full=1")
    found = [answer.text.count("BEGIN:PARTICIPANT") for answer in (plain, full)]
    assert found == [0, 3]
    assert full.text.count("BEGIN:VLOCATION") == 3


async def test_series_and_organisation_list_their_public_events(client: httpx.AsyncClient) -> None:
    event = await make_event()
    series = await Series.create(
        organisation=event.organisation, slug="robots", name={"zh": "机器人", "en": "Robots"}
    )
    await Event.filter(id=event.id).update(series_id=series.id)
    hidden = {"state": EventState.DRAFT, "title": {"en": "Hidden"}, "series": series}
    await make_event("hidden", organisation=event.organisation, **hidden)
    for address in ("/series/robots", f"/organisations/{event.organisation.slug}"):
        answer = await client.get(f"{address}/calendar.ics?lang=en")
        assert titles(answer) == ["Robot Summit"]
        assert answer.headers["access-control-allow-origin"] == "*"


@pytest.mark.parametrize("address", ["/series/nothing", "/organisations/nothing", "/stars/nothing"])
async def test_what_is_not_there_is_not_found(client: httpx.AsyncClient, address: str) -> None:
    assert (await client.get(f"{address}/calendar.ics")).status_code == 404


async def test_stars_are_a_private_feed_with_reminders(client: httpx.AsyncClient) -> None:
    event, made = await released_event()
    starred = await stars.open_list(event, [made.entries[0]["code"]], language="en")
    address = f"/stars/{starred.secret}/calendar.ics?lang=en"
    answer = await client.get(address)
    assert titles(answer) == ["Opening"]
    assert answer.headers["cache-control"] == "private, max-age=300"
    assert "access-control-allow-origin" not in answer.headers
    alarm = (
        "BEGIN:VALARM\r\nACTION:DISPLAY\r\nTRIGGER:-PT15M\r\nDESCRIPTION:Opening\r\nEND:VALARM\r\n"
    )
    assert alarm in answer.text
    assert "VALARM" not in (await client.get(BASE)).text
    await stars.keep(starred, [])
    emptied = await client.get(address)
    assert (titles(emptied), emptied.headers["etag"] != answer.headers["etag"]) == ([], True)


async def test_a_list_that_was_given_up_and_one_of_a_draft_have_no_feed(
    client: httpx.AsyncClient,
) -> None:
    event, made = await released_event()
    code = made.entries[0]["code"]
    first, second = [await stars.open_list(event, [code], language="en") for _ in range(2)]
    assert (await client.get(f"/stars/{first.secret}/calendar.ics")).status_code == 200
    await stars.give_up(first)
    assert (await client.get(f"/stars/{first.secret}/calendar.ics")).status_code == 404
    await Event.filter(id=event.id).update(state=EventState.DRAFT)
    assert (await client.get(f"/stars/{second.secret}/calendar.ics")).status_code == 404


async def test_a_removed_session_that_somebody_starred_is_told_as_cancelled(
    client: httpx.AsyncClient,
) -> None:
    event, made = await released_event()
    starred = await stars.open_list(event, [made.entries[-1]["code"]], language="en")
    await bring_in(event, *THREE[:2])
    await release(event, {})
    answer = await client.get(f"/stars/{starred.secret}/calendar.ics?lang=en")
    assert titles(answer) == ["Cancelled: Closing"]
    assert ("STATUS:CANCELLED" in answer.text, "VALARM" in answer.text) == (True, False)


async def test_an_event_that_is_not_public_is_in_no_feed(client: httpx.AsyncClient) -> None:
    event, made = await released_event(state=EventState.DRAFT)
    room = made.entries[0]["room"]
    assert room is not None
    for address in (
        *(f"/events/summit/{name}" for name in ("calendar.ics", "schedule.csv", "releases.atom")),
        *("/speakers/ada/calendar.ics", f"/rooms/{room['id']}/calendar.ics"),
        *(f"/organisations/{event.organisation.slug}/calendar.ics", "/events/summit/subscribe"),
        "/oembed?url=http://testserver/events/summit",
    ):
        assert (address, (await client.get(address)).status_code) == (address, 404)
