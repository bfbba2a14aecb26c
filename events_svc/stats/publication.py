"""Whether the organiser shows the statistics of an event, series or organisation to everybody."""

from datetime import datetime
from typing import Any

from events_svc import clock
from events_svc.accounts import audit
from events_svc.accounts.models import Organisation
from events_svc.database import in_transaction
from events_svc.events.models import Event, Series
from events_svc.stats.models import OpenFigures

Scope = Event | Series | Organisation


async def is_open(scope: Scope) -> bool:
    """Whether everybody may see these statistics."""
    return await OpenFigures.filter(**_named(scope)).exists()


async def opened_at(scope: Scope) -> datetime | None:
    """Since when everybody may see them; None where only those with a role do."""
    found = await OpenFigures.get_or_none(**_named(scope))
    return found.opened_at if found else None


async def open_to_all(scope: Scope) -> None:
    """Everybody may see them from now on."""
    async with in_transaction():
        if not await is_open(scope):
            await OpenFigures.create(opened_at=clock.now(), **_named(scope))
        await _noted("statistics.opened", scope)


async def close(scope: Scope) -> None:
    """Only those with a role may see them."""
    async with in_transaction():
        await OpenFigures.filter(**_named(scope)).delete()
        await _noted("statistics.closed", scope)


def _named(scope: Scope) -> dict[str, Any]:
    return {f"{kind_of(scope)}_id": scope.id}


def kind_of(scope: Scope) -> str:
    """`event`, `series` or `organisation`."""
    return type(scope).__name__.lower()


async def _noted(action: str, scope: Scope) -> None:
    await audit.record(
        action,
        f"{kind_of(scope)}:{scope.id}",
        event_id=scope.id if isinstance(scope, Event) else None,
        organisation_id=scope.id if isinstance(scope, Organisation) else scope.organisation_id,
    )
