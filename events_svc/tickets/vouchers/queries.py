"""What organisers read of vouchers and discounts."""

from collections.abc import AsyncIterator

from tortoise.expressions import Q
from tortoise.queryset import QuerySet

from events_svc.accounts.errors import NotFound
from events_svc.events.models import Event
from events_svc.tickets.draft import spelled_code
from events_svc.tickets.vouchers.models import Discount, Voucher

PER_READ = 1_000


async def vouchers(
    event: Event, words: str = "", *, before_id: int | None = None, limit: int = 50
) -> list[Voucher]:
    """The newest first whose code or tag fits `words`, with their targets; at most `limit` + 1."""
    query = _fitting(event, words)
    if before_id is not None:
        query = query.filter(id__lt=before_id)
    found = query.order_by("-id").limit(limit + 1)
    return await found.select_related("ticket_type", "variant__ticket_type", "quota")


async def every_voucher(event: Event, words: str = "") -> AsyncIterator[Voucher]:
    """All of them, the oldest first, a thousand at a time."""
    after = 0
    while some := await _fitting(event, words).filter(id__gt=after).order_by("id").limit(PER_READ):
        for one in some:
            yield one
        after = some[-1].id


async def voucher_of(event: Event, voucher_id: int) -> Voucher:
    """The event's voucher with this id; else NotFound."""
    found = await Voucher.get_or_none(event_id=event.id, id=voucher_id)
    if found is None:
        raise NotFound
    return found


def discounts_of(event: Event) -> QuerySet[Discount]:
    """The automatic discounts; of two that fit a ticket it gets the first."""
    return Discount.filter(event_id=event.id).order_by("position", "id")


async def discount_of(event: Event, discount_id: int) -> Discount:
    """The event's discount with this id; else NotFound."""
    found = await Discount.get_or_none(event_id=event.id, id=discount_id)
    if found is None:
        raise NotFound
    return found


def _fitting(event: Event, words: str) -> QuerySet[Voucher]:
    query = Voucher.filter(event_id=event.id)
    if words:
        query = query.filter(Q(code__startswith=spelled_code(words)) | Q(tag__icontains=words))
    return query
