"""What the door's pages and other nouns read of gates, arrivals and the log."""

from dataclasses import dataclass
from typing import Any

from events_svc.accounts.errors import NotFound
from events_svc.checkin import inside, tally
from events_svc.checkin.models import CheckinList, CheckinListTicketType, Device, Gate, Scan
from events_svc.checkin.store import Row
from events_svc.database import rows
from events_svc.events.models import Event
from events_svc.tickets.models import Ticket, TicketState
from events_svc.tickets.product_models import TicketType

_OF_SCAN = (
    "id",
    "scan_id",
    "gate_id",
    "device_id",
    "direction",
    "verdict",
    "reason",
    "basis",
    "at",
    "at_device",
    "clock_offset_ms",
    "device_seq",
    "undoes",
    "hash",
)

# Of all valid tickets those that admit nobody are few: neither count reads a ticket that is not counted.
_EXPECTED = """
SELECT (SELECT COUNT(*) FROM ticket WHERE event_id = $1 AND state = 'valid') - COALESCE((
  SELECT SUM((SELECT COUNT(*) FROM ticket t WHERE t.ticket_type_id = k.id AND t.state = 'valid'))
  FROM ticket_type k WHERE k.event_id = $1 AND NOT k.is_admission), 0) AS expected"""

_BESIDE = ("ticket__number", "ticket__holder_name", "ticket__event_id", "gate__name")


@dataclass(frozen=True, slots=True)
class Arrivals:
    """How many people with a ticket came at least once, and how many may come."""

    arrived: int
    expected: int


@dataclass(frozen=True, slots=True)
class GateFigures:
    """A gate with its list, how many it let in, refused, and asked something of, and its phones."""

    gate: Gate
    admitted: int
    refused: int
    asked: int
    devices: list[Device]


async def arrivals(event: Event) -> Arrivals:
    """Arrived and expected people of the whole event: tickets that admit and are valid, or came."""
    house = await inside.house(event.id)
    (row,) = await rows(_EXPECTED, [event.id])
    return Arrivals(house.arrived, int(row["expected"]))


async def gates(event: Event) -> list[GateFigures]:
    """Every gate of the event with its figures, oldest first."""
    found = await Gate.filter(event_id=event.id).order_by("id").select_related("checkin_list")
    counted = await tally.counted(event)
    admitted = counted.by_gate()
    phones = await Device.filter(gate__event_id=event.id, revoked_at=None).order_by("id")
    return [
        GateFigures(
            gate,
            admitted=admitted[gate.id],
            refused=counted.refused[gate.id],
            asked=counted.asked[gate.id],
            devices=[device for device in phones if device.gate_id == gate.id],
        )
        for gate in found
    ]


async def lists(event: Event) -> list[tuple[CheckinList, list[int]]]:
    """Every check-in list of the event with the ids of its ticket types (none: all)."""
    found = await CheckinList.filter(event_id=event.id).order_by("id")
    members = await CheckinListTicketType.filter(checkin_list__event_id=event.id).order_by("id")
    return [
        (one, [m.ticket_type_id for m in members if m.checkin_list_id == one.id]) for one in found
    ]


async def last_scans(event: Event, *, limit: int = 20, before: int | None = None) -> list[Row]:
    """The newest entries of the log, at most `limit`, older than the entry `before`; newest first."""
    found = Scan.filter(event_id=event.id)
    if before is not None:
        found = found.filter(id__lt=before)
    newest = found.order_by("-id").limit(limit)
    return [_named(row, event) for row in await newest.values(*_OF_SCAN, *_BESIDE)]


def _named(row: Row, event: Event) -> Row:
    """Without number and name where the ticket is another event's."""
    is_ours = row["ticket__event_id"] == event.id
    return {
        **{name: row[name] for name in _OF_SCAN},
        "gate_name": row["gate__name"],
        "ticket_number": row["ticket__number"] if is_ours else None,
        "holder_name": row["ticket__holder_name"] if is_ours else "",
    }


async def open_gates(event_id: int) -> list[Gate]:
    """The gates of the event that are not closed, oldest first."""
    return await Gate.filter(event_id=event_id, is_active=True).order_by("id")


Names = dict[str, dict[int, Any]]


async def names(event_id: int) -> Names:
    """How the event's ticket types (`type`, in their order) and gates (`gate`) are called, by id."""
    types = TicketType.filter(event_id=event_id).order_by("position", "id")
    gates = Gate.filter(event_id=event_id).order_by("id")
    return {
        "type": dict(await types.values_list("id", "name")),
        "gate": dict(await gates.values_list("id", "name")),
    }


async def may_scan(device: Device) -> bool:
    """Whether the device was not revoked since it was looked up."""
    return await Device.exists(id=device.id, revoked_at=None)


async def valid_ticket(gate: Gate, number: int) -> Ticket:
    """The valid ticket of that number at the gate's event; raises NotFound."""
    valid = Ticket.filter(event_id=gate.event_id, state=TicketState.VALID)
    ticket = await valid.get_or_none(number=number)
    if ticket is None:
        raise NotFound
    return ticket
