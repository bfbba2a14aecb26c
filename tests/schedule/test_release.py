"""A release is a version of its own; SEQUENCE counts what matters to who comes."""

from datetime import timedelta

import pytest

from events_svc import clock
from events_svc.database import in_transaction
from events_svc.events.models import Event
from events_svc.outbox.models import Job
from events_svc.schedule import changes, content, place, queries
from events_svc.schedule.entries import Entry
from events_svc.schedule.errors import NothingToRelease
from events_svc.schedule.models import Release, Session, SessionState
from events_svc.schedule.release import preview, release
from tests.events.factories import make_event
from tests.schedule.factories import HOUR, make_placed, make_session
from tests.speakers.factories import make_speaker
from tests.venues.factories import make_room


async def entry_of(event: Event, session: Session) -> Entry:
    latest = await queries.latest_release(event.id)
    assert latest is not None
    return next(entry for entry in latest.entries if entry["guid"] == str(session.guid))


def revision(entry: Entry) -> tuple[str, int]:
    return entry["status"], entry["sequence"]


async def test_the_first_release_holds_what_is_confirmed_and_placed(database: None) -> None:
    event, room, ada = await make_event(), await make_room("main"), await make_speaker()
    session = await make_placed(event, room=room, speaker_ids=(ada.id,))
    await make_session(event, "Unscheduled")
    draft = await make_placed(event, "Draft")
    await content.settle(draft, SessionState.DRAFT)

    made = await release(event, {"en": "First"})

    at = made.released_at.isoformat()
    assert (made.number, made.note) == (1, {"en": "First"})
    assert made.entries == [
        {
            "id": session.id,
            "guid": str(session.guid),
            "number": 1,
            "code": session.code,
            "title": {"zh": "议程 Opening", "en": "Opening"},
            "subtitle": {},
            "abstract": {},
            "description": {},
            "kind": "talk",
            "is_break": False,
            "language": "",
            "track": None,
            "room": {
                "id": room.id,
                "guid": str(room.guid),
                "key": "main",
                "name": {"zh": "会场 main", "en": "Hall main"},
                "venue": {"zh": "国际会展中心", "en": "Exhibition Centre"},
                "capacity": 600,
                "position": 0,
            },
            "speakers": [
                {
                    "id": ada.id,
                    "guid": str(ada.guid),
                    "slug": "ada-lovelace",
                    "name": ada.name,
                    "affiliation": ada.affiliation,
                }
            ],
            "starts_at": event.starts_at.isoformat(),
            "ends_at": (event.starts_at + HOUR).isoformat(),
            "logo": "",
            "links": [],
            "attachments": [],
            "extra": {},
            "status": "CONFIRMED",
            "sequence": 0,
            "created_at": at,
            "modified_at": at,
        }
    ]


async def test_a_release_asks_for_its_feeds_in_the_same_transaction(database: None) -> None:
    event = await make_event()
    await make_placed(event)
    made = await release(event, {})
    job = await Job.get(kind="agenda.released")
    assert job.payload == {"event_id": event.id, "release_id": made.id}


async def test_nothing_new_is_not_released(database: None) -> None:
    event = await make_event()
    with pytest.raises(NothingToRelease):
        await release(event, {})
    await make_placed(event)
    await release(event, {})
    with pytest.raises(NothingToRelease):
        await release(event, {"en": "again"})
    assert await Release.all().count() == 1
    assert await Job.filter(kind="agenda.released").count() == 1


async def test_a_move_raises_sequence_and_tells_from_where(database: None) -> None:
    event = await make_event()
    session = await make_placed(event)
    first = await release(event, {})
    later = event.starts_at + HOUR
    await place.place(session, place.Placement(later, later + HOUR))

    second = await release(event, {})

    entry = await entry_of(event, session)
    assert revision(entry) == ("CONFIRMED", 1)
    assert (entry["created_at"], entry["modified_at"]) == (
        first.released_at.isoformat(),
        second.released_at.isoformat(),
    )
    assert second.changes == {
        "new": [],
        "moved": [
            {
                "code": session.code,
                "title": session.title,
                "before": {
                    "starts_at": event.starts_at.isoformat(),
                    "ends_at": later.isoformat(),
                    "room": None,
                },
                "after": {
                    "starts_at": later.isoformat(),
                    "ends_at": (later + HOUR).isoformat(),
                    "room": None,
                },
                "fields": ["ends_at", "starts_at"],
                "id": session.id,
                "speakers": [],
            }
        ],
        "changed": [],
        "cancelled": [],
    }


