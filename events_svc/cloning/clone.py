"""Clone an event."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tortoise.functions import Max

from events_svc.accounts import audit
from events_svc.accounts.models import Organisation
from events_svc.checkin.models import CheckinList
from events_svc.cloning import rewrite, tables
from events_svc.cloning.copying import BORN, Clone, Copied, copy_rows
from events_svc.database import in_transaction
from events_svc.events.create import create
from events_svc.events.models import Event, Party
from events_svc.text import Text
from events_svc.tickets import shelf as shelves
from events_svc.tickets.vouchers.models import Voucher
from events_svc.tickets.vouchers.places import keep_again, shelf_for

OWN = BORN | {"id", "organisation_id", "slug", "state", "published_at", "cancelled_at"}


@dataclass(frozen=True, slots=True)
class Anew:
    """What is different of a clone: when it begins, its title and address, where these are given."""

    starts_at: datetime
    title: Text | None = None
    slug: str = ""


async def clone(source: Event, anew: Anew) -> Event:
    """A draft that is set up as `source` is, with all its times as far from the start; nobody has ordered,
    nobody has a role in it. Raises SlugTaken.
    """
    async with in_transaction():
        made = await _begun(source, anew)
        await _all(made, tables.CLONED)
        await _say_rules_anew(made)
        await _record(made)
    return made.target


async def clone_with_vouchers(source: Event, anew: Anew) -> Event:
    """The same with the vouchers that nobody withdrew, all unused. Raises TooFewToKeep too, when they are
    to keep more places than there are.
    """
    async with in_transaction():
        made = await _begun(source, anew)
        await _all(made, tables.CLONED)
        await _all(made, tables.VOUCHERS)
        await _keep_places(made)
        await _say_rules_anew(made)
        await _record(made)
    return made.target


async def _begun(source: Event, anew: Anew) -> Clone:
    owner = await Organisation.get(id=source.organisation_id)
    columns = _columns(source, anew) | {"edition": await _next_edition(source)}
    target = await create(owner, columns)
    await Party.filter(event_id=target.id).delete()  # those of the source come, its host too
    return Clone(source, target)


def _columns(source: Event, anew: Anew) -> dict[str, Any]:
    names = [name for name in Event._meta.db_fields if name not in OWN]
    length = source.ends_at - source.starts_at
    return {
        **{name: getattr(source, name) for name in names},
        "title": anew.title or source.title,
        "slug": anew.slug,
        "starts_at": anew.starts_at,
        "ends_at": anew.starts_at + length,
    }


async def _next_edition(source: Event) -> int | None:
    if source.series_id is None or source.edition is None:
        return None
    of_series = Event.filter(series_id=source.series_id).annotate(last=Max("edition"))
    (found,) = await of_series.values("last")
    return int(found["last"]) + 1


async def _all(made: Clone, copied: Sequence[Copied]) -> None:
    for table in copied:
        await copy_rows(made, table)


async def _say_rules_anew(made: Clone) -> None:
    for one in await CheckinList.filter(event_id=made.target.id):
        if one.rules:
            rules = rewrite.door_rules(made, one.rules)
            await CheckinList.filter(id=one.id).update(rules=rules)


async def _keep_places(made: Clone) -> None:
    """Vouchers that keep places keep them at the clone."""
    keeping = await Voucher.filter(event_id=made.target.id, reserves_quota=True)
    if keeping:
        shelf = await shelf_for(*keeping)
        await shelves.lock_vouchers(shelf, [one.id for one in keeping])
        for one in keeping:
            keep_again(shelf, shelf.vouchers[one.id])
        await shelf.store()


async def _record(made: Clone) -> None:
    target = made.target
    await audit.record(
        "event.cloned",
        f"event:{target.id}",
        event_id=target.id,
        organisation_id=target.organisation_id,
        source=made.source.slug,
    )
