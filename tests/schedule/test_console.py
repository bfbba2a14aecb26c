"""The organiser keeps the agenda with forms; a refusal stands beside its field and changes nothing."""

from typing import Any

import httpx
import pytest

from events_svc.accounts.models import AuditEntry, Role
from events_svc.events.models import Event
from events_svc.schedule.models import Appearance, Release, Session, SessionState, Track
from speakers.models import Speaker
from tests.accounts.factories import csrf, make_user, sign_in
from tests.events.factories import make_event
from tests.schedule.factories import HOUR, make_placed, make_session
from tests.speakers.factories import make_speaker
from tests.venues.factories import make_room, make_venue
from venues.models import Booking

AGENDA = "/organiser/events/summit/agenda"


@pytest.fixture
async def event(client: httpx.AsyncClient) -> Event:
    """An event in whose agenda the client may write."""
    made = await make_event()
    user = await make_user(role=Role.AGENDA, organisation=made.organisation)
    await sign_in(client, user)
    return made


async def presenting(event: Event) -> list[str]:
    """The names of whoever presents, in their order."""
    shown = Appearance.filter(session__event_id=event.id).order_by("position")
    ids = [one.speaker_id for one in await shown]
    return [(await Speaker.get(id=one)).name["en"] for one in ids]


async def owned(event: Event) -> str:
    return f"organisation:{event.organisation.id}"


async def post(client: httpx.AsyncClient, path: str, **fields: Any) -> httpx.Response:
    return await client.post(path, data={"csrf": await csrf(client), **fields})


def local(event: Event, hour: int) -> str:
    """A wall-clock time of the event's first day, as a form sends it."""
    return event.starts_at.strftime(f"%Y-%m-%dT{hour:02}:00")


async def test_one_form_makes_places_and_staffs_a_session(
    client: httpx.AsyncClient, event: Event
) -> None:
    room = await make_room(venue=await make_venue(await owned(event)))
    ada = await make_speaker(owner=await owned(event))
    grace = await make_speaker("Grace Hopper", owner=await owned(event))

    answer = await post(
        client,
        f"{AGENDA}/sessions",
        title_en="Keynote",
        kind="keynote",
        speakers=[f"Grace Hopper · {grace.slug}", ada.slug, ""],
        starts_at=local(event, 9),
        minutes="45",
        room=str(room.id),
    )

    session = await Session.get().prefetch_related("appearances")
    assert (answer.status_code, answer.headers["location"]) == (303, f"{AGENDA}#{session.code}")
    assert (session.title, session.kind, session.room_id) == ({"en": "Keynote"}, "keynote", room.id)  # type: ignore[attr-defined]  # a Session
    assert (session.starts_at, session.ends_at) == (event.starts_at, event.starts_at + HOUR * 3 / 4)
    people = sorted((one.position, one.speaker_id) for one in session.appearances)  # type: ignore[attr-defined]  # a Session
    assert people == [(0, grace.id), (1, ada.id)]


async def test_a_taken_room_is_told_beside_the_field_with_what_was_typed(
    client: httpx.AsyncClient, event: Event
) -> None:
    room = await make_room("main", venue=await make_venue(await owned(event)))
    await make_placed(event, "Opening", room=room)

    answer = await post(
        client,
        f"{AGENDA}/sessions",
        title_en="Clash",
        starts_at=local(event, 9),
        minutes="30",
        room=str(room.id),
    )

    assert answer.status_code == 422
    assert "Hall main is taken by “Opening”" in answer.text
    assert 'value="Clash"' in answer.text
    assert (await Session.all().count(), await Booking.all().count()) == (1, 1)


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"title_en": ""}, "title"),
        ({"title_en": "x" * 301}, "title"),
        ({"minutes": "0"}, "minutes"),
        ({"starts_at": "tomorrow"}, "starts_at"),
        ({"starts_at": "0001-01-01T00:00"}, "starts_at"),
        ({"starts_at": "9999-12-31T23:59"}, "starts_at"),
        ({"room": "4711"}, "room"),
        ({"track": "4711"}, "track"),
        ({"speakers": "Nobody · nobody"}, "speakers"),
        ({"link": "javascript:alert(1)"}, "link"),
    ],
)
async def test_what_does_not_fit_is_refused_by_field(
    client: httpx.AsyncClient, event: Event, fields: dict[str, str], field: str
) -> None:
    answer = await post(client, f"{AGENDA}/sessions", **{"title_en": "Fine", **fields})
    assert (
        answer.status_code,
        f'id="e-{field}"' in answer.text or field in {"title", "track"},
    ) == (
        422,
        True,
    )
    assert await Session.all().count() == 0


