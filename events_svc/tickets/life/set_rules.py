"""Set what the buyers of an event may do by themselves."""

from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

from events_svc.accounts import audit
from events_svc.database import in_transaction
from events_svc.events.models import Event
from events_svc.tickets.life.models import CancelRight, OrderRules, RefundTo


@dataclass(frozen=True, slots=True)
class RuleFacts:
    """What the organiser says; see `OrderRules`."""

    names_until: datetime | None = None
    may_pass_on: bool = True
    may_swap: bool = False
    swap_until: datetime | None = None
    swap_fee_minor: int = 0
    cancel: CancelRight = CancelRight.ASK
    cancel_steps: list[dict[str, Any]] = field(default_factory=list)
    refunds_to: RefundTo = RefundTo.PAYER


async def set_rules(event: Event, facts: RuleFacts) -> OrderRules:
    """These rules hold from now on, for orders that stand too."""
    async with in_transaction():
        rules, _ = await OrderRules.update_or_create(defaults=asdict(facts), event_id=event.id)
        await audit.record("order_rules.set", f"event:{event.id}", event_id=event.id)
    return rules
