"""The prober: looks at every stream whose session is near, each at its own pace, and keeps what changes."""

import asyncio
import contextlib
import contextvars
import logging
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from prometheus_client import Counter

from events_svc import clock
from events_svc.config import Settings
from events_svc.gateways import fetching
from events_svc.gateways.fetching import Fetcher
from events_svc.jobs.looking import look
from events_svc.media.evidence import learn
from events_svc.media.probing import lease
from events_svc.media.probing.machine import Memory, step
from events_svc.media.probing.pace import USUAL, pause
from events_svc.media.probing.targets import Target, known, targets

log = logging.getLogger("events_svc.probes")

LOOKS = Counter("events_svc_probe_looks_total", "Looks at streams")

TICK = 0.25  # seconds
RENEW = timedelta(seconds=10)  # the lease, and the list of what is to be looked at
SPREAD = 50  # more new rooms than so many do not all begin at once


@dataclass(slots=True)
class Room:
    """A link, what is remembered of it, and when it is looked at next."""

    target: Target
    memory: Memory
    due_at: datetime
    told: str  # the state that is stored
    is_busy: bool = False


class Prober:
    """The rooms of one worker that holds the lease."""

    def __init__(self, fetcher: Fetcher, *, holder: str = "") -> None:
        self.holder = holder or secrets.token_hex(8)
        self.rooms: dict[int, Room] = {}
        self._looked: set[int] = set()  # since the lease was renewed
        self._fetcher = fetcher
        self._renew_at = datetime.min.replace(tzinfo=clock.now().tzinfo)
        self._held_until = self._renew_at

    async def begin_turn(self) -> list[Room]:
        """The rooms that are due, each now busy; none while another worker probes."""
        now = clock.now()
        if now >= self._renew_at:
            await self._renew(now)
        if now >= self._held_until:
            return []
        due = [room for room in self.rooms.values() if room.due_at <= now and not room.is_busy]
        for room in due:
            room.is_busy = True
        return due

    async def look_at(self, room: Room) -> None:
        """One look; a change of state is stored, and stored again at the next look if that failed."""
        try:
            found = await look(self._fetcher, room.target.url, room.memory)
            LOOKS.inc()
            self._looked.add(room.target.source_id)
            now = clock.now()
            room.memory = step(room.memory, found, now=now)
            is_expected = room.target.is_expected(now)
            wait = pause(room.memory, is_expected=is_expected, now=now)
            room.due_at = now + timedelta(seconds=wait)
            if room.memory.state != room.told:
                await learn(
                    room.target.source_id, "probe", room.memory.state, reason=room.memory.reason
                )
                room.told = room.memory.state
        finally:
            room.is_busy = False

    async def end(self) -> None:
        """Leave the rooms to another worker."""
        await lease.release(self.holder)

    async def _renew(self, now: datetime) -> None:
        self._renew_at = now + RENEW
        wanted = await targets()
        if not (wanted or self.rooms):
            return  # nothing is near: nothing is written either
        if not await lease.hold(self.holder):
            self.rooms.clear()
            return
        self._held_until = now + lease.LASTS
        await lease.looked_at(sorted(self._looked))
        self._looked.clear()
        await self._take(wanted, now)

    async def _take(self, wanted: list[Target], now: datetime) -> None:
        new = [target for target in wanted if target.source_id not in self.rooms]
        spread = USUAL if len(new) > SPREAD else 0.0
        states = await known(target.source_id for target in new)
        for place, target in enumerate(new):
            due_at = now + timedelta(seconds=spread * place / len(new))
            self.rooms[target.source_id] = _room(target, due_at, states.get(target.source_id, ""))
        by_id = {target.source_id: target for target in wanted}
        for source_id in [*self.rooms]:
            if source_id not in by_id:
                await self._leave(self.rooms.pop(source_id))
            elif by_id[source_id].url != self.rooms[source_id].target.url:
                told = self.rooms[source_id].told
                self.rooms[source_id] = _room(by_id[source_id], now, told)
            else:
                self.rooms[source_id].target = by_id[source_id]

    async def _leave(self, room: Room) -> None:
        if room.told in {"live", "slate"}:
            await learn(room.target.source_id, "probe", "unknown", reason="looked at no longer")


def _room(target: Target, due_at: datetime, state: str) -> Room:
    return Room(target, Memory(state=state), due_at, told=state)


async def probe(settings: Settings, stop: asyncio.Event) -> None:
    """Probe until `stop` is set. The ORM is connected by the caller."""
    looks: set[asyncio.Task[None]] = set()
    async with fetching.fetcher(settings.fetch_allowed_hosts) as fetcher:
        prober = Prober(fetcher)
        while not stop.is_set():
            try:
                for room in await prober.begin_turn():
                    _start(looks, prober, room)
            except Exception:
                log.exception("a turn of the prober failed")
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), TICK)
        for task in looks:
            task.cancel()
        await asyncio.gather(*looks, return_exceptions=True)
        await prober.end()


def _start(looks: set[asyncio.Task[None]], prober: Prober, room: Room) -> None:
    # a context of its own: the task must not inherit a transaction
    task = asyncio.create_task(prober.look_at(room), context=contextvars.Context())
    looks.add(task)
    task.add_done_callback(lambda done: _finished(looks, done))


def _finished(looks: set[asyncio.Task[None]], done: asyncio.Task[None]) -> None:
    looks.discard(done)
    if not done.cancelled() and (error := done.exception()) is not None:
        log.error("a look failed", exc_info=error)
