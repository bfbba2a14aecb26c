"""A file becomes the agenda: all or nothing, twice the same, what vanished is cancelled."""

import asyncio
from datetime import date
from typing import Any
from uuid import UUID

import pytest

from events_svc.accounts.models import AuditEntry
from events_svc.events.models import Event
from events_svc.schedule.content import Content, add
from events_svc.schedule.importing import apply, dialects, schedule_xml
from events_svc.schedule.importing.errors import FileRefused
from events_svc.schedule.models import Appearance, Session, Track
from events_svc.schedule.plan_models import SessionRoom, SessionType
from speakers.models import Engagement, Speaker
from speakers.profile import Profile, create
from tests.events.factories import make_event
from tests.feeds.factories import THREE, bring_in, event_xml, guid, schedule_of
from venues.models import Booking, Room, Venue

NOTHING = {"new": 0, "moved": 0, "changed": 0, "cancelled": 0}


@pytest.fixture
async def event(database: None) -> Event:
    return await make_event()


async def snapshot() -> list[Any]:
    models = (Session, Appearance, Booking, Engagement, Room, Track, Speaker)
    return [await model.all().order_by("id").values() for model in models]


async def test_sessions_rooms_people_and_their_calendars_are_made(event: Event) -> None:
    difference = await bring_in(event, *THREE)
    assert difference.counts() == NOTHING | {"new": 3, "unchanged": 0}
    owner = f"organisation:{event.organisation_id}"
    assert await Venue.all().values_list("owner", "name") == [(owner, event.title)]
    assert await Room.all().order_by("id").values_list("key", "name") == [
        ("hall", {"en": "Hall"}),
        ("garden", {"en": "Garden"}),
    ]
    assert await Speaker.all().order_by("id").values_list("owner", "slug", "name") == [
        (owner, "ada", {"en": "Ada"}),
        (owner, "grace", {"en": "Grace"}),
    ]
    sessions = await Session.all().order_by("number").values("number", "title", "room__key")
    assert sessions == [
        {"number": 1, "title": {"en": "Opening"}, "room__key": "hall"},
        {"number": 2, "title": {"zh": "机器人与人"}, "room__key": "hall"},
        {"number": 3, "title": {"en": "Closing"}, "room__key": "garden"},
    ]
    assert (await Booking.all().count(), await Engagement.all().count()) == (3, 3)
    assert await AuditEntry.filter(action="agenda.imported").count() == 1


async def test_the_same_file_again_changes_nothing_at_all(event: Event) -> None:
    await bring_in(event, *THREE)
    before = await snapshot()
    again = await bring_in(event, *THREE)
    assert again.counts() == NOTHING | {"unchanged": 3}
    assert await snapshot() == before
    assert await AuditEntry.filter(action="agenda.imported").count() == 1


async def test_a_plan_is_shown_and_nothing_is_written(event: Event) -> None:
    timetable = schedule_xml.read(schedule_of(*THREE), timezone="UTC")
    difference = await apply.planned(event, timetable)
    assert difference.counts() == NOTHING | {"new": 3, "unchanged": 0}
    assert (await Session.all().count(), await Venue.all().count()) == (0, 0)


async def test_moved_changed_and_vanished_sessions_are_told_apart(event: Event) -> None:
    await bring_in(event, *THREE)
    before = await Session.all().order_by("number").values("id", "guid", "code")
    difference = await bring_in(
        event,
        event_xml("Opening", at="2026-08-26T09:30:00+08:00", people=["Ada", "Grace"]),
        event_xml("人与机器人", name="机器人与人", number="2", at="2026-08-26T10:00:00+08:00"),
    )
    counts = {"new": 0, "moved": 1, "changed": 1, "cancelled": 1, "unchanged": 0}
    assert difference.counts() == counts
    states = await Session.all().order_by("number").values_list("title", "state")
    assert states == [
        ({"en": "Opening"}, "confirmed"),
        ({"zh": "人与机器人"}, "confirmed"),
        ({"en": "Closing"}, "cancelled"),
    ]
    assert await Session.all().order_by("number").values("id", "guid", "code") == before
    assert await Booking.all().count() == 2
    assert await Engagement.all().count() == 2  # Ada left the second session


async def test_what_came_back_is_confirmed_and_booked_again(event: Event) -> None:
    await bring_in(event, *THREE)
    await bring_in(event, *THREE[:2])
    difference = await bring_in(event, *THREE)
    assert [wanted.columns for wanted in difference.of("changed")] == [{"state": "confirmed"}]
    assert await Booking.all().count() == 3


async def test_what_people_put_in_by_hand_stays(event: Event) -> None:
    own = await add(event, Content({"en": "Party"}))
    difference = await bring_in(event, *THREE)
    assert difference.vanished == []
    assert (await Session.get(id=own.id)).state == "confirmed"


