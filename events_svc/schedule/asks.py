"""What an event asks of its agenda: breaks, and how many readers make a crowd."""

from dataclasses import asdict

from events_svc.accounts import audit
from events_svc.database import in_transaction, notices
from events_svc.events.models import Event
from events_svc.schedule.conflicts.facts import Rules
from events_svc.schedule.lock import lock, topic
from events_svc.schedule.plan_models import AgendaRules


async def ask(event: Event, rules: Rules) -> None:
    """These rules hold for the event from now on; what breaks them is a conflict, not refused."""
    async with in_transaction():
        await lock(event.id)
        await AgendaRules.filter(event_id=event.id).delete()
        await AgendaRules.create(event=event, **asdict(rules))
        await audit.record(
            "agenda.ruled",
            f"event:{event.id}",
            event_id=event.id,
            organisation_id=event.organisation_id,
            **asdict(rules),
        )
        await notices.notify(topic(event.id))
