"""Calls, and what is sent in to them."""

import uuid
from datetime import timedelta
from typing import Any

from events_svc import clock
from events_svc.calls import make, offers, questions, submit
from events_svc.calls.draft import Author, Sheet
from events_svc.calls.models import Call, Presenter, Proposal, Question, QuestionKind
from events_svc.calls.people import person
from events_svc.calls.questions import Asked
from events_svc.events.models import Event
from events_svc.schedule.plan_models import SessionType

WEEK = timedelta(days=7)


async def make_call(event: Event, slug: str = "talks", **terms: Any) -> Call:
    """A published call that is open for a week."""
    given = {"closes_at": clock.now() + WEEK, **terms}
    title = {"zh": "征集演讲", "en": "Call for talks"}
    call = await make.make(event, make.Terms(slug=slug, title=title, **given))
    await make.publish(call)
    return await Call.get(id=call.id)


async def make_type(event: Event, key: str = "talk", minutes: int = 30) -> SessionType:
    return await SessionType.create(
        event=event, key=key, name={"zh": f"类型 {key}", "en": key.title()}, minutes=minutes
    )


async def make_offer(call: Call, key: str = "talk", **terms: Any) -> SessionType:
    """A session type that the call takes."""
    event = await Event.get(id=call.event_id)
    kind = await make_type(event, key)
    await offers.offer(call, kind.id, offers.Terms(**terms))
    return kind


async def make_question(
    call: Call, kind: QuestionKind = QuestionKind.LINE, label: str = "Shirt size", **asked: Any
) -> Question:
    return await questions.ask(
        call, Asked(kind=kind, label={"zh": f"问 {label}", "en": label}, **asked)
    )


async def author(
    event: Event, email: str = "ada@example.org", name: str = "Ada Lovelace"
) -> Author:
    """Somebody whose address is proved."""
    speaker = await person(event, email=email, name=name)
    return Author(email, name, "en", speaker)


async def make_draft(
    call: Call, title: str = "On engines", *, email: str = "ada@example.org", **sheet: Any
) -> tuple[Proposal, Presenter]:
    """A draft of somebody whose address is proved."""
    event = await Event.get(id=call.event_id).select_related("organisation")
    who = await author(event, email, name=email.partition("@")[0].title())
    words = Sheet(title={"zh": f"提案 {title}", "en": title}, **sheet)
    made = await submit.begin_draft(call, words, who, key=uuid.uuid4(), code=None)
    return made, await Presenter.get(proposal_id=made.id)


async def make_proposal(
    call: Call, title: str = "On engines", *, email: str = "ada@example.org", **sheet: Any
) -> tuple[Proposal, Presenter]:
    """A proposal that was sent in."""
    made, writer = await make_draft(call, title, email=email, **sheet)
    await submit.submit(made, writer)
    return await Proposal.get(id=made.id), writer
