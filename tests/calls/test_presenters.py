"""Who presents: invited by mail, answering once."""

import asyncio

import httpx
import pytest

from events_svc.accounts.errors import NotFound
from events_svc.calls import decide, presenters, submit
from events_svc.calls.errors import (
    AlreadyPresenter,
    InvitationGone,
    LastPresenter,
    StateForbids,
    TooManyPresenters,
)
from events_svc.calls.models import Presenter, PresenterState, Proposal, ProposalState
from events_svc.calls.people import desk_key
from events_svc.calls.presenters import Guest
from events_svc.outbox.models import Mail
from events_svc.schedule.models import Appearance
from speakers.models import Speaker
from tests.accounts.factories import csrf
from tests.calls.browser import Worker, mailed
from tests.calls.factories import make_call, make_draft, make_proposal
from tests.events.factories import make_event

GRACE = Guest("grace@example.org", "格蕾丝", "zh")


@pytest.fixture
async def proposal(database: None) -> Proposal:
    made, _ = await make_proposal(await make_call(await make_event()))
    return made


async def invited(proposal: Proposal, guest: Guest = GRACE) -> str:
    """The secret of an invitation."""
    return await presenters.new_link(await presenters.invite(proposal, guest))


async def test_a_guest_joins_and_presents(proposal: Proposal) -> None:
    _, speaker = await presenters.join(await invited(proposal))
    assert (speaker.name, speaker.email) == ({"zh": "格蕾丝"}, "grace@example.org")
    names = [one.email for one in await presenters.joined(proposal)]
    assert names == ["ada@example.org", "grace@example.org"]


async def test_an_invitation_is_answered_once_however_many_press(proposal: Proposal) -> None:
    secret = await invited(proposal)
    answers = [presenters.join(secret) for _ in range(5)] + [presenters.decline(secret)]
    results = await asyncio.gather(*answers, return_exceptions=True)
    assert [isinstance(one, InvitationGone) for one in results].count(False) == 1
    assert await Speaker.filter(email="grace@example.org").count() <= 1


async def test_who_declines_does_not_present_and_the_link_is_dead(proposal: Proposal) -> None:
    secret = await invited(proposal)
    await presenters.decline(secret)
    with pytest.raises(InvitationGone):
        await presenters.join(secret)
    assert (await Presenter.get(position=1)).state is PresenterState.DECLINED
    assert len(await presenters.joined(proposal)) == 1


async def test_a_new_link_kills_the_one_before(proposal: Proposal) -> None:
    first = await invited(proposal)
    second = await presenters.new_link(await Presenter.get(position=1))
    with pytest.raises(InvitationGone):
        await presenters.invited(first)
    assert (await presenters.invited(second)).email == "grace@example.org"


async def test_somebody_known_to_the_house_stays_one_person(proposal: Proposal) -> None:
    known = await Speaker.get(email="ada@example.org")
    await proposal.fetch_related("call__event__organisation")
    more = await make_call(proposal.call.event, "more")
    other, _ = await make_proposal(more, email="eve@example.org")
    _, speaker = await presenters.join(await invited(other, Guest("ada@example.org", "A", "en")))
    assert (speaker.id, speaker.name) == (known.id, known.name)


async def test_who_is_invited_already_or_too_many_are_refused(proposal: Proposal) -> None:
    await invited(proposal)
    with pytest.raises(AlreadyPresenter):
        await invited(proposal)
    for n in range(presenters.MOST - 2):
        await invited(proposal, Guest(f"g{n}@example.org", "G", "en"))
    with pytest.raises(TooManyPresenters):
        await invited(proposal, Guest("more@example.org", "G", "en"))
    assert await Presenter.all().count() == presenters.MOST


async def test_nobody_is_invited_to_what_is_over(proposal: Proposal) -> None:
    await submit.withdraw(proposal)
    with pytest.raises(StateForbids):
        await invited(proposal)


async def test_the_author_cannot_be_removed_a_guest_can(proposal: Proposal) -> None:
    await presenters.join(await invited(proposal))
    first, guest = await Presenter.all().order_by("position")
    with pytest.raises(LastPresenter):
        await presenters.remove(proposal, first.id)
    await presenters.remove(proposal, guest.id)
    with pytest.raises(NotFound):
        await presenters.remove(proposal, guest.id)
    assert len(await presenters.joined(proposal)) == 1


async def test_who_joins_an_accepted_proposal_presents_its_session(proposal: Proposal) -> None:
    secret = await invited(proposal)
    await proposal.fetch_related("call")
    await decide.decide(proposal.call, [proposal.code], ProposalState.ACCEPTED)
    await decide.release(proposal.call)
    assert await Appearance.all().count() == 1
    await presenters.join(secret)
    assert await Appearance.all().count() == 2


async def test_a_draft_that_its_author_did_not_write_is_gone(
    client: httpx.AsyncClient, worker: Worker
) -> None:
    await make_call(await make_event())
    url = "/events/summit/calls/talks/proposals"
    typed = {"csrf": await csrf(client), "name": "Eve", "email": "ada@example.org"}
    await client.post(url, data={**typed, "title_en": "Not mine", "act": "submit"})
    await worker()
    link = await mailed("/speakers/invitations/", to="ada@example.org")
    await client.post(link, data={"csrf": typed["csrf"], "answer": "decline"})
    assert await Proposal.all().count() == 0
    assert await Speaker.all().count() == 0
    assert (await client.get(link)).status_code == 410


async def test_the_desk_invites_reminds_and_takes_away(
    client: httpx.AsyncClient, worker: Worker
) -> None:
    call = await make_call(await make_event())
    proposal, writer = await make_draft(call)
    await worker()
    assert writer.speaker_id is not None
    desk = f"/speakers/desk/{await desk_key(writer.speaker_id)}/proposals/{proposal.id}"
    token = {"csrf": await csrf(client)}
    guest = {"guest_name": "Grace", "guest_email": "Grace@Example.org", "guest_language": "zh"}
    for status in (303, 422):
        answer = await client.post(f"{desk}/presenters", data={**token, **guest})
        assert answer.status_code == status
    await worker()
    first = await mailed("/speakers/invitations/", to="grace@example.org")
    guest_id = (await Presenter.get(position=1)).id
    await client.post(f"{desk}/presenters/{guest_id}/reminder", data=token)
    await worker()
    assert await Mail.filter(recipient="grace@example.org", language="zh").count() == 2
    assert (await client.get(first)).status_code == 410
    await client.post(f"{desk}/presenters/{guest_id}/removal", data=token)
    assert await Presenter.all().count() == 1


@pytest.mark.parametrize(
    "email",
    ["mallory,eve@x.example", "<bo@example.org>", "a\x01b@example.org"],
    ids=["two", "named", "control"],
)
async def test_an_address_that_would_be_two_in_a_mail_is_refused(
    client: httpx.AsyncClient, email: str
) -> None:
    proposal, _ = await make_proposal(await make_call(await make_event()))
    address = f"/speakers/desk/{await desk_key((await Speaker.get()).id)}/proposals/{proposal.id}"
    guest = {"guest_name": "Eve", "guest_email": email, "csrf": await csrf(client)}
    answer = await client.post(f"{address}/presenters", data=guest)
    assert (answer.status_code, "Eve" in answer.text) == (422, True)
    assert await Presenter.all().count() == 1
