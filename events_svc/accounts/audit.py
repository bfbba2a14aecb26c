"""The audit log: who did what, when; written in the transaction of the change."""

from collections.abc import Mapping, Sequence
from contextvars import ContextVar
from dataclasses import asdict, dataclass, field
from typing import Any

from events_svc import clock
from events_svc.accounts.models import AuditEntry
from events_svc.database.bulk import insert_all


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: `user:3`, `token:4`, `gate:5`, `buyer`, `worker`, `cli`; `beside`: for whom, where another does."""

    key: str
    name: str = ""
    request_id: str = ""
    beside: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Entry:
    """What was done to one subject among many; see `record`."""

    action: str
    subject: str
    event_id: int | None = None
    organisation_id: int | None = None
    detail: dict[str, Any] = field(default_factory=dict)


acting: ContextVar[Actor] = ContextVar("acting", default=Actor("system"))  # noqa: B039 frozen


async def record(
    action: str,
    subject: str,
    *,
    event_id: int | None = None,
    organisation_id: int | None = None,
    **detail: Any,
) -> None:
    """Write that the acting person did `action` (`order.cancelled`) to `subject` (`order:12`)."""
    actor = acting.get()
    await AuditEntry.create(
        at=clock.now(),
        actor=actor.key,
        actor_name=actor.name,
        action=action,
        subject=subject,
        event_id=event_id,
        organisation_id=organisation_id,
        detail={**detail, **actor.beside},
        request_id=actor.request_id,
    )


async def record_all(entries: Sequence[Entry]) -> None:
    """Write that the acting person did all of these, in one statement."""
    actor, at = acting.get(), clock.now()
    same = {
        "at": at,
        "actor": actor.key,
        "actor_name": actor.name,
        "request_id": actor.request_id,
    }
    rows = [{**asdict(entry), "detail": {**entry.detail, **actor.beside}} for entry in entries]
    await insert_all(AuditEntry, [{**same, **row} for row in rows])


def act_as(key: str, name: str = "") -> None:
    """From here on in this task, `key` acts; the request stays the same."""
    acting.set(Actor(key, name, acting.get().request_id))
