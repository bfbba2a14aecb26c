"""The places of quotas and the uses of vouchers, locked for the running transaction.

Locks are taken in one order everywhere: cart, order, ticket types (shared), quotas by id, vouchers by id,
seats by id. So nobody waits in a circle, and who changes which quotas a type is in waits until nobody
sells it.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from events_svc import clock
from events_svc.database import execute, is_postgres, rows
from events_svc.outbox.enqueue import enqueue
from events_svc.tickets.assortment import Assortment, assortment_of
from events_svc.tickets.errors import VoucherUsedUp
from events_svc.tickets.product_models import TicketType
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
        await self._offer_what_returned()
        for quota, count in sorted(self.taken.items()):
            if count:
                await execute("UPDATE quota SET used = used + $1 WHERE id = $2", [count, quota])
        self.taken.clear()
        await _store_vouchers([self.vouchers[one] for one in sorted(self.touched)])
        self.touched.clear()

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
    return await _read("id", ticket_type_ids, _LOCKS if is_postgres() else _NO_LOCKS)


async def locked_of_events(event_ids: Iterable[int]) -> Shelf:
    """The shelf of all ticket types of these events."""
    return await _read("event_id", event_ids, _LOCKS if is_postgres() else _NO_LOCKS)


async def seen_of_events(event_ids: Iterable[int]) -> Shelf:
    """The same as it is now, for pages: others may take from it at any moment."""
    return await _read("event_id", event_ids, _NO_LOCKS)


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


async def lock_voucher_codes(
    shelf: Shelf, event_ids: Iterable[int], codes: Collection[str]
) -> None:
    """Put the vouchers with these codes on the shelf; its quotas are locked before them."""
    if codes:
        wanted = Voucher.filter(event_id__in=sorted({*event_ids}), code__in=sorted(codes))
        for one in await wanted.order_by("id").select_for_update():
            shelf.codes[one.event_id, one.code] = shelf.vouchers.setdefault(one.id, one)


async def _read(column: str, wanted: Iterable[int], locks: tuple[str, str]) -> Shelf:
    ids = sorted({int(one) for one in wanted})
    if not ids:
        return Shelf({}, {}, {}, Assortment())
    listed = ", ".join(str(one) for one in ids)
    share, update = locks
    types: list[TicketType] = await TicketType.raw(
        f"SELECT * FROM ticket_type WHERE {column} IN ({listed}) ORDER BY id{share}"  # noqa: S608 our column, numbers
    )
    found = await rows(_PLACES.format(column, listed) + update)
    members: dict[Key, list[int]] = {}
    for row in found:
        members.setdefault((row["ticket_type_id"], row["variant_id"]), []).append(row["id"])
    left = {row["id"]: row["size"] - row["used"] for row in found}
    return Shelf({one.id: one for one in types}, members, left, await assortment_of(found))


async def _store_vouchers(vouchers: Sequence[Voucher]) -> None:
    if not vouchers:
        return
    numbers = [n for one in vouchers for n in (one.id, one.used, one.reserved, one.spent_minor)]
    each = ", ".join(
        "({})".format(", ".join(f"CAST(${4 * at + n} AS BIGINT)" for n in range(1, 5)))
        for at in range(len(vouchers))
    )
    await execute(_VOUCHERS.format(each), numbers)


_LOCKS = (" FOR SHARE", " FOR UPDATE OF quota")
_NO_LOCKS = ("", "")

_PLACES = """
SELECT quota.id, quota.size, quota.used, member.ticket_type_id, member.variant_id,
  ticket_type.event_id, tax_rule.rate_bp,
  EXISTS (SELECT 1 FROM variant WHERE variant.ticket_type_id = ticket_type.id)
    OR EXISTS (SELECT 1 FROM addon WHERE addon.ticket_type_id = ticket_type.id)
    OR EXISTS (SELECT 1 FROM bundle_part AS part WHERE part.ticket_type_id = ticket_type.id)
    AS has_parts,
  EXISTS (SELECT 1 FROM discount WHERE discount.event_id = ticket_type.event_id
    AND discount.is_active) AS has_discounts,
  EXISTS (SELECT 1 FROM seating WHERE seating.event_id = ticket_type.event_id) AS is_seated,
  EXISTS (SELECT 1 FROM ticket_question AS question
    WHERE question.event_id = ticket_type.event_id) AS has_questions,
  EXISTS (SELECT 1 FROM consent WHERE consent.event_id = ticket_type.event_id
    AND consent.withdrawn_at IS NULL) AS has_consents,
  EXISTS (SELECT 1 FROM waiting_entry AS entry WHERE entry.event_id = ticket_type.event_id
    AND entry.voucher_id IS NULL AND entry.left_at IS NULL) AS has_waiting,
  EXISTS (SELECT 1 FROM webhook_endpoint WHERE is_active) AS has_receivers
FROM quota JOIN quota_ticket_type AS member ON member.quota_id = quota.id
JOIN ticket_type ON ticket_type.id = member.ticket_type_id
LEFT JOIN tax_rule ON tax_rule.id = ticket_type.tax_rule_id
WHERE ticket_type.{} IN ({}) ORDER BY quota.id"""

# both engines call the columns of VALUES so
_VOUCHERS = """
UPDATE voucher SET used = kept.column2, reserved = kept.column3, spent_minor = kept.column4
FROM (VALUES {}) AS kept WHERE voucher.id = kept.column1"""
