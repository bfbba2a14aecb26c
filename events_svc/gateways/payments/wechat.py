"""WeChat Pay, API v3, Native: the buyer scans a QR code. https://pay.weixin.qq.com/doc/v3/merchant/4012791832

Our reference is `out_trade_no`; the same one twice is one order there, one refund with `out_refund_no`.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from urllib.parse import urlsplit

import msgspec

from events_svc import clock
from events_svc.gateways.http import Http
from events_svc.gateways.payments import (
    Asked,
    Book,
    Charge,
    GivingBack,
    PaidAlready,
    ProviderAway,
    Refused,
    Returned,
    Started,
)
from events_svc.gateways.payments.calling import Call, Reply, send, understood
from events_svc.gateways.payments.wechat_book import lines_of
from events_svc.gateways.payments.wechat_said import (
    BEIJING,
    NAME,
    Bill,
    Opened,
    Transaction,
    WechatRefund,
    envelope_of,
    heard,
    refusal_of,
    said_of,
)
from events_svc.gateways.payments.wechat_signing import (
    SERIAL,
    MerchantKeys,
    Platform,
    authorization,
    unsealed,
    verify,
)
from events_svc.tickets.errors import Forged
from events_svc.tickets.hear import Notification
from events_svc.tickets.paying.returned import RefundSaid

TRADE = "/v3/pay/transactions/out-trade-no"
REFUNDS = "/v3/refund/domestic/refunds"
CLOSED = {"ORDER_CLOSED", "ORDERCLOSED"}
PAID = {"ORDER_PAID", "ORDERPAID", "TRADE_STATE_ERROR"}
UNKNOWN = {"ORDER_NOT_EXIST", "ORDERNOTEXIST", "RESOURCE_NOT_EXISTS"}


@dataclass(frozen=True, slots=True)
class Merchant:
    """Who is paid, and with which keys it speaks."""

    appid: str
    mchid: str
    keys: MerchantKeys


class WechatPay:
    """See `Provider`."""

    name = NAME

    def __init__(self, merchant: Merchant, platform: Platform, *, base: str, http: Http) -> None:
        self._merchant, self._platform = merchant, platform
        self._base, self._http = base, http

    async def start(self, charge: Charge) -> Started:
        """See `Provider.start`."""
        asked: dict[str, Any] = {
            "appid": self._merchant.appid,
            "mchid": self._merchant.mchid,
            "description": _short(charge.title) or charge.reference,
            "out_trade_no": charge.reference,
            "notify_url": charge.notify_url,
            "amount": {"total": charge.amount_minor, "currency": charge.currency},
        }
        if charge.expires_at is not None:
            ends_at = charge.expires_at.astimezone(BEIJING).replace(microsecond=0)
            asked["time_expire"] = ends_at.isoformat()
        told = _told(await self._post("/v3/pay/transactions/native", asked))
        return Started(code=understood(told, Opened).code_url)

    async def confirm(
        self, headers: Mapping[str, str], body: bytes
    ) -> Notification | RefundSaid | None:
        """See `Provider.confirm`: the signature over time, nonce and body first, then the sealed part."""
        await self._know(headers.get(SERIAL, ""))
        verify(headers, body, self._platform, now=clock.now())
        envelope = envelope_of(body)
        told = unsealed(envelope.resource, self._merchant.keys.api_v3)
        return heard(envelope, told, appid=self._merchant.appid, mchid=self._merchant.mchid)

    async def query(self, asked: Asked) -> Notification | None:
        """See `Provider.query`."""
        found = await self._transaction(asked)
        return said_of(found, f"query:{asked.reference}:{found.trade_state}") if found else None

    async def close(self, asked: Asked) -> None:
        """See `Provider.close`; an order that WeChat never heard of cannot be paid either."""
        path = f"{TRADE}/{asked.reference}/close"
        reply = await self._post(path, {"mchid": self._merchant.mchid})
        if reply.status in {200, 204} or _code(reply) in CLOSED | UNKNOWN:
            return
        found = await self._transaction(asked)
        if found is None or found.trade_state == "CLOSED":
            return
        if _code(reply) in PAID or found.trade_state in {"SUCCESS", "REFUND"}:
            raise PaidAlready
        raise Refused(refusal_of(reply.body))

    async def refund(self, giving: GivingBack) -> Returned:
        """See `Provider.refund`; asked again with the same number, WeChat says how far it has come."""
        asked = {
            "out_trade_no": giving.charge.reference,
            "out_refund_no": giving.reference,
            "amount": {
                "refund": giving.amount_minor,
                "total": giving.charge.amount_minor,
                "currency": giving.charge.currency,
            },
            "notify_url": giving.notify_url,
            **({"reason": _short(giving.reason, most=80)} if giving.reason else {}),
        }
        found = understood(_told(await self._post(REFUNDS, asked)), WechatRefund)
        if found.status in {"CLOSED", "ABNORMAL"}:
            raise Refused(found.status)
        return Returned.DONE if found.status == "SUCCESS" else Returned.PENDING

    async def reconcile(self, day: date) -> Book:
        """See `Provider.reconcile`: the bill of a day of Beijing, which is there from ten next morning."""
        starts_at = datetime.combine(day, time(), BEIJING)
        path = f"/v3/bill/tradebill?bill_date={day.isoformat()}&bill_type=ALL"
        reply = await self._get(path)
        if _code(reply) == "NO_STATEMENT_EXIST":
            return Book(starts_at, starts_at + timedelta(days=1))
        told = _told(reply)
        bill = understood(told, Bill)
        address = urlsplit(bill.download_url)
        file = await self._send("GET", f"{address.path}?{address.query}", b"")
        if hashlib.sha1(file.body).hexdigest() != bill.hash_value:  # noqa: S324 WeChat's choice
            raise ProviderAway
        return Book(starts_at, starts_at + timedelta(days=1), lines_of(file.body))

    async def test(self) -> None:
        """See `Provider.test`: an order that is not there, asked with our keys, answered with theirs."""
        await self._transaction(Asked("0" * 32, "", 0, "CNY"))

    async def _transaction(self, asked: Asked) -> Transaction | None:
        reply = await self._get(f"{TRADE}/{asked.reference}?mchid={self._merchant.mchid}")
        if reply.status == 404 and _code(reply) in UNKNOWN:
            return None
        found = understood(_told(reply), Transaction)
        if (found.mchid, found.out_trade_no) != (self._merchant.mchid, asked.reference):
            raise Forged
        return found

    async def _get(self, path: str) -> Reply:
        return await self._checked(await self._send("GET", path, b""))

    async def _post(self, path: str, asked: Mapping[str, Any]) -> Reply:
        return await self._checked(await self._send("POST", path, msgspec.json.encode(asked)))

    async def _send(self, method: str, path: str, body: bytes) -> Reply:
        headers = {
            "authorization": authorization(method, path, body, self._merchant.keys),
            "accept": "application/json",
            "user-agent": "events_svc",
        }
        if body:
            headers["content-type"] = "application/json"
        if self._platform.serial.startswith("PUB_KEY_ID_"):
            headers[SERIAL] = self._platform.serial
        return await send(self._http, self._base, Call(method, path, body, headers))

    async def _checked(self, reply: Reply) -> Reply:
        """The reply, when the platform signed it; what it refuses is not always signed, and moves nothing."""
        if reply.status >= 400:
            return reply
        try:
            await self._know(reply.headers.get(SERIAL, ""))
            verify(reply.headers, reply.body, self._platform, now=clock.now())
        except Forged as error:
            raise ProviderAway from error
        return reply

    async def _know(self, serial: str) -> None:
        """Fetch the platform's certificates when one signed that we do not know yet."""
        if self._platform.knows(serial) or not self._platform.may_fetch(clock.now()):
            return
        reply = await self._send("GET", "/v3/certificates", b"")
        if reply.status == 200:
            self._platform.learn(reply.body, self._merchant.keys.api_v3)


def _told(reply: Reply) -> dict[str, Any]:
    if reply.status != 200:
        raise Refused(refusal_of(reply.body))
    try:
        return msgspec.json.decode(reply.body, type=dict[str, Any])
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise ProviderAway from error


def _code(reply: Reply) -> str:
    return refusal_of(reply.body).partition(":")[0]


def _short(text: str, *, most: int = 127) -> str:
    """At most so many bytes, without letters that take four of them: WeChat knows none of those."""
    known = "".join(letter for letter in text if ord(letter) < 0x10000)
    return known.encode()[:most].decode("utf-8", "ignore")
