"""Make vouchers, one or thousands, change them, withdraw them."""

import secrets
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from events_svc import clock
from events_svc.accounts import audit
from events_svc.accounts.errors import NotFound
from events_svc.database import in_transaction
from events_svc.database.bulk import insert_new
from events_svc.events.models import Event
from events_svc.tickets.draft import spelled_code
from events_svc.tickets.order_code import ALPHABET
from events_svc.tickets.product_models import Quota, TicketType, Variant
from events_svc.tickets.shelf import keeps_places
from events_svc.tickets.vouchers.errors import (
    CodeTaken,
    SpentMore,
    TargetUnclear,
    UsedMoreOften,
)
from events_svc.tickets.vouchers.models import Reduction, Voucher
from events_svc.tickets.vouchers.places import (
    keep_again,
    locked_voucher,
    refuse_too_many,
    shelf_for,
)

CODE_LENGTH = 10  # of 32 letters each: nobody guesses one
MOST_AT_ONCE = 10_000
PER_STATEMENT = 500


@dataclass(frozen=True, slots=True)
class VoucherFacts:
    """What an organiser says of a voucher: see `models.Voucher`."""

    max_uses: int = 1
    valid_until: datetime | None = None
    ticket_type_id: int | None = None
    variant_id: int | None = None
    quota_id: int | None = None
    reduction: Reduction = Reduction.NONE
    value: int = 0
    budget_minor: int | None = None
    reserves_quota: bool = False
    shows_hidden: bool = False
    tag: str = ""
    comment: str = ""


async def issue(event: Event, facts: VoucherFacts, *, code: str = "") -> Voucher:
    """A voucher with this code, or with one that nobody guesses; with `reserves_quota` its places are
    taken at once. Raises CodeTaken, TargetUnclear, TooFewToKeep; NotFound for types of other events.
    """
    (made,) = await issue_all(event, facts, [spelled_code(code) or new_voucher_code()])
    return made


async def issue_many(event: Event, facts: VoucherFacts, count: int) -> list[Voucher]:
    """So many vouchers alike, all or none; at most MOST_AT_ONCE."""
    codes = {new_voucher_code() for _ in range(min(count, MOST_AT_ONCE))}
    return await issue_all(event, facts, sorted(codes))


async def issue_all(event: Event, facts: VoucherFacts, codes: Sequence[str]) -> list[Voucher]:
    """A voucher for each of these codes, all or none."""
    async with in_transaction():
        await _check(event, facts)
        kept = await _keep(event, facts, len(codes))
        now = clock.now()
        records: list[dict[str, Any]] = [
            {
                "event_id": event.id,
                "code": code,
                **asdict(facts),
                "used": 0,
                "spent_minor": 0,
                "reserved": kept,
                "created_at": now,
            }
            for code in codes
        ]
        made = await _insert(records)
        about = f"voucher:{made[0].id}" if len(made) == 1 else f"event:{event.id}"
        await audit.record(
            "voucher.created", about, event_id=event.id, count=len(made), tag=facts.tag
        )
    return made


async def change(voucher: Voucher, facts: VoucherFacts) -> Voucher:
    """Change what the voucher does; tickets that used it stay as they are. Raises UsedMoreOften,
    SpentMore, TargetUnclear, TooFewToKeep.
    """
    async with in_transaction():
        event = await Event.get(id=voucher.event_id)
        await _check(event, facts)
        shelf, locked = await locked_voucher(voucher.id, _like(event, facts))
        if facts.max_uses < locked.used:
            raise UsedMoreOften(locked.used)
        if facts.budget_minor is not None and facts.budget_minor < locked.spent_minor:
            raise SpentMore
        shelf.reserve(locked, -locked.reserved)
        await shelf.store()
        await Voucher.filter(id=voucher.id).update(**asdict(facts))
        shelf.vouchers[voucher.id] = changed = await Voucher.get(id=voucher.id)
        keep_again(shelf, changed)
        await shelf.store()
        await audit.record("voucher.changed", f"voucher:{voucher.id}", event_id=voucher.event_id)
    return changed


async def withdraw(voucher: Voucher) -> None:
    """Nobody can use the voucher from now on, and it keeps no places; tickets that used it stay."""
    async with in_transaction():
        shelf, locked = await locked_voucher(voucher.id)
        shelf.reserve(locked, -locked.reserved)
        await shelf.store()
        left = Voucher.filter(id=voucher.id, withdrawn_at=None)
        if await left.update(withdrawn_at=clock.now()):
            about = f"voucher:{voucher.id}"
            await audit.record("voucher.withdrawn", about, event_id=voucher.event_id)


def new_voucher_code() -> str:
    """A code that is readable, and that nobody guesses."""
    return "".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH))


async def _check(event: Event, facts: VoucherFacts) -> None:
    """NotFound when the target is not of the event; TargetUnclear when places cannot be kept for it."""
    type_id, variant_id, quota_id = facts.ticket_type_id, facts.variant_id, facts.quota_id
    if type_id and not await TicketType.exists(id=type_id, event_id=event.id):
        raise NotFound
    if variant_id and not await Variant.exists(id=variant_id, ticket_type_id=type_id):
        raise NotFound
    if quota_id and not await Quota.exists(id=quota_id, event_id=event.id):
        raise NotFound
    if not facts.reserves_quota:
        return
    if bool(type_id) == bool(quota_id):
        raise TargetUnclear
    if type_id and not variant_id and await Variant.exists(ticket_type_id=type_id):
        raise TargetUnclear


async def _keep(event: Event, facts: VoucherFacts, count: int) -> int:
    """Set places aside for `count` vouchers; how many each keeps."""
    like = _like(event, facts)
    if not keeps_places(like):
        return 0
    shelf = await shelf_for(like)
    quotas = shelf.quotas_of_voucher(like)
    refuse_too_many(shelf, quotas, count * facts.max_uses)
    shelf.set_aside(quotas, count * facts.max_uses)
    await shelf.store()
    return facts.max_uses


def _like(event: Event, facts: VoucherFacts) -> Voucher:
    return Voucher(event_id=event.id, code="", created_at=clock.now(), **asdict(facts))


async def _insert(records: Sequence[dict[str, Any]]) -> list[Voucher]:
    made: list[Voucher] = []
    for start in range(0, len(records), PER_STATEMENT):
        some = records[start : start + PER_STATEMENT]
        ids = {
            row["code"]: row["id"]
            for row in await insert_new(Voucher, some, returning=("id", "code"))
        }
        for record in some:
            if record["code"] not in ids:
                raise CodeTaken(record["code"])
            voucher = Voucher(id=ids[record["code"]], **record)
            voucher._saved_in_db = True
            made.append(voucher)
    return made
