"""The places of quotas and the uses of vouchers, locked for the running transaction.

Locks are taken in one order everywhere: cart, order, ticket types (shared), quotas by id, vouchers by id,
seats by id. So nobody waits in a circle, and who changes which quotas a type is in waits until nobody
sells it.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from events_svc import clock
from events_svc.database import is_postgres, rows
from events_svc.database.at_once import Row, Statement, table, told, write
from events_svc.outbox.enqueue import enqueue
from events_svc.tickets.assortment import Assortment, assortment_of
from events_svc.tickets.errors import VoucherUsedUp
from events_svc.tickets.product_models import TicketType
from events_svc.tickets.stock import LOCKS, NO_LOCKS, PLACES
from events_svc.tickets.vouchers.models import Voucher

Key = tuple[int, int | None]  # ticket type and variant


class Taker(Protocol):
    """What takes a place: a ticket, an item of a cart, or one that is going to be either."""

    @property
    def ticket_type_id(self) -> int: ...
    @property
    def variant_id(self) -> int | None: ...
    @property
    def voucher_id(self) -> int | None: ...
    @property
    def voucher_minor(self) -> int: ...


@dataclass(slots=True)
class Shelf:
    """Ticket types, what their quotas have left, and vouchers; changes are kept until `store`."""

    types: dict[int, TicketType]
    members: dict[Key, list[int]]  # ids of the quotas of a variant, or (without) of the whole type
    left: dict[int, int]  # places by id of the quota
    assortment: Assortment
    vouchers: dict[int, Voucher] = field(default_factory=dict)
    codes: dict[tuple[int, str], Voucher] = field(default_factory=dict)  # by event
    taken: Counter[int] = field(default_factory=Counter)
    touched: set[int] = field(default_factory=set)  # vouchers

    def quotas_of(self, ticket_type_id: int, variant_id: int | None = None) -> Collection[int]:
        """The ids of the quotas of which such a ticket takes a place."""
        whole = self.members.get((ticket_type_id, None), ())
        if variant_id is None:
            return whole
        return {*whole, *self.members.get((ticket_type_id, variant_id), ())}

    def left_of(self, ticket_type_id: int, variant_id: int | None = None) -> int:
        """How many such tickets the public may have still; none of what is in no quota, or is awaited."""
        if (ticket_type_id, variant_id) in self.assortment.awaited:
            return 0
        quotas = self.quotas_of(ticket_type_id, variant_id)
        return min(self.left[quota] for quota in quotas) if quotas else 0

    def lacks(self, takers: Iterable[Taker]) -> Key | None:
        """The first type and variant for which there is no place when these are taken together."""
        needed: Counter[int] = Counter()
        kept = {one.id: one.reserved for one in self.vouchers.values()}
        for one in takers:
            key = (one.ticket_type_id, one.variant_id)
            quotas = self.quotas_of(*key)
            if not quotas:
                return key
            reserved = self._reserved_for(one, kept)
            if key in self.assortment.awaited and not reserved:
                return key
            for quota in quotas:
                if quota in reserved:
                    continue
                needed[quota] += 1
                if needed[quota] > self.left[quota]:
                    return key
        return None

    def take(self, takers: Iterable[Taker]) -> None:
        """Take places, those that vouchers keep first, and uses of vouchers; VoucherUsedUp."""
        for one in takers:
            self._move(self.quotas_of(one.ticket_type_id, one.variant_id), 1)
            voucher = self._voucher(one)
            if voucher:
                _refuse_used_up(voucher, one.voucher_minor)
                voucher.used += 1
                voucher.spent_minor += one.voucher_minor
                if voucher.reserved:
                    self.reserve(voucher, -1)

    def give_back(self, takers: Iterable[Taker]) -> None:
        """Give places and uses of vouchers back; a voucher that still runs keeps the place."""
        for one in takers:
            self._move(self.quotas_of(one.ticket_type_id, one.variant_id), -1)
            voucher = self._voucher(one)
            if voucher:
                voucher.used -= 1
                voucher.spent_minor -= one.voucher_minor
                if keeps_places(voucher):
                    self.reserve(voucher, 1)

    def spend(self, takers: Iterable[Taker], *, times: int = 1) -> None:
        """What vouchers take off these is spent of their budgets; with -1 times, it is not after all."""
        for one in takers:
            voucher = self._voucher(one) if one.voucher_minor else None
            if voucher:
                voucher.spent_minor += times * one.voucher_minor

    def reserve(self, voucher: Voucher, count: int) -> None:
        """The voucher keeps `count` more places, or fewer. The database refuses what would oversell."""
        self.vouchers[voucher.id] = voucher
        self.touched.add(voucher.id)
        voucher.reserved += count
        self._move(self.quotas_of_voucher(voucher), count)

    def put(self, vouchers: Iterable[Voucher]) -> None:
        """These vouchers are on the shelf, too, by id and code."""
        for one in vouchers:
            self.codes[one.event_id, one.code] = self.vouchers.setdefault(one.id, one)

    def set_aside(self, quotas: Iterable[int], count: int) -> None:
        """`count` places of each of these quotas are kept for somebody."""
        self._move(quotas, count)

    def quotas_of_voucher(self, voucher: Voucher) -> Collection[int]:
        """The ids of the quotas in which the voucher keeps places, when it does."""
        if voucher.quota_id is not None:
            return (voucher.quota_id,)
        if voucher.ticket_type_id is None:
            return ()
        return self.quotas_of(voucher.ticket_type_id, voucher.variant_id)

    async def store(self) -> None:
        """Write what was taken and given back; places that people await are offered to them. The database
        refuses what would oversell.
        """
        await write(await self.changes())

    async def changes(self) -> list[Statement]:
        """What `store` would write, for who writes it together with something else."""
        await self._offer_what_returned()
        taken = [{"id": one, "taken": count} for one, count in sorted(self.taken.items()) if count]
        vouchers = [_uses(self.vouchers[one]) for one in sorted(self.touched)]
        self.taken.clear()
        self.touched.clear()
        return [
            Statement(_TAKE.format(table(1, _TAKEN)), [told(taken)], not taken),
            Statement(_USE.format(table(1, _USED)), [told(vouchers)], not vouchers),
        ]

    async def _offer_what_returned(self) -> None:
        if self.assortment.awaited and any(count < 0 for count in self.taken.values()):
            for event_id in sorted({one.event_id for one in self.types.values()}):
                await enqueue("waiting.offer", event_id=event_id)

    def _voucher(self, taker: Taker) -> Voucher | None:
        if taker.voucher_id is None:
            return None
        self.touched.add(taker.voucher_id)
        return self.vouchers[taker.voucher_id]

    def _reserved_for(self, taker: Taker, kept: dict[int, int]) -> Collection[int]:
        """The quotas in which the taker's voucher keeps a place for it; counted down in `kept`."""
        if taker.voucher_id is None or not kept[taker.voucher_id]:
            return ()
        kept[taker.voucher_id] -= 1
        return self.quotas_of_voucher(self.vouchers[taker.voucher_id])

    def _move(self, quotas: Iterable[int], count: int) -> None:
        for quota in quotas:
            self.left[quota] = self.left.get(quota, 0) - count
            self.taken[quota] += count