async def test_texts_in_the_other_language_stay(event: Event) -> None:
    await bring_in(event, *THREE)
    both = {"zh": "开幕", "en": "Opening"}
    await Session.filter(number=1).update(title=both)
    assert (await bring_in(event, *THREE)).counts() == NOTHING | {"unchanged": 3}
    await bring_in(event, event_xml("Grand opening", name="Opening", people=["Ada", "Grace"]))
    assert (await Session.get(number=1)).title == {"zh": "开幕", "en": "Grand opening"}


async def test_a_room_taken_twice_is_shared_by_the_later_session_and_reported(event: Event) -> None:
    clashing = event_xml("Also", number="9", at="2026-08-26T09:15:00+08:00", people=["Ada"])
    difference = await bring_in(event, *THREE, clashing)
    assert [str(clash) for clash in difference.clashes] == [
        "line 1, event 9: room “Hall” is taken twice, 2026-08-26 01:15 UTC: “Also”",
        "line 1, event 9: person “Ada” is taken twice, 2026-08-26 01:15 UTC: “Also”",
    ]
    bookings = Booking.all().order_by("starts_at", "id").values_list("is_exclusive", flat=True)
    assert await bookings == [True, False, True, True]
    assert await Engagement.filter(is_exclusive=False).count() == 1


async def test_a_room_that_another_event_holds_is_shared(event: Event) -> None:
    await bring_in(event, *THREE)
    other = await make_event("other", organisation=event.organisation, venue=event.venue)
    await bring_in(other, event_xml("Elsewhere", people=["Ada"]))
    assert await Booking.filter(is_exclusive=False).count() == 1
    assert await Engagement.filter(is_exclusive=False).count() == 1
    assert (await Room.all().count(), await Speaker.all().count()) == (2, 2)


async def test_a_guid_of_another_event_is_not_taken_away(event: Event) -> None:
    other = await make_event("other", organisation=event.organisation)
    await bring_in(event, *THREE)
    await bring_in(other, *THREE)
    assert (await bring_in(other, *THREE)).counts() == NOTHING | {"unchanged": 3}
    guids = {*await Session.all().values_list("guid", flat=True)}
    assert len(guids) == 6


async def test_the_same_id_twice_gets_another_number(event: Event) -> None:
    await bring_in(event, event_xml("One"), event_xml("Two", room="Garden"))
    assert await Session.all().order_by("id").values_list("number", flat=True) == [1, 2]


async def test_a_wrong_file_changes_nothing(event: Event) -> None:
    await bring_in(event, *THREE)
    before = await snapshot()
    with pytest.raises(FileRefused):
        await bring_in(event, *THREE[:1], event_xml("Broken", at="never, or later"))
    assert await snapshot() == before


async def test_what_breaks_in_the_middle_leaves_nothing(event: Event) -> None:
    def stop(line: str) -> None:
        if "sessions" in line:
            raise RuntimeError(line)

    timetable = schedule_xml.read(schedule_of(*THREE), timezone="UTC")
    with pytest.raises(RuntimeError):
        await apply.bring_in(event, timetable, progress=stop)
    assert await snapshot() == [[], [], [], [], [], [], []]
    assert await Venue.all().count() == 0


async def test_many_imports_at_once_make_everything_once(event: Event) -> None:
    same = [await Event.get(id=event.id) for _ in range(8)]
    found = await asyncio.gather(*(bring_in(each, *THREE) for each in same))
    assert sorted(difference.counts()["new"] for difference in found) == [0] * 7 + [3]
    models = (Venue, Room, Track, Session, Speaker, Booking, Engagement)
    assert [await model.all().count() for model in models] == [1, 2, 1, 3, 2, 3, 3]


async def test_doubled_spaces_of_a_title_are_not_a_change(event: Event) -> None:
    await bring_in(event, *THREE)
    await Session.filter(number=1).update(title={"en": "  Opening "})
    assert (await bring_in(event, *THREE)).counts() == NOTHING | {"unchanged": 3}


async def test_one_person_by_guid_is_one_person_under_another_name(event: Event) -> None:
    await bring_in(event, event_xml(people=["Ada"]))
    renamed = event_xml(people=["Ada"]).replace(">Ada<", ">Ada Lovelace<")
    difference = await bring_in(event, renamed)
    assert [columns for _, columns in difference.described] == [{"name": {"en": "Ada Lovelace"}}]
    assert await Speaker.all().values_list("name", "guid") == [
        ({"en": "Ada Lovelace"}, UUID(guid("Ada")))
    ]


