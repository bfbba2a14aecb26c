import asyncio
import random
from datetime import timedelta

import pytest

from events_svc import clock
from events_svc.bank import check
from events_svc.bank.errors import AlreadyDecided, StatementKnown
from events_svc.bank.match import match_line, match_statement
from events_svc.bank.models import LineState, StatementLine
from events_svc.bank.propose import Clue, proposals, sure
from events_svc.bank.references import found_in
from events_svc.bank.settle import assign, set_aside, take_up
from events_svc.tickets import check as tickets
from events_svc.tickets.draft import Buyer
from events_svc.tickets.expire import expire_due
from events_svc.tickets.models import Order
from events_svc.tickets.payment_models import Payment
from events_svc.tickets.product_models import Quota
from tests import turns
from tests.accounts.factories import make_organisation
from tests.bank.factories import (
    Said,
    Shop,
    as_camt,
    as_csv,
    brought_in,
    make_shop,
    slips,
    state_counts,
    states_of,
    written,
)
from tests.tickets.factories import history, make_order, states

pytestmark = pytest.mark.usefixtures("database")
COMPANY = Buyer("王芳", "w@example.org", organisation="未来机器人有限公司")


async def test_a_transfer_pays_its_order() -> None:
    shop = await make_shop()
    order, reference = await shop.transfer()
    statement = await brought_in(shop.account, as_csv([Said(68000, f"会议费 {reference}")]))
    assert await states_of(statement) == ["matched confirmed"]
    assert await states(order) == ("paid", ["valid"], ["confirmed"])
    assert await history(order) == [("placed", 0), ("transfer_chosen", 0), ("paid", 68000)]
    assert await check.broken() + await tickets.broken() == []


async def of_somebody_else() -> str:
    """A reference of another organisation's account."""
    other = await make_organisation("other")
    return (await (await make_shop("other", other)).transfer())[1]


async def twenty_traps(shop: Shop, references: list[str]) -> list[Said]:
    """Lines that look as if they were for one of our orders, and must not be matched by a machine."""
    chance = random.Random(5)
    foreign = await of_somebody_else()
    plain = await make_order(shop.event, shop.kind, buyer=COMPANY)
    missed = [slip for one in references[:2] for slip in slips(one, chance)]
    return [
        *(Said(68000, f"会议费 {slip}", "某公司") for slip in missed),  # ten slips
        Said(68000, f"{references[2]} {references[3]}", "两单一起付"),
        Said(136000, f"{references[4]}和{references[5]}", "两单一起付"),
        Said(68000, foreign, "别家"),
        Said(68000, "会议费", "未来机器人有限公司"),
        Said(68000, f"订单 {plain.code}", "王芳"),
        Said(68000, "", "陌生人"),
        Said(50000, "会费", "会员单位"),
        Said(68000, references[6][:4], "只写了一半"),
        Said(68000, f"{references[7][:4]} 会议 {references[7][4:]}", "写散了"),
        Said(68000, references[8].replace(references[8][3], "I"), "看错了"),
    ]


@pytest.mark.parametrize("bank", turns.readers([as_csv, as_camt]))
async def test_of_200_lines_180_are_matched_right_and_none_wrong(bank) -> None:  # type: ignore[no-untyped-def]  # a fixture
    """Acceptance line 5."""
    shop = await make_shop()
    ordered = [await shop.transfer() for _ in range(200)]  # twenty of them do not pay
    good = [
        Said(68000, written(reference, n), f"付款人{n}", serial=f"S{n}")
        for n, (_, reference) in enumerate(ordered[20:])
    ]
    traps = await twenty_traps(shop, [reference for _, reference in ordered[:20]])
    lines = [*good, *traps]
    random.Random(1).shuffle(lines)

    await brought_in(shop.account, bank(lines))

    assert await state_counts() == {"matched": 180, "open": 20}
    paid = set(await Order.filter(state="paid").values_list("id", flat=True))
    assert paid == {order.id for order, _ in ordered[20:]}
    for order, reference in ordered[20:]:
        line = await StatementLine.get(order_id=order.id)
        assert reference in found_in(line.remark)
    waiting = await StatementLine.filter(state="open")
    found = await proposals(waiting, path=shop.path)
    assert sum(bool(found[one.id]) for one in waiting) == 19  # all but the membership fee
    assert await check.broken() + await tickets.broken() == []


async def test_the_same_file_twice_is_once() -> None:
    shop = await make_shop()
    order, reference = await shop.transfer()
    raw = as_csv([Said(68000, reference)])
    first = await brought_in(shop.account, raw)
    with pytest.raises(StatementKnown) as known:
        await brought_in(shop.account, raw)
    assert known.value.statement_id == first.id
    assert (await states(order))[2] == ["confirmed"]


async def test_two_files_that_overlap_bring_each_line_once() -> None:
    shop = await make_shop()
    (one, first), (two, second) = await shop.transfer(), await shop.transfer()
    await brought_in(shop.account, as_csv([Said(68000, first, serial="1")]))
    later = await brought_in(
        shop.account, as_csv([Said(68000, first, serial="1"), Said(68000, second, serial="2")])
    )
    assert (later.known, await states_of(later)) == (1, ["matched confirmed"])
    assert [(await states(order))[2] for order in (one, two)] == [["confirmed"], ["confirmed"]]


async def test_the_same_money_told_by_another_format_waits_for_a_person() -> None:
    shop = await make_shop()
    order, reference = await shop.transfer()
    said = [Said(68000, reference, "张三")]
    await brought_in(shop.account, as_camt(said))
    raw = as_csv(said).replace("转账,".encode("gb18030"), b",")
    assert await states_of(await brought_in(shop.account, raw)) == ["open twin"]
    assert (await states(order))[2] == ["confirmed"]


