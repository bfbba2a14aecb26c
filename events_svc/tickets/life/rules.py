"""What the rules of an event allow its buyers at an instant. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from events_svc.events.models import Event, EventState
from events_svc.tickets.life.models import CancelRight, OrderRules
from events_svc.tickets.pricing import part_of


@dataclass(frozen=True, slots=True)
class Step:
    """Until `until` a ticket is cancelled for a part of its price and a sum, never more than its price."""

    until: datetime
    fee_bp: int = 0
    fee_minor: int = 0

    def fee_of(self, price_minor: int) -> int:
        """What it costs to cancel a ticket of this price."""
        return min(part_of(price_minor, self.fee_bp) + self.fee_minor, price_minor)


@dataclass(frozen=True, slots=True)
class Rights:
    """What a buyer may do now; `step` says for how much one may cancel what was paid for, None: not."""

    names: bool
    pass_on: bool
    swap: bool
    ask: bool
    step: Step | None

    def fee_of(self, prices_minor: Iterable[int]) -> int | None:
        """What it costs to cancel tickets of these prices; None when one may not."""
        return None if self.step is None else sum(map(self.step.fee_of, prices_minor))


def rights(rules: OrderRules, event: Event, *, at: datetime) -> Rights:
    """The rights of the buyers of `event` at the instant `at`."""
    runs = at < event.ends_at and event.state is not EventState.CANCELLED
    names = runs and _before(at, rules.names_until)
    return Rights(
        names=names,
        pass_on=names and rules.may_pass_on,
        swap=runs and rules.may_swap and _before(at, rules.swap_until),
        ask=rules.cancel is not CancelRight.NO,
        step=_step(rules, event, at) if rules.cancel is CancelRight.SELF else None,
    )


def steps_of(rules: OrderRules) -> list[Step]:
    """The steps of the rules by time."""
    found = [
        Step(datetime.fromisoformat(one["until"]), one.get("fee_bp", 0), one.get("fee_minor", 0))
        for one in rules.cancel_steps
    ]
    return sorted(found, key=lambda one: one.until)


def _step(rules: OrderRules, event: Event, at: datetime) -> Step | None:
    steps = steps_of(rules) or [Step(event.starts_at)]
    return next((one for one in steps if at < one.until), None)


def _before(at: datetime, until: datetime | None) -> bool:
    return until is None or at < until