async def test_other_words_leave_sequence_alone(database: None) -> None:
    event = await make_event()
    session, other = await make_placed(event, "One"), await make_placed(event, "Two")
    await release(event, {})
    before = await entry_of(event, other)
    await content.edit(session, content.Content(title={"en": "One, again"}))

    made = await release(event, {})

    assert revision(await entry_of(event, session)) == ("CONFIRMED", 0)
    assert (await entry_of(event, session))["modified_at"] == made.released_at.isoformat()
    assert await entry_of(event, other) == before
    assert [change["code"] for change in made.changes["changed"]] == [session.code]


@pytest.mark.parametrize("vanish", [place.withdraw, place.unschedule])
async def test_what_is_removed_stays_as_cancelled_and_comes_back(database: None, vanish) -> None:  # type: ignore[no-untyped-def]  # a fixture
    event = await make_event()
    session, _stays = await make_placed(event, "One"), await make_placed(event, "Two")
    await release(event, {})
    await vanish(session)

    gone = await release(event, {})
    assert revision(await entry_of(event, session)) == ("CANCELLED", 1)
    assert (await entry_of(event, session))["starts_at"] == event.starts_at.isoformat()
    assert [change["code"] for change in gone.changes["cancelled"]] == [session.code]
    assert [item["title"]["en"] for item in await queries.programme(event)] == ["Two"]

    await place.reinstate(session)
    await place.place(session, place.Placement(event.starts_at, event.starts_at + HOUR))
    await release(event, {})
    assert revision(await entry_of(event, session)) == ("CONFIRMED", 2)


async def test_a_cancelled_entry_is_not_touched_again(database: None) -> None:
    event = await make_event()
    session = await make_placed(event, "One")
    await release(event, {})
    await place.withdraw(session)
    await release(event, {})
    before = await entry_of(event, session)
    await make_placed(event, "Two")
    await release(event, {})
    assert await entry_of(event, session) == before


async def test_an_earlier_version_never_changes(database: None) -> None:
    event = await make_event()
    session = await make_placed(event)
    first = await release(event, {})
    entries = (await Release.get(id=first.id)).entries
    await place.withdraw(session)
    await release(event, {})
    assert (await Release.get(id=first.id)).entries == entries


async def test_a_preview_tells_what_a_release_would_change(database: None) -> None:
    event = await make_event()
    session = await make_placed(event)
    shown = await preview(event)
    assert [change["code"] for change in shown["new"]] == [session.code]
    assert await Release.all().count() == 0
    assert dict(shown) == (await release(event, {})).changes
    assert changes.is_nothing(await preview(event))


async def test_a_release_that_fails_leaves_nothing(database: None) -> None:
    event = await make_event()
    await make_placed(event)
    with pytest.raises(ZeroDivisionError):
        await _release_and_fail(event)
    assert (await Release.all().count(), await Job.all().count()) == (0, 0)
    assert await queries.latest_release(event.id) is None


async def _release_and_fail(event: Event) -> None:
    async with in_transaction():
        await release(event, {})
        raise ZeroDivisionError


async def test_the_programme_is_in_order_of_time_with_instants(database: None) -> None:
    event = await make_event()
    late = await make_placed(event, "Late", starts_at=event.starts_at + HOUR)
    early = await make_placed(event, "Early")
    await release(event, {})
    clock.shift(timedelta(days=1))
    shown = [(item["code"], item["starts_at"]) for item in await queries.programme(event)]
    assert shown == [(early.code, event.starts_at), (late.code, event.starts_at + HOUR)]
