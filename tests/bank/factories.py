"""Accounts, orders that are paid by transfer, and statements of banks as they write them."""

import csv
import io
import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from xml.sax.saxutils import escape

from events_svc.accounts.models import Organisation
from events_svc.bank.account import AccountFacts, keep
from events_svc.bank.bring_in import bring_in
from events_svc.bank.choose import choose
from events_svc.bank.match import match_statement
from events_svc.bank.models import BankAccount, LineState, Statement, StatementLine
from events_svc.bank.reading import understand
from events_svc.bank.references import ALPHABET, LENGTH, is_reference
from events_svc.events.models import Event
from events_svc.tickets.models import Order
from events_svc.tickets.product_models import TicketType
from tests.events.factories import make_event
from tests.tickets.factories import make_order, make_type

NUMBER = "6222 0202 0000 1234 567"


async def make_account(organisation: Organisation, *, hold_days: int = 5) -> BankAccount:
    facts = AccountFacts("机器人学会", NUMBER, "中国工商银行", "102100099996", hold_days=hold_days)
    return await keep(organisation, facts)


@dataclass(frozen=True)
class Shop:
    """An event whose tickets are paid to an account."""

    event: Event
    account: BankAccount
    kind: TicketType

    @property
    def path(self) -> str:
        return self.event.organisation.path

    async def transfer(self) -> tuple[Order, str]:
        """An order that waits for its transfer, and the reference."""
        order = await make_order(self.event, self.kind)
        return order, (await choose(order)).reference


async def make_shop(slug: str = "summit", organisation: Organisation | None = None) -> Shop:
    """Tickets of 680.00."""
    event = await make_event(slug, organisation=organisation)
    account = await make_account(event.organisation)
    return Shop(event, account, await make_type(event, price_minor=68000, places=500))


@dataclass(frozen=True)
class Said:
    """A line as a bank says it: `minor` negative where money left."""

    minor: int
    remark: str = ""
    payer: str = ""
    day: date = date(2026, 11, 23)
    currency: str = "CNY"
    serial: str = ""
    is_reversed: bool = False


def as_csv(lines: Sequence[Said], encoding: str = "gb18030") -> bytes:
    """As a Chinese bank exports it: a head of its own, two columns of amounts, a sum below."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(["账户明细查询结果"])
    writer.writerow(["账号：", f"\t{NUMBER}", "户名：", "机器人学会"])
    head = "交易日期 交易时间 支出金额(元) 收入金额(元) 余额(元) 对方户名 对方账号 摘要 附言 交易流水号"
    writer.writerow(head.split())
    for n, line in enumerate(lines):
        out_, in_ = ("", _yuan(line.minor)) if line.minor > 0 else (_yuan(-line.minor), "")
        row = [f"{line.day:%Y%m%d}", f"{n // 60:02}:{n % 60:02}:00", out_, in_, "1,000.00"]
        writer.writerow([*row, line.payer, f"\t{62000000 + n}", "转账", line.remark, line.serial])
    writer.writerow(["合计", "", "0.00", _yuan(sum(one.minor for one in lines if one.minor > 0))])
    return out.getvalue().encode(encoding)


def as_camt(lines: Sequence[Said], account: str = NUMBER) -> bytes:
    """As a bank exports camt.053.001.08."""
    number = account.replace(" ", "")
    return (
        '<?xml version="1.0" encoding="UTF-8"?>'
        '<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt><Stmt>'
        f"<Id>1</Id><Acct><Id><Othr><Id>{number}</Id></Othr></Id></Acct>"
        + "\n".join(_entry(line) for line in lines)
        + "</Stmt></BkToCstmrStmt></Document>"
    ).encode()


def _entry(line: Said) -> str:
    sign = "CRDT" if line.minor > 0 else "DBIT"
    reversal = "<RvslInd>true</RvslInd>" if line.is_reversed else ""
    return (
        f'<Ntry><Amt Ccy="{line.currency}">{abs(line.minor) / 100:.2f}</Amt>'
        f"<CdtDbtInd>{sign}</CdtDbtInd>{reversal}<Sts><Cd>BOOK</Cd></Sts>"
        f"<BookgDt><Dt>{line.day}</Dt></BookgDt><AcctSvcrRef>{line.serial}</AcctSvcrRef>"
        f"<NtryDtls><TxDtls><Refs><EndToEndId>NOTPROVIDED</EndToEndId></Refs>"
        f"<RltdPties><Dbtr><Pty><Nm>{escape(line.payer)}</Nm></Pty></Dbtr></RltdPties>"
        f"<RmtInf><Ustrd>{escape(line.remark)}</Ustrd></RmtInf></TxDtls></NtryDtls></Ntry>"
    )


def _yuan(minor: int) -> str:
    return f"{minor / 100:,.2f}"


async def brought_in(account: BankAccount, raw: bytes, name: str = "a.csv") -> Statement:
    """The file read, brought in and matched."""
    read = understand.read(raw, currency=account.currency, account=account.number)
    statement = await bring_in(account, read, name=name, raw=raw)
    await match_statement(statement.id)
    return statement


async def states_of(statement: Statement) -> list[str]:
    lines = await StatementLine.filter(statement_id=statement.id).order_by("id")
    return [f"{one.state.value} {one.reason or one.outcome}".strip() for one in lines]


async def state_counts() -> dict[str, int]:
    found: dict[str, int] = {}
    for one in LineState:
        if n := await StatementLine.filter(state=one).count():
            found[one.value] = n
    return found


WAYS = (  # how people and banks write a reference that is right
    "{0}",
    "{0:.4}-{1}",
    "参会费{0}",
    "会议费 {0:.4} {1} 北京某公司",
    "{2}",
    "{3}",
    "订单号:{0};张三",
    "注册费/{0}/李四 13800138000",
    "20261123{0}",
    "附言 {0:.4}\r\n{1}",
)


def written(reference: str, n: int) -> str:
    """The reference as somebody writes it: with dashes, in lower case, in full width, amid words."""
    wide = "".join(chr(ord(one) + 0xFEE0) for one in reference)
    return WAYS[n % len(WAYS)].format(reference, reference[4:], reference.lower(), wide)


def slips(reference: str, chance: random.Random) -> list[str]:
    """What people make of a reference by mistake: none of these is one, or it is nobody's."""
    at = chance.randrange(LENGTH)
    others = [one for one in ALPHABET if one != reference[at]]
    wrong = reference[:at] + chance.choice(others) + reference[at + 1 :]
    swaps = [n for n in range(LENGTH - 1) if reference[n] != reference[n + 1]]
    n = chance.choice(swaps)
    swapped = reference[:n] + reference[n + 1] + reference[n] + reference[n + 2 :]
    assert not is_reference(wrong)
    assert not is_reference(swapped)
    return [
        wrong,
        swapped,
        reference[1:],
        reference[:-1],
        reference[:at] + "0" + reference[at + 1 :],
    ]
