"""Print badges: write who prints which, so that a second badge is never made unnoticed."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import uuid4

from tortoise.exceptions import IntegrityError

from events_svc import clock
from events_svc.accounts import audit
from events_svc.badges.errors import NobodyToPrint, PrintedAlready, PrintingOver
from events_svc.badges.models import BadgePrint, BadgePrinting
from events_svc.badges.queries import Printed, printed
from events_svc.database import in_transaction
from events_svc.database.bulk import insert_all

OPEN_FOR = timedelta(minutes=10)  # in which the file of a printing is there
MOST_NAME = 200  # characters of who prints, which are kept
_TRIES = 5


async def print_badges(
    event_id: int, ticket_ids: Sequence[int], *, layout: str, seen: int, gate_id: int | None = None
) -> BadgePrinting:
    """Write one more badge of each of these tickets into the log; its file is there for OPEN_FOR.

    `seen`: how many badges of them together the asking person knows of. Raises PrintedAlready, and writes
    nothing, when there are others, also when somebody else prints them at the same moment; NobodyToPrint.
    """
    if not ticket_ids:
        raise NobodyToPrint
    for last in (False,) * (_TRIES - 1) + (True,):
        try:
            return await _write(event_id, ticket_ids, layout=layout, seen=seen, gate_id=gate_id)
        except IntegrityError:  # somebody else was faster: what they wrote is seen next time
            if last:
                raise
    raise AssertionError


def is_open(printing: BadgePrinting) -> bool:
    """Whether the file of a printing is still there."""
    return bool(printing.printed_at >= clock.now() - OPEN_FOR)


def refuse_over(printing: BadgePrinting) -> None:
    """Raise PrintingOver when the file of a printing is not there any more."""
    if not is_open(printing):
        raise PrintingOver


async def _write(
    event_id: int, ticket_ids: Sequence[int], *, layout: str, seen: int, gate_id: int | None
) -> BadgePrinting:
    actor = audit.acting.get()
    async with in_transaction():
        before = await printed(ticket_ids)
        _refuse_unseen(before, seen)
        made = await BadgePrinting.create(
            uid=uuid4(),
            event_id=event_id,
            layout=layout,
            count=len(ticket_ids),
            printed_at=clock.now(),
            printer=actor.key,
            printer_name=(actor.name or actor.key)[:MOST_NAME],
            gate_id=gate_id,
        )
        await insert_all(BadgePrint, [_row(made, one, before.get(one)) for one in ticket_ids])
        await audit.record(
            "badges.printed", f"event:{event_id}", event_id=event_id, count=len(ticket_ids)
        )
    return made


def _refuse_unseen(before: dict[int, Printed], seen: int) -> None:
    copies = sum(one.copies for one in before.values())
    if copies != seen and before:
        last = max(before.values(), key=lambda one: one.at)
        raise PrintedAlready(len(before), copies, last=last)


def _row(made: BadgePrinting, ticket_id: int, before: Printed | None) -> dict[str, int]:
    copies = before.copies if before else 0
    return {"printing_id": made.id, "ticket_id": ticket_id, "copy": copies + 1}
