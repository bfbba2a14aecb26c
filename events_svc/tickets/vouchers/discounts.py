"""Automatic discounts: early birds, n for the price of m, member organisations."""

from dataclasses import asdict, dataclass, field
from datetime import datetime

from events_svc.accounts import audit
from events_svc.accounts.errors import NotFound
from events_svc.database import in_transaction
from events_svc.events.models import Event
from events_svc.text import Text
from events_svc.tickets.product_models import TicketType
from events_svc.tickets.vouchers.models import Discount


@dataclass(frozen=True, slots=True)
class DiscountFacts:
    """What an organiser says of a discount: see `models.Discount`."""

    name: Text
    percent_bp: int
    is_active: bool = True
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    ticket_type_ids: list[int] = field(default_factory=list)
    member_organisations: list[str] = field(default_factory=list)
    min_count: int = 1
    per_count: int = 1
    reduced_count: int = 1


async def add_discount(event: Event, facts: DiscountFacts) -> Discount:
    """A discount, the last in the list: of two that fit a ticket it gets the first."""
    async with in_transaction():
        await _check(event.id, facts)
        position = await Discount.filter(event_id=event.id).count()
        made = await Discount.create(event_id=event.id, position=position, **asdict(facts))
        await audit.record("discount.created", f"discount:{made.id}", event_id=event.id)
    return made


async def change_discount(discount: Discount, facts: DiscountFacts) -> Discount:
    """Change a discount. Tickets that stand keep their price."""
    async with in_transaction():
        await _check(discount.event_id, facts)
        await Discount.filter(id=discount.id).update(**asdict(facts))
        about = f"discount:{discount.id}"
        await audit.record("discount.changed", about, event_id=discount.event_id)
    return await Discount.get(id=discount.id)


async def _check(event_id: int, facts: DiscountFacts) -> None:
    wanted = {*facts.ticket_type_ids}
    if await TicketType.filter(event_id=event_id, id__in=sorted(wanted)).count() != len(wanted):
        raise NotFound