async def test_an_edit_moves_and_renames_at_once(client: httpx.AsyncClient, event: Event) -> None:
    room = await make_room(venue=await make_venue(await owned(event)))
    session = await make_placed(event, "Opening", room=room)
    answer = await post(
        client,
        f"{AGENDA}/sessions/{session.code}",
        title_en="Opening, later",
        starts_at=local(event, 11),
        minutes="60",
        room=str(room.id),
    )
    now = await Session.get(id=session.id)
    assert answer.status_code == 303
    assert (now.title, now.starts_at) == ({"en": "Opening, later"}, event.starts_at + 2 * HOUR)
    assert (await Booking.get()).starts_at == event.starts_at + 2 * HOUR


async def test_a_blank_time_takes_the_session_off_the_grid(
    client: httpx.AsyncClient, event: Event
) -> None:
    session = await make_placed(event, "Opening")
    await post(client, f"{AGENDA}/sessions/{session.code}", title_en="Opening")
    assert (await Session.get(id=session.id)).starts_at is None


async def test_the_form_shows_what_stands(client: httpx.AsyncClient, event: Event) -> None:
    ada = await make_speaker(owner=await owned(event))
    session = await make_placed(event, "Opening", speaker_ids=(ada.id,))
    page = (await client.get(f"{AGENDA}/sessions/{session.code}")).text
    for value in ("Opening", "议程 Opening", local(event, 9), "60", "Ada Lovelace · ada-lovelace"):
        assert f'value="{value}"' in page


async def test_a_session_is_cancelled_and_restored(client: httpx.AsyncClient, event: Event) -> None:
    session = await make_placed(event, "Opening")
    await post(client, f"{AGENDA}/sessions/{session.code}/cancellation")
    assert (await Session.get(id=session.id)).state is SessionState.CANCELLED
    await post(client, f"{AGENDA}/sessions/{session.code}/reinstatement")
    assert (await Session.get(id=session.id)).state is SessionState.CONFIRMED
    actions = await AuditEntry.filter(actor__startswith="user:").values_list("action", flat=True)
    assert actions == ["session.withdrawn", "session.reinstated"]


async def test_the_board_begins_with_what_wants_doing(
    client: httpx.AsyncClient, event: Event
) -> None:
    await make_placed(event, "Opening")
    await make_session(event, "Homeless")
    await make_placed(event, "Too early", starts_at=event.starts_at - HOUR)
    page = (await client.get(AGENDA)).text
    for words in ("Outside of the event", "Homeless", "Not yet public", "Look at version 1"):
        assert words in page


async def test_a_release_is_a_button_away_and_once_is_enough(
    client: httpx.AsyncClient, event: Event
) -> None:
    await make_placed(event, "Opening")
    first = await post(client, f"{AGENDA}/releases", note_en="Here it is", note_zh="请看")
    again = await post(client, f"{AGENDA}/releases")
    made = await Release.get()
    assert (first.status_code, again.status_code) == (303, 409)
    assert (made.number, made.note) == (1, {"zh": "请看", "en": "Here it is"})
    assert "Nothing has changed since the last version." in again.text


async def test_tracks_are_kept(client: httpx.AsyncClient, event: Event) -> None:
    await post(client, f"{AGENDA}/tracks", name_en="Themes", name_zh="主题")
    twice = await post(client, f"{AGENDA}/tracks", name_zh="主题")
    track = await Track.get()
    assert (twice.status_code, track.name, track.slug) == (
        409,
        {"zh": "主题", "en": "Themes"},
        "themes",
    )
    await post(client, f"{AGENDA}/tracks/{track.id}", name_en="Ideas", color="#112233")
    now = await Track.get()
    assert (now.name, now.color, now.slug) == ({"en": "Ideas"}, "#112233", "themes")
    await post(client, f"{AGENDA}/tracks/{track.id}/removal")
    assert await Track.all().count() == 0


