"""What a person who presents finds at the own desk: proposals, events, calls that are open."""

from typing import Any

from tortoise.expressions import Q

from events_svc import clock
from events_svc.accounts.errors import NotFound
from events_svc.calls.models import (
    Call,
    Presenter,
    Proposal,
)
from events_svc.events.models import Event, EventState
from events_svc.schedule.models import Appearance
from speakers.models import Speaker


async def proposals_of(speaker: Speaker) -> list[Proposal]:
    """What the person presents or wrote, the newest first, with call and event."""
    mine = Presenter.filter(speaker_id=speaker.id)
    ids: list[Any] = [*await mine.values_list("proposal_id", flat=True)]
    found = Proposal.filter(id__in=ids).order_by("-id").limit(200)
    return await found.select_related("call__event__organisation", "session_type", "session__room")


async def own(speaker: Speaker, proposal_id: int) -> tuple[Proposal, Presenter]:
    """A proposal that the person presents, and the row that says so; raises NotFound."""
    presenter = await Presenter.get_or_none(proposal_id=proposal_id, speaker_id=speaker.id)
    if presenter is None:
        raise NotFound
    found = Proposal.get(id=proposal_id)
    proposal = await found.select_related(
        "call__event__organisation", "session_type", "track", "access_code", "session__room"
    )
    return proposal, presenter


async def published_call(call_id: int) -> Call:
    """The published call with this id, with its event and house; raises NotFound."""
    found = await Call.get_or_none(id=call_id, is_published=True).select_related(
        "event__organisation"
    )
    if found is None or found.event.state is EventState.DRAFT:
        raise NotFound
    return found


async def open_calls(house: str) -> list[Call]:
    """The published calls of a house (`organisation:7`) that some may still answer, with their events."""
    organisation_id = int(house.rpartition(":")[2])
    found = Call.filter(is_published=True, event__organisation_id=organisation_id)
    found = found.filter(event__state=EventState.PUBLISHED, event__ends_at__gt=clock.now())
    waiting = Q(closes_at=None) | Q(closes_at__gt=clock.now())
    return await found.filter(waiting).order_by("closes_at", "id").limit(20).select_related("event")


async def events_of(speaker: Speaker) -> list[Event]:
    """The events at which the person presents or has proposed something, the latest first."""
    proposed = Presenter.filter(speaker_id=speaker.id).distinct()
    shown = Appearance.filter(speaker_id=speaker.id).distinct()
    ids: list[Any] = [*await proposed.values_list("proposal__call__event_id", flat=True)]
    ids += [*await shown.values_list("session__event_id", flat=True)]
    return await Event.filter(id__in=ids).order_by("-starts_at").limit(50)
