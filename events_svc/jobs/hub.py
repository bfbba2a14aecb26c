"""The hub's own work: bring what was decided here to the server, fetch what changed there, for as long as
it runs. Nothing at the gates waits for it.
"""

import asyncio
import contextlib
import logging
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Protocol

from events_svc import clock
from events_svc.checkin.sync.errors import SnapshotNeeded
from events_svc.database import in_transaction, notices
from events_svc.hub import answers, aside, bring, fill, holding, purge, send
from events_svc.hub.errors import HubUnknown, Unreachable
from events_svc.hub.models import Holding
from events_svc.hub.wire import (
    HubAnswersTaken,
    HubBatch,
    HubContent,
    HubPhone,
    HubReceipt,
    HubRefusedAnswers,
    HubRefusedEntries,
    HubStatus,
)

log = logging.getLogger("events_svc.hub")

PERIOD = 1.0  # seconds between two looks at the server, while nothing happens here
LONGEST = 15.0  # seconds between two tries without contact

TOPIC = "hub"  # the hub's own page looks again


class Server(Protocol):
    """See gateways/upstream.py."""

    async def page(self, after: int = 0) -> HubContent: ...
    async def changes(self, *, after: str, known: str) -> HubContent: ...
    async def send(self, batch: HubBatch) -> HubReceipt: ...
    async def answer(
        self, gate_id: int, items: Sequence[Mapping[str, Any]], *, phone: HubPhone | None
    ) -> HubAnswersTaken: ...
    async def refuse(self, told: HubRefusedAnswers) -> None: ...
    async def refuse_entries(self, told: HubRefusedEntries) -> None: ...
    async def tell(self, status: HubStatus) -> None: ...


class Lasting:
    """How long to wait: PERIOD with contact, twice as long after every try without."""

    def __init__(self) -> None:
        self.seconds = PERIOD

    def well(self) -> None:
        self.seconds = PERIOD

    def badly(self) -> None:
        self.seconds = min(self.seconds * 2, LONGEST)


async def fill_all(
    server: Server, url: str, token: str, *, told: Callable[[int, int], None]
) -> Holding:
    """Everything from the server, page by page; `told(done, of)` after each. What is here already stays,
    so that filling again, or going on after a break, is harmless.
    """
    content = first = await server.page()
    await holding.begin(url, token, content=first)
    done = 0
    while True:
        await fill.put(content)
        done += min(content.tickets - done, _tickets(content))
        told(done, content.tickets)
        if content.next is None:
            break
        content = await server.page(content.next)
    await holding.knows(first)
    return await Holding.get(id=holding.ONE)


async def follow(server: Server, status: HubStatus, stop: asyncio.Event) -> None:
    """Turn after turn until `stop` is set, or the hub is at its end (revoked, or its event over)."""
    held = await Holding.get(id=holding.ONE)
    pace = Lasting()
    async with notices.listening(f"scans:{held.event_id}") as scanned:
        while not stop.is_set() and not held.ended:
            scanned.clear()
            await _try(server, status, pace)
            notices.wake(TOPIC)
            held = await Holding.get(id=holding.ONE)
            await _wait(stop, scanned, pace)
        await stop.wait()  # pages and phones are told why


async def _try(server: Server, status: HubStatus, pace: Lasting) -> None:
    """One turn; whatever comes of it, the hub goes on."""
    try:
        if await turn(server, status):
            pace.badly()
        else:
            pace.well()
    except Unreachable as error:
        await holding.lost(error.reason)
        pace.badly()
    except HubUnknown:
        log.warning("this hub was revoked; what it knew is deleted")
        await purge.everything("revoked")
    except Exception:
        log.exception("a turn of the hub failed")
        pace.badly()


async def turn(server: Server, status: HubStatus) -> str:
    """What changed comes down; what was decided goes up, oldest first; the server hears how the hub is.

    Whoever was revoked is revoked here at once, whatever becomes of the entries that go up.

    Returns why the server does not take what is left of the log; empty when nothing is left.
    """
    asked_at = clock.now()
    held = await Holding.get(id=holding.ONE)
    content = await _changes(server, held)
    await holding.heard(content.now, asked_at)
    async with in_transaction():  # nobody is admitted meanwhile
        await fill.put(content)
        await holding.knows(content)
    trouble = await bring.bring(server)
    held = await Holding.get(id=holding.ONE)
    await server.tell(await _status(held, status))
    await answers.bring(server)
    if await purge.is_due(held):
        await purge.everything("over")
    return trouble


async def _changes(server: Server, held: Holding) -> HubContent:
    try:
        return await server.changes(after=held.cursor, known=held.definitions_hash)
    except SnapshotNeeded:
        return await _again(server)


async def _again(server: Server) -> HubContent:
    """Everything once more; the first page is what remains to be put, and says from where to go on."""
    content = first = await server.page()
    while content.next is not None:
        content = await server.page(content.next)
        await fill.put(content)
    return first


async def _status(held: Holding, status: HubStatus) -> HubStatus:
    waiting, entries = await answers.waiting(), await send.waiting(held)
    return HubStatus(
        address=status.address,
        fingerprint=status.fingerprint,
        filled_at=held.filled_at,
        unsent=entries.count,
        unsent_since=entries.since,
        unsent_trouble=entries.trouble,
        refused=await aside.refused_count(),
        answers=waiting.count,
        answers_since=waiting.since,
        answers_trouble=waiting.trouble,
    )


def _tickets(content: HubContent) -> int:
    return sum(len(one.rows) for one in content.tables if one.table == "ticket")


async def _wait(stop: asyncio.Event, scanned: asyncio.Event, pace: Lasting) -> None:
    """Until it is time; a scan makes it time while there is contact."""
    waits = [stop.wait()] if pace.seconds > PERIOD else [stop.wait(), scanned.wait()]
    tasks = [asyncio.ensure_future(one) for one in waits]
    with contextlib.suppress(TimeoutError):
        await asyncio.wait(tasks, timeout=pace.seconds, return_when=asyncio.FIRST_COMPLETED)
    for one in tasks:
        one.cancel()
