"""The outbox page: mails and dead jobs of those to whom they belong."""

import asyncio
from dataclasses import replace

import httpx
import pytest
from starlette.applications import Starlette

from events_svc import clock
from events_svc.accounts import audit
from events_svc.accounts.models import Role, User
from events_svc.accounts.register import add_user
from events_svc.events.models import Event
from events_svc.outbox.errors import NotDead
from events_svc.outbox.mail import post
from events_svc.outbox.models import Job, JobState, Mail
from events_svc.outbox.retry import retry
from tests.accounts.factories import csrf, make_organisation, make_user, sign_in
from tests.conftest import browser
from tests.events.factories import make_event


@pytest.fixture
async def event(database: None) -> Event:
    return await make_event()


@pytest.fixture
async def owner(event: Event) -> User:
    return await make_user(role=Role.OWNER, organisation=event.organisation)


async def letter(event: Event, number: int = 1) -> Mail:
    """A mail about an order of `event`."""
    await audit.record("order.paid", f"order:{number}", event_id=event.id)
    return await post(
        "bo@example.org",
        f"Tickets {number}",
        "Your code",
        language="en",
        about=f"order:{number}:paid",
    )


async def dead(**payload: int) -> Job:
    return await Job.create(
        kind="order.paid",
        payload=payload,
        state=JobState.DEAD,
        attempts=12,
        run_at=clock.now(),
        last_error="TimeoutError",
    )


async def test_an_organiser_reads_the_mails_of_the_own_events(
    client: httpx.AsyncClient, event: Event, owner: User
) -> None:
    mail = await letter(event)
    await sign_in(client, owner)
    assert "Tickets 1" in (await client.get("/organiser/outbox")).text
    assert "Your code" in (await client.get(f"/organiser/outbox/mails/{mail.id}")).text


async def test_nobody_reads_the_mails_of_others(
    client: httpx.AsyncClient, event: Event, owner: User
) -> None:
    mail = await letter(event)
    elsewhere = await make_organisation("elsewhere")
    await sign_in(
        client, await make_user("eve@example.org", role=Role.OWNER, organisation=elsewhere)
    )
    assert "Tickets 1" not in (await client.get("/organiser/outbox")).text
    assert (await client.get(f"/organiser/outbox/mails/{mail.id}")).status_code == 404


async def test_an_organiser_of_one_event_reads_only_its_mails(
    client: httpx.AsyncClient, event: Event
) -> None:
    other = await make_event("forum", organisation=event.organisation)
    await letter(event, 1)
    await letter(other, 2)
    await sign_in(client, await make_user(role=Role.ORGANISER, event=other))
    page = (await client.get("/organiser/outbox")).text
    assert ("Tickets 1" in page, "Tickets 2" in page) == (False, True)


async def test_an_operator_reads_everything(client: httpx.AsyncClient, event: Event) -> None:
    await letter(event)
    await post("x@example.org", "Of nobody", "", language="en")
    await dead()
    await sign_in(client, await add_user("op@example.org", name="Op", is_operator=True))
    page = (await client.get("/organiser/outbox")).text
    assert [words in page for words in ("Tickets 1", "Of nobody", "TimeoutError")] == [True] * 3


async def test_mails_are_paged_and_none_is_left_out(
    client: httpx.AsyncClient, event: Event, owner: User
) -> None:
    strange = await make_event("strange", organisation=await make_organisation("elsewhere"))
    for number in range(1, 161):
        await letter(event if number % 2 else strange, number)
    await sign_in(client, owner)
    found: list[str] = []
    url: str | None = "/organiser/outbox"
    while url:
        text = (await client.get(url)).text
        found += [part.partition("<")[0] for part in text.split(">Tickets ")[1:]]
        older = text.rpartition('" rel="next"')[0].rpartition("?before=")[2]
        url = f"/organiser/outbox?before={older}" if older else None
    assert [int(one) for one in found] == list(range(159, 0, -2))


async def test_a_link_of_another_is_read_by_the_operator_of_a_developer_s_machine_alone(
    client: httpx.AsyncClient, app: Starlette, event: Event, owner: User
) -> None:
    colleague = await make_user("bo@example.org", role=Role.DOOR, organisation=event.organisation)
    mail = await post(
        "bo@example.org", "Link", "secret", language="en", about=f"user:{colleague.id}:link"
    )
    await sign_in(client, owner)
    by_organiser = (await client.get(f"/organiser/outbox/mails/{mail.id}")).text
    await User.filter(id=owner.id).update(is_operator=True)
    in_development = (await client.get(f"/organiser/outbox/mails/{mail.id}")).text
    kept = app.state.lifespan["settings"]
    app.state.lifespan["settings"] = replace(kept, public_url="https://events.example.org")
    try:
        at_large = (await client.get(f"/organiser/outbox/mails/{mail.id}")).text
    finally:
        app.state.lifespan["settings"] = kept
    shown = ["secret" in text for text in (by_organiser, in_development, at_large)]
    assert shown == [False, True, False]


async def test_a_link_of_a_stranger_is_never_seen(
    client: httpx.AsyncClient, event: Event, owner: User
) -> None:
    stranger = await make_user("bo@example.org")
    mail = await post(
        "bo@example.org", "Link", "secret", language="en", about=f"user:{stranger.id}:link"
    )
    await sign_in(client, owner)
    assert (await client.get(f"/organiser/outbox/mails/{mail.id}")).status_code == 404


async def test_a_dead_job_is_seen_and_sent_again(
    client: httpx.AsyncClient, event: Event, owner: User
) -> None:
    await audit.record("order.paid", "order:7", event_id=event.id)
    job = await dead(order_id=7)
    await sign_in(client, owner)
    page = await client.get("/organiser/outbox")
    assert ("TimeoutError" in page.text, "12 tries" in page.text) == (True, True)
    form = {"csrf": await csrf(client)}
    answer = await client.post(f"/organiser/outbox/jobs/{job.id}/retry", data=form)
    await job.refresh_from_db()
    assert (answer.status_code, job.state, job.attempts) == (303, JobState.WAITING, 0)


async def test_a_job_of_others_is_not_sent_again(
    client: httpx.AsyncClient, event: Event, owner: User
) -> None:
    strange = await make_event("strange", organisation=await make_organisation("elsewhere"))
    await audit.record("order.paid", "order:7", event_id=strange.id)
    job = await dead(order_id=7, user_id=owner.id)
    await sign_in(client, owner)
    form = {"csrf": await csrf(client)}
    answer = await client.post(f"/organiser/outbox/jobs/{job.id}/retry", data=form)
    await job.refresh_from_db()
    assert (answer.status_code, job.state) == (404, JobState.DEAD)


async def test_a_job_is_sent_again_once_however_many_press(database: None) -> None:
    job = await dead()
    results = await asyncio.gather(*(retry(job.id) for _ in range(8)), return_exceptions=True)
    assert sorted(type(one).__name__ for one in results) == ["NoneType"] + ["NotDead"] * 7


async def test_a_job_that_is_done_is_not_sent_again(database: None) -> None:
    job = await Job.create(kind="x", payload={}, state=JobState.DONE, run_at=clock.now())
    with pytest.raises(NotDead):
        await retry(job.id)
    assert (await Job.get(id=job.id)).state is JobState.DONE


async def test_people_without_an_outbox_find_none(app: Starlette, event: Event) -> None:
    async with browser(app) as client:
        await sign_in(client, await make_user(role=Role.DOOR, organisation=event.organisation))
        assert (await client.get("/organiser/outbox")).status_code == 404
