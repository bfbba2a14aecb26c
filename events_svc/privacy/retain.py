"""An event keeps people's data so long after its end; then a clock forgets them."""

from datetime import datetime

from events_svc import clock
from events_svc.accounts import audit
from events_svc.checkin.desk.models import RefusedAnswer
from events_svc.database import in_transaction
from events_svc.events.models import Event
from events_svc.letters.models import Letter
from events_svc.privacy.blank import AT_ONCE, blank_orders, blank_tickets, blank_waiting, drop_mails
from events_svc.privacy.models import Retention
from events_svc.tickets.models import Order, Ticket
from events_svc.tickets.waiting.models import WaitingEntry


async def keep_for(event: Event, months: int | None) -> None:
    """Forget so many months after the end; None: keep."""
    async with in_transaction():
        if months is None:
            await Retention.filter(event_id=event.id).delete()
        else:
            await Retention.update_or_create(defaults={"months": months}, event_id=event.id)
        await audit.record(
            "retention.set",
            f"event:{event.id}",
            event_id=event.id,
            organisation_id=event.organisation_id,
            months=months,
        )


async def purge_due() -> int:
    """Forget the people of events whose time has come; how many events."""
    waiting = await Retention.filter(purged_at=None).select_related("event")
    due = [one for one in waiting if forgets_at(one) <= clock.now()]
    for one in due:
        await purge(one)
    return len(due)


def forgets_at(one: Retention) -> datetime:
    """When the event forgets; it is loaded. The last days of a month are its 28th."""
    ends_at: datetime = one.event.ends_at
    years, month = divmod(ends_at.month - 1 + one.months, 12)
    return ends_at.replace(year=ends_at.year + years, month=month + 1, day=min(ends_at.day, 28))


async def purge(one: Retention) -> None:
    """Forget the people of the event, some hundreds of orders a transaction: whoever is killed begins anew."""
    event = one.event
    found = await Order.filter(event_id=event.id).order_by("id").values_list("id", flat=True)
    ids = [int(order_id) for order_id in found]  # type: ignore[call-overload]  # flat gives numbers, is typed as rows
    tickets = 0
    for start in range(0, len(ids), AT_ONCE):
        tickets += await _purge_some(event, ids[start : start + AT_ONCE])
    async with in_transaction():
        waiting = (
            await WaitingEntry.filter(event_id=event.id).exclude(email="").values("id", "email")
        )
        await blank_waiting([row["id"] for row in waiting])
        await RefusedAnswer.filter(event_id=event.id).delete()
        about = frozenset(f"waiting:{row['id']}" for row in waiting)
        await drop_mails(sorted({row["email"] for row in waiting}), about)
        await Retention.filter(id=one.id).update(purged_at=clock.now())
        await audit.record(
            "people.forgotten",
            f"event:{event.id}",
            event_id=event.id,
            organisation_id=event.organisation_id,
            orders=len(ids),
            tickets=tickets,
        )


async def _purge_some(event: Event, ids: list[int]) -> int:
    async with in_transaction():
        orders = await Order.filter(id__in=ids).values("id", "email")
        tickets = await Ticket.filter(order_id__in=ids).values("id", "holder_email")
        letters = await Letter.filter(event_id=event.id).values("id")
        addresses = {one["email"] for one in orders} | {one["holder_email"] for one in tickets}
        about = {f"order:{one}" for one in ids} | {f"ticket:{one['id']}" for one in tickets}
        about |= {f"letter:{one['id']}" for one in letters}
        await drop_mails(sorted(addresses - {""}), frozenset(about))
        await blank_tickets([one["id"] for one in tickets])
        await blank_orders(ids)
    return len(tickets)
