"""The provider's book of a day against ours: what differs stands there until a person has seen to it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from tortoise.queryset import QuerySet

from events_svc import clock
from events_svc.accounts import audit
from events_svc.accounts.errors import NotFound
from events_svc.accounts.models import Organisation
from events_svc.database import in_transaction
from events_svc.database.bulk import insert_new
from events_svc.tickets.hear import UNPAID
from events_svc.tickets.paying.models import BookDifference, BookReading, PaymentAccount
from events_svc.tickets.paying.waiting import charged_minor
from events_svc.tickets.payment_models import Payment, Refund, RefundState, RefundWay


class Kind(StrEnum):
    """How the books can differ."""

    PAID_THERE = "paid_there"  # money came there of which we know nothing
    PAID_HERE = "paid_here"  # we know of money that did not come there
    AMOUNT = "amount"  # another amount, or another currency
    REFUNDED_THERE = "refunded_there"
    REFUNDED_HERE = "refunded_here"


@dataclass(frozen=True, slots=True)
class Line:
    """A line of either book, in minor units."""

    amount_minor: int
    currency: str
    is_refund: bool = False


@dataclass(frozen=True, slots=True)
class Difference:
    """One reference of which the books tell differently."""

    reference: str
    kind: Kind
    ours_minor: int
    theirs_minor: int
    currency: str


def differences(
    ours: Mapping[str, Line],
    theirs: Mapping[str, Line],
    *,
    known: Mapping[str, Line],
    before: Collection[str],
) -> list[Difference]:
    """What differs, by reference. `ours` are our lines of that very day, `known` those of theirs that we have
    on any day, `before` the references that they booked on the day before: near midnight the days differ.
    """
    found = []
    for reference in sorted({*ours, *theirs} - {*before}):
        here, there = known.get(reference) or ours.get(reference), theirs.get(reference)
        kind = _kind(here, there)
        if kind is not None:
            here_minor, there_minor = (one.amount_minor if one else 0 for one in (here, there))
            currency = (there or here).currency  # type: ignore[union-attr]  # one of them is there
            found.append(Difference(reference, kind, here_minor, there_minor, currency))
    return found


def _kind(here: Line | None, there: Line | None) -> Kind | None:
    if here is None and there is not None:
        return Kind.REFUNDED_THERE if there.is_refund else Kind.PAID_THERE
    if there is None and here is not None:
        return Kind.REFUNDED_HERE if here.is_refund else Kind.PAID_HERE
    return None if here == there else Kind.AMOUNT


@dataclass(frozen=True, slots=True)
class DayBook:
    """The provider's lines of a day, which lasted from `starts_at` to `ends_at`, and the references that it
    booked on the day before.
    """

    day: date
    starts_at: datetime
    ends_at: datetime
    lines: Mapping[str, Line]
    before: Collection[str] = ()


async def compare(account: PaymentAccount, book: DayBook) -> list[Difference]:
    """Compare the provider's book of a day with ours; write down what differs.

    A day is compared again as often as one likes: what was written stays, what is new is added.
    """
    ours = await _booked_within(account, book.starts_at, book.ends_at)
    known = await _booked(account, [*book.lines])
    found = differences(ours, book.lines, known=known, before=book.before)
    now = clock.now()
    async with in_transaction():
        await insert_new(BookDifference, [_record(account, book.day, one, now) for one in found])
        reading = {"entries": len(book.lines), "differences": len(found), "read_at": now}
        made = await insert_new(
            BookReading, [{"account_id": account.id, "day": book.day, **reading}]
        )
        if not made:
            await BookReading.filter(account_id=account.id, day=book.day).update(**reading)
    return found


async def unread(day: date) -> list[PaymentAccount]:
    """The accounts through which somebody paid or was given back lately and whose book of `day` nobody has
    read yet.
    """
    used = (
        await Payment.filter(account_id__isnull=False)
        .distinct()
        .values_list("account_id", flat=True)
    )
    read = await BookReading.filter(day=day).values_list("account_id", flat=True)
    return await PaymentAccount.filter(id__in=[*{*used} - {*read}]).order_by("id")


async def open_differences(organisation: Organisation) -> Sequence[BookDifference]:
    """The differences of the organisation's accounts to which nobody has seen, newest first."""
    waiting = BookDifference.filter(account__organisation_id=organisation.id, settled_at=None)
    return await waiting.order_by("-day", "id").limit(200).select_related("account")


async def last_readings(organisation: Organisation) -> dict[str, BookReading]:
    """The latest book that was read of each of the organisation's providers."""
    found = BookReading.filter(account__organisation_id=organisation.id, account__is_active=True)
    newest = await found.order_by("-day").limit(30).select_related("account")
    return {one.account.provider: one for one in reversed(newest)}


async def settle(organisation: Organisation, difference_id: int, *, note: str) -> None:
    """A person has seen to the difference, and says how; NotFound when it is not the organisation's."""
    async with in_transaction():
        mine = BookDifference.filter(id=difference_id, account__organisation_id=organisation.id)
        found = await mine.first()
        if found is None:
            raise NotFound
        found.settled_at, found.note = clock.now(), note
        await found.save(update_fields=["settled_at", "note"])
        await audit.record(
            "book_difference.settled",
            f"book_difference:{found.id}",
            organisation_id=organisation.id,
            note=note,
        )


async def _booked_within(
    account: PaymentAccount, starts_at: datetime, ends_at: datetime
) -> dict[str, Line]:
    payments = Payment.filter(
        account_id=account.id,
        origin_id=None,
        confirmed_at__gte=starts_at,
        confirmed_at__lt=ends_at,
    )
    refunds = _refunds(account).filter(done_at__gte=starts_at, done_at__lt=ends_at)
    return {**await _lines(await payments), **_refund_lines(await refunds)}


async def _booked(account: PaymentAccount, references: Sequence[str]) -> dict[str, Line]:
    payments = Payment.filter(
        account_id=account.id, origin_id=None, reference__in=references
    ).exclude(state__in=UNPAID)
    refunds = _refunds(account).filter(reference__in=references)
    return {**await _lines(await payments), **_refund_lines(await refunds)}


def _refunds(account: PaymentAccount) -> QuerySet[Refund]:
    asked = Refund.filter(way=RefundWay.PROVIDER, state=RefundState.DONE)
    return asked.filter(payment__account_id=account.id).select_related("payment")


async def _lines(payments: Sequence[Payment]) -> dict[str, Line]:
    return {one.reference: Line(await charged_minor(one), one.currency) for one in payments}


def _refund_lines(refunds: Sequence[Refund]) -> dict[str, Line]:
    return {
        one.reference: Line(one.amount_minor, one.payment.currency, is_refund=True)
        for one in refunds
    }


def _record(
    account: PaymentAccount, day: date, found: Difference, now: datetime
) -> dict[str, object]:
    return {
        "account_id": account.id,
        "day": day,
        "reference": found.reference[:64],
        "kind": found.kind.value,
        "ours_minor": found.ours_minor,
        "theirs_minor": found.theirs_minor,
        "currency": found.currency,
        "noticed_at": now,
        "note": "",
    }
