"""Carts with what is in them, locked for the running transaction; first of all locks."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from events_svc.database import is_postgres, rows
from events_svc.database.at_once import Row, Statement, among, listed, read


@dataclass(frozen=True, slots=True)
class HeldItem:
    """One ticket to be, as it stands in a cart."""

    id: int
    ticket_type_id: int
    variant_id: int | None
    voucher_id: int | None
    addon_to_id: int | None
    is_bundled: bool
    seat_id: int | None
    own_minor: int = 0
    voucher_minor: int = 0  # a budget is spent by orders alone


@dataclass(slots=True)
class Held:
    """A cart; one that is over holds no places any more."""

    id: int
    slug: str  # of its event
    is_over: bool
    items: list[HeldItem] = field(default_factory=list)


async def locked_carts(secrets: Collection[str], slugs: Collection[str]) -> dict[str, Held]:
    """The carts of these events with these secrets, by secret, which nobody else changes until the
    transaction ends.
    """
    carts = await locked_without_items(secrets, slugs)
    (items,) = await read([items_of(carts)])
    put_items(carts, items)
    return carts


async def locked_without_items(secrets: Collection[str], slugs: Collection[str]) -> dict[str, Held]:
    """The same, before it is known what is in them."""
    if not secrets:
        return {}
    sql = _CARTS.format(among(1, "TEXT"), among(2, "TEXT"))
    lock = " FOR UPDATE OF cart" if is_postgres() else ""
    found: dict[str, Held] = {}
    for row in await rows(sql + lock, [listed(sorted(secrets)), listed(sorted(slugs))]):
        found[row["secret"]] = Held(row["id"], row["slug"], row["ended_at"] is not None)
    return found


def items_of(carts: Mapping[str, Held]) -> Statement:
    """What is in the carts, for `put_items`. A statement of its own: one that waited for a lock sees what it
    joins as it was before.
    """
    ids = sorted(cart.id for cart in carts.values())
    return Statement(_ITEMS.format(among(1, "BIGINT")), [listed(ids)], not ids)


def put_items(carts: Mapping[str, Held], items: Sequence[Row]) -> None:
    """The carts have their items."""
    by_id = {cart.id: cart for cart in carts.values()}
    for row in items:
        cart = by_id[row.pop("cart_id")]
        cart.items.append(HeldItem(**row | {"is_bundled": bool(row["is_bundled"])}))


_CARTS = """
SELECT cart.id, cart.secret, cart.ended_at, event.slug
FROM cart JOIN event ON event.id = cart.event_id
WHERE cart.secret {} AND event.slug {} ORDER BY cart.id"""

_ITEMS = """
SELECT cart_id, id, ticket_type_id, variant_id, voucher_id, addon_to_id, is_bundled, seat_id,
  own_minor
FROM cart_item WHERE cart_id {} ORDER BY id"""
