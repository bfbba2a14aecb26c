"""Write what a batch came to: orders, carts and all that hangs on them, in one way to the database."""

from collections import ChainMap
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, TypeVar

from tortoise.exceptions import IntegrityError
from tortoise.models import Model

from events_svc import clock
from events_svc.accounts.models import AuditEntry
from events_svc.database.at_once import Insertion, Statement, write
from events_svc.outbox.models import Job, JobState
from events_svc.tickets.carts import filling as carts
from events_svc.tickets.carts.filling import Emptied, Filled
from events_svc.tickets.carts.hand_over import handed_over
from events_svc.tickets.consents.agree import store as store_consents
from events_svc.tickets.decide import Counter
from events_svc.tickets.drafted import Draft
from events_svc.tickets.items import Item
from events_svc.tickets.models import Order, OrderEntry, Ticket
from events_svc.tickets.news import news_of
from events_svc.tickets.questions.give import store as store_answers
from events_svc.tickets.seating.take import Taking, confirm, dealt_out
from events_svc.webhooks.announce import announce_all

Given = TypeVar("Given")
Row = dict[str, Any]
Pair = tuple[Item, Row]

CODES_TRIED = 8
SILENT: dict[bool, dict[str, Any]] = {True: {"is_silent": True}, False: {}}


class CodesExhausted(Exception):
    """No free order code was found. Please try again."""


async def with_free_codes(serve: Callable[[], Awaitable[Given]]) -> Given:
    """What `serve` gives, which opens orders in a transaction of its own: once more when an event has one of
    their codes already.
    """
    for _ in range(CODES_TRIED):
        try:
            return await serve()
        except IntegrityError as error:
            if not any(name in str(error) for name in _CODE_TAKEN):
                raise
    raise CodesExhausted


async def write_all(outcomes: Sequence[object], counter: Counter) -> None:
    """Store the drafts and carts among `outcomes`, and all that they take and leave."""
    drafts = list({id(one): one for one in outcomes if isinstance(one, Draft)}.values())
    filled = [one for one in outcomes if isinstance(one, Filled)]
    await counter.numbers.reach(_wanted(drafts) | carts.wanted(filled))
    pairs = await _numbered(drafts, counter)
    emptied = [one for one in outcomes if isinstance(one, Emptied)]
    cart_rows, takings = carts.written(filled, counter.numbers)
    takings += _seats(pairs)
    free, passed = dealt_out(takings, ChainMap(*(dict(one.seats) for one in emptied)))
    rows = [*cart_rows, *_orders(drafts, pairs)]
    changes = [*_from_carts(pairs), *await counter.shelf.changes(), *counter.numbers.changes()]
    counts = await write([*rows, free, passed, carts.cleared(emptied), *changes, *_log(drafts)])
    await confirm(takings, sum(counts[len(rows) : len(rows) + 2]))
    await _follow(drafts, pairs, counter)


def _wanted(drafts: Sequence[Draft]) -> dict[type[Model], int]:
    return {Order: len(drafts), Ticket: sum(len(one.tickets) for one in drafts)}


async def _numbered(drafts: Sequence[Draft], counter: Counter) -> list[Pair]:
    """Orders and tickets have their ids and numbers; each item with its ticket's row."""
    numbers = counter.numbers
    numbers.give(Order, [draft.order for draft in drafts])
    pairs = [pair for draft in drafts for pair in zip(draft.items, draft.tickets, strict=True)]
    numbers.relate(Ticket, pairs)
    await numbers.number([row for _, row in pairs])
    for draft in drafts:
        for row in [*draft.tickets, *draft.entries]:
            row["order_id"] = draft.order["id"]
    return pairs


def _orders(drafts: Sequence[Draft], pairs: Sequence[Pair]) -> list[Insertion]:
    return [
        Insertion(Order, [draft.order for draft in drafts]),
        Insertion(Ticket, [row for _, row in pairs]),
    ]


def _seats(pairs: Sequence[Pair]) -> list[Taking]:
    """What tickets take that were in no cart."""
    return [
        Taking(row["event_id"], row["seat_id"], ticket_id=row["id"])
        for item, row in pairs
        if row["seat_id"] is not None and item.cart_item_id is None
    ]


def _from_carts(pairs: Sequence[Pair]) -> list[Statement]:
    held = [(item.cart_item_id, row) for item, row in pairs if item.cart_item_id is not None]
    seated = [item_id for item_id, row in held if row["seat_id"] is not None]
    return handed_over({item_id: row["id"] for item_id, row in held}, seated=seated)


def _log(drafts: Sequence[Draft]) -> list[Insertion]:
    """The history of the orders, the audit, and the jobs that tell of them."""
    entries = [entry for draft in drafts for entry in draft.entries]
    return [
        Insertion(OrderEntry, entries, made=("id",)),
        Insertion(AuditEntry, [_audit(draft) for draft in drafts], made=("id",)),
        Insertion(Job, [_job(draft) for draft in drafts], made=("id",)),
    ]


async def _follow(drafts: Sequence[Draft], pairs: Sequence[Pair], counter: Counter) -> None:
    """What few orders have: consents, answers, receivers of webhooks."""
    await store_consents([(draft.order["id"], draft.consents) for draft in drafts])
    await store_answers([(row["id"], item.answers) for item, row in pairs if item.answers])
    if drafts and counter.shelf.assortment.has_receivers:
        await announce_all(
            [news_of(one.order, entry["action"]) for one in drafts for entry in one.entries]
        )


def _audit(draft: Draft) -> Row:
    actor = draft.actor
    return {
        "at": draft.order["created_at"],
        "actor": actor.key,
        "actor_name": actor.name or draft.order["buyer_name"],
        "action": "order.placed",
        "subject": f"order:{draft.order['id']}",
        "event_id": draft.order["event_id"],
        "detail": {"code": draft.order["code"], "total_minor": draft.order["total_minor"]}
        | {**actor.beside},
        "request_id": actor.request_id,
    }


def _job(draft: Draft) -> Row:
    now = clock.now()
    return {
        "kind": draft.job,
        "payload": {"order_id": draft.order["id"]} | SILENT[draft.reservation.is_silent],
        "state": JobState.WAITING,
        "attempts": 0,
        "run_at": now,
        "created_at": now,
    }


_CODE_TAKEN = ("order_code_once", "order.code")  # as either engine says it
