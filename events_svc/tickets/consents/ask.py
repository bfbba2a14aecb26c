"""Ask for consent, word it anew, ask no more."""

from dataclasses import asdict, dataclass, field

from events_svc import clock
from events_svc.accounts import audit
from events_svc.database import in_transaction
from events_svc.events.models import Event
from events_svc.text import Text
from events_svc.tickets.consents.models import Consent, ConsentVersion


@dataclass(frozen=True, slots=True)
class ConsentFacts:
    """For what, in which words, and whether nobody orders without."""

    purpose: Text
    text: Text = field(default_factory=dict)
    is_required: bool = False


async def ask(event: Event, facts: ConsentFacts) -> ConsentVersion:
    """One more thing that buyers of the event are asked, the last in the list."""
    async with in_transaction():
        position = await Consent.filter(event_id=event.id).count()
        consent = await Consent.create(event_id=event.id, position=position)
        return await _version(consent, 1, facts)


async def reword(consent: Consent, facts: ConsentFacts) -> ConsentVersion:
    """A new version, when something is different; who agreed to the one before agreed to that one."""
    async with in_transaction():
        await Consent.filter(id=consent.id).select_for_update().get()
        last = await ConsentVersion.filter(consent_id=consent.id).order_by("-number").first()
        assert last is not None, "a consent has a version from the start"
        if ConsentFacts(last.purpose, last.text, last.is_required) == facts:
            return last
        return await _version(consent, last.number + 1, facts)


async def ask_no_more(consent: Consent) -> None:
    """Nobody is asked from now on; what was agreed to stays written down."""
    async with in_transaction():
        own = Consent.filter(id=consent.id, withdrawn_at=None)
        if await own.update(withdrawn_at=clock.now()):
            await audit.record(
                "consent.withdrawn", f"consent:{consent.id}", event_id=consent.event_id
            )


async def _version(consent: Consent, number: int, facts: ConsentFacts) -> ConsentVersion:
    made = await ConsentVersion.create(
        consent_id=consent.id, number=number, created_at=clock.now(), **asdict(facts)
    )
    await audit.record(
        "consent.worded", f"consent:{consent.id}", event_id=consent.event_id, version=number
    )
    return made
