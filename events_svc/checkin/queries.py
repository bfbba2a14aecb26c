"""What the door's pages and other nouns read of gates, arrivals and the log."""

from dataclasses import dataclass

from events_svc.checkin.models import CheckinList, CheckinListTicketType, Device, Gate, Scan
from events_svc.checkin.store import Row
from events_svc.database import rows
from events_svc.events.models import Event

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
_BESIDE = ("ticket__number", "ticket__holder_name", "ticket__event_id", "gate__name")


@dataclass(frozen=True, slots=True)
class Arrivals:
    """How many people with a ticket came at least once, and how many may come."""

    arrived: int
    expected: int


@dataclass(frozen=True, slots=True)
class GateFigures:
    """A gate with its list, how many it let in, how many it refused, and its phones."""

    gate: Gate
    admitted: int
    refused: int
    devices: list[Device]


async def arrivals(event: Event) -> Arrivals:
    """Arrived and expected people of the whole event: tickets that admit and are valid, or came."""
    (row,) = await rows(
        """SELECT
          (SELECT COUNT(DISTINCT a.ticket_id) FROM admission a
             JOIN checkin_list l ON l.id = a.checkin_list_id
             WHERE l.event_id = $1 AND a.entries > 0) AS arrived,
          (SELECT COUNT(*) FROM ticket t JOIN ticket_type tt ON tt.id = t.ticket_type_id
             WHERE t.event_id = $1 AND t.state = 'valid' AND tt.is_admission) AS expected""",
        [event.id],
    )
    return Arrivals(row["arrived"], row["expected"])


async def gates(event: Event) -> list[GateFigures]:
    """Every gate of the event with its figures, oldest first."""
    found = await Gate.filter(event_id=event.id).order_by("id").select_related("checkin_list")
    counts = await rows(
        """SELECT s.gate_id, s.verdict, COUNT(*) AS n FROM scan s
           WHERE s.event_id = $1 AND s.direction = 'entry' AND s.verdict <> 'undone'
             AND NOT EXISTS (SELECT 1 FROM scan u WHERE u.undoes = s.scan_id)
           GROUP BY s.gate_id, s.verdict""",
        [event.id],
    )
    by_gate = {(row["gate_id"], row["verdict"]): row["n"] for row in counts}
    phones = await Device.filter(gate__event_id=event.id, revoked_at=None).order_by("id")
    return [
        GateFigures(
            gate,
            admitted=by_gate.get((gate.id, "ok"), 0),
            refused=by_gate.get((gate.id, "refused"), 0),
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
