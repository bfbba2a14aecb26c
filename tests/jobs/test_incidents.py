"""“Should be live, is not”: one incident, one mail to each who can do something, and an end."""

import asyncio
from datetime import timedelta

import httpx
import pytest

from events_svc import clock
from events_svc.accounts.models import Role
from events_svc.config import Settings
from events_svc.events.models import Event
from events_svc.jobs import Context
from events_svc.jobs.incidents import HANDLERS
from events_svc.media import check
from events_svc.media.evidence import learn
from events_svc.media.incidents import look_after, open_of
from events_svc.media.models import Source
from events_svc.media.probe_models import StreamIncident
from events_svc.outbox.models import Job, Mail
from tests.accounts.factories import make_organisation, make_user, sign_in
from tests.events.factories import make_event
from tests.media.factories import make_live_source, make_session, say

pytestmark = pytest.mark.usefixtures("database")
MINUTE = timedelta(minutes=1)


@pytest.fixture
async def event() -> Event:
    return await make_event()


async def make_missing(event: Event, code: str = "AAAAAA", state: str = "offline") -> Source:
    """A link of a session that began ten minutes ago, of which the prober knows that it is not live."""
    source = await make_live_source(await make_session(event, code=code))
    await learn(source.id, "probe", state, reason="HTTP 404")
    return source


async def told(settings: Settings) -> list[Mail]:
    """All mails after the jobs of today were done, some of them twice."""
    for job in await Job.filter(kind="stream.missing").order_by("id"):
        for _ in range(2):
            await HANDLERS[job.kind](Context(settings, None), job.payload)  # type: ignore[arg-type]  # speaks no HTTP
    return await Mail.all().order_by("id")


async def test_who_edits_the_links_is_told_once(event: Event, settings: Settings) -> None:
    branch = await make_organisation("branch", parent=event.organisation)
    await make_user("agenda@example.org", role=Role.AGENDA, event=event)
    await make_user("owner@example.org", role=Role.OWNER, organisation=event.organisation)
    await make_user("door@example.org", role=Role.DOOR, event=event)
    await make_user("other@example.org", role=Role.OWNER, organisation=branch)
    source = await make_missing(event)

    for _ in range(3):
        await look_after()
        clock.shift(MINUTE)
    mails = await told(settings)

    assert [mail.recipient for mail in mails] == ["agenda@example.org", "owner@example.org"]
    assert mails[0].subject == "Should be live, is not: Opening"
    assert "HLS stream: Nothing is there (the server answers with status 404)" in mails[0].body_text
    assert f"/organiser/sources/{source.id}/facts" in mails[0].body_text
    assert await StreamIncident.filter(closed_at=None).count() == 1


async def test_several_streams_of_an_event_share_a_mail(event: Event, settings: Settings) -> None:
    await make_user("owner@example.org", role=Role.OWNER, organisation=event.organisation)
    for code in ("AAAAAA", "BBBBBB"):
        await make_missing(event, code)

    await look_after()
    (mail,) = await told(settings)

    assert mail.body_text.count("HLS stream: Nothing is there") == 2


async def test_a_mail_that_comes_too_late_is_not_sent(event: Event, settings: Settings) -> None:
    await make_user("owner@example.org", role=Role.OWNER, organisation=event.organisation)
    source = await make_missing(event)
    await look_after()
    await say(source, "live")
    await look_after()

    assert await told(settings) == []
    assert await open_of(event.id) == []


async def test_a_stream_that_flickers_is_one_incident(event: Event) -> None:
    source = await make_missing(event)
    for state in ("live", "offline") * 3:
        await look_after()
        await learn(source.id, "probe", state)
        clock.shift(timedelta(minutes=2 * (await Job.all().count() + 1)))

    assert await Job.filter(kind="stream.missing").count() == 1
    assert await StreamIncident.all().count() == 1


async def test_workers_that_look_at_once_open_one_incident(event: Event) -> None:
    source = await make_missing(event)

    await asyncio.gather(*(look_after() for _ in range(4)))

    assert [one.source_id for one in await open_of(event.id)] == [source.id]
    assert await Job.filter(kind="stream.missing").count() == 1
    assert await check.broken() == []


async def test_two_open_incidents_of_a_link_are_found_by_the_audit(event: Event) -> None:
    source = await make_missing(event)
    for _ in range(2):
        await StreamIncident.create(source=source, opened_at=clock.now())

    assert await check.broken() == [f"source {source.id} has more than one open incident"]


@pytest.mark.parametrize("what", ["unwatched", "word", "minute", "over", "draft"])
async def test_what_is_no_incident(event: Event, what: str) -> None:
    if what == "unwatched":  # nobody looks: nobody knows
        await make_live_source(await make_session(event))
    elif what == "word":
        await say(await make_missing(event), "ended")
    elif what == "minute":
        starts_at = clock.now() - timedelta(seconds=50)
        late = await make_live_source(await make_session(event, starts_at=starts_at))
        await learn(late.id, "probe", "offline")
    elif what == "over":
        await make_missing(event)
        clock.shift(timedelta(hours=1))
    else:
        await make_missing(event)
        await Event.filter(id=event.id).update(state="draft")

    await look_after()

    assert (await StreamIncident.all().count(), await Job.all().count()) == (0, 0)


async def test_the_overview_of_the_event_says_what_is_missing(
    client: httpx.AsyncClient, event: Event
) -> None:
    await sign_in(client, await make_user(role=Role.AGENDA, organisation=event.organisation))
    await make_missing(event)
    await look_after()

    english = (await client.get("/organiser/events/summit")).text
    chinese = (await client.get("/organiser/events/summit", headers={"accept-language": "zh"})).text

    assert "1 stream should be live, and is not" in english
    assert "1 路直播应在播出，却没有" in chinese
