from datetime import timedelta
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette

from events_svc import clock
from events_svc.accounts.models import Organisation, Role
from events_svc.events.create import create_series
from events_svc.events.models import Event, EventState, Kind, Mode, Party, PartyRole, Series
from events_svc.events.parties import add_party
from tests.accounts.factories import csrf, make_organisation, make_user, sign_in
from tests.asked import asked
from tests.events.factories import make_event

FORM = {
    "title_zh": "机器人峰会",
    "title_en": "Robot Summit",
    "kind": "summit",
    "mode": "hybrid",
    "starts_at": "2026-08-26T09:00",
    "ends_at": "2026-08-27T18:00",
    "timezone": "Asia/Shanghai",
}


@pytest.fixture
async def organisation(database: None) -> Organisation:
    return await make_organisation()


@pytest.fixture
async def owner(client: httpx.AsyncClient, organisation: Organisation) -> httpx.AsyncClient:
    """The browser of an owner, with the token that forms carry."""
    await sign_in(client, await make_user(role=Role.OWNER, organisation=organisation))
    client.headers["x-csrf-token"] = await csrf(client)
    return client


async def settings_of(event: Event, **changed: Any) -> dict[str, Any]:
    """The form of the settings as the browser would send it back."""
    return {
        **FORM,
        "slug": event.slug,
        "currency": event.currency,
        "accent": event.accent,
        **changed,
    }


async def test_the_empty_console_teaches(owner: httpx.AsyncClient) -> None:
    page = (await owner.get("/organiser")).text
    assert "Your events will stand here" in page
    assert 'href="/organiser/events/new"' in page


async def test_the_list_shows_my_events_and_nobody_else_s(
    owner: httpx.AsyncClient, organisation: Organisation
) -> None:
    await make_event("mine", organisation=organisation, state=EventState.DRAFT)
    await make_event("foreign", organisation=await make_organisation("elsewhere"))
    page = (await owner.get("/organiser")).text
    assert "/organiser/events/mine" in page
    assert "foreign" not in page


async def test_a_member_of_one_event_sees_that_one(
    client: httpx.AsyncClient, organisation: Organisation
) -> None:
    event = await make_event("door", organisation=organisation)
    await make_event("other", organisation=organisation)
    await sign_in(client, await make_user(role=Role.DOOR, event=event))
    page = (await client.get("/organiser")).text
    assert "/organiser/events/door" in page
    assert "/organiser/events/other" not in page
    assert "New event" not in page


async def test_one_and_twenty_events_take_the_same_queries(
    owner: httpx.AsyncClient, organisation: Organisation
) -> None:
    await make_event("e0", organisation=organisation)
    async with asked() as alone:
        await owner.get("/organiser")
    for number in range(1, 21):
        await make_event(f"e{number}", organisation=organisation)
    async with asked() as together:
        page = (await owner.get("/organiser")).text
    assert len(together) == len(alone)
    rest = page.partition('href="?after=')[2].partition('"')[0]
    assert "/organiser/events/e0" in (await owner.get(f"/organiser?after={rest}")).text


async def test_a_new_event_takes_one_form(owner: httpx.AsyncClient) -> None:
    answer = await owner.post("/organiser/events/new", data=FORM)
    assert (answer.status_code, answer.headers["location"]) == (
        303,
        "/organiser/events/robot-summit",
    )
    event = await Event.get(slug="robot-summit")
    assert (event.title, event.kind, event.mode, event.state) == (
        {"zh": "机器人峰会", "en": "Robot Summit"},
        Kind.SUMMIT,
        Mode.HYBRID,
        EventState.DRAFT,
    )
    assert event.starts_at.isoformat() == "2026-08-26T01:00:00+00:00"


async def test_what_was_typed_stays_beside_what_is_wrong(owner: httpx.AsyncClient) -> None:
    wrong = {**FORM, "title_zh": "", "title_en": " ", "city_en": "Wuhu", "ends_at": "soon"}
    answer = await owner.post("/organiser/events/new", data=wrong)
    assert answer.status_code == 422
    assert 'value="Wuhu"' in answer.text
    assert "Please fill this in." in answer.text
    assert "A date and time, please." in answer.text
    assert await Event.all().count() == 0


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("ends_at", "2026-08-26T09:00", "The end must be after the start."),
        ("timezone", "Mars/Olympus", "There is no such time zone."),
        ("kind", "party", "Please choose one of the list."),
        ("organisation_id", "999", "Please choose one of the list."),
        ("starts_at", "9999-12-31T23:59", "A date and time, please."),
        ("title_en", "x" * 201, "At most 200 characters."),
    ],
)
async def test_a_wrong_field_says_so_and_nothing_is_made(
    owner: httpx.AsyncClient, field: str, value: str, words: str
) -> None:
    answer = await owner.post("/organiser/events/new", data={**FORM, field: value})
    assert answer.status_code == 422
    assert words in answer.text or field == "organisation_id"
    assert await Event.all().count() == 0


