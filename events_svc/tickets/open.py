"""Write the orders of a batch: a handful of statements, however many they are."""

from collections import Counter as Count
from collections.abc import Iterator, Sequence
from typing import Any

from events_svc import clock
from events_svc.accounts.models import AuditEntry
from events_svc.database import rows
from events_svc.database.bulk import insert_all, insert_new, insert_together
from events_svc.outbox.models import Job, JobState
from events_svc.tickets.carts.hand_over import hand_over
from events_svc.tickets.consents.agree import store as store_consents
from events_svc.tickets.decide import Counter, Outcome
from events_svc.tickets.draft import Reservation
from events_svc.tickets.drafted import Draft, Placed, placed
from events_svc.tickets.items import Item
from events_svc.tickets.models import Order, OrderEntry, Ticket
from events_svc.tickets.news import news_of
from events_svc.tickets.questions.give import store as store_answers
from events_svc.tickets.seating.take import Taking, take
from events_svc.webhooks.announce import announce_all

CODES_TRIED = 8
SILENT: dict[bool, dict[str, Any]] = {True: {"is_silent": True}, False: {}}


class CodesExhausted(Exception):
    """No free order code was found. Please try again."""


async def already(batch: Sequence[Reservation]) -> dict[str, Placed]:
    """The orders that were opened for the same submissions before, by submission."""
    keys = [one.submission for one in batch if one.submission]
    if not keys:
        return {}
    found = await Order.filter(event__slug__in={one.slug for one in batch}, submission__in=keys)
    return {order.submission: Placed(order) for order in found if order.submission}


async def opened(
    outcomes: Sequence[Outcome], counter: Counter, *, seats: Sequence[Taking] = ()
) -> list[Placed | Exception]:
    """Store the drafts among `outcomes` and what they take, and with them `seats` of others; the orders in
    their place.
    """
    drafts = list({id(one): one for one in outcomes if isinstance(one, Draft)}.values())
    known = await _open(drafts, counter)
    written = [draft for draft in drafts if id(draft) not in known]
    await counter.shelf.store()
    if written:
        await _number([ticket for draft in written for ticket in draft.tickets])
        await _write_rest(written, seats)
        if counter.shelf.assortment.has_receivers:
            await _announce(written)
    else:
        await take(seats)
    orders = known | {id(draft): placed(draft) for draft in written}
    return [orders[id(one)] if isinstance(one, Draft) else one for one in outcomes]


async def _open(drafts: Sequence[Draft], counter: Counter) -> dict[int, Placed]:
    """Write the orders; a code that the event has already is drawn again. A submission with which
    another process was faster is answered, by the draft's identity, and its places go back.
    """
    faster: dict[int, Placed] = {}
    waiting = list(drafts)
    for _ in range(CODES_TRIED):
        made = await insert_new(Order, [one.order for one in waiting], returning=("id", "secret"))
        ids = {row["secret"]: row["id"] for row in made}
        for draft in waiting:
            draft.order |= (
                {"id": ids[draft.order["secret"]]} if draft.order["secret"] in ids else {}
            )
        waiting = [one for one in waiting if one.order["secret"] not in ids]
        if not waiting:
            return faster
        known = await already([one.reservation for one in waiting])
        for draft in waiting:
            if draft.reservation.submission in known:
                faster[id(draft)] = known[draft.reservation.submission]
                counter.put_back(draft)
            draft.rename()
        waiting = [one for one in waiting if id(one) not in faster]
    raise CodesExhausted


async def _number(tickets: Sequence[dict[str, Any]]) -> None:
    """Give the tickets the next numbers of their events. The counter's row is locked by that."""
    wanted = Count(ticket["event_id"] for ticket in tickets)
    following: dict[int, Iterator[int]] = {}
    for event_id, count in sorted(wanted.items()):
        (row,) = await rows(_COUNT, [event_id, count])
        following[event_id] = iter(range(row["last_number"] - count + 1, row["last_number"] + 1))
    for ticket in tickets:
        ticket["number"] = next(following[ticket["event_id"]])


async def _write_rest(drafts: Sequence[Draft], seats: Sequence[Taking]) -> None:
    for draft in drafts:
        for row in [*draft.tickets, *draft.entries]:
            row["order_id"] = draft.order["id"]
    pairs = [pair for draft in drafts for pair in zip(draft.items, draft.tickets, strict=True)]
    await _write_tickets(pairs)
    await store_consents([(draft.order["id"], draft.consents) for draft in drafts])
    await store_answers([(row["id"], item.answers) for item, row in pairs if item.answers])
    own = [
        Taking(row["event_id"], row["seat_id"], ticket_id=row["id"])
        for item, row in pairs
        if row["seat_id"] is not None and item.cart_item_id is None
    ]
    await take([*seats, *own])
    await hand_over(
        {item.cart_item_id: row["id"] for item, row in pairs if item.cart_item_id is not None},
        seats=[row["seat_id"] for _, row in pairs if row["seat_id"] is not None],
    )
    await insert_together(
        [
            (OrderEntry, [entry for draft in drafts for entry in draft.entries]),
            (AuditEntry, [_audit(draft) for draft in drafts]),
            (Job, [_job(draft) for draft in drafts]),
        ]
    )


async def _announce(drafts: Sequence[Draft]) -> None:
    await announce_all(
        [news_of(one.order, entry["action"]) for one in drafts for entry in one.entries]
    )


async def _write_tickets(pairs: Sequence[tuple[Item, dict[str, Any]]]) -> None:
    """Tickets first, then what is taken with them; each row has its id afterwards."""
    rows_of = dict(pairs)
    mains: list[dict[str, Any]] = []
    others: list[dict[str, Any]] = []
    for item, row in pairs:
        (mains if item.addon_to is None else others).append(row)
    await _write_some(mains)
    for item, row in pairs:
        if item.addon_to is not None:
            row["addon_to_id"] = rows_of[item.addon_to]["id"]
    await _write_some(others)


async def _write_some(tickets: Sequence[dict[str, Any]]) -> None:
    made = await insert_all(Ticket, tickets, returning=("id", "secret"))
    ids = {row["secret"]: row["id"] for row in made}
    for ticket in tickets:
        ticket["id"] = ids[ticket["secret"]]


def _audit(draft: Draft) -> dict[str, Any]:
    actor = draft.actor
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


def _job(draft: Draft) -> dict[str, Any]:
    now = clock.now()
    return {
        "kind": draft.job,
        "payload": {"order_id": draft.order["id"]} | SILENT[draft.reservation.is_silent],
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
