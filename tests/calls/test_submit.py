"""Drafts are sent in, changed, taken back, confirmed: by rules that hold under a crowd."""

import asyncio
import uuid
from collections.abc import Awaitable
from datetime import timedelta
from typing import Any

import pytest

from events_svc import clock
from events_svc.accounts.models import AuditEntry
from events_svc.calls import decide, draft, make, offers, queries, submit
from events_svc.calls.draft import Sheet
from events_svc.calls.errors import (
    CallClosed,
    ChangedMeanwhile,
    CodeNeeded,
    CodeUnknown,
    Incomplete,
    NotSendable,
    StateForbids,
    TooManyProposals,
)
from events_svc.calls.models import AccessCode, Answer, Call, Proposal, ProposalState, QuestionKind
from events_svc.events.models import Event, EventState
from events_svc.outbox.models import Job
from events_svc.schedule.models import Session, SessionState
from tests.asked import asked
from tests.calls.factories import (
    author,
    make_call,
    make_draft,
    make_offer,
    make_proposal,
    make_question,
)
from tests.events.factories import make_event

HOUR = timedelta(hours=1)


async def state_of(proposal: Proposal) -> ProposalState:
    return (await Proposal.get(id=proposal.id)).state


async def times(action: str) -> int:
    return await AuditEntry.filter(action=action).count()


async def crowd(*attempts: Awaitable[Any]) -> list[str]:
    """What all at once got, in words."""
    results = await asyncio.gather(*attempts, return_exceptions=True)
    return sorted(type(result).__name__ for result in results)


async def test_ten_submits_at_once_make_one(database: None) -> None:
    call = await make_call(await make_event())
    proposal, writer = await make_draft(call)
    await crowd(*(submit.submit(proposal, writer) for _ in range(10)))
    assert await state_of(proposal) is ProposalState.SUBMITTED
    assert await times("proposal.submitted") == 1
    assert await Job.filter(kind="proposal.submitted").count() == 1


async def test_one_form_sent_ten_times_is_one_proposal(database: None) -> None:
    event = await make_event()
    call, who, key = await make_call(event), await author(event), uuid.uuid4()
    sheet = Sheet(title={"en": "Once"})
    made = [submit.begin_and_submit(call, sheet, who, key=key, code=None) for _ in range(10)]
    found = await asyncio.gather(*made)
    assert {one.id for one in found} == {(await Proposal.get()).id}
    assert await times("proposal.submitted") == 1


async def test_a_key_of_somebody_else_makes_a_proposal_of_one_s_own(database: None) -> None:
    event = await make_event()
    call, key, sheet = await make_call(event), uuid.uuid4(), Sheet(title={"en": "Mine"})
    ada, eve = await author(event), await author(event, "eve@example.org", "Eve")
    first = await submit.begin_draft(call, sheet, ada, key=key, code=None)
    second = await submit.begin_draft(call, sheet, eve, key=key, code=None)
    assert (first.guid, second.guid == key) == (key, False)


async def test_after_the_deadline_nothing_is_sent_in_or_changed(database: None) -> None:
    call = await make_call(await make_event(), closes_at=clock.now() + HOUR)
    proposal, writer = await make_draft(call)
    sent, its_writer = await make_proposal(call, "Sent", email="eve@example.org")
    clock.shift(2 * HOUR)
    with pytest.raises(CallClosed):
        await submit.submit(proposal, writer)
    with pytest.raises(CallClosed):
        await submit.save(sent, its_writer, Sheet(title={"en": "Late"}), version=sent.version)
    assert await state_of(proposal) is ProposalState.DRAFT
    assert (await Proposal.get(id=sent.id)).title["en"] == "Sent"


async def test_a_draft_is_kept_also_after_the_deadline(database: None) -> None:
    call = await make_call(await make_event(), closes_at=clock.now() + HOUR)
    proposal, writer = await make_draft(call)
    clock.shift(2 * HOUR)
    await submit.save(proposal, writer, Sheet(title={"en": "Still mine"}), version=0)
    assert (await Proposal.get(id=proposal.id)).title == {"en": "Still mine"}


