"""The page of what is known of a link: four facts, the history, and a person's word."""

import httpx
import pytest

from events_svc.accounts.models import Role
from events_svc.events.models import Event
from events_svc.media import queries
from events_svc.media.evidence import learn
from events_svc.media.incidents import look_after
from events_svc.media.models import Source, StreamFact
from tests.accounts.factories import csrf, make_organisation, make_user, sign_in
from tests.events.factories import make_event
from tests.media.factories import make_live_source, make_recording_source, make_session


@pytest.fixture
async def event(database: None) -> Event:
    return await make_event()


@pytest.fixture
async def source(event: Event) -> Source:
    return await make_live_source(await make_session(event))


@pytest.fixture
async def organiser(client: httpx.AsyncClient, event: Event) -> httpx.AsyncClient:
    await sign_in(client, await make_user(role=Role.AGENDA, organisation=event.organisation))
    client.headers["x-csrf-token"] = await csrf(client)
    return client


def page_of(source: Source) -> str:
    return f"/organiser/sources/{source.id}/facts"


async def test_four_facts_stand_side_by_side_with_time_and_reason(
    organiser: httpx.AsyncClient, source: Source
) -> None:
    await learn(source.id, "probe", "live", reason="EXT-X-MEDIA-SEQUENCE 7 → 8")
    await learn(source.id, "probe", "stalled", reason="no new segment for 18 s")
    await learn(source.id, "api", "offline", reason="PeerTube: isLive false")
    await look_after()

    english = (await organiser.get(page_of(source))).text
    chinese = (await organiser.get(page_of(source), headers={"accept-language": "zh"})).text

    for words in (
        "Should be live, is not",
        "Should be on now",
        "it went on from segment 7 to 8",
        "no new segment for 18 s",
        "last seen live",
        "PeerTube: isLive false",
        "Nobody has said anything.",
    ):
        assert words in english
    for words in ("应在直播，却没有", "18 秒没有新分片", "分片从 7 前进到 8", "画面停滞"):
        assert words in chinese


async def test_a_person_says_it_and_takes_it_back(
    organiser: httpx.AsyncClient, source: Source
) -> None:
    await learn(source.id, "probe", "unreadable", reason="HTTP 403")

    said = await organiser.post(page_of(source), data={"state": "live", "back": "facts"})
    is_live = [one.basis for one in await queries.live_now()]
    back = await organiser.post(page_of(source), data={"state": "open", "reason": "wrong room"})

    assert (said.headers["location"], is_live) == (page_of(source), ["operator"])
    assert back.headers["location"] == "/organiser/events/summit/media"
    assert await queries.live_now() == []
    facts = await StreamFact.filter(basis="operator").order_by("id")
    assert [(fact.state, fact.reason) for fact in facts] == [("live", ""), ("open", "wrong room")]


async def test_a_state_that_nobody_can_say_is_refused(
    organiser: httpx.AsyncClient, source: Source
) -> None:
    answer = await organiser.post(page_of(source), data={"state": "stalled"})

    assert (answer.status_code, await StreamFact.all().count()) == (422, 0)


async def test_a_long_history_is_read_page_by_page(
    organiser: httpx.AsyncClient, source: Source
) -> None:
    for number in range(51):
        state = ("live", "stalled")[number % 2]
        await StreamFact.create(
            source=source,
            basis="probe",
            state=state,
            reason=f"look {number:02}",
            at=source.created_at,
        )
    first = (await organiser.get(page_of(source))).text
    cursor = first.partition("?before=")[2].partition('"')[0]

    second = (await organiser.get(f"{page_of(source)}?before={cursor}")).text

    assert ("look 01" in first, "look 00" in first) == (True, False)
    assert ("look 01" in second, "look 00" in second) == (False, True)


async def test_who_may_not_edit_the_links_sees_no_facts(
    client: httpx.AsyncClient, source: Source
) -> None:
    stranger = await make_user(role=Role.OWNER, organisation=await make_organisation("x"))
    await sign_in(client, stranger)

    assert (await client.get(page_of(source))).status_code == 404


async def test_a_recording_is_never_live(organiser: httpx.AsyncClient, event: Event) -> None:
    link = await make_recording_source()

    assert (await organiser.get(page_of(link))).status_code == 404


async def test_a_fact_that_is_no_change_is_not_kept(source: Source) -> None:
    answers = [
        await learn(source.id, "probe", state) for state in ("live", "live", "offline", "live")
    ]

    assert answers == [True, False, True, True]
    facts = await StreamFact.all().order_by("id")
    assert [(fact.state, fact.live_until is not None) for fact in facts] == [
        ("live", False),
        ("offline", True),
        ("live", False),
    ]


async def test_the_api_gives_the_verdict_and_its_history(
    organiser: httpx.AsyncClient, source: Source
) -> None:
    await learn(source.id, "probe", "live", reason="EXT-X-MEDIA-SEQUENCE 7 → 8")
    url = f"/api/v1/sources/{source.id}/facts"

    said = await organiser.post(url, json={"state": "ended", "reason": "wrong room"})
    first = (await organiser.get(url, params={"limit": 1})).json()
    second = (await organiser.get(url, params={"limit": 1, "cursor": first["next"]})).json()

    assert said.status_code == 201
    assert {name: first[name] for name in ("is_live", "is_due", "is_missing", "basis")} == {
        "is_live": False,
        "is_due": True,
        "is_missing": False,
        "basis": None,
    }
    assert [(one["state"], one["basis"], one["reason"]) for one in first["items"]] == [
        ("ended", "operator", "wrong room")
    ]
    assert [(one["state"], one["live_until"]) for one in second["items"]] == [("live", None)]
    assert second["next"] is None
