"""People have a page once they present in public, and organisers keep what it says."""

import httpx
import pytest

from events_svc.accounts.models import AuditEntry, Role
from events_svc.events.models import Event, EventState
from events_svc.schedule import place
from events_svc.schedule.release import release
from speakers.models import Speaker
from tests.accounts.factories import csrf, make_user, sign_in
from tests.events.factories import make_event
from tests.schedule.factories import make_placed
from tests.speakers.factories import make_speaker

CONSOLE = "/organiser/events/summit/speakers"


@pytest.fixture
async def event(client: httpx.AsyncClient) -> Event:
    """An event in whose agenda the client may write."""
    made = await make_event()
    await sign_in(client, await make_user(role=Role.AGENDA, organisation=made.organisation))
    return made


async def test_a_page_shows_the_person_and_the_released_sessions(client: httpx.AsyncClient) -> None:
    event, ada = await make_event(), await make_speaker()
    session = await make_placed(event, "Opening", speaker_ids=(ada.id,))
    assert (await client.get("/speakers/ada-lovelace")).status_code == 404
    await release(event, {})

    page = (await client.get("/speakers/ada-lovelace")).text

    for words in (
        "Ada Lovelace",
        "嘉宾 Ada Lovelace",
        "Some University",
        "writes programs",
        "Opening",
    ):
        assert words in page
    assert f"/events/summit/sessions/{session.code}" in page
    assert "/speakers/ada-lovelace/calendar.ics" in page


async def test_drafts_and_what_was_withdrawn_are_not_shown(client: httpx.AsyncClient) -> None:
    ada = await make_speaker()
    draft = await make_event("hidden", state=EventState.DRAFT)
    await make_placed(draft, "Hidden", speaker_ids=(ada.id,))
    await release(draft, {})
    event = await make_event("open", organisation=draft.organisation)
    later = event.starts_at.replace(hour=5)
    shown = await make_placed(event, "Shown", starts_at=later, speaker_ids=(ada.id,))
    await release(event, {})
    page = (await client.get("/speakers/ada-lovelace")).text
    assert ("Shown" in page, "Hidden" in page) == (True, False)

    await place.withdraw(shown)
    await release(event, {})
    assert (await client.get("/speakers/ada-lovelace")).status_code == 404


async def test_mail_addresses_are_never_public(client: httpx.AsyncClient) -> None:
    event, ada = await make_event(), await make_speaker()
    await Speaker.filter(id=ada.id).update(email="ada@secret.example")
    await make_placed(event, "Opening", speaker_ids=(ada.id,))
    await release(event, {})
    assert "secret.example" not in (await client.get("/speakers/ada-lovelace")).text


async def test_an_organiser_adds_and_edits_a_person(
    client: httpx.AsyncClient, event: Event
) -> None:
    token = {"csrf": await csrf(client)}
    answer = await client.post(CONSOLE, data={**token, "name_zh": "李雷", "name_en": "Li Lei"})
    person = await Speaker.get()
    assert (answer.status_code, person.slug, person.owner) == (
        303,
        "li-lei",
        f"organisation:{event.organisation.id}",
    )
    edited = {**token, "name_en": "Lei Li", "biography_en": "Teaches."}
    await client.post(f"{CONSOLE}/li-lei", data=edited)
    now = await Speaker.get()
    assert (now.name, now.biography, now.slug) == ({"en": "Lei Li"}, {"en": "Teaches."}, "li-lei")
    actions = await AuditEntry.all().order_by("id").values_list("action", flat=True)
    assert actions == ["speaker.added", "speaker.edited"]


@pytest.mark.parametrize(
    "fields",
    [
        {"name_en": ""},
        {"name_en": "A", "email": "nobody"},
        {"name_en": "A", "picture_url": "javascript:alert(1)"},
        {"name_en": "x" * 301},
    ],
)
async def test_what_does_not_fit_is_refused_and_kept(
    client: httpx.AsyncClient, event: Event, fields: dict[str, str]
) -> None:
    answer = await client.post(CONSOLE, data={"csrf": await csrf(client), **fields})
    assert answer.status_code == 422
    assert "✕" in answer.text
    assert await Speaker.all().count() == 0


async def test_another_organisation_s_people_are_not_there(
    client: httpx.AsyncClient, event: Event
) -> None:
    theirs = await make_speaker("Grace Hopper", owner="organisation:999")
    page = (await client.get(CONSOLE)).text
    answer = await client.post(
        f"{CONSOLE}/{theirs.slug}",
        data={"csrf": await csrf(client), "name_en": "Mine now"},
    )
    assert ("Grace" in page, answer.status_code) == (False, 404)
    assert (await Speaker.get()).name == theirs.name


@pytest.mark.parametrize(
    ("words", "found"), [("lovelace", 1), ("嘉宾", 2), ("some univ", 2), ("100%", 0), ("_", 0)]
)
async def test_people_are_found_by_name_and_house(
    client: httpx.AsyncClient, event: Event, words: str, found: int
) -> None:
    for name in ("Ada Lovelace", "Grace Hopper"):
        await make_speaker(name, owner=f"organisation:{event.organisation.id}")
    page = (await client.get(CONSOLE, params={"q": words})).text
    assert page.count("<tr><td><a") == found


async def test_the_api_adds_and_lists_people(client: httpx.AsyncClient, event: Event) -> None:
    api = "/api/v1/events/summit/speakers"
    draft = {"name": {"en": "Ada Lovelace"}, "affiliation": {"zh": "某大学"}}
    made = await client.post(api, json=draft)
    nameless = await client.post(api, json={"name": {"en": " "}})
    listed = (await client.get(api)).json()
    assert (made.status_code, nameless.status_code) == (201, 422)
    assert listed == {"items": [made.json()], "next": None}
    assert made.json()["slug"] == "ada-lovelace"
