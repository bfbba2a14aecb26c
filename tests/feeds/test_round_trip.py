"""What we write, we read again without a change: in both languages, also what was made by hand."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from events_svc.feeds import schedule_xml
from events_svc.schedule.content import Content, add
from events_svc.schedule.importing import apply
from events_svc.schedule.importing import schedule_xml as reading
from events_svc.schedule.models import Session
from events_svc.schedule.place import Placement, place
from events_svc.schedule.release import release
from events_svc.schedule.tracks import add as add_track
from speakers.profile import Profile, create
from tests.events.factories import make_event
from tests.feeds.factories import make_agenda, make_entry, released_agenda
from venues.models import Venue
from venues.open import add_room

URL = "https://events.example.org"
NINE = datetime(2026, 8, 26, 1, tzinfo=UTC)


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("hours", [1, 30])
async def test_an_agenda_made_by_hand_comes_back_unchanged(
    database: None, language: str, hours: int
) -> None:
    venue = await Venue.create(owner="organisation:1", name={"zh": "会议中心", "en": "Centre"})
    event = await make_event(venue=venue)
    await event.fetch_related("venue")
    room = await add_room(venue, {"zh": "主会场", "en": "Main hall"})
    track = await add_track(event, {"zh": "智能", "en": "Intelligence"})
    ada = await create(
        f"organisation:{event.organisation_id}", Profile({"zh": "阿达", "en": "Ada"})
    )
    content = Content(
        title={"zh": "开幕", "en": "Opening"},
        subtitle={"en": "Together"},
        abstract={"zh": "<p>你好</p>", "en": "Hello & <b>welcome</b>"},
        language="zh, en",
        track_id=track.id,
        links=[{"url": "https://a.example/#a#b", "title": ""}],
    )
    session = await add(event, content, speaker_ids=[ada.id])
    await place(session, Placement(NINE, NINE + timedelta(hours=hours), room.id))
    await add_and_place_a_break(event)
    made = await release(event, {})
    raw = schedule_xml.write(released_agenda(event, made, URL), language)
    difference = await apply.planned(event, reading.read(raw, timezone="UTC"))
    assert [wanted.columns for wanted in difference.wanted] == [{}, {}]
    assert difference.is_nothing
    assert (difference.rooms, difference.tracks, difference.people) == ([], [], [])


async def add_and_place_a_break(event: object) -> Session:
    session = await add(event, Content({"en": "Coffee"}, kind="break", is_break=True))  # type: ignore[arg-type]  # a kind by its name
    await place(session, Placement(NINE, NINE + timedelta(minutes=20)))
    return session


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1))
def test_any_words_are_well_formed_xml(words: str) -> None:
    entry = make_entry(title={"en": words}, abstract={"en": words}, kind=words, language="en")
    raw = schedule_xml.write(make_agenda(entry), "en")
    root = reading.xml.document(raw)
    assert root.tag == "schedule"


def test_sessions_of_the_night_belong_to_the_day_before() -> None:
    evening = make_entry(
        1, starts_at="2026-08-26T12:00:00+00:00", ends_at="2026-08-26T13:00:00+00:00"
    )
    night = make_entry(
        2, starts_at="2026-08-26T18:00:00+00:00", ends_at="2026-08-26T19:00:00+00:00"
    )
    morning = make_entry(
        3, starts_at="2026-08-26T20:00:00+00:00", ends_at="2026-08-26T21:00:00+00:00"
    )
    days = make_agenda(evening, night, morning).days
    assert [(str(day.date), [entry["number"] for entry in day.entries]) for day in days] == [
        ("2026-08-26", [1, 2]),
        ("2026-08-27", [3]),
    ]
    assert (days[0].starts_at.isoformat(), days[0].ends_at.isoformat()) == (
        "2026-08-26T04:00:00+08:00",
        "2026-08-27T03:59:00+08:00",
    )


@pytest.mark.parametrize(
    ("slug", "acronym"),
    [("demo-2026", "demo2026"), ("ai", "ai_event"), ("fosdem", "fosdem"), ("云", "event")],
)
def test_acronyms_are_what_both_schemas_take(slug: str, acronym: str) -> None:
    assert make_agenda(slug=slug).acronym == acronym
