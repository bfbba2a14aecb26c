"""What WeChat Pay tells: transactions, refunds, refusals. Pure."""

from datetime import timedelta, timezone
from typing import Any

import msgspec

from events_svc.gateways.payments.wechat_signing import Sealed
from events_svc.tickets.errors import Forged
from events_svc.tickets.hear import Notification, Word
from events_svc.tickets.paying.returned import RefundSaid

NAME = "wechat"
BEIJING = timezone(timedelta(hours=8))
WORDS = {
    "SUCCESS": Word.PAID,
    "REFUND": Word.PAID,  # it was paid, and some of it went back since
    "CLOSED": Word.CLOSED,
    "REVOKED": Word.CLOSED,
    "PAYERROR": Word.DECLINED,
}


class Envelope(msgspec.Struct):
    """A notification as it comes."""

    id: str
    event_type: str
    resource: Sealed


class Amount(msgspec.Struct):
    total: int = 0
    refund: int = 0
    currency: str = "CNY"


class Transaction(msgspec.Struct):
    """A payment; `trade_state`: SUCCESS, REFUND, NOTPAY, CLOSED, REVOKED, USERPAYING, PAYERROR."""

    mchid: str
    out_trade_no: str
    trade_state: str
    appid: str = ""
    transaction_id: str = ""
    amount: Amount = msgspec.field(default_factory=Amount)


class WechatRefund(msgspec.Struct):
    """A refund; `status`: SUCCESS, CLOSED, PROCESSING, ABNORMAL."""

    out_refund_no: str
    status: str
    amount: Amount = msgspec.field(default_factory=Amount)


class RefundTold(msgspec.Struct):
    """A refund in a notification."""

    mchid: str
    out_refund_no: str
    refund_status: str
    amount: Amount = msgspec.field(default_factory=Amount)


class Opened(msgspec.Struct):
    """An order that was opened, and what its QR code says."""

    code_url: str


class Bill(msgspec.Struct):
    """Where the bill of a day lies, and its SHA-1."""

    download_url: str
    hash_value: str


class Refusal(msgspec.Struct):
    code: str = ""
    message: str = ""


def envelope_of(body: bytes) -> Envelope:
    """The notification of a body whose signature is right."""
    try:
        return msgspec.json.decode(body, type=Envelope)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise Forged from error


def heard(
    envelope: Envelope, told: dict[str, Any], *, appid: str, mchid: str
) -> Notification | RefundSaid | None:
    """What a notification says to this merchant and app; raises Forged when it is another's."""
    try:
        if envelope.event_type.startswith("REFUND."):
            refund = msgspec.convert(told, RefundTold)
            _belongs(refund.mchid == mchid)
            return _returned(refund, envelope.id)
        if envelope.event_type.startswith("TRANSACTION."):
            transaction = msgspec.convert(told, Transaction)
            _belongs((transaction.mchid, transaction.appid) == (mchid, appid))
            return said_of(transaction, envelope.id)
    except msgspec.ValidationError as error:
        raise Forged from error
    return None


def said_of(found: Transaction, notification: str) -> Notification | None:
    """What the transaction says of its charge; None while it says nothing final."""
    word = WORDS.get(found.trade_state)
    if word is None:
        return None
    return Notification(
        provider=NAME,
        id=notification,
        reference=found.out_trade_no,
        word=word,
        amount_minor=found.amount.total,
        currency=found.amount.currency,
        provider_reference=found.transaction_id,
        body=msgspec.to_builtins(found),
    )


def refusal_of(body: bytes) -> str:
    """WeChat's code and words for what it refuses."""
    try:
        told = msgspec.json.decode(body, type=Refusal)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return ""
    return f"{told.code}: {told.message}"


def _returned(told: RefundTold, notification: str) -> RefundSaid | None:
    if told.refund_status == "PROCESSING":
        return None
    return RefundSaid(
        provider=NAME,
        id=notification,
        reference=told.out_refund_no,
        amount_minor=told.amount.refund,
        refusal="" if told.refund_status == "SUCCESS" else told.refund_status,
        body=msgspec.to_builtins(told),
    )


def _belongs(is_ours: bool) -> None:
    if not is_ours:
        raise Forged