@pytest.mark.parametrize(
    ("minor", "became"),
    [
        (67999, ("pending", ["held"], ["confirmed"])),
        (68001, ("paid", ["valid"], ["confirmed"])),
    ],
    ids=["less", "more"],
)
async def test_another_amount_is_booked_and_seen(
    minor: int, became: tuple[str, list[str], list[str]]
) -> None:
    shop = await make_shop()
    order, reference = await shop.transfer()
    await brought_in(shop.account, as_csv([Said(minor, reference)]))
    assert await states(order) == became
    assert (await Payment.get(order_id=order.id)).received_minor == minor
    assert await check.broken() == []


async def test_a_second_transfer_for_one_order_is_no_lost_money() -> None:
    shop = await make_shop()
    order, reference = await shop.transfer()
    twice = [Said(68000, reference, serial="1"), Said(68000, reference, serial="2")]
    await brought_in(shop.account, as_csv(twice))
    assert await state_counts() == {"matched": 2}
    payments = await Payment.filter(order_id=order.id)
    assert sum(one.received_minor for one in payments) == 136000
    assert await check.broken() + await tickets.broken() == []


async def test_what_left_or_was_taken_back_pays_nothing() -> None:
    shop = await make_shop()
    order, reference = await shop.transfer()
    lines = [Said(-68000, reference), Said(68000, reference, is_reversed=True)]
    statement = await brought_in(shop.account, as_camt(lines))
    assert await states_of(statement) == ["outgoing", "outgoing"]
    assert (await states(order))[2] == []


async def test_another_currency_waits_for_a_person() -> None:
    shop = await make_shop()
    order, reference = await shop.transfer()
    statement = await brought_in(shop.account, as_camt([Said(68000, reference, currency="USD")]))
    assert await states_of(statement) == ["open other_currency"]
    assert (await states(order))[2] == []


async def test_money_that_comes_late_takes_the_places_again() -> None:
    shop = await make_shop()
    order, reference = await shop.transfer()
    clock.shift(timedelta(days=5, minutes=1))
    assert await expire_due() == 1
    await brought_in(shop.account, as_csv([Said(68000, reference)]))
    assert await states(order) == ("paid", ["valid"], ["confirmed"])


async def test_a_person_gives_a_line_to_an_order_once() -> None:
    shop = await make_shop()
    order = await make_order(shop.event, shop.kind, buyer=COMPANY)
    await brought_in(shop.account, as_csv([Said(68000, "会议费", "北京未来机器人有限公司")]))
    line = await StatementLine.get()
    (proposal,) = (await proposals([line], path=shop.path))[line.id]
    assert (proposal.order.id, proposal.clues) == (order.id, (Clue.PAYER, Clue.AMOUNT))
    assert proposal.is_sure
    attempts = await asyncio.gather(
        *(assign(line, order) for _ in range(5)), return_exceptions=True
    )
    assert sum(isinstance(one, AlreadyDecided) for one in attempts) == 4
    assert await states(order) == ("paid", ["valid"], ["confirmed"])
    assert await check.broken() + await tickets.broken() == []


async def test_money_for_no_order_is_set_aside_and_taken_up_again() -> None:
    shop = await make_shop()
    await brought_in(shop.account, as_csv([Said(50000, "会费", "会员单位")]))
    line = await StatementLine.get()
    aside = await set_aside(line, note="会费")
    assert (aside.state, aside.note) == (LineState.SET_ASIDE, "会费")
    assert (await take_up(line)).state is LineState.OPEN
    with pytest.raises(AlreadyDecided):
        await take_up(line)


async def test_two_workers_match_a_line_once() -> None:
    shop = await make_shop()
    order, reference = await shop.transfer()
    statement = await brought_in(shop.account, as_csv([Said(68000, reference)]))
    line = await StatementLine.get()
    await StatementLine.filter(id=line.id).update(
        state=LineState.NEW, payment_id=None, order_id=None
    )
    await Payment.all().delete()
    await asyncio.gather(*(match_line(line.id) for _ in range(5)), match_statement(statement.id))
    assert (await states(order))[2] == ["late"]


async def test_what_two_orders_or_two_lines_claim_is_not_sure() -> None:
    shop = await make_shop()
    order = await make_order(shop.event, shop.kind, buyer=COMPANY)
    statement = await brought_in(shop.account, as_csv([Said(68000, "会议费", "未来机器人")]))
    (line,) = await StatementLine.filter(statement_id=statement.id)
    found = await proposals([line], path=shop.path)
    assert {key: one.order.id for key, one in sure(found).items()} == {line.id: order.id}
    assert sure({line.id: found[line.id], 0: found[line.id]}) == {}
    await make_order(shop.event, shop.kind, buyer=COMPANY)
    assert sure(await proposals([line], path=shop.path)) == {}


async def test_an_order_is_paid_in_two_transfers() -> None:
    shop = await make_shop()
    order, reference = await shop.transfer()
    await brought_in(shop.account, as_csv([Said(30000, reference), Said(38000, reference)]))
    assert await states(order) == ("paid", ["valid"], ["confirmed", "confirmed"])
    assert await check.broken() + await tickets.broken() == []


async def test_when_the_places_are_gone_the_money_waits_for_a_person() -> None:
    shop = await make_shop()
    order, reference = await shop.transfer()
    clock.shift(timedelta(days=5, minutes=1))
    await expire_due()
    await Quota.all().update(size=0)
    await brought_in(shop.account, as_csv([Said(68000, reference)]))
    (line,) = await StatementLine.all()
    assert (line.state.value, line.outcome) == ("matched", "late")
    assert (await states(order))[0] == "expired"
