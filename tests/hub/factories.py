"""A server with a hub, and a hub's own tables: both in the one database of a test."""

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from events_svc.checkin import presented
from events_svc.checkin.models import Device
from events_svc.config import Settings
from events_svc.events.models import Event
from events_svc.hub import fill, holding, make, read
from events_svc.hub.errors import Rejected
from events_svc.hub.wire import (
    HubAnswersTaken,
    HubAnswerTaken,
    HubBatch,
    HubContent,
    HubPhone,
    HubReceipt,
    HubRefusedAnswer,
    HubRefusedAnswers,
    HubRefusedEntries,
    HubRefusedEntry,
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
        self.batches: list[list[int]] = []
        self.phones: list[str] = []
        self.poison: dict[int, int] = {}  # statuses by ticket
        self.listed: list[HubRefusedAnswer] = []
        self.bad: dict[
            int, int
        ] = {}  # statuses by ticket of an entry, as `poison`; 0: of every one
        self.tried: list[list[int | None]] = []  # the tickets of every batch of entries
        self.listed_entries: list[HubRefusedEntry] = []
        self.refuses: dict[int, str] = {}  # why, by ticket of an entry that is read and not kept
        self.is_full = False  # the list of what was refused
        self.full = 0  # how often it said so
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
        self.tried.append([one.ticket_id for one in batch.entries])
        for ticket in (*self.tried[-1], 0):
            if ticket in self.bad:
                raise Rejected("no", status=self.bad[ticket])
        self.sent.append(batch)
        if self.lost:
            self.lost -= 1
            raise ConnectionResetError("lost")
        refused = {
            one.scan_id: self.refuses[one.ticket_id]
            for one in batch.entries
            if one.ticket_id in self.refuses
        }
        return HubReceipt(
            stored=len(batch.entries) - len(refused),
            refused={str(one): why for one, why in refused.items()},
            unlisted=[*refused] if self.is_full else [],
        )

    async def answer(
        self, gate_id: int, items: Sequence[Mapping[str, Any]], *, phone: HubPhone | None
    ) -> HubAnswersTaken:
        """Keep the answers; those of ticket 13 are not taken, those of `poison` are answered with its status."""
        self._fail()
        self.batches.append([one["ticket"] for one in items])
        for one in items:
            if one["ticket"] in self.poison:
                raise Rejected("no", status=self.poison[one["ticket"]])
        self.phones += [phone.name if phone else ""]
        self.answered += [(gate_id, one) for one in items]
        return HubAnswersTaken([self._taken(one["ticket"]) for one in items])

    def _taken(self, ticket: int) -> HubAnswerTaken:
        """As an older server says it for 13, which lists nothing; as a newer one for 14."""
        if ticket == 14:
            why = {"zh": "没有", "en": "no"}
            return HubAnswerTaken(ticket, "no", why, is_unlisted=self.is_full)
        return HubAnswerTaken(ticket, "no such ticket" if ticket == 13 else "")

    async def refuse(self, told: HubRefusedAnswers) -> None:
        """Keep what could not be brought."""
        self._fail()
        self._find_room()
        self.listed += told.items

    async def refuse_entries(self, told: HubRefusedEntries) -> None:
        """Keep what of the log could not be brought."""
        self._fail()
        self._find_room()
        self.listed_entries += told.items

    async def tell(self, status: HubStatus) -> None:
        """Keep what is told."""
        self._fail()
        self.told.append(status)

    def _find_room(self) -> None:
        if self.is_full:
            self.full += 1
            raise Rejected("full", status=409)

    def _fail(self) -> None:
        if self.failure:
            raise self.failure


async def other_door(door: Door) -> Door:
    """The door of another event of the same organisation."""
    return await make_door(await make_event("other", organisation=door.event.organisation))
