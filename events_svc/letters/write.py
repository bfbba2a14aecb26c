"""Write a letter, and change it while it is a draft or waits for its time."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from events_svc import clock
from events_svc.accounts import audit
from events_svc.accounts.errors import NotFound
from events_svc.database import in_transaction
from events_svc.events.models import Event
from events_svc.letters import placeholders
from events_svc.letters.errors import LetterGone
from events_svc.letters.models import Audience, Entered, Letter, LetterState, OwnText, TextKind
from events_svc.tickets.models import OrderState
from events_svc.tickets.product_models import TicketType

OPEN = (LetterState.DRAFT, LetterState.SCHEDULED)


@dataclass(frozen=True, slots=True)
class LetterFacts:
    """What a letter says to whom; see `Letter`."""

    subject: Mapping[str, str]
    body: Mapping[str, str]
    audience: Audience = Audience.BUYERS
    order_states: Sequence[OrderState] = (OrderState.PAID, OrderState.PARTLY_REFUNDED)
    ticket_types: Sequence[int] = ()
    entered: Entered = Entered.ANY


async def write(event: Event, facts: LetterFacts) -> Letter:
    """A draft; raises UnknownPlaceholder, WordsMissing, NotFound for a ticket type of another event."""
    columns = await _columns(event, facts)
    async with in_transaction():
        letter = await Letter.create(event_id=event.id, created_at=clock.now(), **columns)
        await _record("letter.written", letter)
    return letter


async def change(letter: Letter, facts: LetterFacts) -> None:
    """Other words or other people; LetterGone when it is on its way."""
    columns = await _columns(await letter.event, facts)
    async with in_transaction():
        if not await Letter.filter(id=letter.id, state__in=OPEN).update(**columns):
            raise LetterGone
        await _record("letter.changed", letter)


async def set_text(
    event: Event, kind: TextKind, subject: Mapping[str, str], body: Mapping[str, str]
) -> None:
    """The event's own words for a usual mail; ours again when there are none."""
    if subject or body:
        placeholders.check(subject, body, placeholders.FOR_ORDER)
    async with in_transaction():
        if subject or body:
            words = {"subject": dict(subject), "body": dict(body), "changed_at": clock.now()}
            await OwnText.update_or_create(defaults=words, event_id=event.id, kind=kind)
        else:
            await OwnText.filter(event_id=event.id, kind=kind).delete()
        await audit.record(
            "own_text.set",
            f"event:{event.id}",
            event_id=event.id,
            organisation_id=event.organisation_id,
            kind=kind.value,
        )


async def _columns(event: Event, facts: LetterFacts) -> dict[str, Any]:
    placeholders.check(facts.subject, facts.body, placeholders.FOR_AUDIENCE[facts.audience])
    own = TicketType.filter(event_id=event.id, id__in=[*facts.ticket_types])
    ticket_types = sorted([row["id"] for row in await own.values("id")])
    if len(ticket_types) < len({*facts.ticket_types}):  # none chosen would be everybody
        raise NotFound
    return {
        "subject": dict(facts.subject),
        "body": dict(facts.body),
        "audience": facts.audience,
        "order_states": [one.value for one in facts.order_states],
        "ticket_types": ticket_types,
        "entered": facts.entered,
    }


async def _record(action: str, letter: Letter) -> None:
    await audit.record(action, f"letter:{letter.id}", event_id=letter.event_id)
