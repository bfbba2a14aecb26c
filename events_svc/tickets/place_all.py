"""Open many orders in one transaction: all of them, or none."""

from collections.abc import Sequence
from dataclasses import dataclass

from events_svc.accounts import audit
from events_svc.database import in_transaction
from events_svc.tickets import counter as counters
from events_svc.tickets.decide import decided
from events_svc.tickets.draft import Buyer, Line, Reservation
from events_svc.tickets.drafted import Draft, Placed, placed
from events_svc.tickets.open import with_free_codes, write_all


@dataclass(frozen=True, slots=True)
class Wish:
    """One order of the many."""

    lines: tuple[Line, ...]
    buyer: Buyer


async def place_all(
    slug: str, wishes: Sequence[Wish], *, source: str, is_silent: bool = False
) -> list[Placed]:
    """An order for each wish at the event with this slug, placed by an office (`draft.OFFICE`).

    The first that cannot be placed is raised, a NotReserved whose `wish` is its number, and nothing is
    stored. `is_silent`: nobody is mailed.
    """
    actor = audit.acting.get()
    batch = [
        Reservation(slug, one.lines, one.buyer, None, actor, source=source, is_silent=is_silent)
        for one in wishes
    ]
    return await with_free_codes(lambda: _placed(batch))


async def _placed(batch: Sequence[Reservation]) -> list[Placed]:
    async with in_transaction():
        counter = await counters.opened_for(batch)
        outcomes = decided(batch, counter)
        for at, outcome in enumerate(outcomes):
            if isinstance(outcome, Exception):
                outcome.wish = at  # type: ignore[attr-defined]  # the caller knows which row that was
                raise outcome
        await write_all(outcomes, counter)
    return [placed(one) for one in outcomes if isinstance(one, Draft)]