async def test_an_event_goes_from_draft_to_public_to_cancelled(
    app: Starlette, owner: httpx.AsyncClient
) -> None:
    await owner.post("/organiser/events/new", data=FORM)
    states = []
    for act in ("publication", "cancellation"):
        await owner.post(f"/organiser/events/robot-summit/{act}")
        states.append((await Event.get(slug="robot-summit")).state)
    assert states == [EventState.PUBLISHED, EventState.CANCELLED]
    refused = await owner.post("/organiser/events/robot-summit/publication")
    assert refused.status_code == 409
    assert "This event was cancelled and does not change any more." in refused.text


async def test_a_form_without_its_token_changes_nothing(
    owner: httpx.AsyncClient, organisation: Organisation
) -> None:
    await make_event(organisation=organisation, state=EventState.DRAFT)
    del owner.headers["x-csrf-token"]
    answer = await owner.post("/organiser/events/summit/publication")
    assert answer.status_code == 403
    assert (await Event.get(slug="summit")).state is EventState.DRAFT


async def test_the_overview_says_what_wants_doing(
    owner: httpx.AsyncClient, organisation: Organisation
) -> None:
    await make_event(organisation=organisation, state=EventState.DRAFT)
    page = (await owner.get("/organiser/events/summit")).text
    for words in (
        "Say where it takes place",
        "Make the first ticket type, free or paid",
        "Write the agenda, or import it",
        "Publish the event",
    ):
        assert words in page


async def test_the_settings_show_what_stands_and_keep_what_is_sent(
    owner: httpx.AsyncClient, organisation: Organisation
) -> None:
    event = await make_event(organisation=organisation, state=EventState.DRAFT)
    series = await create_series(organisation, {"en": "Summits"})
    page = (await owner.get("/organiser/events/summit/settings")).text
    assert 'value="Robot Summit"' in page

    form = await settings_of(event, series_id=series.id, edition="12", slug="summit-12")
    answer = await owner.post("/organiser/events/summit/settings", data=form)

    assert answer.headers["location"] == "/organiser/events/summit-12/settings?saved=1"
    kept = await Event.get(id=event.id)
    assert (kept.series_id, kept.edition, kept.slug) == (series.id, 12, "summit-12")
    assert "Saved." in (await owner.get(answer.headers["location"])).text


async def test_a_field_that_is_emptied_is_empty_afterwards(
    owner: httpx.AsyncClient, organisation: Organisation
) -> None:
    event = await make_event(organisation=organisation, edition=3, subtitle={"en": "Old"})
    await owner.post("/organiser/events/summit/settings", data=await settings_of(event))
    kept = await Event.get(id=event.id)
    assert (kept.edition, kept.subtitle) == (None, {})


@pytest.mark.parametrize(
    ("changed", "status", "words"),
    [
        ({"slug": "other"}, 409, "The address of a public event stays as it is"),
        ({"accent": "red"}, 422, "This does not look right."),
        ({"currency": "XXZ"}, 422, "There is no such currency."),
        ({"url": "javascript:alert(1)"}, 422, "A link begins with https://"),
        ({"venue_id": "999"}, 422, "Please choose one of the list."),
        ({"parent_id": "999"}, 422, "Please choose one of the list."),
        ({"edition": "0"}, 422, "At least 1."),
    ],
)
async def test_a_refused_setting_stands_beside_its_field(
    owner: httpx.AsyncClient,
    organisation: Organisation,
    changed: dict[str, str],
    status: int,
    words: str,
) -> None:
    event = await make_event(organisation=organisation)
    form = await settings_of(event, title_en="Renamed", **changed)
    answer = await owner.post("/organiser/events/summit/settings", data=form)
    assert answer.status_code == status
    assert words in answer.text
    assert 'value="Renamed"' in answer.text
    assert (await Event.get(id=event.id)).title == event.title