def _refuse_used_up(voucher: Voucher, minor: int) -> None:
    budget = voucher.budget_minor
    is_over_budget = budget is not None and minor and voucher.spent_minor + minor > budget
    if voucher.used >= voucher.max_uses or is_over_budget:
        raise VoucherUsedUp(voucher.code)


def keeps_places(voucher: Voucher) -> bool:
    """Whether the uses that the voucher has left take places now."""
    over = voucher.valid_until is not None and voucher.valid_until <= clock.now()
    return voucher.reserves_quota and voucher.withdrawn_at is None and not over


async def locked(ticket_type_ids: Iterable[int]) -> Shelf:
    """The shelf of these ticket types, which nobody else changes until the transaction ends."""
    return await _read("id", ticket_type_ids, LOCKS if is_postgres() else NO_LOCKS)


async def locked_of_events(event_ids: Iterable[int]) -> Shelf:
    """The shelf of all ticket types of these events."""
    return await _read("event_id", event_ids, LOCKS if is_postgres() else NO_LOCKS)


async def seen_of_events(event_ids: Iterable[int]) -> Shelf:
    """The same as it is now, for pages: others may take from it at any moment."""
    return await _read("event_id", event_ids, NO_LOCKS)


async def locked_for(takers: Iterable[Taker]) -> Shelf:
    """The shelf of the types of these tickets or items, with their vouchers."""
    asked = list(takers)
    shelf = await locked(one.ticket_type_id for one in asked)
    await lock_vouchers(shelf, {one.voucher_id for one in asked if one.voucher_id is not None})
    return shelf


