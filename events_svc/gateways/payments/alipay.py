"""Alipay, on its page (`alipay.trade.page.pay`) or by a QR code (`alipay.trade.precreate`).

https://opendocs.alipay.com/open/270 and /open/194. Our reference is `out_trade_no`, that of a refund
`out_request_no`: the same one twice is one.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from urllib.parse import urlencode, urlsplit

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
from events_svc.gateways.payments.alipay_book import lines_of
from events_svc.gateways.payments.alipay_said import (
    BEIJING,
    NAME,
    AlipayBill,
    Precreated,
    RefundQueried,
    Trade,
    heard,
    minor,
    said_of,
    yuan,
)
from events_svc.gateways.payments.alipay_signing import AlipayKeys, form_of, signed, told_in
from events_svc.gateways.payments.calling import Call, send, understood
from events_svc.tickets.errors import Forged
from events_svc.tickets.hear import Notification

GATEWAY = "/gateway.do"
UNKNOWN = "ACQ.TRADE_NOT_EXIST"
AWAY = {"ACQ.SYSTEM_ERROR", "SYSTEM_ERROR", "aop.ACQ.SYSTEM_ERROR", "isp.unknow-error"}
PAID = {"TRADE_SUCCESS", "TRADE_FINISHED"}


class Denied(Refused):
    """Alipay refuses this. Please choose another way to pay, or tell the organiser."""

    def __init__(self, code: str, reason: str) -> None:
        super().__init__(f"{code} {reason}".strip())
        self.code = code


@dataclass(frozen=True, slots=True)
class App:
    """The merchant's application. `shows_code`: buyers scan, else they go to Alipay's page."""

    app_id: str
    seller_id: str
    keys: AlipayKeys
    shows_code: bool = False


class Alipay:
    """See `Provider`."""

    name = NAME

    def __init__(self, app: App, *, base: str, http: Http) -> None:
        self._app, self._base, self._http = app, base, http

    async def start(self, charge: Charge) -> Started:
        """See `Provider.start`. The address of Alipay's page is made here: it is signed, nobody is asked."""
        asked = _trade(charge)
        more = {"notify_url": charge.notify_url}
        if self._app.shows_code:
            told = await self._ask("alipay.trade.precreate", asked, more)
            return Started(code=understood(told, Precreated).qr_code)
        asked["product_code"] = "FAST_INSTANT_TRADE_PAY"
        more["return_url"] = charge.return_url
        query = urlencode(self._signed("alipay.trade.page.pay", asked, more))
        return Started(url=f"{self._base}{GATEWAY}?{query}")

    async def confirm(self, _headers: Mapping[str, str], body: bytes) -> Notification | None:
        """See `Provider.confirm`: a form that Alipay signed, for our app and our seller."""
        form = form_of(body, self._app.keys)
        if form.get("app_id") != self._app.app_id:
            raise Forged
        if self._app.seller_id and form.get("seller_id") != self._app.seller_id:
            raise Forged
        return heard(form)

    async def query(self, asked: Asked) -> Notification | None:
        """See `Provider.query`; a trade is there only when the buyer has come to Alipay."""
        trade = await self._trade(asked)
        return said_of(trade, f"query:{asked.reference}:{trade.trade_status}") if trade else None

    async def close(self, asked: Asked) -> None:
        """See `Provider.close`. What no buyer has opened yet cannot be closed: it ends by its own time."""
        trade = await self._trade(asked)
        if trade is None or trade.trade_status == "TRADE_CLOSED":
            return
        if trade.trade_status in PAID:
            raise PaidAlready
        try:
            await self._ask("alipay.trade.close", {"out_trade_no": asked.reference})
        except Denied:
            trade = await self._trade(asked)
            if trade is not None and trade.trade_status in PAID:
                raise PaidAlready from None
            if trade is not None and trade.trade_status != "TRADE_CLOSED":
                raise

    async def refund(self, giving: GivingBack) -> Returned:
        """See `Provider.refund`; `fund_change` N: ask whether this very refund was done before."""
        asked = {
            "out_trade_no": giving.charge.reference,
            "refund_amount": yuan(giving.amount_minor),
            "out_request_no": giving.reference,
            **({"refund_reason": giving.reason[:256]} if giving.reason else {}),
        }
        told = await self._ask("alipay.trade.refund", asked)
        if told.get("fund_change") == "Y":
            return Returned.DONE
        return await self._queried(giving)

    async def reconcile(self, day: date) -> Book:
        """See `Provider.reconcile`: the trade bill of a day of Beijing, a ZIP of CSV in GB18030."""
        starts_at = datetime.combine(day, time(), BEIJING)
        ends_at = starts_at + timedelta(days=1)
        asked = {"bill_type": "trade", "bill_date": day.isoformat()}
        try:
            told = await self._ask("alipay.data.dataservice.bill.downloadurl.query", asked)
        except Denied as error:
            if "bill_not_exist" in error.code.lower():
                return Book(starts_at, ends_at)
            raise
        bill = understood(told, AlipayBill)
        return Book(starts_at, ends_at, lines_of(await self._file(bill.bill_download_url)))

    async def test(self) -> None:
        """See `Provider.test`: a trade that is not there, asked with our key, answered with theirs."""
        await self._trade(Asked("0" * 32, "", 0, "CNY"))

    async def _trade(self, asked: Asked) -> Trade | None:
        try:
            told = await self._ask("alipay.trade.query", {"out_trade_no": asked.reference})
        except Denied as error:
            if error.code == UNKNOWN:
                return None
            raise
        trade = understood(told, Trade)
        if trade.out_trade_no != asked.reference:
            raise Forged
        return trade

    async def _queried(self, giving: GivingBack) -> Returned:
        asked = {"out_trade_no": giving.charge.reference, "out_request_no": giving.reference}
        told = await self._ask("alipay.trade.fastpay.refund.query", asked)
        found = understood(told, RefundQueried)
        is_done = found.refund_status == "REFUND_SUCCESS"
        if is_done and minor(found.refund_amount) != giving.amount_minor:
            raise Refused("another amount was given back under this number")
        return Returned.DONE if is_done else Returned.PENDING

    async def _ask(
        self, method: str, asked: Mapping[str, Any], more: Mapping[str, str] | None = None
    ) -> dict[str, Any]:
        """Alipay's signed answer; raises Denied, ProviderAway."""
        body = urlencode(self._signed(method, asked, more or {})).encode()
        kind = {"content-type": "application/x-www-form-urlencoded;charset=utf-8"}
        path = f"{GATEWAY}?charset=utf-8"
        reply = await send(self._http, self._base, Call("POST", path, body, kind))
        told = told_in(reply.body, method, self._app.keys)
        if told.get("code") == "10000":
            return told
        code = str(told.get("sub_code") or told.get("code") or "")
        if told.get("code") == "20000" or code in AWAY:
            raise ProviderAway
        raise Denied(code, str(told.get("sub_msg") or told.get("msg") or ""))

    def _signed(
        self, method: str, asked: Mapping[str, Any], more: Mapping[str, str]
    ) -> dict[str, str]:
        return signed(
            {
                "app_id": self._app.app_id,
                "method": method,
                "format": "JSON",
                "charset": "utf-8",
                "timestamp": clock.now().astimezone(BEIJING).strftime("%Y-%m-%d %H:%M:%S"),
                "version": "1.0",
                "biz_content": msgspec.json.encode(asked).decode(),
                **more,
            },
            self._app.keys,
        )

    async def _file(self, url: str) -> bytes:
        """The bill, from a host of Alipay's (or where the operator lets Alipay be asked)."""
        address, ours = urlsplit(url), urlsplit(self._base)
        host = address.hostname or ""
        if host != ours.hostname and not host.endswith((".alipay.com", ".alipaydev.com")):
            raise Forged
        origin = f"{address.scheme}://{address.netloc}"
        reply = await send(
            self._http, origin, Call("GET", f"{address.path}?{address.query}"), seconds=30.0
        )
        if reply.status != 200:
            raise ProviderAway
        return reply.body


def _trade(charge: Charge) -> dict[str, Any]:
    asked = {
        "out_trade_no": charge.reference,
        "total_amount": yuan(charge.amount_minor),
        "subject": charge.title[:256] or charge.reference,
    }
    if charge.expires_at is not None:
        ends_at = charge.expires_at.astimezone(BEIJING)
        asked["time_expire"] = ends_at.strftime("%Y-%m-%d %H:%M:%S")
    return asked
