"""Alipay's trade bill of a day: a ZIP with CSV files in GB18030, of which one has a line for each trade. Pure."""

import csv
import io
import zipfile
from collections.abc import Iterator, Mapping
from decimal import Decimal

from events_svc.gateways.payments import Booked, ProviderAway

TRADE, REFERENCE, KIND = "支付宝交易号", "商户订单号", "业务类型"
AMOUNT, REFUND = "订单金额（元）", "退款批次号/请求号"
MOST_BYTES = 200_000_000  # unpacked


def lines_of(file: bytes) -> list[Booked]:
    """The payments and refunds of the bill, without the sums around them."""
    return [_line(row) for text in _texts(file) for row in _rows(text)]


def _texts(file: bytes) -> Iterator[str]:
    try:
        with zipfile.ZipFile(io.BytesIO(file)) as archive:
            if sum(one.file_size for one in archive.infolist()) > MOST_BYTES:
                raise ProviderAway
            for one in archive.infolist():
                yield archive.read(one).decode("gb18030")
    except (zipfile.BadZipFile, UnicodeDecodeError) as error:
        raise ProviderAway from error


def _rows(text: str) -> Iterator[dict[str, str]]:
    """The rows below the line of names that begins with the number of the trade; others are sums."""
    head: list[str] = []
    for values in csv.reader(io.StringIO(text)):
        stripped = [value.strip() for value in values]
        if stripped[:1] == [TRADE]:
            head = stripped
        elif stripped and stripped[0].startswith("#"):
            head = []
        elif head and len(stripped) >= len(head) - 1:
            yield dict(zip(head, stripped, strict=False))


def _line(row: Mapping[str, str]) -> Booked:
    is_refund = row[KIND] == "退款"
    fen = int(abs(Decimal(row[AMOUNT])) * 100)
    reference = row[REFUND] if is_refund else row[REFERENCE]
    return Booked(reference, fen, "CNY", is_refund=is_refund)
