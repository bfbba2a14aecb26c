"""When proposals are judged, and by which rules: phases that follow each other, never two at once."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from tortoise.expressions import Q

from events_svc import clock
from events_svc.accounts import audit
from events_svc.accounts.errors import NotFound
from events_svc.calls.lock import lock
from events_svc.calls.models import Call
from events_svc.database import in_transaction
from events_svc.reviews.errors import PhasesOverlap, PhaseTooShort
from events_svc.reviews.models import Average, Others, Phase
from events_svc.text import Text


@dataclass(frozen=True, slots=True)
class Rules:
    """What a phase says."""

    name: Text
    opens_at: datetime
    closes_at: datetime
    is_anonymous: bool = False
    only_assigned: bool = False
    shows_others: Others = Others.AFTER
    average: Average = Average.MEAN


async def add(call: Call, rules: Rules) -> Phase:
    """A phase of the call; raises PhaseTooShort, PhasesOverlap."""
    async with in_transaction():
        await lock(call.id)
        await _refuse(call, rules)
        phase = await Phase.create(call_id=call.id, **asdict(rules))
        await _record("phase.added", phase, call)
    return phase


async def change(call: Call, phase_id: int, rules: Rules) -> None:
    """The phase says this instead; raises NotFound, PhaseTooShort, PhasesOverlap."""
    async with in_transaction():
        await lock(call.id)
        phase = await _phase(call, phase_id)
        await _refuse(call, rules, but=phase.id)
        await Phase.filter(id=phase.id).update(**asdict(rules))
        await _record("phase.changed", phase, call)


async def remove(call: Call, phase_id: int) -> None:
    """There is no such phase any more; what was said in it stays."""
    async with in_transaction():
        await lock(call.id)
        phase = await _phase(call, phase_id)
        await Phase.filter(id=phase.id).delete()
        await _record("phase.removed", phase, call)


async def of_call(call_id: int) -> Sequence[Phase]:
    """The phases in the order of time."""
    return await Phase.filter(call_id=call_id).order_by("opens_at")


async def open_now(call_id: int) -> Phase | None:
    """The phase that is open at this moment: it closes just at its end."""
    now = clock.now()
    return await Phase.filter(call_id=call_id, opens_at__lte=now, closes_at__gt=now).first()


async def next_after_now(call_id: int) -> Phase | None:
    """The phase that opens next."""
    coming = Phase.filter(call_id=call_id, opens_at__gt=clock.now())
    return await coming.order_by("opens_at").first()


async def governing(call_id: int) -> Phase | None:
    """The phase by whose rule scores are averaged: the last that has begun, else the first to come."""
    begun = Phase.filter(call_id=call_id, opens_at__lte=clock.now()).order_by("-opens_at")
    return await begun.first() or await next_after_now(call_id)


async def _refuse(call: Call, rules: Rules, *, but: int = 0) -> None:
    if rules.closes_at <= rules.opens_at:
        raise PhaseTooShort
    meets = Q(opens_at__lt=rules.closes_at, closes_at__gt=rules.opens_at)
    other = await Phase.filter(meets, call_id=call.id).exclude(id=but).first()
    if other is not None:
        raise PhasesOverlap(other.name)


async def _phase(call: Call, phase_id: int) -> Phase:
    phase = await Phase.get_or_none(id=phase_id, call_id=call.id)
    if phase is None:
        raise NotFound
    return phase


async def _record(action: str, phase: Phase, call: Call) -> None:
    await audit.record(action, f"phase:{phase.id}", event_id=call.event_id, name=phase.name)
