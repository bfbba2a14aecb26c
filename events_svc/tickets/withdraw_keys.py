"""The keys of an event are in wrong hands: whoever has them signs codes for any ticket."""

from typing import cast

from events_svc import clock
from events_svc.accounts import audit
from events_svc.database import execute, in_transaction, is_postgres, notices
from events_svc.database.bulk import insert_all
from events_svc.outbox.models import Job, JobState
from events_svc.tickets.key_models import SigningKey
from events_svc.tickets.keys import rotate
from events_svc.tickets.models import Order, OrderEntry, OrderState
from events_svc.tickets.reach import ENTITLED


async def withdraw(event_id: int, *, secret_key: str) -> int:
    """Refuse every code that was signed so far, give each ticket another and mail it; the number of
    orders that are told.

    The new serials cannot be guessed: a forged code is refused also by a door that still holds an old
    key in its memory.
    """
    async with in_transaction():
        number = await rotate(event_id, secret_key=secret_key)
        lost = SigningKey.filter(event_id=event_id, number__lt=number, withdrawn_at=None)
        await lost.update(withdrawn_at=clock.now())
        await execute(_UNSEAL, [event_id])
        await execute(_REVOKE, [event_id, clock.now()])
        await execute(_RENEW.format(_CHANCE[is_postgres()]), [event_id])
        await audit.record(
            "signing_key.withdrawn", f"event:{event_id}", event_id=event_id, number=number
        )
        return await _tell(event_id)


async def _tell(event_id: int) -> int:
    """Write the history of each order with tickets, and the job that mails them."""
    now, actor = clock.now(), audit.acting.get().key
    standing = Order.filter(event_id=event_id, state__in=ENTITLED).order_by("id")
    states = dict(cast("list[tuple[int, OrderState]]", await standing.values_list("id", "state")))
    ids = list(states)
    happened = {"at": now, "actor": actor, "action": "codes_renewed", "amount_minor": 0}
    entries = [{"order_id": one, **happened, "detail": {"state": str(states[one])}} for one in ids]
    await insert_all(OrderEntry, entries)
    waiting = {"state": JobState.WAITING, "attempts": 0, "run_at": now, "created_at": now}
    jobs = [{"kind": "order.codes_renewed", "payload": {"order_id": one}, **waiting} for one in ids]
    await insert_all(Job, jobs)
    await notices.notify("jobs")
    return len(ids)


_CHANCE = {True: "CAST(floor(random() * 65536) AS INT)", False: "abs(random() % 65536)"}

_UNSEAL = """
DELETE FROM code_seal WHERE ticket_id IN (SELECT id FROM ticket WHERE event_id = $1)"""

_REVOKE = """
INSERT INTO revoked_code (ticket_id, serial, revoked_at)
SELECT id, serial, $2 FROM ticket WHERE event_id = $1 AND state IN ('valid', 'held', 'blocked')
ON CONFLICT (ticket_id, serial) DO NOTHING"""

_RENEW = """
UPDATE ticket SET serial = serial + 1 + {}
WHERE event_id = $1 AND state IN ('valid', 'held', 'blocked')"""
