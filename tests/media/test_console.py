"""The organiser's pages of links and recordings."""

from datetime import UTC, datetime

import httpx
import pytest
from starlette.routing import Route

from events_svc.accounts.models import Role
from events_svc.events.models import Event
from events_svc.media import queries, recordings
from events_svc.media.models import Recording, Source, StreamFact
from events_svc.media.recording_models import RecordingTokens
from events_svc.web.media import routes
from tests.accounts.factories import csrf, make_organisation, make_user, sign_in
from tests.events.factories import make_event
from tests.media.factories import make_live_source, make_recording, make_session


@pytest.fixture
async def event(database: None) -> Event:
    return await make_event()


@pytest.fixture
async def organiser(client: httpx.AsyncClient, event: Event) -> httpx.AsyncClient:
    await sign_in(client, await make_user(role=Role.AGENDA, organisation=event.organisation))
    client.headers["x-csrf-token"] = await csrf(client)
    return client


async def test_an_organiser_gives_a_session_a_link_and_says_it_is_live(
    organiser: httpx.AsyncClient, event: Event
) -> None:
    session = await make_session(event)
    form = {"session_id": session.id, "url": "https://live.example.org/x.m3u8", "language": "en"}

    added = await organiser.post("/organiser/events/summit/media/sources", data=form)
    source = await Source.get()
    said = await organiser.post(f"/organiser/sources/{source.id}/facts", data={"state": "live"})

    assert (added.status_code, said.status_code) == (303, 303)
    assert (source.platform, source.language) == ("hls", "en")
    assert [(one.basis, one.url) for one in await queries.live_now(event.id)] == [
        ("operator", "https://live.example.org/x.m3u8")
    ]
    assert "said by a person" in (await organiser.get("/organiser/events/summit/media")).text


@pytest.mark.parametrize(
    "url",
    ["javascript:alert(1)", "ftp://a.example/x", "https://", "//a.example", "http://a:b@c/", "x"],
)
async def test_a_link_that_is_not_http_is_refused_beside_its_field(
    organiser: httpx.AsyncClient, event: Event, url: str
) -> None:
    session = await make_session(event)

    answer = await organiser.post(
        "/organiser/events/summit/media/sources", data={"session_id": session.id, "url": url}
    )

    assert answer.status_code == 422
    assert "cannot be used" in answer.text
    assert await Source.all().count() == 0


async def test_a_session_of_another_event_gets_no_link(
    organiser: httpx.AsyncClient, event: Event
) -> None:
    foreign = await make_session(
        await make_event("other", organisation=await make_organisation("x"))
    )
    form = {"session_id": foreign.id, "url": "https://live.example.org/x.m3u8"}

    answer = await organiser.post("/organiser/events/summit/media/sources", data=form)

    assert (answer.status_code, await Source.all().count()) == (404, 0)


async def test_nobody_says_live_of_another_organisations_link(organiser: httpx.AsyncClient) -> None:
    foreign = await make_event("other", organisation=await make_organisation("x"))
    source = await make_live_source(await make_session(foreign))

    answer = await organiser.post(f"/organiser/sources/{source.id}/facts", data={"state": "live"})

    assert (answer.status_code, await StreamFact.all().count()) == (404, 0)


async def test_a_recording_is_made_of_a_session_and_published(
    organiser: httpx.AsyncClient, event: Event
) -> None:
    session = await make_session(event)
    form = {"recorded_session_id": session.id, "recorded_url": "https://media.example.org/1.mp4"}

    made = await organiser.post("/organiser/events/summit/media/recordings", data=form)
    hidden = await organiser.get("/recordings/summit-aaaaaa")
    published = await organiser.post(f"{made.headers['location']}/publication")

    assert (made.headers["location"], hidden.status_code) == (
        "/organiser/recordings/summit-aaaaaa",
        404,
    )
    assert published.status_code == 303
    assert (await organiser.get("/recordings/summit-aaaaaa")).status_code == 200


