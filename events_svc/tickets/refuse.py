"""What of a wish is not sold so: the first thing that is wrong with it is raised. Pure."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from events_svc.events.models import Event
from events_svc.text import in_language
from events_svc.tickets.draft import Choice, Line, spelled_code
from events_svc.tickets.errors import (
    AddOnsWrong,
    NeedsVoucher,
    NotOnSale,
    OnlyWithTicket,
    VariantMissing,
    VoucherDoesNotFit,
    VoucherOver,
    VoucherUnknown,
    VoucherUsedUp,
    WrongCount,
)
from events_svc.tickets.product_models import TicketType
from events_svc.tickets.queries import Sale, state_of
from events_svc.tickets.shelf import Shelf
from events_svc.tickets.vouchers.models import Reduction, Voucher


@dataclass(frozen=True, slots=True)
class Offerer:
    """At which event, from which shelf, in whose language, and when. An office is not held to what the
    shop offers: times of sale, numbers, hidden types, vouchers.
    """

    event: Event
    shelf: Shelf
    language: str
    at: datetime
    is_office: bool = False

    def vouchers_for(
        self, lines: Sequence[Line], *, had: Mapping[int, int] | None = None
    ) -> list[Voucher | None]:
        """The voucher of each line, or the first refusal; `had` are tickets by type in the cart so far."""
        counts = Counter(had or {})
        for line in lines:
            counts[line.ticket_type_id] += line.count
        found = [self._checked(line, counts[line.ticket_type_id]) for line in lines]
        self._check_uses(lines, found)
        return found

    def name_of(self, kind: TicketType) -> str:
        """The type's name for whoever asks."""
        return in_language(kind.name, self.language)

    def _checked(self, line: Line, count: int) -> Voucher | None:
        kind = self._kind(line.ticket_type_id)
        name = self.name_of(kind)
        if kind.is_addon:
            raise OnlyWithTicket(name, kind.id)
        self._check_variant(kind, line.variant_id)
        voucher = self._voucher(line)
        if not self.is_office:
            _check_shown(kind, voucher, name)
            if not kind.min_per_order <= count <= kind.max_per_order:
                raise WrongCount(name, kind.id, kind.min_per_order, kind.max_per_order)
        self._check_addons(kind, line.addons)
        return voucher

    def _kind(self, ticket_type_id: int) -> TicketType:
        kind = self.shelf.types.get(ticket_type_id)
        if kind is None or kind.event_id != self.event.id or not kind.is_active:
            raise NotOnSale(f"#{ticket_type_id}", ticket_type_id)
        on_sale = state_of(kind, self.event, left=1, at=self.at) is Sale.ON_SALE
        if not on_sale and not self.is_office:
            raise NotOnSale(self.name_of(kind), kind.id)
        return kind

    def _check_variant(self, kind: TicketType, variant_id: int | None) -> None:
        varieties = self.shelf.assortment.variants.get(kind.id, {})
        if variant_id is None and varieties:
            raise VariantMissing(self.name_of(kind), kind.id)
        if variant_id is not None:
            variety = varieties.get(variant_id)
            if variety is None or not variety.is_active:
                raise NotOnSale(self.name_of(kind), kind.id)

    def _voucher(self, line: Line) -> Voucher | None:
        code = spelled_code(line.voucher)
        if not code:
            return None
        voucher = self.shelf.codes.get((self.event.id, code))
        if voucher is None:
            raise VoucherUnknown(code)
        refuse_voucher(voucher, line, self.shelf, at=self.at)
        return voucher

    def _check_addons(self, kind: TicketType, choices: Sequence[Choice]) -> None:
        offered = self.shelf.assortment.extras.get(kind.id, {})
        chosen: Counter[int] = Counter()
        for choice in choices:
            extra = self._kind(choice.ticket_type_id)
            self._check_variant(extra, choice.variant_id)
            if extra.id not in offered:
                raise NotOnSale(self.name_of(extra), extra.id)
            chosen[extra.id] += max(choice.count, 0)
        for type_id, bounds in offered.items():
            if not bounds.least <= chosen[type_id] <= bounds.most:
                extra = self._kind(type_id)
                raise AddOnsWrong(self.name_of(extra), type_id, bounds.least, bounds.most)

    def _check_uses(self, lines: Sequence[Line], vouchers: Sequence[Voucher | None]) -> None:
        uses: Counter[int] = Counter()
        for line, voucher in zip(lines, vouchers, strict=True):
            if voucher is not None:
                uses[voucher.id] += line.count
                if voucher.used + uses[voucher.id] > voucher.max_uses:
                    raise VoucherUsedUp(voucher.code)


def refuse_voucher(voucher: Voucher, line: Line, shelf: Shelf, *, at: datetime) -> None:
    """Raise what is wrong with using the voucher for the line's tickets; nothing when it fits them."""
    if voucher.withdrawn_at or (voucher.valid_until and voucher.valid_until <= at):
        raise VoucherOver(voucher.code)
    quotas = shelf.quotas_of(line.ticket_type_id, line.variant_id)
    if (
        voucher.ticket_type_id not in {None, line.ticket_type_id}
        or voucher.variant_id not in {None, line.variant_id}
        or voucher.quota_id not in {None, *quotas}
    ):
        raise VoucherDoesNotFit(voucher.code)
    if is_spent(voucher):
        raise VoucherUsedUp(voucher.code)


def is_spent(voucher: Voucher) -> bool:
    """Whether the voucher reduces prices, and its budget is gone."""
    budget = voucher.budget_minor
    return (
        budget is not None
        and voucher.reduction is not Reduction.NONE
        and voucher.spent_minor >= budget
    )


def _check_shown(kind: TicketType, voucher: Voucher | None, name: str) -> None:
    if kind.is_hidden and not (voucher and voucher.shows_hidden):
        raise NotOnSale(name, kind.id)
    if kind.needs_voucher and voucher is None:
        raise NeedsVoucher(name, kind.id)
