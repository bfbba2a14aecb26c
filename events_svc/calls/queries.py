"""What pages and feeds read of calls and of what was sent in."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from tortoise.expressions import Q
from tortoise.functions import Count

from events_svc import clock
from events_svc.accounts.errors import NotFound
from events_svc.calls.errors import CodeUnknown
from events_svc.calls.models import (
    AccessCode,
    Answer,
    Call,
    Offer,
    Presenter,
    Proposal,
    Question,
)
from events_svc.events.models import Event
from events_svc.schedule.models import Track
from events_svc.schedule.plan_models import SessionType

PAGE = 50


@dataclass(frozen=True, slots=True)
class Whole:
    """A call with all that it asks."""

    call: Call
    offers: list[Offer]  # each with its session type
    questions: list[Question]
    tracks: list[Track]


async def calls_of(event: Event) -> list[Call]:
    """The event's calls, in the order of their making."""
    return await Call.filter(event_id=event.id).order_by("id").limit(100)


async def published(event: Event) -> list[Call]:
    """The calls that the public sees, in the order of their making."""
    return await Call.filter(event_id=event.id, is_published=True).order_by("id").limit(100)


async def open_now(event: Event) -> list[Call]:
    """The published calls of an event that may still be answered, the next deadline first."""
    begun = Q(opens_at=None) | Q(opens_at__lte=clock.now())
    waiting = Q(closes_at=None) | Q(closes_at__gt=clock.now())
    found = Call.filter(begun, waiting, event_id=event.id, is_published=True)
    return await found.order_by("closes_at", "id").limit(20)


async def call_of(event: Event, slug: str) -> Call:
    """The event's call with this slug; raises NotFound."""
    found = await Call.get_or_none(event_id=event.id, slug=slug[:200])
    if found is None:
        raise NotFound
    return found


async def whole(call: Call) -> Whole:
    """The call with offers, questions and the tracks of its event, in four queries."""
    offers = Offer.filter(call_id=call.id).select_related("session_type")
    return Whole(
        call,
        await offers.order_by("session_type__position", "id"),
        await Question.filter(call_id=call.id).order_by("position", "id"),
        await Track.filter(event_id=call.event_id).order_by("position", "id"),
    )


async def code_of(call: Call, typed: str) -> AccessCode | None:
    """The code that somebody typed, None for nothing; CodeUnknown for a wrong, old or used up one."""
    typed = typed.strip()
    if not typed:
        return None
    found = await AccessCode.get_or_none(call_id=call.id, code=typed[:40])
    if found is None or len(typed) > 40:
        raise CodeUnknown
    is_over = found.valid_until is not None and found.valid_until <= clock.now()
    if is_over or (found.most_uses is not None and found.uses >= found.most_uses):
        raise CodeUnknown
    return found


async def counts(
    calls: Sequence[Call], *, without: Sequence[int] = ()
) -> dict[int, dict[str, int]]:
    """How many proposals each call has, by state; `without` those that the reader is kept from."""
    counted = Proposal.filter(call_id__in=[one.id for one in calls]).exclude(id__in=[*without])
    rows = (
        await counted.annotate(times=Count("id"))
        .group_by("call_id", "state")
        .values("call_id", "state", "times")
    )
    found: dict[int, dict[str, int]] = {one.id: {} for one in calls}
    for row in rows:
        found[row["call_id"]][str(row["state"])] = row["times"]
    return found


async def types(event_id: int) -> list[SessionType]:
    """The event's session types, in their order."""
    return await SessionType.filter(event_id=event_id).order_by("position", "id")


async def presenters(proposal: Proposal) -> list[Presenter]:
    """Who presents or is invited to, in their order, each with the speaker."""
    found = Presenter.filter(proposal_id=proposal.id).select_related("speaker")
    return await found.order_by("position", "id")


async def answers_of(proposal: Proposal, presenter_id: int) -> dict[int, Any]:
    """The answers of the proposal and of this presenter, by question."""
    given = Answer.filter(proposal_id=proposal.id, presenter_id__in=[0, presenter_id])
    return {one.question_id: one.value for one in await given}


async def answers_by_presenter(proposal: Proposal) -> dict[int, dict[int, Any]]:
    """All answers of a proposal: by presenter (0: of the proposal itself), then by question."""
    found: dict[int, dict[int, Any]] = {}
    for one in await Answer.filter(proposal_id=proposal.id):
        found.setdefault(one.presenter_id, {})[one.question_id] = one.value
    return found
