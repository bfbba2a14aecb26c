"""How many of a report's rows were read so far, for people who look."""

import asyncio
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager, suppress

from events_svc.reports.compose import Lens
from events_svc.reports.reading_models import ReportReading
from events_svc.reports.tables import Row, Table

EVERY = 1.0  # seconds


class Progress:
    """Counts the rows that are read through its lenses."""

    def __init__(self) -> None:
        self.done = 0

    def through(self, lens: Lens) -> Lens:
        """The lens, whose rows are counted."""
        return _Counted(lens, self)


class _Counted:
    def __init__(self, lens: Lens, progress: Progress) -> None:
        self._lens, self._progress = lens, progress

    def page(self, table: Table, page: Iterable[Row]) -> list[Row]:
        found = self._lens.page(table, page)
        self._progress.done += len(found)
        return found

    def rest(self, table: Table) -> list[Row]:
        return self._lens.rest(table)


@asynccontextmanager
async def told(reading: ReportReading, *, total: int) -> AsyncIterator[Progress]:
    """Inside, what is counted is written beside the reading every second: on a connection of its own, for
    reading is one transaction, which writes nothing.
    """
    await ReportReading.filter(id=reading.id).update(total=total, done=0)
    progress, stop = Progress(), asyncio.Event()
    telling = asyncio.create_task(_tell(reading.id, progress, stop))
    try:
        yield progress
    finally:
        stop.set()  # not cancelled: it may be writing
        await telling


async def _tell(reading_id: int, progress: Progress, stop: asyncio.Event) -> None:
    while not stop.is_set():
        with suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), EVERY)
        await ReportReading.filter(id=reading_id).update(done=progress.done)
