"""Write the orders of a batch: a handful of statements, however many they are."""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from events_svc import clock
from events_svc.accounts.audit import Actor
from events_svc.accounts.models import AuditEntry
from events_svc.database import notices, rows
from events_svc.database.bulk import insert_all, insert_new
from events_svc.outbox.models import Job, JobState
from events_svc.tickets.draft import Draft, Reservation, as_order
from events_svc.tickets.models import Order, OrderEntry, Ticket
from events_svc.tickets.shelf import Shelf

Outcome = Draft | Order | Exception

CODES_TRIED = 8


async def already(batch: Sequence[Reservation]) -> dict[str, Order]:
    """The orders that were opened for the same submissions before, by submission."""
    keys = [one.submission for one in batch if one.submission]
    if not keys:
        return {}
    found = await Order.filter(event_id__in={one.event.id for one in batch}, submission__in=keys)
    return {order.submission: order for order in found if order.submission}


async def opened(outcomes: Sequence[Outcome], shelf: Shelf) -> list[Order | Exception]:
    """Store the drafts among `outcomes` and what they take from the shelf; the orders in their place."""
    drafts = list({id(one): one for one in outcomes if isinstance(one, Draft)}.values())
    orders = await _orders(drafts, shelf)
    written = [draft for draft in drafts if "id" in draft.order]
    if written:
        await shelf.store()
        await _number([ticket for draft in written for ticket in draft.tickets])
        await _write_rest(written)
    return [orders[id(one)] if isinstance(one, Draft) else one for one in outcomes]


async def _orders(drafts: Sequence[Draft], shelf: Shelf) -> dict[int, Order]:
    """The order of each draft by the draft's identity. A code that the event has already is drawn
    again; a submission that another process was faster with gives that order, and its places back.
    """
    orders: dict[int, Order] = {}
    waiting = list(drafts)
    for _ in range(CODES_TRIED):
        made = await insert_new(Order, [one.order for one in waiting], returning=("id", "secret"))
        ids = {row["secret"]: row["id"] for row in made}
        for draft in [one for one in waiting if one.order["secret"] in ids]:
            draft.order["id"] = ids[draft.order["secret"]]
            orders[id(draft)] = as_order(draft.order)
        waiting = [one for one in waiting if id(one) not in orders]
        if not waiting:
            break
        known = await already([one.reservation for one in waiting])
        for draft in waiting:
            if draft.reservation.submission in known:
                orders[id(draft)] = known[draft.reservation.submission]
                shelf.take({one: -n for one, n in draft.reservation.counts.items()})
            draft.rename()
        waiting = [one for one in waiting if id(one) not in orders]
    return orders


async def _number(tickets: Sequence[dict[str, Any]]) -> None:
    """Give the tickets the next numbers of their events. The counter's row is locked by that."""
    wanted = Counter(ticket["event_id"] for ticket in tickets)
    following: dict[int, Iterator[int]] = {}
    for event_id, count in sorted(wanted.items()):
        (row,) = await rows(_COUNT, [event_id, count])
        following[event_id] = iter(range(row["last_number"] - count + 1, row["last_number"] + 1))
    for ticket in tickets:
        ticket["number"] = next(following[ticket["event_id"]])


async def _write_rest(drafts: Sequence[Draft]) -> None:
    tickets = [{**one, "order_id": d.order["id"], "serial": 1} for d in drafts for one in d.tickets]
    await insert_all(Ticket, tickets)
    await insert_all(OrderEntry, [entry for draft in drafts for entry in _entries(draft)])
    await insert_all(AuditEntry, [_audit(draft) for draft in drafts])
    await insert_all(Job, [_job(draft) for draft in drafts])
    await notices.notify("jobs")


def _entries(draft: Draft) -> list[dict[str, Any]]:
    detail = {"tickets": len(draft.tickets), "total_minor": draft.order["total_minor"]}
    actions = ["placed", "paid"] if draft.is_free else ["placed"]
    return [
        {
            "order_id": draft.order["id"],
            "at": draft.order["created_at"],
            "actor": _actor(draft).key,
            "action": action,
            "amount_minor": 0,
            "detail": detail if action == "placed" else {"provider": "free"},
        }
        for action in actions
    ]


def _audit(draft: Draft) -> dict[str, Any]:
    actor = _actor(draft)
    return {
        "at": draft.order["created_at"],
        "actor": actor.key,
        "actor_name": actor.name or draft.order["buyer_name"],
        "action": "order.placed",
        "subject": f"order:{draft.order['id']}",
        "event_id": draft.order["event_id"],
        "detail": {"code": draft.order["code"], "total_minor": draft.order["total_minor"]},
        "request_id": actor.request_id,
    }


def _actor(draft: Draft) -> Actor:
    actor = draft.reservation.actor
    if actor.key != "anonymous":
        return actor
    return Actor("buyer", draft.order["buyer_name"], actor.request_id)


def _job(draft: Draft) -> dict[str, Any]:
    now = clock.now()
    return {
        "kind": "order.paid" if draft.is_free else "order.placed",
        "payload": {"order_id": draft.order["id"]},
        "state": JobState.WAITING,
        "attempts": 0,
        "run_at": now,
        "created_at": now,
    }


_COUNT = """
INSERT INTO ticket_counter (event_id, last_number)
VALUES ($1, $2 + (SELECT COALESCE(MAX(number), 0) FROM ticket WHERE event_id = $1))
ON CONFLICT (event_id) DO UPDATE SET last_number = ticket_counter.last_number + $2
RETURNING last_number"""
