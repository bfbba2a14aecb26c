"""What has to be agreed to in order to order, and keeping who agreed to what."""

from collections.abc import Collection, Sequence

from events_svc import clock
from events_svc.database.bulk import insert_all
from events_svc.tickets.consents.errors import ConsentMissing
from events_svc.tickets.consents.models import ConsentGiven, ConsentVersion


def refuse_without(asked: Sequence[ConsentVersion], given: Collection[int]) -> None:
    """Raise ConsentMissing for the first required version that is not among the given ones. Pure."""
    for version in asked:
        if version.is_required and version.id not in given:
            raise ConsentMissing(version.purpose, version.id)


def agreed(asked: Sequence[ConsentVersion], given: Collection[int]) -> list[int]:
    """Those of the versions that were given which are asked now. Pure."""
    return [version.id for version in asked if version.id in given]


async def store(given: Sequence[tuple[int, Sequence[int]]]) -> None:
    """Keep what was agreed to by order id, inside the transaction of the orders; no statement for nothing."""
    now = clock.now()
    rows = [
        {"order_id": order_id, "version_id": version_id, "given_at": now}
        for order_id, versions in given
        for version_id in versions
    ]
    if rows:
        await insert_all(ConsentGiven, rows)
