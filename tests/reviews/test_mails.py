"""Letters of reviewing, each once, in the language of who reads them."""

import asyncio
from typing import Any

import pytest

from events_svc.accounts.models import SignInLink, User
from events_svc.calls.models import Presenter, Proposal, ProposalState
from events_svc.config import Settings
from events_svc.jobs import Context
from events_svc.jobs import reviews as jobs
from events_svc.outbox.models import Mail
from speakers.models import Speaker
from tests.reviews.factories import make_call, make_proposal, make_reviewer


@pytest.fixture
def context(settings: Settings) -> Context:
    return Context(settings, None)  # type: ignore[arg-type]  # nothing here speaks HTTP


def told(proposal: Proposal) -> dict[str, Any]:
    """What the job of its decision is told."""
    return {"proposal_id": proposal.id, "decision": proposal.state.value, "version": 0}


async def test_everybody_who_presents_is_told_in_the_own_language(
    database: None, context: Context
) -> None:
    call = await make_call()
    proposal = await make_proposal(call, language="zh", state=ProposalState.ACCEPTED)
    await Presenter.create(proposal=proposal, email="invited@x.example")
    await jobs.tell_of_decision(context, told(proposal))
    (mail,) = await Mail.all()
    assert (mail.recipient, mail.language) == ("ada@uni.example", "zh")
    assert mail.subject == "已入选：关于 AAAAAA"
    assert "阿达，您好" in mail.body_text
    assert "http://testserver/speakers/desk/" in mail.body_text


async def test_two_workers_with_the_same_job_post_one_letter(
    database: None, context: Context
) -> None:
    proposal = await make_proposal(await make_call(), state=ProposalState.REJECTED)
    await asyncio.gather(*(jobs.tell_of_decision(context, told(proposal)) for _ in range(3)))
    assert [one.subject for one in await Mail.all()] == ["About your proposal: About AAAAAA"]


async def test_a_decision_goes_to_the_present_address(database: None, context: Context) -> None:
    proposal = await make_proposal(await make_call(), state=ProposalState.ACCEPTED)
    await Speaker.all().update(email="ada@new.example")
    await jobs.tell_of_decision(context, told(proposal))
    assert [one.recipient for one in await Mail.all()] == ["ada@new.example"]


async def test_who_is_accepted_again_is_told_again_and_who_has_withdrawn_is_not(
    database: None, context: Context
) -> None:
    proposal = await make_proposal(await make_call(), state=ProposalState.ACCEPTED)
    await jobs.tell_of_decision(context, told(proposal))
    await Proposal.all().update(state=ProposalState.WITHDRAWN)
    await jobs.tell_of_decision(context, {**told(proposal), "version": 3})
    assert await Mail.all().count() == 1
    await Proposal.all().update(state=ProposalState.ACCEPTED)
    await jobs.tell_of_decision(context, {**told(proposal), "version": 6})
    assert await Mail.all().count() == 2


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