async def test_a_foreign_event_cannot_be_the_whole_of_mine(
    owner: httpx.AsyncClient, organisation: Organisation
) -> None:
    event = await make_event(organisation=organisation)
    foreign = await make_event("foreign", organisation=await make_organisation("elsewhere"))
    form = await settings_of(event, parent_id=foreign.id)
    assert (await owner.post("/organiser/events/summit/settings", data=form)).status_code == 422
    assert (await Event.get(id=event.id)).parent_id is None


async def test_another_branch_and_a_partner_are_named(
    owner: httpx.AsyncClient, organisation: Organisation
) -> None:
    event = await make_event(organisation=organisation)
    branch = await make_organisation("branch", parent=organisation)
    page = "/organiser/events/summit/parties"
    await owner.post(page, data={"role": "organiser", "organisation_id": str(branch.id)})
    await owner.post(page, data={"role": "host", "name_zh": "芜湖市人民政府"})
    found = await Party.filter(event=event).order_by("id").select_related("organisation")
    assert [(one.role, one.organisation.name["zh"]) for one in found] == [
        (PartyRole.ORGANISER, "机构 branch"),
        (PartyRole.HOST, "芜湖市人民政府"),
    ]


async def test_a_party_must_be_somebody(
    owner: httpx.AsyncClient, organisation: Organisation
) -> None:
    await make_event(organisation=organisation)
    answer = await owner.post("/organiser/events/summit/parties", data={"role": "host"})
    assert answer.status_code == 409
    assert "Please choose an organisation, or name a new one." in answer.text


async def test_parties_rise_and_go(owner: httpx.AsyncClient, organisation: Organisation) -> None:
    event = await make_event(organisation=organisation)
    first = await add_party(event, organisation, PartyRole.HOST)
    second = await add_party(event, await make_organisation("b"), PartyRole.HOST)
    page = "/organiser/events/summit/parties"
    await owner.post(f"{page}/{second.id}/rise")
    await owner.post(f"{page}/{first.id}/removal")
    found = await Party.filter(event=event).values_list("id", "position")
    assert found == [(second.id, 0)]


async def test_a_series_is_made_and_renamed(owner: httpx.AsyncClient) -> None:
    made = await owner.post("/organiser/series", data={"name_en": "Robot Summits"})
    assert made.headers["location"] == "/organiser/series/robot-summits"
    await owner.post(made.headers["location"], data={"name_zh": "峰会"})
    assert (await Series.get(slug="robot-summits")).name == {"zh": "峰会"}
    assert "/organiser/series/robot-summits" in (await owner.get("/organiser/series")).text
    wrong = await owner.post("/organiser/series", data={"name_en": ""})
    assert (wrong.status_code, await Series.all().count()) == (422, 1)


async def test_a_running_event_counts_as_running(
    owner: httpx.AsyncClient, organisation: Organisation
) -> None:
    now = clock.now()
    await make_event(
        organisation=organisation,
        starts_at=now - timedelta(hours=1),
        ends_at=now + timedelta(hours=1),
    )
    assert "<dt>Running now</dt><dd>1</dd>" in (await owner.get("/organiser")).text


async def test_the_settings_offer_what_stands_there_however_old_it_is(
    owner: httpx.AsyncClient, organisation: Organisation
) -> None:
    series = await create_series(organisation, {"en": "The oldest"})
    await Series.bulk_create(
        Series(organisation=organisation, slug=f"s{n}", name={"en": f"S{n}"}) for n in range(210)
    )
    await make_event(organisation=organisation, series=series)
    page = (await owner.get("/organiser/events/summit/settings")).text
    assert f'<option value="{series.id}" selected>The oldest</option>' in page


async def test_what_somebody_else_chose_may_stay(
    owner: httpx.AsyncClient, organisation: Organisation
) -> None:
    foreign = await make_event("foreign", organisation=await make_organisation("elsewhere"))
    event = await make_event(organisation=organisation, parent=foreign)
    await make_event("mine", organisation=organisation)
    page = (await owner.get("/organiser/events/summit/settings")).text
    assert page.count(">Robot Summit</option>") == 2  # the foreign one and mine, not itself
    form = await settings_of(event, parent_id=foreign.id, edition="7")
    assert (await owner.post("/organiser/events/summit/settings", data=form)).status_code == 303
    kept = await Event.get(id=event.id)
    assert (kept.parent_id, kept.edition) == (foreign.id, 7)
