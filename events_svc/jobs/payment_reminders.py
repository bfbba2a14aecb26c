"""Who has not paid is reminded, once a hold: when two thirds of it are over, or a day before its end."""

from datetime import datetime, timedelta

from events_svc import clock
from events_svc.database import in_transaction
from events_svc.jobs import Clock, Context
from events_svc.outbox.enqueue import enqueue_all
from events_svc.outbox.models import Mail
from events_svc.tickets.models import Order, OrderState

REMINDER = "payment_reminder"
EARLIEST = timedelta(days=1)
AT_ONCE = 1000


async def remind(_: Context) -> None:
    """Have everybody reminded whose hold nears its end; tables that were brought in are not."""
    now = clock.now()
    near = Order.filter(state=OrderState.PENDING, expires_at__gt=now, expires_at__lt=now + EARLIEST)
    found = near.exclude(email="").exclude(source="import").order_by("expires_at")
    held = await found.values("id", "created_at", "expires_at")
    due = {
        f"order:{one['id']}:{REMINDER}:{hold_number(one['expires_at'])}": one["id"]
        for one in held
        if is_near(one["created_at"], one["expires_at"], now)
    }
    abouts = list(due)
    for start in range(0, len(abouts), AT_ONCE):
        await _remind_some({one: due[one] for one in abouts[start : start + AT_ONCE]})


def is_near(since: datetime, until: datetime, now: datetime) -> bool:
    """Whether a hold from `since` to `until` is to be reminded of `now`."""
    return until - now <= min((until - since) / 3, EARLIEST)


def hold_number(until: datetime | None) -> int:
    """Names a hold by its end: one that was extended is another."""
    return int(until.timestamp()) if until else 0


async def _remind_some(due: dict[str, int]) -> None:
    told = await Mail.filter(about__in=[*due]).values("about")
    known = {one["about"] for one in told}
    payloads = [{"order_id": order_id} for about, order_id in due.items() if about not in known]
    async with in_transaction():
        await enqueue_all(f"order.{REMINDER}", payloads)


CLOCKS = [Clock("orders.remind", timedelta(minutes=1), remind)]
