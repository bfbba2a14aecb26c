"""What speaks against the time that a phone claims for an admission of its own: who owns a conflict is who was
first, so a phone may be tempted to have been.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from events_svc.checkin.models import Device
from events_svc.database import rows
from events_svc.database.at_once import among, listed
from events_svc.database.raw import instant

TOLERANCE = timedelta(seconds=5)  # by which a clock may be set back while a phone scans


class Doubt(StrEnum):
    PAIRING = "pairing"  # before the phone was paired: it had no snapshot
    CHAIN = "chain"  # before an entry that its chain has earlier
    TICKET = "ticket"  # before there was such a ticket


@dataclass(frozen=True, slots=True)
class Claim:
    """An admission at `at` by a device, by a ticket; `reached`: the latest time earlier in the device's chain."""

    at: datetime
    device: Device | None
    ticket_made_at: datetime
    reached: datetime | None


def of(claim: Claim) -> list[Doubt]:
    """What speaks against it. Pure. A phone that a hub paired was paired before its server heard of it."""
    device, until = claim.device, claim.at + TOLERANCE
    speaks = {
        Doubt.PAIRING: device and device.hub_id is None and device.created_at > until,
        Doubt.CHAIN: claim.reached and claim.reached > until,
        Doubt.TICKET: claim.ticket_made_at > until,
    }
    return [doubt for doubt, is_so in speaks.items() if is_so]


async def reached(scan_ids: Sequence[int]) -> dict[int, datetime]:
    """The latest time among the five hundred entries before each of these in the chain of its device."""
    if not scan_ids:
        return {}
    found = await rows(_REACHED.format(among=among(1, "BIGINT")), [listed(scan_ids)])
    return {row["id"]: instant(row["reached"]) for row in found if row["reached"] is not None}


_REACHED = """
SELECT s.id, (SELECT MAX(x.at) FROM (
  SELECT p.at FROM scan p WHERE p.device_id = s.device_id AND p.device_seq < s.device_seq
  ORDER BY p.device_seq DESC LIMIT 500) x) AS reached
FROM scan s WHERE s.id {among} AND s.device_seq IS NOT NULL"""