async def test_a_late_code_opens_a_closed_call_for_as_many_as_it_says(database: None) -> None:
    call = await make_call(await make_event(), closes_at=clock.now() + HOUR)
    until = clock.now() + 5 * HOUR
    code = await offers.add_code(call, offers.CodeTerms("LATE", valid_until=until, most_uses=1))
    drafts = [await make_draft(call, f"Talk {n}", email=f"a{n}@example.org") for n in range(5)]
    for proposal, _ in drafts:
        await draft.bring_code(proposal, code)
    clock.shift(2 * HOUR)
    results = await crowd(*(submit.submit(*one) for one in drafts))
    assert results == ["CodeUnknown"] * 4 + ["NoneType"]
    assert (await AccessCode.get()).uses == 1
    clock.shift(6 * HOUR)
    with pytest.raises(CodeUnknown):
        await queries.code_of(call, "LATE")


async def test_what_needs_a_code_is_not_even_begun_without(database: None) -> None:
    event = await make_event()
    call = await make_call(event, needs_code=True)
    with pytest.raises(CodeNeeded):
        await submit.begin_draft(
            call, Sheet(title={"en": "A"}), await author(event), key=uuid.uuid4(), code=None
        )
    assert await Proposal.all().count() == 0


async def test_a_person_sends_in_no_more_than_most_each(database: None) -> None:
    call = await make_call(await make_event(), most_each=1)
    drafts = [await make_draft(call, f"Talk {n}") for n in range(5)]
    results = await crowd(*(submit.submit(*one) for one in drafts))
    assert results == ["NoneType"] + ["TooManyProposals"] * 4
    (sent,) = await Proposal.filter(state=ProposalState.SUBMITTED)
    await submit.withdraw(sent)
    await submit.submit(*next(one for one in drafts if one[0].id != sent.id))
    with pytest.raises(TooManyProposals):
        await submit.submit(*next(one for one in drafts if one[0].id == sent.id))


async def test_what_is_missing_is_named_by_its_field(database: None) -> None:
    call = await make_call(await make_event())
    await make_offer(call)
    shirt = await make_question(call, is_required=True)
    of_ada = await make_question(call, label="Phone", is_required=True, is_of_presenter=True)
    await make_question(call, label="Kit", is_required=True, only_types=[999])
    proposal, writer = await make_draft(call)
    with pytest.raises(Incomplete) as refused:
        await submit.submit(proposal, writer)
    fields = dict.fromkeys(["session_type", f"q{shirt.id}", f"q{of_ada.id}"], "missing")
    assert refused.value.errors == fields


async def test_answers_keep_their_kinds(database: None) -> None:
    call = await make_call(await make_event())
    values: dict[QuestionKind, Any] = {
        QuestionKind.LINE: "L",
        QuestionKind.NUMBER: 1.5,
        QuestionKind.YES_NO: False,
        QuestionKind.CHOICES: [0, 2],
        QuestionKind.TEXT: {"zh": "红\U00020bb7"},
    }
    asked_ = {await make_question(call, kind, kind): value for kind, value in values.items()}
    given = {question.id: value for question, value in asked_.items()}
    proposal, writer = await make_draft(call, answers=given)
    assert await queries.answers_of(proposal, writer.id) == given
    await submit.save(proposal, writer, Sheet(title={"en": "A"}), version=0)
    assert await Answer.all().count() == 0


async def test_two_presenters_at_once_lose_nothing(database: None) -> None:
    call = await make_call(await make_event())
    proposal, writer = await make_draft(call)
    sheets = [Sheet(title={"en": f"Version {n}"}) for n in range(5)]
    results = await crowd(*(submit.save(proposal, writer, one, version=0) for one in sheets))
    assert results == ["ChangedMeanwhile"] * 4 + ["NoneType"]
    assert (await Proposal.get()).version == 1
    with pytest.raises(ChangedMeanwhile):
        await submit.save_and_submit(proposal, writer, sheets[0], version=0)
    assert await state_of(proposal) is ProposalState.DRAFT


async def accepted(call: Call) -> Proposal:
    proposal, _ = await make_proposal(call)
    await decide.decide(call, [proposal.code], ProposalState.ACCEPTED)
    await decide.release(call)
    return await Proposal.get(id=proposal.id)


