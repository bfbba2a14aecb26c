"""What Alipay tells: trades and refunds. Pure. Amounts are yuan with two digits."""

from collections.abc import Mapping
from datetime import timedelta, timezone
from decimal import Decimal, InvalidOperation

import msgspec

from events_svc.tickets.errors import Forged
from events_svc.tickets.hear import Notification, Word

NAME = "alipay"
BEIJING = timezone(timedelta(hours=8))
WORDS = {
    "TRADE_SUCCESS": Word.PAID,
    "TRADE_FINISHED": Word.PAID,
    "TRADE_CLOSED": Word.CLOSED,
}


class Trade(msgspec.Struct):
    """A trade; `trade_status`: WAIT_BUYER_PAY, TRADE_SUCCESS, TRADE_FINISHED, TRADE_CLOSED."""

    out_trade_no: str
    trade_status: str
    total_amount: str
    trade_no: str = ""


class Precreated(msgspec.Struct):
    """What the QR code of a trade says."""

    qr_code: str


class AlipayBill(msgspec.Struct):
    """Where the bill of a day lies, for half a minute."""

    bill_download_url: str


class RefundQueried(msgspec.Struct):
    """A refund that was asked for; without a status it was not done."""

    out_request_no: str = ""
    refund_status: str = ""
    refund_amount: str = "0"


def heard(form: Mapping[str, str]) -> Notification | None:
    """What a notification says whose signature is right; None of one that tells of a refund.

    A trade that was given back in full is "closed", and yet it was paid; and of several refunds only the
    sum is told. Our own asking knows better.
    """
    is_of_refund = form.get("gmt_refund") or form.get("refund_fee")
    if form.get("notify_type") != "trade_status_sync" or is_of_refund:
        return None
    try:
        trade = msgspec.convert(dict(form), Trade)
    except msgspec.ValidationError as error:
        raise Forged from error
    return said_of(trade, form.get("notify_id", ""))


def said_of(trade: Trade, notification: str) -> Notification | None:
    """What the trade says of its charge; None while it says nothing final."""
    word = WORDS.get(trade.trade_status)
    if word is None:
        return None
    return Notification(
        provider=NAME,
        id=notification,
        reference=trade.out_trade_no,
        word=word,
        amount_minor=minor(trade.total_amount),
        currency="CNY",
        provider_reference=trade.trade_no,
        body=msgspec.to_builtins(trade),
    )


def yuan(amount_minor: int) -> str:
    """An amount in fen as Alipay writes it: `120.00`."""
    return str(Decimal(amount_minor).scaleb(-2))


def minor(amount: str) -> int:
    """An amount of Alipay's in fen; raises Forged for what is no amount of whole fen."""
    try:
        fen = Decimal(amount) * 100
        if fen != int(fen) or abs(fen) > 10**15:
            raise Forged
    except (InvalidOperation, ValueError, OverflowError) as error:
        raise Forged from error
    return int(fen)