async def lock_vouchers(shelf: Shelf, voucher_ids: Iterable[int]) -> None:
    """Put these vouchers on the shelf; its quotas are locked before them."""
    ids = sorted({*voucher_ids} - {*shelf.vouchers})
    if ids:
        found = await Voucher.filter(id__in=ids).order_by("id").select_for_update()
        shelf.vouchers |= {one.id: one for one in found}


async def seen(types: Sequence[TicketType], places: Sequence[Row]) -> Shelf:
    """The answers to `stock.queries_of`: others may take from this shelf at any moment."""
    return await _made(types, places)


async def locked_with(types: Sequence[TicketType]) -> Shelf:
    """The shelf of these types, which are all of their events and are locked already."""
    _, update = LOCKS if is_postgres() else NO_LOCKS
    return await _filled(types, "event_id", {one.event_id for one in types}, update)


async def _read(column: str, wanted: Iterable[int], locks: tuple[str, str]) -> Shelf:
    ids = sorted({int(one) for one in wanted})
    if not ids:
        return Shelf({}, {}, {}, Assortment())
    share, update = locks
    types: list[TicketType] = await TicketType.raw(
        f"SELECT * FROM ticket_type WHERE {column} IN ({_spelled(ids)}) ORDER BY id{share}"  # noqa: S608 our column, numbers
    )
    return await _filled(types, column, ids, update)


async def _filled(
    types: Sequence[TicketType], column: str, ids: Collection[int], update: str
) -> Shelf:
    if not ids:
        return Shelf({}, {}, {}, Assortment())
    return await _made(types, await rows(PLACES.format(column, _spelled(ids)) + update))


async def _made(types: Sequence[TicketType], found: Sequence[Row]) -> Shelf:
    members: dict[Key, list[int]] = {}
    for row in found:
        members.setdefault((row["ticket_type_id"], row["variant_id"]), []).append(row["id"])
    left = {row["id"]: row["size"] - row["used"] for row in found}
    return Shelf({one.id: one for one in types}, members, left, await assortment_of(found))


def _spelled(ids: Iterable[int]) -> str:
    return ", ".join(str(int(one)) for one in sorted(ids))


def _uses(voucher: Voucher) -> dict[str, Any]:
    return {name: getattr(voucher, name) for name in _USED}


_TAKEN = {"id": "BIGINT", "taken": "BIGINT"}
_TAKE = "UPDATE quota SET used = quota.used + told.taken FROM {} WHERE quota.id = told.id"

_USED = {"id": "BIGINT", "used": "BIGINT", "reserved": "BIGINT", "spent_minor": "BIGINT"}
_USE = """
UPDATE voucher SET used = told.used, reserved = told.reserved, spent_minor = told.spent_minor
FROM {} WHERE voucher.id = told.id"""
