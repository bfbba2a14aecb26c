"""Which order may be meant by a line that names none: by a slip in its reference, by amount and payer."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from events_svc import clock
from events_svc.bank import references
from events_svc.bank.models import StatementLine, Transfer
from events_svc.bank.reading.lines import squashed
from events_svc.tickets.models import Order, OrderState
from events_svc.tickets.order_code import ALPHABET

MOST = 4  # a line
_OPEN = (OrderState.PENDING, OrderState.EXPIRED)
_LOOKED_BACK = timedelta(days=120)
_FORMS = re.compile(r"(股份)?有限(责任)?公司|集团|大学|学院|inc|ltd|llc|gmbh|colimited")
_CODE = re.compile(rf"[{ALPHABET}]{{6}}")
_SHORTEST_NAME = 2


class Clue(StrEnum):
    """Why an order is proposed, the strongest first."""

    REFERENCE = "reference"  # the line names it, or misses it by a slip
    CODE = "code"  # the order's code stands in it
    PAYER = "payer"
    AMOUNT = "amount"


@dataclass(frozen=True, slots=True)
class Proposal:
    """An order that may be meant."""

    order: Order
    clues: tuple[Clue, ...]

    @property
    def is_sure(self) -> bool:
        """Whether the amount is right and something else says the same."""
        return Clue.AMOUNT in self.clues and len(self.clues) > 1


async def proposals(lines: Sequence[StatementLine], *, path: str) -> dict[int, list[Proposal]]:
    """For each line the orders below the organisation at `path` that may be meant, the likeliest first."""
    if not lines:
        return {}
    slips = await _by_slip(lines)
    orders = await _payable(lines, path)
    found = {}
    for line in lines:
        near = {one.id: one for one in slips.get(line.id, [])}
        same = {one.id: one for one in orders.get((line.amount_minor, line.currency), [])}
        made = [_proposal(line, one, is_near=one.id in near) for one in (near | same).values()]
        found[line.id] = sorted(made, key=_rank)[:MOST]
    return found


def sure(found: Mapping[int, Sequence[Proposal]]) -> dict[int, Proposal]:
    """For each line the one order that is surely meant; none where two orders, or two lines, claim it."""
    claims = {line_id: [one for one in some if one.is_sure] for line_id, some in found.items()}
    times = Counter(one.order.id for some in claims.values() for one in some)
    return {
        line_id: some[0]
        for line_id, some in claims.items()
        if len(some) == 1 and times[some[0].order.id] == 1
    }


def _proposal(line: StatementLine, order: Order, *, is_near: bool) -> Proposal:
    clues = {
        Clue.REFERENCE: is_near,
        Clue.CODE: _names_code(line.remark, order.code),
        Clue.PAYER: is_payer(line.payer, (order.buyer_organisation, order.buyer_name)),
        Clue.AMOUNT: (line.amount_minor, line.currency) == (order.total_minor, order.currency),
    }
    return Proposal(order, tuple(clue for clue, holds in clues.items() if holds))


def is_payer(payer: str, names: Iterable[str]) -> bool:
    """Whether one of these names is the payer's: the same without its legal form, or a part of it."""
    ours = _core(payer)
    return len(ours) >= _SHORTEST_NAME and any(_is_same(ours, _core(name)) for name in names)


def _is_same(one: str, other: str) -> bool:
    if one == other:
        return True
    short, long = sorted((one, other), key=len)
    return len(short) >= 4 and short in long


def _core(name: str) -> str:
    plain = squashed(name)
    return _FORMS.sub("", plain) or plain


def _names_code(remark: str, code: str) -> bool:
    return code in re.sub(r"[\s-]", "", remark.upper()) and bool(_CODE.fullmatch(code))


def _rank(proposal: Proposal) -> tuple[int, int, int, int]:
    order = list(Clue)
    best = min((order.index(clue) for clue in proposal.clues), default=len(order))
    is_open = proposal.order.state is OrderState.PENDING
    return (not proposal.is_sure, best, not is_open, proposal.order.id)


async def _by_slip(lines: Sequence[StatementLine]) -> dict[int, list[Order]]:
    """The orders whose references a line names or nearly names, by the line's id."""
    guesses = {
        line.id: [*references.found_in(line.remark), *references.near(line.remark)]
        for line in lines
    }
    wanted = list(dict.fromkeys(one for some in guesses.values() for one in some))
    found: dict[str, Order] = {}
    for start in range(0, len(wanted), 500):
        part = Transfer.filter(
            reference__in=wanted[start : start + 500], account_id=lines[0].account_id
        )
        for one in await part.select_related("order__event"):
            found[one.reference] = one.order
    return {
        line_id: [found[one] for one in some if one in found] for line_id, some in guesses.items()
    }


async def _payable(lines: Sequence[StatementLine], path: str) -> dict[tuple[int, str], list[Order]]:
    """The orders of the organisation that wait for such an amount, or waited lately."""
    amounts = {line.amount_minor for line in lines}
    orders = Order.filter(
        total_minor__in=list(amounts),
        state__in=_OPEN,
        created_at__gte=clock.now() - _LOOKED_BACK,
        event__organisation__path__startswith=path,
    )
    found = defaultdict(list)
    for one in await orders.order_by("-id").limit(2000).select_related("event"):
        found[one.total_minor, one.currency].append(one)
    return found
