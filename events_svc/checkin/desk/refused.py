"""Answers of the door that could not be kept: listed until a person has settled them."""

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec

from events_svc import clock
from events_svc.accounts import audit
from events_svc.checkin.desk.models import RefusedAnswer
from events_svc.database import in_transaction, notices
from events_svc.database.bulk import insert_new
from events_svc.events.models import Event
from events_svc.text import Text
from events_svc.tickets.models import Ticket

MOST = 1000  # open ones of a gate; more stay with who brought them, until there is room
MOST_TEXT = 20_000  # characters of one's answers

Given = Mapping[str, Sequence[str]]  # the values by the names of the sheet's fields

_encoder = msgspec.json.Encoder(order="sorted")


@dataclass(frozen=True, slots=True)
class Refused:
    """What was brought from a gate for the ticket with this number, and why it could not be kept."""

    gate_id: int
    number: int
    given: Given
    reason: Text
    phone: str = ""

    @property
    def digest(self) -> str:
        """The same for the same answers, however often they are brought."""
        told = _encoder.encode([self.gate_id, self.number, self.given])
        return hashlib.sha256(told).hexdigest()


async def note(event_id: int, refused: Sequence[Refused]) -> frozenset[str]:
    """List what is not listed yet; the digests of those for which their gate has no room. What is listed needs
    none, nor what was settled before: it stays settled.

    Batches of one event follow each other here: all together list no more than MOST of a gate.
    """
    if not refused:
        return frozenset()
    async with in_transaction():
        await Event.filter(id=event_id).only("id").select_for_update(no_key=True)
        new = await _unknown(event_id, refused)
        fits = await _fitting(event_id, new)
        await insert_new(RefusedAnswer, [_row(event_id, one) for one in fits])
        await notices.notify(f"scans:{event_id}")
    return frozenset({one.digest for one in new} - {one.digest for one in fits})


async def open_count(event_id: int) -> int:
    """How many wait for a person."""
    count: int = await RefusedAnswer.filter(event_id=event_id, settled_at=None).count()
    return count


async def open_of(
    event_id: int, *, limit: int, after: int | None = None
) -> list[tuple[RefusedAnswer, Ticket | None]]:
    """What waits for a person, oldest first, each with the ticket of which it speaks, if there is one."""
    found = RefusedAnswer.filter(event_id=event_id, settled_at=None, id__gt=after or 0)
    waiting = await found.order_by("id").limit(limit)
    numbers = {one.number for one in waiting}
    tickets = Ticket.filter(event_id=event_id, number__in=numbers or {0})
    by_number = {one.number: one for one in await tickets.select_related("order", "ticket_type")}
    return [(one, by_number.get(one.number)) for one in waiting]


async def settle(one: RefusedAnswer, *, by: int | None) -> None:
    """A person has seen to it; twice is once."""
    async with in_transaction():
        waiting = RefusedAnswer.filter(id=one.id, settled_at=None)
        if await waiting.update(settled_at=clock.now(), settled_by_id=by):
            await audit.record(
                "answers.settled",
                f"refused_answer:{one.id}",
                event_id=one.event_id,
                ticket=one.number,
            )
            await notices.notify(f"scans:{one.event_id}")


def cut(given: Given) -> dict[str, list[str]]:
    """The answers as far as they are kept here."""
    left = MOST_TEXT
    kept: dict[str, list[str]] = {name: [] for name in given}
    for name, values in given.items():
        for value in values[:100]:
            kept[name].append(value[:left])
            left -= len(kept[name][-1])
    return kept


async def _unknown(event_id: int, refused: Sequence[Refused]) -> list[Refused]:
    """Those that were never listed, each once."""
    asked = {one.digest: one for one in refused}
    listed = RefusedAnswer.filter(event_id=event_id, digest__in=[*asked])
    known: Any = await listed.values_list("digest", flat=True)
    return [one for digest, one in asked.items() if digest not in {*known}]


async def _fitting(event_id: int, new: Sequence[Refused]) -> list[Refused]:
    """Those for which their gate has room."""
    gates = {one.gate_id for one in new}
    waiting = RefusedAnswer.filter(event_id=event_id, gate_id__in=gates or {0}, settled_at=None)
    open_: Any = await waiting.values_list("gate_id", flat=True)
    taken = Counter(open_)
    fits = []
    for one in new:
        taken[one.gate_id] += 1
        if taken[one.gate_id] <= MOST:
            fits.append(one)
    return fits


def _row(event_id: int, one: Refused) -> dict[str, object]:
    return {
        "event_id": event_id,
        "gate_id": one.gate_id,
        "phone": one.phone[:254],
        "number": one.number,
        "given": cut(one.given),
        "reason": one.reason,
        "digest": one.digest,
        "at": clock.now(),
    }
