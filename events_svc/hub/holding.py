"""What a hub knows of itself: made once for a server and a token, then moved on with every contact."""

from datetime import datetime, timedelta
from typing import Any

from events_svc import clock
from events_svc.accounts.tokens import digest
from events_svc.database import execute, in_transaction
from events_svc.hub.errors import OtherEvent
from events_svc.hub.models import Holding
from events_svc.hub.newcomers import OWN_IDS
from events_svc.hub.wire import HubContent

ONE = 1
JITTER_MS = 250


async def present() -> Holding | None:
    """What this hub holds; None before it was begun."""
    return await Holding.get_or_none(id=ONE)


async def begin(upstream: str, token: str, *, content: HubContent) -> Holding:
    """This database is the door of that event from now on; raises OtherEvent when it is another's."""
    async with in_transaction():
        found = await present()
        if found is None:
            await _keep_ids_apart()
            return await Holding.create(
                id=ONE,
                upstream=upstream,
                token_hash=digest(token),
                hub_uid=content.hub_uid,
                event_id=content.event_id,
            )
        if found.hub_uid != content.hub_uid or found.event_id != content.event_id:
            raise OtherEvent
    return found


async def knows(content: HubContent) -> None:
    """All that was told up to the cursor of `content` is here."""
    told: dict[str, Any] = {
        "cursor": content.cursor,
        "definitions_hash": content.definitions_hash,
        "purge_at": content.purge_at,
    }
    await Holding.filter(id=ONE).update(**told)
    await Holding.filter(id=ONE, filled_at=None).update(filled_at=clock.now())


async def heard(server_now: datetime, asked_at: datetime) -> None:
    """There is contact; the server's clock was read half-way between question and answer.

    Small differences are the network's: entries must not change places because of them.
    """
    here = asked_at + (clock.now() - asked_at) / 2
    offset = round((server_now - here) / timedelta(milliseconds=1))
    held = await Holding.get(id=ONE)
    is_noise = abs(offset - held.clock_offset_ms) < JITTER_MS
    await Holding.filter(id=ONE).update(
        contact_at=clock.now(),
        trouble="",
        trouble_since=None,
        clock_offset_ms=held.clock_offset_ms if is_noise else offset,
    )


async def lost(reason: str) -> None:
    """There is no contact, and why; since when stays as it was first noticed."""
    await Holding.filter(id=ONE).update(trouble=reason[:300])
    await Holding.filter(id=ONE, trouble_since=None).update(trouble_since=clock.now())


async def sent(through: int) -> None:
    """The log up to the entry `through` is at the server, or set aside."""
    await Holding.filter(id=ONE).update(sent_through=through, unsent_trouble="")


async def stuck(reason: str) -> None:
    """The server can be reached and does not take what follows in the log, and why."""
    await Holding.filter(id=ONE).update(unsent_trouble=reason[:300])


async def _keep_ids_apart() -> None:
    """What is first seen here (phones, tickets, answers) counts from far above the server's."""
    for table in ("device", "ticket", "order", "ticket_answer"):
        await execute("DELETE FROM sqlite_sequence WHERE name = $1", [table])
        await execute("INSERT INTO sqlite_sequence (name, seq) VALUES ($1, $2)", [table, OWN_IDS])


def is_ours(holding: Holding, token: str) -> bool:
    """Whether `token` is the one that this database was filled with."""
    return holding.token_hash == digest(token)
