"""A server with a hub, and a hub's own tables: both in the one database of a test."""

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from events_svc.checkin import presented
from events_svc.checkin.models import Device
from events_svc.config import Settings
from events_svc.events.models import Event
from events_svc.hub import fill, holding, make, read
from events_svc.hub.wire import (
    HubAnswersTaken,
    HubAnswerTaken,
    HubBatch,
    HubContent,
    HubReceipt,
    HubStatus,
)
from tests.checkin.factories import Door, make_door
from tests.emptying import empty
from tests.events.factories import make_event

SERVER, TOKEN = "https://events.example.org", "hub_token"


async def make_hub(event: Event) -> Device:
    """A hub of the event."""
    hub, _token = await make.make(event, name="Laptop")
    return hub


def travelled(content: Any) -> Any:
    """What arrives of it over HTTP."""
    return msgspec.json.decode(msgspec.json.encode(content), type=type(content))


async def read_all(hub: Device) -> list[HubContent]:
    """What the hub hears of everything, page by page."""
    pages = [travelled(await read.page(hub, after=0))]
    while (after := pages[-1].next) is not None:
        pages.append(travelled(await read.page(hub, after=after)))
    return pages


async def move_to_hub(settings: Settings, hub: Device) -> list[HubContent]:
    """From here on the database is the hub's: emptied, then filled with what the server told."""
    pages = await read_all(hub)
    await begin_hub(settings, pages)
    return pages


async def begin_hub(settings: Settings, pages: list[HubContent]) -> None:
    """The same, with what was read before."""
    await empty(settings)
    presented._signers.clear()  # another process keeps no keys of this one
    await holding.begin(SERVER, TOKEN, content=pages[0])
    for page in pages:
        await fill.put(page)
    await holding.knows(pages[0])


class Server:
    """The server as its hub asks it, without HTTP: what is said is kept, what comes is prepared."""

    def __init__(self, pages: list[HubContent]) -> None:
        self.pages = pages
        self.sent: list[HubBatch] = []
        self.answered: list[tuple[int, Mapping[str, Any]]] = []
        self.told: list[HubStatus] = []
        self.failure: Exception | None = None
        self.lost: int = 0  # answers that get lost on the way back

    async def page(self, after: int = 0) -> HubContent:
        """The first page, or the one after."""
        self._fail()
        return next(one for one in self.pages if not after or one is not self.pages[0])

    async def changes(self, *, after: str, known: str) -> HubContent:
        """The last page that was prepared."""
        self._fail()
        return self.pages[-1]

    async def send(self, batch: HubBatch) -> HubReceipt:
        """Keep the batch."""
        self._fail()
        self.sent.append(batch)
        if self.lost:
            self.lost -= 1
            raise ConnectionResetError("lost")
        return HubReceipt(stored=len(batch.entries))

    async def answer(self, gate_id: int, items: Sequence[Mapping[str, Any]]) -> HubAnswersTaken:
        """Keep the answers; those of ticket 13 are not taken."""
        self._fail()
        self.answered += [(gate_id, one) for one in items]
        said = ["no such ticket" if one["ticket"] == 13 else "" for one in items]
        return HubAnswersTaken(
            [HubAnswerTaken(one["ticket"], why) for one, why in zip(items, said, strict=True)]
        )

    async def tell(self, status: HubStatus) -> None:
        """Keep what is told."""
        self._fail()
        self.told.append(status)

    def _fail(self) -> None:
        if self.failure:
            raise self.failure


async def other_door(door: Door) -> Door:
    """The door of another event of the same organisation."""
    return await make_door(await make_event("other", organisation=door.event.organisation))
