"""By which rule people wait at an event, and who of them comes first."""

from events_svc.accounts import audit
from events_svc.database import in_transaction
from events_svc.events.models import Event
from events_svc.outbox.enqueue import enqueue
from events_svc.tickets.waiting.models import WaitingEntry, WaitingRule


async def set_rule(event: Event, *, is_open: bool, is_automatic: bool, hours: int) -> WaitingRule:
    """People may join or not; places are offered by themselves or by hand, each for so many hours."""
    said = {"is_open": is_open, "is_automatic": is_automatic, "hours": hours}
    async with in_transaction():
        rule, _ = await WaitingRule.update_or_create(defaults=said, event_id=event.id)
        await audit.record("waiting.rule_set", f"event:{event.id}", event_id=event.id, **said)
        await enqueue("waiting.offer", event_id=event.id)
    return rule


async def set_priority(entry: WaitingEntry, priority: int) -> None:
    """The higher the priority, the sooner a place is offered; those alike by who came first."""
    async with in_transaction():
        await WaitingEntry.filter(id=entry.id).update(priority=priority)
        await audit.record(
            "waiting.priority_set",
            f"waiting:{entry.id}",
            event_id=entry.event_id,
            priority=priority,
        )
