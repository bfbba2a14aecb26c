"""Entries of a hub's log that its server rejects: kept with the reason, told there, seen by people.

They stay in the log whatever becomes of them; here stands what is to be done about them.
"""

from datetime import datetime
from typing import Any, Protocol

from tortoise.expressions import Q

from events_svc import clock
from events_svc.checkin.models import Device, Scan
from events_svc.hub import newcomers
from events_svc.hub.errors import Rejected
from events_svc.hub.models import AsideEntry
from events_svc.hub.newcomers import OWN_IDS
from events_svc.hub.waiting import pause
from events_svc.hub.wire import HubRefusedEntries, HubRefusedEntry
from events_svc.tickets.models import Ticket

MOST_WHY = 300  # characters


class Server(Protocol):
    """See gateways/upstream.py."""

    async def refuse_entries(self, told: HubRefusedEntries) -> None: ...


async def put(entry_id: int, error: Rejected) -> None:
    """The server rejects this one: for good, or it fails on it and is asked again later."""
    if error.has_failed:
        one = await _one(entry_id)
        again = clock.now() + pause(one.tries)
        await _change(one, why=error.reason, tries=one.tries + 1, retry_at=again)
    else:
        await _change(await _one(entry_id), why=error.reason, refused_at=clock.now(), retry_at=None)


async def listed(entry_id: int, why: str) -> None:
    """The server read it, does not keep it, and lists it."""
    await _refused(entry_id, why, told_at=clock.now())


async def unlisted(entry_id: int, why: str) -> None:
    """The same, but its list is full: `tell` will say so again."""
    await _refused(entry_id, why, told_at=None)


async def arrived(entry_id: int) -> None:
    """The server has judged it after all."""
    await AsideEntry.filter(entry_id=entry_id).delete()


async def ready() -> list[AsideEntry]:
    """Those that may be brought again now, in the order of the log."""
    return await AsideEntry.filter(refused_at=None, retry_at__lte=clock.now()).order_by("entry_id")


async def tell(server: Server) -> None:
    """The server lists what it refused and does not list yet, those first that it was asked least often to.

    Where it rejects one, that one waits and the others are left to the next turn: its list may be full. One that
    lists nothing (an older one) leaves that to the hub's own page.
    """
    for one in await _untold():
        try:
            await server.refuse_entries(HubRefusedEntries([await _told(one)]))
        except Rejected:
            again = clock.now() + pause(one.tries)
            await _change(one, tries=one.tries + 1, retry_at=again)
            return
        await _change(one, told_at=clock.now())


async def of_page() -> list[tuple[AsideEntry, HubRefusedEntry]]:
    """All that people have to see, oldest first."""
    return [(one, await _told(one)) for one in await AsideEntry.all().order_by("entry_id")]


async def count() -> int:
    """How many these are."""
    return await AsideEntry.all().count()


async def refused_count() -> int:
    """How many of them the server will not take."""
    return await AsideEntry.filter(refused_at__not_isnull=True).count()


async def are_open() -> bool:
    """Whether there are some of which the server does not know at all."""
    return await AsideEntry.filter(told_at=None).exists()


async def try_again(one: AsideEntry) -> None:
    """Bring it once more, now: perhaps something was put right."""
    await _change(one, refused_at=None, told_at=None, tries=0, retry_at=clock.now())


async def settle(one: AsideEntry) -> None:
    """A person has seen to it: it is not brought again. It stays in the log of this hub. One that is on its
    way stays there.
    """
    await AsideEntry.filter(id=one.id, refused_at__not_isnull=True).delete()


async def _untold() -> list[AsideEntry]:
    may = Q(retry_at=None) | Q(retry_at__lte=clock.now())
    found = AsideEntry.filter(may, refused_at__not_isnull=True, told_at=None)
    return await found.order_by("tries", "id")


async def _refused(entry_id: int, why: str, *, told_at: datetime | None) -> None:
    now = clock.now()
    await _change(await _one(entry_id), why=why, refused_at=now, retry_at=None, told_at=told_at)


async def _one(entry_id: int) -> AsideEntry:
    fresh = {"aside_at": clock.now(), "why": ""}
    one, _is_new = await AsideEntry.get_or_create(entry_id=entry_id, defaults=fresh)
    return one


async def _change(one: AsideEntry, **changes: Any) -> None:
    if "why" in changes:
        changes["why"] = changes["why"][:MOST_WHY]
    await AsideEntry.filter(id=one.id).update(**changes)


async def _told(one: AsideEntry) -> HubRefusedEntry:
    scan = await Scan.get(id=one.entry_id)
    phone = await Device.get_or_none(id=scan.device_id)
    return HubRefusedEntry(
        scan_id=scan.scan_id,
        gate_id=scan.gate_id,
        number=await _number(scan.ticket_id),
        verdict=scan.verdict,
        reason=scan.reason,
        at=scan.at,
        phone=phone.name if phone else "",
        why=one.why,
    )


async def _number(ticket_id: int | None) -> int | None:
    if ticket_id is None:
        return None
    if ticket_id >= OWN_IDS:
        return (await newcomers.numbers([ticket_id])).get(ticket_id)
    number: int = (await Ticket.get(id=ticket_id)).number
    return number
