"""数电发票 in batches: out to the tax system as its template asks, and the issued numbers back in."""

import re
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from events_svc import clock
from events_svc.accounts import audit
from events_svc.database import in_transaction
from events_svc.events.models import Event
from events_svc.invoices.content import taxes
from events_svc.invoices.fapiao import issued
from events_svc.invoices.models import Fapiao, FapiaoKind, FapiaoState, Seller
from events_svc.schedule.importing import separated, xlsx
from events_svc.schedule.importing.dialects import ZIP
from events_svc.schedule.importing.errors import FileRefused, Place, Problem, refused
from events_svc.schedule.importing.sheets import Row, Sheet, letter
from events_svc.tickets.pricing import from_minor

# The names of the columns are those of the tax bureau's template of batches (批量开票导入模板).
HEADS = (
    *("发票流水号", "发票类型", "是否含税", "受票方自然人标识", "购买方名称", "购买方纳税人识别号"),
    *("购买方邮箱", "备注"),
)
DETAILS = (
    *("发票流水号", "项目名称", "商品和服务税收分类编码", "单位", "数量", "单价", "金额", "税率"),
)
TOGETHER = (*HEADS, *DETAILS[1:])
KINDS = {FapiaoKind.GENERAL: "普通发票", FapiaoKind.SPECIAL: "增值税专用发票"}
MOST_BYTES = 5 * 1024 * 1024
_SERIAL = re.compile(r"F0*([1-9][0-9]{0,17})")
_NUMBER = re.compile(r"[0-9]{20}")
_SERIAL_NAMES = {"发票流水号", "流水号", "serial"}
_NUMBER_NAMES = {
    "数电发票号码",
    "发票号码",
    "数电票号码",
    "全电发票号码",
    "number",
    "invoicenumber",
}


def serial(fapiao: Fapiao) -> str:
    """How a request is named in the tax system (发票流水号)."""
    return f"F{fapiao.id:08}"


async def take_out(event: Event) -> list[Fapiao]:
    """Every request of the event that waits to be issued, marked as exported now."""
    async with in_transaction():
        waiting = Fapiao.filter(event_id=event.id, state=FapiaoState.REQUESTED)
        found = await waiting.order_by("id").select_related("seller", "order")
        now = clock.now()
        await Fapiao.filter(id__in=[one.id for one in found]).update(exported_at=now)
        await audit.record("fapiao.exported", f"event:{event.id}", event_id=event.id, n=len(found))
    return found


async def heads(found: Sequence[Fapiao]) -> AsyncIterator[list[Any]]:
    """The first sheet: whom each is made out to."""
    for one in found:
        yield [
            serial(one),
            KINDS[one.kind],
            "是",
            "" if one.taxpayer_number else "是",
            one.title,
            one.taxpayer_number,
            one.email,
            one.order.code,
        ]


async def details(found: Sequence[Fapiao]) -> AsyncIterator[list[Any]]:
    """The second sheet: a line for each rate of tax."""
    for one in found:
        for line in _details(one, one.seller):
            yield line


async def together(found: Sequence[Fapiao]) -> AsyncIterator[list[Any]]:
    """Both as one table, for CSV."""
    for one in found:
        async for head in heads([one]):
            for line in _details(one, one.seller):
                yield [*head, *line[1:]]


def _details(one: Fapiao, seller: Seller) -> list[list[Any]]:
    made = []
    for rate, net, tax in taxes(one.lines):
        amount = from_minor(net + tax, one.currency)
        percent = Decimal(rate) / 10_000
        made.append([serial(one), seller.item, seller.item_code, "项", 1, amount, amount, percent])
    return made


@dataclass(frozen=True, slots=True)
class Told:
    """A row of the tax system's answer: which request was issued under which number."""

    fapiao_id: int
    number: str
    place: Place


def read_numbers(raw: bytes) -> list[Told]:
    """The issued numbers of a file (CSV or XLSX); raises FileRefused with row and column."""
    if len(raw) > MOST_BYTES:
        raise refused("The file is larger than 5 MB.")
    sheets = xlsx.sheets(raw) if raw.startswith(ZIP) else separated.sheets(raw)
    for sheet in sheets:
        for at, row in enumerate(sheet.rows[:20]):
            columns = _columns(row)
            if columns is not None:
                return _told(sheet, sheet.rows[at + 1 :], columns)
    raise refused("There is no header with 发票流水号 and 数电发票号码.")


async def bring_numbers(event: Event, told: Sequence[Told]) -> int:
    """Write all of these numbers, or none: FileRefused names the rows that fit no request of the event."""
    known = {
        one.id: one
        for one in await Fapiao.filter(
            event_id=event.id, id__in=[one.fapiao_id for one in told] or [0]
        )
    }
    problems = [
        Problem("There is no such request.", f"F{one.fapiao_id:08}", one.place)
        for one in told
        if one.fapiao_id not in known
        or known[one.fapiao_id].state not in {FapiaoState.REQUESTED, FapiaoState.ISSUED}
    ]
    if problems:
        raise FileRefused(problems)
    async with in_transaction():
        for one in told:
            await issued(known[one.fapiao_id], one.number)
    return len(told)


def _columns(row: Row) -> tuple[int, int] | None:
    names = [re.sub(r"[\s_*]+", "", str(cell)).casefold() for cell in row.cells]
    serials = [at for at, name in enumerate(names) if name in _SERIAL_NAMES]
    numbers = [at for at, name in enumerate(names) if name in _NUMBER_NAMES]
    return (serials[0], numbers[0]) if serials and numbers else None


def _told(sheet: Sheet, rows: Sequence[Row], columns: tuple[int, int]) -> list[Told]:
    found, problems = [], []
    for row in rows:
        if not row.filled:
            continue
        said = [_said(row, at) for at in columns]
        match = _SERIAL.fullmatch(said[0])
        if match and not said[1]:
            continue  # not issued yet
        wrong = 0 if match is None else 1 if not _NUMBER.fullmatch(said[1]) else None
        if wrong is not None:
            place = Place(row.number, sheet=sheet.name, column=letter(columns[wrong]))
            problems.append(Problem("“{value}” is no such number.", said[wrong][:40], place))
        elif match:
            found.append(Told(int(match[1]), said[1], Place(row.number, sheet=sheet.name)))
    if problems:
        raise FileRefused(problems)
    return found


def _said(row: Row, at: int) -> str:
    cell = row.cells[at] if at < len(row.cells) else ""
    return re.sub(r"[\s']+", "", str(cell)).upper()