async def test_another_event_s_session_is_not_there(
    client: httpx.AsyncClient, event: Event
) -> None:
    theirs = await make_event("other", organisation=event.organisation)
    session = await make_placed(theirs, "Theirs")
    answer = await post(client, f"{AGENDA}/sessions/{session.code}/cancellation")
    assert answer.status_code == 404
    assert (await Session.get(id=session.id)).state is SessionState.CONFIRMED


async def test_another_organisation_s_room_and_people_are_not_to_be_had(
    client: httpx.AsyncClient, event: Event
) -> None:
    room = await make_room(venue=await make_venue("organisation:999"))
    stranger = await make_speaker("Stranger", owner="organisation:999")
    form = (await client.get(f"{AGENDA}/sessions/new")).text
    answer = await post(
        client, f"{AGENDA}/sessions", title_en="X", room=str(room.id), speakers=stranger.slug
    )
    assert ("Hall" in form, "Stranger" in form, answer.status_code) == (False, False, 422)
    assert await Session.all().count() == 0


async def test_of_two_who_write_at_once_the_second_sees_both_and_decides(
    client: httpx.AsyncClient, event: Event
) -> None:
    session = await make_session(event, "Opening")
    form = {"title_en": "Mine", "minutes": "45", "version": "0"}
    path = f"{AGENDA}/sessions/{session.code}"
    await post(client, path, **{**form, "title_en": "Theirs"})

    late = await post(client, path, **form)

    assert late.status_code == 409
    shown = late.text
    assert ('value="Mine"' in shown, "<td>Theirs</td><td>Mine</td>" in shown) == (True, True)
    assert (await Session.get()).title == {"en": "Theirs"}
    version = (await Session.get()).version
    assert f'name="version" value="{version}"' in shown
    again = await post(client, path, **{**form, "version": str(version)})
    assert (again.status_code, (await Session.get()).title) == (303, {"en": "Mine"})


async def test_a_session_is_shown_in_further_rooms(client: httpx.AsyncClient, event: Event) -> None:
    venue = await make_venue(await owned(event))
    rooms = [await make_room(key, venue=venue) for key in "abc"]
    form = {"title_en": "Everywhere", "minutes": "30", "starts_at": local(event, 9)}
    further = [str(room.id) for room in rooms[1:]]
    await post(client, f"{AGENDA}/sessions", **form, room=str(rooms[0].id), more_rooms=further)
    booked = await Booking.all().order_by("room_id").values_list("room_id", flat=True)
    assert [*booked] == [room.id for room in rooms]
    page = (await client.get(f"{AGENDA}/sessions/{(await Session.get()).code}")).text
    assert page.count('name="more_rooms"') == 3
    assert page.count(" checked") == 2


async def test_a_name_that_one_person_alone_has_is_enough(
    client: httpx.AsyncClient, event: Event
) -> None:
    await make_speaker("Grace Hopper", owner=await owned(event))
    await post(client, f"{AGENDA}/sessions", title_en="X", minutes="45", speakers="Grace Hopper")
    assert await presenting(event) == ["Grace Hopper"]


async def test_of_two_namesakes_one_has_to_be_chosen(
    client: httpx.AsyncClient, event: Event
) -> None:
    for _ in range(2):
        await make_speaker("Grace Hopper", owner=await owned(event))
    typed = {"title_en": "X", "minutes": "45", "speakers": "Grace Hopper"}
    answer = await post(client, f"{AGENDA}/sessions", **typed)
    assert (answer.status_code, await Session.all().count()) == (422, 0)


async def test_whom_nobody_knows_is_added_when_the_form_says_so(
    client: httpx.AsyncClient, event: Event
) -> None:
    typed = {"title_en": "X", "minutes": "45", "speakers": "Grace Hopper"}
    refused = await post(client, f"{AGENDA}/sessions", **typed)
    assert (refused.status_code, await Speaker.all().count()) == (422, 0)
    assert "Add “Grace Hopper” to your people" in refused.text
    await post(client, f"{AGENDA}/sessions", **typed, adds_people="on")
    assert await presenting(event) == ["Grace Hopper"]
