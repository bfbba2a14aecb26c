from collections.abc import Callable
from contextlib import suppress
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from events_svc import clock
from events_svc.bank.reading import cells, headers, understand
from events_svc.bank.reading.lines import ReadLine, digests
from events_svc.schedule.importing.errors import FileRefused, Unreadable
from events_svc.tickets.pricing import MOST_MINOR
from tests.bank.factories import NUMBER, Said, as_camt, as_csv

pytestmark = pytest.mark.engineless


def read(text: str, **more: object) -> list[tuple[int, str, str]]:
    raw = text.encode()
    found = understand.read(raw, currency="CNY", **more)  # type: ignore[arg-type]  # whatever the test names
    return [(one.amount_minor, one.payer, one.remark) for one in found.lines]


@pytest.mark.parametrize(
    ("said", "minor"),
    [
        ("1,200.50", 120050),
        ("￥１，２００．５０", 120050),
        ("-3.00", -300),
        ("(3.00)", -300),
        ('="680"', 68000),
        ("680元", 68000),
        ("1.200,50", 120050),
        (680.1, 68010),
        ("", None),
        ("--", None),
    ],
    ids=str,
)
def test_amounts_as_banks_write_them(said: str | float, minor: int | None) -> None:
    assert cells.amount(said, "CNY") == minor


@pytest.mark.parametrize("said", ["1.005", "12,34,56", "abc", "1e5", "NaN"])
def test_an_amount_that_may_mean_another_is_refused(said: str) -> None:
    with pytest.raises(Unreadable):
        cells.amount(said, "CNY")


@pytest.mark.parametrize(
    "said",
    [
        "20261123",
        "2026-11-23",
        "2026/11/23 10:30",
        "2026年11月23日",
        "20261123103000",
        "23.11.2026",
    ],
)
def test_days_as_banks_write_them(said: str) -> None:
    assert cells.day(said) == date(2026, 11, 23)


@pytest.mark.parametrize("said", ["11/23/2026", "2026-13-01", "9999-01-01", "yesterday"])
def test_a_day_that_nobody_can_tell_is_refused(said: str) -> None:
    with pytest.raises(Unreadable):
        cells.day(said)


def test_headers_of_real_banks_are_understood() -> None:
    icbc = [
        "凭证号",
        "交易时间",
        "对方账号",
        "对方户名",
        "借/贷",
        "金额",
        "余额",
        "用途",
        "摘要",
        "附言",
    ]
    assert headers.guessed(icbc) == [
        "bank_reference",
        "day",
        "payer_account",
        "payer",
        "direction",
        "amount",
        "balance",
        "remark",
        "remark",
        "remark",
    ]
    ccb = ["交易日期", "交易时间", "借方发生额（支取）", "贷方发生额（收入）", "对方户名", "摘要"]
    assert headers.guessed(ccb) == ["day", "time", "debit", "credit", "payer", "remark"]
    english = ["Date", "Description", "Money Out", "Money In", "Balance"]
    assert headers.is_header(headers.guessed(english))


def test_gb18030_with_a_head_and_a_sum_is_read() -> None:
    found = understand.read(
        as_csv([Said(68000, "会议费𠮷", "张三"), Said(-100, "手续费")]), currency="CNY"
    )
    assert [(one.amount_minor, one.payer, one.remark) for one in found.lines] == [
        (68000, "张三", "转账 · 会议费𠮷"),
        (-100, "", "转账 · 手续费"),
    ]
    assert (found.lines[0].day, found.lines[0].number) == (date(2026, 11, 23), 4)


def test_one_column_of_amounts_with_directions() -> None:
    table = "日期,金额,借贷标志,摘要\n20261123,680,贷,K7\n20261123,1.00,借,费\n"
    assert read(table) == [(68000, "", "K7"), (-100, "", "费")]


def test_a_person_names_the_columns_that_nobody_guesses() -> None:
    table = 'Wann,Wieviel,Wofür\n23.11.2026,"680,00",K7\n'
    with pytest.raises(FileRefused):
        read(table)
    assert read(table, chosen=["day", "amount", "remark"]) == [(68000, "", "K7")]


