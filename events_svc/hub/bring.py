"""Bring the hub's log to its server, in its order.

What the server rejects is brought in halves until it is known which entry it is; this one is set aside with
the reason, and those after it go on: the server sees the gap in the chain and marks it.
"""

from collections.abc import Sequence
from typing import Protocol

from events_svc.database import in_transaction
from events_svc.hub import aside, holding, send
from events_svc.hub.errors import Rejected
from events_svc.hub.models import Holding
from events_svc.hub.send import Row
from events_svc.hub.wire import HubBatch, HubReceipt, HubRefusedEntries

DOUBTS = 3  # so many one after the other are the server's fault, unless it says that it is what was brought


class Server(Protocol):
    """See gateways/upstream.py."""

    async def send(self, batch: HubBatch) -> HubReceipt: ...
    async def refuse_entries(self, told: HubRefusedEntries) -> None: ...


async def bring(server: Server) -> str:
    """Bring all that the server does not have; why it does not take what is left, empty when nothing is.

    Raises Unreachable without contact. Sent again an entry is there once, so a break loses nothing.
    """
    held = await Holding.get(id=holding.ONE)
    for one in await aside.ready():
        await _again(server, held, one.entry_id)
    await aside.tell(server)
    turn = _Turn(server, held)
    try:
        await turn.all()
    except Rejected as error:
        await holding.stuck(error.reason)
        return error.reason
    return ""


async def _again(server: Server, held: Holding, entry_id: int) -> None:
    """An entry that was set aside, by itself; it is marked there as one that came late."""
    rows = await send.rows_of([entry_id])
    batch = await send.batch_of(rows, clock_offset_ms=held.clock_offset_ms)
    try:
        receipt = await server.send(batch)
    except Rejected as error:
        await aside.put(entry_id, error)
        return
    async with in_transaction():
        await aside.arrived(entry_id)
        await _listed(rows, receipt)


class _Turn:
    """One way through what was not sent; `doubts` were rejected, and nothing was taken since: it may be the
    server's fault.
    """

    def __init__(self, server: Server, held: Holding) -> None:
        self.server = server
        self.held = held
        self.doubts: list[tuple[int, Rejected]] = []

    async def all(self) -> None:
        """Raises Rejected when it must end before the end."""
        after = self.held.sent_through
        while rows := await send.next_rows(self.held, after=after):
            await self._bring(rows)
            after = rows[-1]["id"]
        if self.doubts:
            raise self.doubts[0][1]

    async def _bring(self, rows: Sequence[Row]) -> None:
        batch = await send.batch_of(rows, clock_offset_ms=self.held.clock_offset_ms)
        try:
            receipt = await self.server.send(batch)
        except Rejected as error:
            half = len(rows) // 2
            if half:
                await self._bring(rows[:half])
                await self._bring(rows[half:])
            else:
                await self._rejected(rows[0]["id"], error)
            return
        await self._judged(rows, receipt)

    async def _rejected(self, entry_id: int, error: Rejected) -> None:
        self.doubts.append((entry_id, error))
        if error.is_of_what_was_brought:
            await self._past(entry_id)
        elif len(self.doubts) == DOUBTS:
            raise self.doubts[0][1]

    async def _judged(self, rows: Sequence[Row], receipt: HubReceipt) -> None:
        async with in_transaction():
            await self._past(rows[-1]["id"])
            await _listed(rows, receipt)

    async def _past(self, entry_id: int) -> None:
        """The server does its work: what it rejected before this entry, it rejected for what it is."""
        async with in_transaction():
            for one, error in self.doubts:
                await aside.put(one, error)
            await holding.sent(entry_id)
        self.doubts = []


async def _listed(rows: Sequence[Row], receipt: HubReceipt) -> None:
    """What the server read and did not keep: it lists them itself, as far as its list has room."""
    for row in rows:
        if why := receipt.refused.get(str(row["scan_id"])):
            is_full = row["scan_id"] in receipt.unlisted
            await (aside.unlisted if is_full else aside.listed)(row["id"], why)
