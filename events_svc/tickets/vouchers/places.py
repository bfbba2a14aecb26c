"""The places that vouchers keep for those who will redeem them."""

from collections.abc import Collection, Iterable

from events_svc.tickets import shelf as shelves
from events_svc.tickets.product_models import QuotaTicketType
from events_svc.tickets.shelf import Shelf, keeps_places
from events_svc.tickets.vouchers.errors import TooFewToKeep
from events_svc.tickets.vouchers.models import Voucher


async def shelf_for(*targets: Voucher) -> Shelf:
    """The shelf of all types for which these vouchers may keep places, locked."""
    type_ids = {one.ticket_type_id for one in targets if one.ticket_type_id}
    quota_ids = {one.quota_id for one in targets if one.quota_id}
    if quota_ids:
        members = QuotaTicketType.filter(quota_id__in=quota_ids)
        type_ids |= {one.ticket_type_id for one in await members}
    return await shelves.locked(type_ids)


async def locked_voucher(voucher_id: int, *targets: Voucher) -> tuple[Shelf, Voucher]:
    """The voucher as it is now, with the shelf of the places that it keeps and of those that it may
    keep for these targets.
    """
    while True:
        seen = await Voucher.get(id=voucher_id)
        shelf = await shelf_for(seen, *targets)
        await shelves.lock_vouchers(shelf, [voucher_id])
        locked = shelf.vouchers[voucher_id]
        if _target(locked) == _target(seen):
            return shelf, locked


async def let_go(vouchers: Collection[Voucher]) -> Shelf:
    """These vouchers keep no places from now on; call inside a transaction, `store` is done."""
    shelf = await shelf_for(*vouchers)
    await shelves.lock_vouchers(shelf, [one.id for one in vouchers])
    for one in vouchers:
        locked = shelf.vouchers[one.id]
        if _target(locked) == _target(one):  # else somebody has just changed it
            shelf.reserve(locked, -locked.reserved)
    await shelf.store()
    return shelf


def _target(voucher: Voucher) -> tuple[int | None, ...]:
    return voucher.ticket_type_id, voucher.variant_id, voucher.quota_id


def keep_again(shelf: Shelf, voucher: Voucher) -> None:
    """The locked voucher keeps places for all uses that are left, if it should; TooFewToKeep."""
    if keeps_places(voucher):
        wanted = voucher.max_uses - voucher.used - voucher.reserved
        refuse_too_many(shelf, shelf.quotas_of_voucher(voucher), wanted)
        shelf.reserve(voucher, wanted)


def refuse_too_many(shelf: Shelf, quotas: Iterable[int], count: int) -> None:
    """Raise TooFewToKeep when one of the quotas has fewer places left than `count`."""
    left = min((shelf.left[quota] for quota in quotas), default=0)
    if left < count:
        raise TooFewToKeep(max(left, 0))