async def test_confirmed_twice_is_confirmed_once(database: None) -> None:
    proposal = await accepted(await make_call(await make_event()))
    await crowd(*(submit.confirm(proposal) for _ in range(5)))
    assert await state_of(proposal) is ProposalState.CONFIRMED
    assert (await Session.get()).state is SessionState.CONFIRMED
    assert await times("proposal.confirmed") == 1


@pytest.mark.parametrize("act", [submit.withdraw, submit.cancel], ids=["withdraw", "cancel"])
async def test_what_is_taken_back_is_cancelled_in_the_agenda(database: None, act: Any) -> None:
    proposal = await accepted(await make_call(await make_event()))
    await submit.confirm(proposal)
    await act(proposal)
    assert (await Session.get()).state is SessionState.CANCELLED
    with pytest.raises(StateForbids):
        await submit.confirm(proposal)


async def test_who_withdrew_may_come_again_and_gets_the_same_session_without_a_time(
    database: None,
) -> None:
    call = await make_call(await make_event())
    proposal = await accepted(call)
    session = await Session.get()
    await submit.withdraw(proposal)
    writer = (await queries.presenters(proposal))[0]
    version = (await Proposal.get(id=proposal.id)).version
    await submit.save_and_submit(proposal, writer, Sheet({"en": "Engines, anew"}), version=version)
    before = (await Session.get()).version
    await decide.decide(call, [proposal.code], ProposalState.ACCEPTED)
    await decide.release(call)
    now = await Session.get()
    assert (now.id, now.state, now.starts_at) == (session.id, SessionState.DRAFT, None)
    assert (now.title, now.version) == ({"en": "Engines, anew"}, before + 1)


@pytest.mark.parametrize("act", [submit.withdraw, submit.cancel, submit.confirm])
async def test_a_draft_cannot_be_withdrawn_cancelled_or_confirmed(database: None, act: Any) -> None:
    proposal, _ = await make_draft(await make_call(await make_event()))
    with pytest.raises(NotSendable):
        await act(proposal)
    assert await state_of(proposal) is ProposalState.DRAFT


async def test_a_release_of_decisions_asks_the_same_number_of_queries_for_one_and_for_nine(
    database: None,
) -> None:
    event = await make_event()
    counts = []
    for number in (1, 9):
        call = await make_call(event, f"call-{number}")
        for n in range(number):
            proposal, _ = await make_proposal(call, f"Talk {n}", email=f"a{number}{n}@example.org")
            await decide.decide(call, [proposal.code], ProposalState.ACCEPTED)
        async with asked() as statements:
            assert await decide.release(call) == number
        counts.append(len(statements))
    assert counts[0] == counts[1]
    found = await Proposal.filter(state=ProposalState.ACCEPTED).select_related("session")
    assert [(one.session.code, one.session.title) for one in found] == [
        (one.code, one.title) for one in found
    ]
    assert await Session.filter(state=SessionState.DRAFT, starts_at=None).count() == 10


async def test_a_closed_call_takes_nothing_from_that_instant(database: None) -> None:
    call = await make_call(await make_event(), closes_at=None)
    kind = await make_offer(call, closes_at=clock.now() + HOUR)
    proposal, writer = await make_draft(call, session_type_id=kind.id)
    await make.close(call)
    with pytest.raises(CallClosed):
        await submit.submit(proposal, writer)


async def test_a_cancelled_event_takes_no_proposals(database: None) -> None:
    event = await make_event()
    call = await make_call(event)
    proposal, writer = await make_draft(call)
    await Event.filter(id=event.id).update(state=EventState.CANCELLED)
    with pytest.raises(CallClosed):
        await submit.submit(proposal, writer)
    with pytest.raises(CallClosed):
        await make_draft(call)
    assert await Proposal.all().count() == 1


async def test_what_is_closed_is_not_reopened_by_another_type(database: None) -> None:
    call = await make_call(await make_event())
    short = await make_offer(call, "short", closes_at=clock.now() + HOUR)
    long = await make_offer(call, "long")
    proposal, writer = await make_proposal(call, session_type_id=short.id)
    clock.shift(2 * HOUR)
    sheet = Sheet(title={"en": "Another"}, session_type_id=long.id)
    with pytest.raises(CallClosed):
        await submit.save(proposal, writer, sheet, version=proposal.version)
    assert (await Proposal.get()).title["en"] == "On engines"
