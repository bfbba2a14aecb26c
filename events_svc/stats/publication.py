"""Whether the organiser shows the statistics of an event or a series to everybody."""

from typing import Any

from events_svc import clock
from events_svc.accounts import audit
from events_svc.database import in_transaction
from events_svc.events.models import Event, Series
from events_svc.stats.models import OpenFigures


async def is_open(scope: Event | Series) -> bool:
    """Whether everybody may see the statistics of the event or series."""
    return await OpenFigures.filter(**_named(scope)).exists()


async def open_to_all(scope: Event | Series) -> None:
    """Everybody may see them from now on."""
    async with in_transaction():
        if not await is_open(scope):
            await OpenFigures.create(opened_at=clock.now(), **_named(scope))
        await _noted("statistics.opened", scope)


async def close(scope: Event | Series) -> None:
    """Only those with a role may see them."""
    async with in_transaction():
        await OpenFigures.filter(**_named(scope)).delete()
        await _noted("statistics.closed", scope)


def _named(scope: Event | Series) -> dict[str, Any]:
    return {"event_id" if isinstance(scope, Event) else "series_id": scope.id}


async def _noted(action: str, scope: Event | Series) -> None:
    await audit.record(
        action,
        f"{'event' if isinstance(scope, Event) else 'series'}:{scope.id}",
        event_id=scope.id if isinstance(scope, Event) else None,
        organisation_id=scope.organisation_id,
    )
