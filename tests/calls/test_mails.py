"""Presenters are told of what happens, each in the own language, each happening once."""

from datetime import timedelta

import httpx

from events_svc import clock
from events_svc.accounts.models import Role
from events_svc.calls import decide, presenters, submit
from events_svc.calls.models import Presenter, Proposal, ProposalState
from events_svc.calls.people import desk_key
from events_svc.calls.presenters import Guest
from events_svc.calls.purge import purge
from events_svc.jobs import calls as jobs
from events_svc.outbox.models import Job, Mail
from speakers import profile
from speakers.models import Speaker
from tests.accounts.factories import csrf, make_user, sign_in
from tests.calls.browser import Worker, mailed
from tests.calls.factories import make_call, make_draft, make_proposal
from tests.events.factories import make_event


async def subjects() -> list[tuple[str, str]]:
    return await Mail.all().order_by("id").values_list("recipient", "subject")  # type: ignore[return-value]  # rows of those two columns


async def test_each_presenter_is_told_in_the_own_language(database: None, worker: Worker) -> None:
    proposal, _ = await make_proposal(await make_call(await make_event()))
    guest = await presenters.invite(proposal, Guest("lei@example.org", "雷", "zh"))
    await presenters.join(await presenters.new_link(guest))
    await worker()
    assert await subjects() == [
        ("ada@example.org", "Sent in: On engines"),
        ("lei@example.org", "已提交：提案 On engines"),
    ]


async def test_every_happening_is_told_once_however_often_its_job_runs(
    database: None, worker: Worker
) -> None:
    call = await make_call(await make_event())
    proposal, writer = await make_proposal(call)
    await worker()
    await submit.withdraw(proposal)
    await worker()
    await submit.submit(proposal, writer)
    await worker()
    await Job.all().update(state="waiting")
    await worker()
    told = [subject for _, subject in await subjects()]
    assert told == [
        "Sent in: On engines",
        "Withdrawn: On engines",
        "Sent in: On engines",
    ]


async def test_no_organiser_reads_the_link_to_a_presenter_s_desk(
    client: httpx.AsyncClient, worker: Worker
) -> None:
    event = await make_event()
    await make_proposal(await make_call(event))
    await worker()
    link = (await mailed("/speakers/desk/")).rpartition("/proposals/")[0]
    await sign_in(client, await make_user(role=Role.OWNER, organisation=event.organisation))
    page = await client.get(f"/organiser/outbox/mails/{(await Mail.get()).id}")
    assert (page.status_code, "Sent in: On engines" in page.text) == (200, True)
    assert link not in page.text


async def test_a_mail_that_comes_too_late_is_not_sent(database: None, worker: Worker) -> None:
    proposal, _ = await make_proposal(await make_call(await make_event()))
    await submit.withdraw(proposal)
    await worker()
    assert [subject for _, subject in await subjects()] == ["Withdrawn: On engines"]


async def test_acceptance_confirmation_and_cancellation_are_told(
    database: None, worker: Worker
) -> None:
    call = await make_call(await make_event())
    proposal, _ = await make_proposal(call)
    await decide.decide(call, [proposal.code], ProposalState.ACCEPTED)
    await worker()
    assert len(await subjects()) == 1
    await decide.release(call)
    await submit.confirm(proposal)
    await submit.cancel(proposal)
    await worker()
    assert [job.state for job in await Job.exclude(kind="mail.send")] == ["done"] * 4
    assert (await subjects())[-1] == ("ada@example.org", "Cancelled: On engines")


async def test_a_proposal_that_is_gone_is_told_of_to_nobody(database: None, worker: Worker) -> None:
    proposal, _ = await make_proposal(await make_call(await make_event()))
    await Presenter.all().delete()
    await Proposal.filter(id=proposal.id).delete()
    await worker()
    assert await Mail.all().count() == 0
    assert "proposal.submitted" in jobs.HANDLERS


async def test_a_lost_link_is_mailed_to_every_desk_of_the_address(
    client: httpx.AsyncClient, worker: Worker
) -> None:
    await make_proposal(await make_call(await make_event()))
    await worker()
    token = await csrf(client)
    for email in ("ADA@example.org", "nobody@example.org"):
        await client.post("/speakers/desk", data={"csrf": token, "email": email})
    await worker()
    assert (await subjects())[-1] == ("ada@example.org", "Your link to what you present")
    page = await client.get(await mailed("/speakers/desk/", to="ada@example.org"))
    assert (page.status_code, (await Speaker.get()).name["en"] in page.text) == (200, True)


async def test_a_draft_that_nobody_claimed_for_a_month_is_forgotten(
    client: httpx.AsyncClient,
) -> None:
    call = await make_call(await make_event(), closes_at=None)
    token = await csrf(client)
    typed = {"csrf": token, "name": "Eve", "email": "eve@example.org", "title_en": "Unclaimed"}
    await client.post("/events/summit/calls/talks/proposals", data=typed)
    await make_draft(call)
    clock.shift(timedelta(days=29))
    assert await purge() == 0
    clock.shift(timedelta(days=31))
    assert await purge() == 1
    assert (await Proposal.get()).title["en"] == "On engines"


async def test_another_address_of_a_person_gets_the_mails_and_kills_the_links(
    client: httpx.AsyncClient, worker: Worker
) -> None:
    proposal, writer = await make_proposal(await make_call(await make_event()))
    ada = await Speaker.get()
    desk = f"/speakers/desk/{await desk_key(ada.id)}"
    await profile.edit(ada, profile.Profile(ada.name, email="new@example.org"))
    assert (await client.get(desk)).status_code == 410
    await submit.withdraw(proposal)
    await worker()
    assert await subjects() == [("new@example.org", "Withdrawn: On engines")]
    assert writer.email == "ada@example.org"
