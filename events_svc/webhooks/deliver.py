"""Deliver: take what is due, and write how it went. What nobody wrote down is taken again."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from events_svc import clock
from events_svc.accounts import audit
from events_svc.database import in_transaction, is_postgres, rows
from events_svc.database.raw import places
from events_svc.webhooks.endpoints import end
from events_svc.webhooks.models import Attempt, Delivery, DeliveryState

LOCK = timedelta(minutes=1)
PAUSES = tuple(
    timedelta(seconds=seconds)
    for seconds in (5, 30, 120, 600, 1800, 3600, 3 * 3600, 6 * 3600, 12 * 3600, 24 * 3600)
)  # after the last of them a delivery has failed: two days
LONGEST_WISH = timedelta(hours=24)  # of a receiver's Retry-After
LOOKED_AT = 200
GONE = 410


@dataclass(frozen=True, slots=True)
class Result:
    """What came of an attempt. `status` None: nothing was answered; `retry_after` in seconds."""

    status: int | None
    milliseconds: int
    problem: str = ""
    retry_after: int = 0

    @property
    def is_delivered(self) -> bool:
        return self.status is not None and 200 <= self.status < 300


async def claim(most: int, *, at_one: int, busy: Mapping[int, int]) -> list[Delivery]:
    """At most `most` due deliveries for this worker, with endpoint and message, the oldest first.

    No endpoint gets more than `at_one` at once, of which `busy` are under way. Of one subject none is
    taken before the ones before it have ended.
    """
    async with in_transaction():
        full = [one for one, count in busy.items() if count >= at_one]
        chosen = _chosen(await _due(full), most, at_one=at_one, busy=busy)
        until = clock.now() + LOCK
        await Delivery.filter(id__in=chosen).update(locked_until=until)
        found = Delivery.filter(id__in=chosen).order_by("id")
        return await found.select_related("endpoint", "message")


async def conclude(delivery: Delivery, result: Result) -> DeliveryState:
    """Write the attempt: delivered, to be tried again after a pause, or given up; 410 ends the endpoint."""
    async with in_transaction():
        locked = await Delivery.filter(id=delivery.id).select_for_update().first()
        if locked is None or locked.state is not DeliveryState.WAITING:
            return DeliveryState.DROPPED  # ended in the meantime
        await _note(locked, result)
        state = _state_after(locked.attempts + 1, result)
        await Delivery.filter(id=locked.id).update(**_values(locked, state, result))
        if result.status == GONE:
            await end(locked.endpoint_id)
            await _tell_of_end(delivery)
            state = DeliveryState.DROPPED
    return state


def pause(attempts: int, *, retry_after: int = 0) -> timedelta:
    """How long to wait after so many attempts, and at least as long as the receiver asks for."""
    wished = min(timedelta(seconds=retry_after), LONGEST_WISH)
    return max(PAUSES[min(attempts, len(PAUSES)) - 1], wished)


def _state_after(attempts: int, result: Result) -> DeliveryState:
    if result.is_delivered:
        return DeliveryState.DELIVERED
    return DeliveryState.FAILED if attempts > len(PAUSES) else DeliveryState.WAITING


def _values(locked: Delivery, state: DeliveryState, result: Result) -> dict[str, Any]:
    now, attempts = clock.now(), locked.attempts + 1
    is_over = state is not DeliveryState.WAITING
    wait = timedelta() if is_over else pause(attempts, retry_after=result.retry_after)
    return {
        "state": state,
        "attempts": attempts,
        "due_at": now + wait,
        "locked_until": None,
        "ended_at": now if is_over else None,
    }


async def _note(locked: Delivery, result: Result) -> None:
    await Attempt.create(
        delivery_id=locked.id,
        at=clock.now(),
        status=result.status,
        milliseconds=result.milliseconds,
        problem=result.problem[:200],
    )


async def _tell_of_end(delivery: Delivery) -> None:
    await audit.record(
        "webhook.gone",
        f"webhook:{delivery.endpoint_id}",
        event_id=delivery.endpoint.event_id,
        organisation_id=delivery.endpoint.organisation_id,
    )


def _chosen(
    due: Sequence[tuple[int, int]], most: int, *, at_one: int, busy: Mapping[int, int]
) -> list[int]:
    """The ids among `due` (of delivery and endpoint) that fit."""
    taken = Counter(busy)
    chosen: list[int] = []
    for delivery_id, endpoint_id in due:
        if len(chosen) < most and taken[endpoint_id] < at_one:
            taken[endpoint_id] += 1
            chosen.append(delivery_id)
    return chosen


async def _due(full: Sequence[int]) -> list[tuple[int, int]]:
    """The first that are due, but for endpoints that are `full`: a long queue holds up nobody else's."""
    now: datetime = clock.now()
    tail = " FOR UPDATE OF d SKIP LOCKED" if is_postgres() else ""
    others = _BUT.format(places(full, after=2)) if full else ""
    found = await rows(_DUE.format(others) + tail, [now, LOOKED_AT, *full])
    return [(row["id"], row["endpoint_id"]) for row in found]


_DUE = """
SELECT d.id, d.endpoint_id FROM webhook_delivery d
WHERE d.state = 'waiting' AND d.due_at <= $1 AND (d.locked_until IS NULL OR d.locked_until < $1)
  AND NOT EXISTS (SELECT 1 FROM webhook_delivery e WHERE e.endpoint_id = d.endpoint_id
    AND e.subject = d.subject AND e.state = 'waiting' AND e.id < d.id) {}
ORDER BY d.due_at, d.id LIMIT $2"""

_BUT = "AND d.endpoint_id NOT IN ({})"
