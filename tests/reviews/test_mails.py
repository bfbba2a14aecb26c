"""Letters of reviewing, each once, in the language of who reads them."""

import asyncio

import pytest

from events_svc.accounts.models import SignInLink, User
from events_svc.calls.models import Presenter, ProposalState
from events_svc.config import Settings
from events_svc.jobs import Context
from events_svc.jobs import reviews as jobs
from events_svc.outbox.models import Mail
from tests.reviews.factories import make_call, make_proposal, make_reviewer


@pytest.fixture
def context(settings: Settings) -> Context:
    return Context(settings, None)  # type: ignore[arg-type]  # nothing here speaks HTTP


async def test_everybody_who_presents_is_told_in_the_own_language(
    database: None, context: Context
) -> None:
    call = await make_call()
    proposal = await make_proposal(call, language="zh")
    await Presenter.create(proposal=proposal, email="invited@x.example")
    await jobs.tell_of_decision(context, {"proposal_id": proposal.id, "decision": "accepted"})
    (mail,) = await Mail.all()
    assert (mail.recipient, mail.language) == ("ada@uni.example", "zh")
    assert mail.subject == "已入选：关于 AAAAAA"
    assert "阿达，您好" in mail.body_text
    assert "http://testserver/speakers/desk/" in mail.body_text


async def test_two_workers_with_the_same_job_post_one_letter(
    database: None, context: Context
) -> None:
    proposal = await make_proposal(await make_call())
    payload = {"proposal_id": proposal.id, "decision": ProposalState.REJECTED.value}
    await asyncio.gather(*(jobs.tell_of_decision(context, payload) for _ in range(3)))
    assert [one.subject for one in await Mail.all()] == ["About your proposal: About AAAAAA"]


async def test_a_reviewer_gets_a_link_that_signs_in(database: None, context: Context) -> None:
    reviewer = await make_reviewer(await make_call())
    await jobs.invite_reviewer(context, {"reviewer_id": reviewer.id})
    (mail,) = await Mail.all()
    assert mail.recipient == "rita@example.org"
    assert "http://testserver/sign-in/" in mail.body_text
    assert f"?next=/reviews/{reviewer.call_id}" in mail.body_text
    assert mail.about.startswith(f"user:{reviewer.user_id}:")  # nobody else reads it


async def test_a_reviewer_with_a_password_gets_no_link_that_signs_in(
    database: None, context: Context
) -> None:
    reviewer = await make_reviewer(await make_call())
    await User.all().update(password_hash="argon2")
    await jobs.invite_reviewer(context, {"reviewer_id": reviewer.id})
    (mail,) = await Mail.all()
    assert f"http://testserver/sign-in?next=/reviews/{reviewer.call_id}" in mail.body_text
    assert await SignInLink.all().count() == 0
