"""Make a call, change what it says, publish it, close it."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

from tortoise.exceptions import IntegrityError

from events_svc import clock
from events_svc.accounts import audit
from events_svc.calls.errors import ClosesBeforeOpening, SlugTaken
from events_svc.calls.models import Call, Offer
from events_svc.database import in_transaction
from events_svc.events.models import Event


@dataclass(frozen=True, slots=True)
class Terms:
    """What a call says; instants are aware, without an end it is rolling."""

    slug: str
    title: Mapping[str, str]
    text: Mapping[str, str] = field(default_factory=dict)
    opens_at: datetime | None = None
    closes_at: datetime | None = None
    needs_code: bool = False
    most_each: int | None = None

    def __post_init__(self) -> None:
        if self.opens_at and self.closes_at and self.closes_at <= self.opens_at:
            raise ClosesBeforeOpening


async def make(event: Event, terms: Terms) -> Call:
    """A call of the event, unpublished; raises SlugTaken."""
    async with in_transaction():
        async with _once(terms.slug):
            call = await Call.create(event_id=event.id, **_columns(terms))
        await record("call.made", call, title=call.title)
    return call


async def change(call: Call, terms: Terms) -> None:
    """The call says this instead; raises SlugTaken."""
    async with in_transaction():
        async with _once(terms.slug):
            await Call.filter(id=call.id).update(**_columns(terms))
        await record("call.changed", call, title=dict(terms.title))


async def publish(call: Call) -> None:
    """The call has its page, and takes proposals from its first day on."""
    await _show(call, is_published=True, action="call.published")


async def withdraw(call: Call) -> None:
    """The call's page is gone from the public; what was sent in stays."""
    await _show(call, is_published=False, action="call.withdrawn")


async def close(call: Call) -> None:
    """The call's last instant, and that of each of its offers, is now."""
    async with in_transaction():
        now = clock.now()
        columns: dict[str, Any] = {"closes_at": now}
        if call.opens_at is not None and call.opens_at >= now:
            columns["opens_at"] = None
        await Call.filter(id=call.id).update(**columns)
        await Offer.filter(call_id=call.id, closes_at__gt=now).update(closes_at=now)
        await record("call.closed", call)


async def record(action: str, call: Call, **detail: Any) -> None:
    """Write into the event's log that `action` was done to the call."""
    await audit.record(action, f"call:{call.id}", event_id=call.event_id, **detail)


async def _show(call: Call, *, is_published: bool, action: str) -> None:
    async with in_transaction():
        shown = Call.filter(id=call.id, is_published=not is_published)
        if await shown.update(is_published=is_published):
            await record(action, call)


def _columns(terms: Terms) -> dict[str, Any]:
    return {**asdict(terms), "title": dict(terms.title), "text": dict(terms.text)}


@asynccontextmanager
async def _once(slug: str) -> AsyncIterator[None]:
    """A nested transaction, so that PostgreSQL goes on after a second slug was refused."""
    try:
        async with in_transaction():
            yield
    except IntegrityError as error:
        raise SlugTaken(slug) from error
