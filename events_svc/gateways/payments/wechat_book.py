"""WeChat Pay's bill of a day (type ALL): CSV in UTF-8 in which every value begins with a backtick. Pure."""

import csv
import io
from collections.abc import Mapping, Sequence
from decimal import Decimal

from events_svc.gateways.payments import Booked

REFERENCE, STATE, CURRENCY, REFUND = "商户订单号", "交易状态", "货币种类", "商户退款单号"
TOTAL = ("订单金额", "应结订单金额", "总金额")  # without coupons first; older bills lack some
REFUNDED = ("申请退款金额", "退款金额")


def lines_of(body: bytes) -> list[Booked]:
    """The payments and refunds of the bill; the sums at its end are left out."""
    found = []
    reader = csv.reader(io.StringIO(body.decode("utf-8-sig")))
    head = [name.strip() for name in next(reader, [])]
    for values in reader:
        if not values or not values[0].startswith("`"):
            break
        row = dict(zip(head, (value.lstrip("`").strip() for value in values), strict=False))
        found.append(_line(row))
    return found


def _line(row: Mapping[str, str]) -> Booked:
    is_refund = row[STATE] == "REFUND"
    amount = _first(row, REFUNDED if is_refund else TOTAL)
    reference = row[REFUND] if is_refund else row[REFERENCE]
    return Booked(reference, int(Decimal(amount) * 100), row[CURRENCY], is_refund=is_refund)


def _first(row: Mapping[str, str], names: Sequence[str]) -> str:
    return next(row[name] for name in names if row.get(name))