async def test_a_session_is_shown_in_further_rooms_and_books_them_all(event: Event) -> None:
    both = event_xml("Opening", room="Hall</room><room>Garden")
    difference = await bring_in(event, both)
    (session,) = await Session.all()
    assert await Room.filter(sessions=session.id).values_list("key", flat=True) == ["hall"]
    assert await SessionRoom.all().values_list("session_id", "room__key") == [
        (session.id, "garden")
    ]
    assert await Booking.all().order_by("id").values_list("room__key", "holder") == [
        ("hall", f"session:{session.id}"),
        ("garden", f"session:{session.id}"),
    ]
    assert (difference.counts()["new"], (await bring_in(event, both)).is_nothing) == (1, True)


async def test_a_session_that_leaves_a_further_room_has_moved(event: Event) -> None:
    await bring_in(event, event_xml("Opening", room="Hall</room><room>Garden"))
    (moved,) = (await bring_in(event, event_xml("Opening"))).of("moved")
    assert (moved.columns, moved.before) == ({"more_rooms": ()}, {"more_rooms": ("garden",)})
    assert (await SessionRoom.all().count(), await Booking.all().count()) == (0, 1)


async def test_posters_share_a_room_without_a_clash(event: Event) -> None:
    posters = [
        event_xml(name, number=str(n)).replace("<type>talk", "<type>Poster")
        for n, name in enumerate(("One", "Two"), 1)
    ]
    assert (await bring_in(event, *posters)).clashes == []
    assert await Booking.all().values_list("is_exclusive", flat=True) == [False, False]
    assert await Session.all().values_list("shares_room", flat=True) == [True, True]


async def test_what_has_no_id_is_found_again_by_its_title_on_another_day(event: Event) -> None:
    rows = "time,topic\n2026-08-26 9:00-10:00,Talk\n2026-08-26 10:00-11:00,Other\n"
    await apply.bring_in(event, dialects.read(rows.encode(), timezone="UTC"))
    later = rows.replace("26 9:00-10:00", "27 9:00-10:00").encode()
    difference = await apply.bring_in(event, dialects.read(later, timezone="UTC"))
    assert difference.counts() == NOTHING | {"moved": 1, "unchanged": 1}
    again = await apply.planned(event, dialects.read(later, timezone="UTC"))
    assert again.is_nothing


async def test_every_change_raises_the_version_that_editors_look_at(event: Event) -> None:
    await bring_in(event, *THREE)
    await bring_in(event, event_xml("Opening", at="2026-08-26T09:30:00+08:00"), THREE[1])
    assert await Session.all().order_by("number").values_list("version", flat=True) == [1, 0, 1]


async def test_the_event_learns_the_kinds_of_the_file_and_how_long_they_are(event: Event) -> None:
    await bring_in(event, *THREE)
    await bring_in(event, *THREE)
    rows = SessionType.filter(event_id=event.id)
    assert await rows.values_list("key", "name", "minutes") == [("talk", {"en": "talk"}, 30)]


async def test_both_languages_of_a_file_stand_and_a_copy_hides_no_translation(event: Event) -> None:
    def opass(zh: str, en: str) -> bytes:
        times = '"start": "2026-08-26T09:00+08:00", "end": "2026-08-26T10:00+08:00"'
        titles = f'"zh": {{"title": "{zh}"}}, "en": {{"title": "{en}"}}'
        return f'{{"sessions": [{{"id": "1", {times}, {titles}}}]}}'.encode()

    await apply.bring_in(event, dialects.read(opass("开幕", "开幕"), timezone="UTC"))
    assert (await Session.get()).title == {"zh": "开幕"}
    await Session.all().update(title={"zh": "开幕", "en": "Opening"})
    same = await apply.planned(event, dialects.read(opass("开幕", "开幕"), timezone="UTC"))
    await apply.bring_in(event, dialects.read(opass("开幕", "Start"), timezone="UTC"))
    assert (same.is_nothing, (await Session.get()).title) == (True, {"zh": "开幕", "en": "Start"})


async def test_who_has_no_id_is_somebody_known_of_that_name_and_house(event: Event) -> None:
    owner = f"organisation:{event.organisation_id}"
    ada = await create(owner, Profile({"zh": "阿达", "en": "Ada"}, affiliation={"en": "X"}))
    bo = await create(owner, Profile({"en": "Bo"}))
    cy = await create(owner, Profile({"en": "Cy"}, affiliation={"en": "Y"}))
    rows = (
        "time,topic,speaker,company\n9:00-10:00,A,ada,x\n10:00-11:00,B,Bo,Z\n11:00-12:00,C,Cy,Z\n"
    )
    table = dialects.read(rows.encode(), timezone="UTC", day=date(2026, 8, 26))
    await apply.bring_in(event, table)
    presenting = (
        await Appearance.all().order_by("session__starts_at").values_list("speaker_id", flat=True)
    )
    assert presenting[:2] == [ada.id, bo.id]
    assert presenting[2] not in {ada.id, bo.id, cy.id}
    assert (await Speaker.get(id=bo.id)).affiliation == {"en": "Z"}
    assert (await apply.planned(event, table)).is_nothing