async def test_a_recording_without_a_link_is_not_published(
    organiser: httpx.AsyncClient, event: Event
) -> None:
    recording = await make_recording(event.organisation, published_at=None)

    answer = await organiser.post(f"/organiser/recordings/{recording.slug}/publication")

    assert answer.status_code == 409
    assert (await Recording.get()).published_at is None


async def test_a_form_keeps_what_was_typed_and_says_what_is_wrong(
    organiser: httpx.AsyncClient,
) -> None:
    answer = await organiser.post(
        "/organiser/recordings", data={"title_zh": "论坛", "length": "an hour"}
    )

    assert answer.status_code == 422
    assert 'value="论坛"' in answer.text
    assert "Please fill this in." in answer.text
    assert await Recording.all().count() == 0


async def test_an_edited_recording_keeps_its_links_and_is_found_anew(
    organiser: httpx.AsyncClient, event: Event
) -> None:
    recording = await make_recording(event.organisation)
    form = {"title_zh": "标准化", "recorded_at": "2022-01-15T14:00", "length": "1:02:03"}

    answer = await organiser.post(f"/organiser/recordings/{recording.slug}", data=form)

    changed = await Recording.get()
    assert (answer.status_code, changed.title, changed.duration_seconds, changed.slug) == (
        303,
        {"zh": "标准化"},
        3723,
        recording.slug,
    )
    assert changed.recorded_at.isoformat() == "2022-01-15T06:00:00+00:00"
    assert await RecordingTokens.all().count() == 1


async def test_a_link_is_changed_with_everything_that_can_be_said_of_it(
    organiser: httpx.AsyncClient, event: Event
) -> None:
    source = await make_live_source(await make_session(event))
    page = f"/organiser/sources/{source.id}"
    form = {
        **{"url": "https://live.bilibili.com/1", "platform": "bilibili", "language": "en"},
        **{"kind": "dvr", "role": "sign", "access": "ticket", "position": "3"},
        **{"valid_from": "2026-08-26T09:00", "valid_to": "2026-08-26T18:00"},
        "embed_url": "https://player.example.org/1",
    }

    answer = await organiser.post(page, data=form)

    changed = await Source.get()
    assert (answer.status_code, answer.headers["location"]) == (
        303,
        "/organiser/events/summit/media",
    )
    assert {name: getattr(changed, name) for name in form} == {
        **form,
        "position": 3,
        "valid_from": datetime(2026, 8, 26, 1, tzinfo=UTC),
        "valid_to": datetime(2026, 8, 26, 10, tzinfo=UTC),
    }
    assert 'value="2026-08-26T18:00"' in (await organiser.get(page)).text


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"valid_to": "2026-08-26T08:00"}, "must begin before it ends"),
        ({"embed_url": "http://player.example.org/1"}, "cannot be used"),
        ({"platform": "nowhere"}, "There is no platform"),
        ({"kind": "recording"}, "Please choose"),
        ({"role": "smell"}, "Please choose"),
        ({"position": "-1"}, "0"),
    ],
)
async def test_a_link_that_is_wrong_stays_as_it_was(
    organiser: httpx.AsyncClient, event: Event, change: dict[str, str], words: str
) -> None:
    source = await make_live_source(await make_session(event))
    form = {"url": "https://live.example.org/y.m3u8", "valid_from": "2026-08-26T09:00", **change}

    answer = await organiser.post(f"/organiser/sources/{source.id}", data=form)

    assert (answer.status_code, (await Source.get()).url) == (422, source.url)
    assert words in answer.text


def test_no_recording_takes_an_address_of_the_console() -> None:
    paths = [route.path for route in routes if isinstance(route, Route)]
    beside = {path.split("/")[3] for path in paths if path.startswith("/organiser/recordings/")}
    assert beside - {"{slug}"} == recordings.RESERVED