def test_a_wrong_row_is_named_with_row_and_column() -> None:
    table = "日期,收入,摘要\n20261123,680,a\n20261123,6x80,b\n第三天,680,c\n"
    with pytest.raises(FileRefused) as refused:
        read(table)
    assert [str(one) for one in refused.value.problems] == [
        "line 3, column B: The amount “6x80” cannot be read.",
        "line 4, column A: The day “第三天” cannot be read.",
    ]


def test_camt_of_another_account_is_refused() -> None:
    raw = as_camt([Said(68000, "x")], account="999 888")
    with pytest.raises(FileRefused, match="another account"):
        understand.read(raw, currency="CNY", account=NUMBER)


def test_an_entry_of_several_transfers_gives_a_line_for_each() -> None:
    entry = (
        '<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.02"><BkToCstmrStmt><Stmt>'
        '<Ntry><Amt Ccy="EUR">30.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts>BOOK</Sts>'
        "<BookgDt><DtTm>2026-11-23T10:00:00+01:00</DtTm></BookgDt><NtryDtls>"
        '<TxDtls><AmtDtls><TxAmt><Amt Ccy="EUR">10.00</Amt></TxAmt></AmtDtls><RltdPties><Dbtr><Nm>A</Nm>'
        "</Dbtr></RltdPties><RmtInf><Ustrd>one</Ustrd></RmtInf></TxDtls>"
        '<TxDtls><Amt Ccy="EUR">20.00</Amt><RmtInf><Strd><CdtrRefInf><Ref>two</Ref></CdtrRefInf></Strd>'
        "</RmtInf></TxDtls></NtryDtls></Ntry>"
        '<Ntry><Amt Ccy="EUR">9.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts>PDNG</Sts></Ntry>'
        "</Stmt></BkToCstmrStmt></Document>"
    )
    assert read(entry) == [(1000, "A", "one"), (2000, "", "two")]


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"<a/>",
        b"\xd0\xcf\x11\xe0",
        b"PK\x03\x04",
        b"a,b\n1,2\n",
        b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>',
    ],
    ids=["empty", "xml", "xls", "zip", "table", "entity"],
)
def test_what_is_no_statement_is_refused(raw: bytes) -> None:
    with pytest.raises(FileRefused):
        understand.read(raw, currency="CNY")


def test_two_lines_that_say_the_same_are_two_and_the_same_two_in_the_next_file() -> None:
    line = ReadLine(1, date(2026, 11, 23), 100, "CNY", "张三", remark="x")
    assert len(set(digests([line, line]))) == 2
    assert digests([line, line]) == digests([line, line])


@given(st.data())
def test_whatever_a_file_holds_it_is_read_or_refused(data: st.DataObject) -> None:
    lines = [Said(68000, "会议费", "张三"), Said(-100, "费", currency="USD")]
    raw = bytearray(
        data.draw(st.sampled_from([as_csv(lines), as_csv(lines, "utf-8"), as_camt(lines)]))
    )
    for _ in range(data.draw(st.integers(1, 6))):
        at = data.draw(st.integers(0, len(raw) - 1))
        raw[at : at + data.draw(st.integers(0, 9))] = data.draw(st.binary(max_size=9))
    with suppress(FileRefused):
        found = understand.read(bytes(raw), currency="CNY", account=NUMBER)
        assert len(digests(found.lines)) == len(set(digests(found.lines)))


@given(st.text(max_size=40))
def test_a_cell_is_a_value_or_unreadable(said: str) -> None:
    day = _understood(cells.day, said)
    amount = _understood(lambda cell: cells.amount(cell, "CNY"), said)
    assert day is None or clock.is_tellable(day)
    assert amount is None or (type(amount) is int and abs(amount) <= MOST_MINOR)
    assert _understood(cells.direction, said) in {None, 1, -1}


def _understood(reader: Callable[[str], Any], said: str) -> Any:
    """What the cell says; None for what says nothing, or is refused as unreadable."""
    try:
        return reader(said)
    except Unreadable:
        return None
