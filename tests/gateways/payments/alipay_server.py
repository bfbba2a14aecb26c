"""Alipay's side: one gateway, forms that the merchant signed, answers and notifications that Alipay signs."""

import csv
import io
import json
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from aiohttp import web

from events_svc import clock
from tests.gateways.payments.keyring import bare, private_pem, public_pem, sign, verifies
from tests.gateways.payments.ledger import BEIJING, Entry, Ledger, Told

APP_ID, SELLER = "2021000122600000", "2088102119685838"
STATES = {"open": "WAIT_BUYER_PAY", "paid": "TRADE_SUCCESS", "closed": "TRADE_CLOSED"}
HEAD = (
    "支付宝交易号,商户订单号,业务类型,商品名称,创建时间,完成时间,门店编号,门店名称,操作员,终端号,对方账户,订单金额（元）,"
    "商家实收（元）,支付宝红包（元）,集分宝（元）,支付宝优惠（元）,商家优惠（元）,券核销金额（元）,券名称,商家红包消费金额（元）,"
    "卡消费金额（元）,退款批次号/请求号,服务费（元）,分润（元）,备注"
)


@dataclass
class AlipayServer(Ledger):
    """Trades that no customer has opened do not exist there yet."""

    name = "alipay"
    way: str = "code"

    def account(self) -> tuple[str, Mapping[str, str], Mapping[str, str]]:
        facts = {
            "app_id": APP_ID,
            "seller_id": SELLER,
            "alipay_key": bare(public_pem("alipay")),
            "way": self.way,
        }
        return APP_ID, facts, {"private_key": bare(private_pem("merchant"))}

    def about(self, request: web.BaseRequest, body: bytes) -> str:
        return dict(parse_qsl(body.decode())).get("method", request.path)

    def reply(self, request: web.BaseRequest, body: bytes) -> web.Response:
        if request.path == "/bill.csv.zip":
            return web.Response(body=self._bill())
        form = _verified(body.decode())
        asked = json.loads(form["biz_content"])
        told = self._done(form, asked)
        raw = json.dumps(told, ensure_ascii=True).replace("/", "\\/")  # as its PHP cousins write it
        name = form["method"].replace(".", "_")
        text = f'{{"{name}_response":{raw},"sign":"{sign("alipay", raw.encode())}"}}'
        return web.Response(text=text, content_type="text/html")

    def open_page(self, url: str) -> None:
        """A customer arrives at Alipay's page."""
        form = _verified(urlsplit(url).query)
        assert (form["method"], form["charset"]) == ("alipay.trade.page.pay", "utf-8")
        asked = json.loads(form["biz_content"])
        assert asked["product_code"] == "FAST_INSTANT_TRADE_PAY"
        self._open(asked, form)

    def _done(self, form: Mapping[str, str], asked: dict[str, Any]) -> dict[str, Any]:
        method = form["method"]
        if method == "alipay.trade.precreate":
            entry = self._open(asked, form)
            return _ok(out_trade_no=entry.reference, qr_code=f"https://qr.alipay.com/{entry.id}")
        if method == "alipay.data.dataservice.bill.downloadurl.query":
            if asked["bill_date"] != self.today().isoformat():
                return _no("isp.bill_not_exist", "账单不存在")
            return _ok(bill_download_url=f"{self.origin}/bill.csv.zip?token=1")
        entry = self.charges.get(asked["out_trade_no"])
        if entry is None or (entry.state == "open" and method != "alipay.trade.close"):
            return _no("ACQ.TRADE_NOT_EXIST", "交易不存在")
        if method == "alipay.trade.query":
            return _ok(**self._trade(entry))
        if method == "alipay.trade.close":
            return self._close(entry)
        if method == "alipay.trade.fastpay.refund.query":
            return self._queried(asked)
        return self._refund(entry, asked)

    def _open(self, asked: dict[str, Any], form: Mapping[str, str]) -> Entry:
        reference, fen = asked["out_trade_no"], round(float(asked["total_amount"]) * 100)
        assert reference.isalnum()
        assert asked["time_expire"][4] == "-"
        known = self.charges.get(reference)
        entry = known or Entry(reference, fen, "CNY", f"20161123220014{len(self.charges):014}")
        entry.notify_url = form["notify_url"]
        self.charges[reference] = entry
        return entry

    def _close(self, entry: Entry) -> dict[str, Any]:
        if entry.state == "paid":
            return _no("ACQ.TRADE_STATUS_ERROR", "交易状态不合法")
        entry.state = "closed"
        return _ok(out_trade_no=entry.reference, trade_no=entry.id)

    def _refund(self, entry: Entry, asked: dict[str, Any]) -> dict[str, Any]:
        number, fen = asked["out_request_no"], round(float(asked["refund_amount"]) * 100)
        if self.refusal:
            return _no("ACQ.SELLER_BALANCE_NOT_ENOUGH", self.refusal)
        is_new = number not in self.refunds
        if is_new and self.given_back(entry.reference) + fen > entry.amount:
            return _no("ACQ.REFUND_AMT_NOT_EQUAL_TOTAL", "退款金额超限")
        self.refunds[number] = (entry.reference, fen)
        is_moved = is_new and not self.slow_refunds
        total = f"{self.given_back(entry.reference) / 100:.2f}"
        return _ok(fund_change="Y" if is_moved else "N", refund_fee=total)

    def _queried(self, asked: dict[str, Any]) -> dict[str, Any]:
        number = asked["out_request_no"]
        if self.slow_refunds or number not in self.refunds:
            return _ok()
        fee = f"{self.refunds[number][1] / 100:.2f}"
        return _ok(out_request_no=number, refund_status="REFUND_SUCCESS", refund_amount=fee)

    def _trade(self, entry: Entry) -> dict[str, str]:
        is_all_back = entry.state == "paid" and self.given_back(entry.reference) == entry.amount
        state = "closed" if is_all_back else entry.state
        return {
            "trade_no": entry.id,
            "out_trade_no": entry.reference,
            "trade_status": STATES.get(state, "TRADE_CLOSED"),
            "total_amount": f"{entry.amount / 100:.2f}",
        }

    def told(self, reference: str, *, number: int = 1) -> Told:
        return notified(self._form(self.charges[reference], number))

    def told_refund(self, number: str) -> Told:
        reference, _ = self.refunds[number]
        form = self._form(self.charges[reference], 99)
        fee = f"{self.given_back(reference) / 100:.2f}"
        return notified({**form, "refund_fee": fee, "gmt_refund": "2016-11-23 12:00:00.000"})

    def _form(self, entry: Entry, number: int) -> dict[str, str]:
        now = clock.now().astimezone(BEIJING).strftime("%Y-%m-%d %H:%M:%S")
        return {
            "notify_time": now,
            "notify_type": "trade_status_sync",
            "notify_id": f"{entry.id}{number}",
            "app_id": APP_ID,
            "seller_id": SELLER,
            "charset": "utf-8",
            "version": "1.0",
            "subject": "论坛 & 门票 +1",
            "body": "",
            **self._trade(entry),
        }

    def forgeries(self, reference: str) -> list[Told]:
        form = self._form(self.charges[reference], 1)
        kind, body = notified(form)
        return [
            (kind, body.replace(b"120.00", b"120.01")),
            (kind, urlencode({**form, "sign_type": "RSA2", "sign": "AAAA"}).encode()),
            (kind, body.replace(b"sign_type=RSA2", b"sign_type=RSA")),
            (kind, body + b"&total_amount=1.00"),
            notified(form, by="merchant"),
            notified({**form, "app_id": "2021000000000000"}),
            notified({**form, "seller_id": "2088000000000000"}),
            (kind, b"\xff=1"),
        ]

    def _bill(self) -> bytes:
        text, file = io.StringIO(), io.BytesIO()
        text.write(
            "#支付宝业务明细查询\r\n#账号：[20881021196858380156]\r\n#-----业务明细列表----\r\n"
        )
        table = csv.writer(text, lineterminator="\r\n")
        table.writerow(HEAD.split(","))
        for entry in self.charges.values():
            if entry.state == "paid":
                table.writerow(_row(entry.reference, "交易", entry.amount))
        for number, (reference, fen) in self.refunds.items():
            table.writerow(_row(reference, "退款", -fen, number))
        text.write("#-----业务明细列表结束----\r\n#交易合计：1笔\r\n")
        with zipfile.ZipFile(file, "w") as archive:
            archive.writestr("1_业务明细.csv", text.getvalue().encode("gb18030"))
            archive.writestr(
                "1_业务明细(汇总).csv", "#汇总\r\n门店编号,门店名称\r\n".encode("gb18030")
            )
        return file.getvalue()


def notified(form: Mapping[str, str], *, by: str = "alipay") -> Told:
    """A notification, signed without `sign_type`."""
    words = "&".join(f"{name}={form[name]}" for name in sorted(form) if form[name])
    whole = {**form, "sign_type": "RSA2", "sign": sign(by, words.encode())}
    kind = {"content-type": "application/x-www-form-urlencoded; charset=UTF-8"}
    return kind, urlencode(whole).encode()


def _verified(text: str) -> dict[str, str]:
    """The form of a request, whose merchant signed it with `sign_type`."""
    form = dict(parse_qsl(text, keep_blank_values=True, strict_parsing=True))
    words = "&".join(f"{k}={form[k]}" for k in sorted(form) if form[k] and k != "sign")
    assert verifies("merchant", words.encode(), form["sign"])
    assert (form["app_id"], form["sign_type"], form["version"]) == (APP_ID, "RSA2", "1.0")
    return form


def _row(reference: str, kind: str, fen: int, number: str = "") -> list[str]:
    row = dict.fromkeys(HEAD.split(","), "\t")
    row |= {"支付宝交易号": "2016\t", "商户订单号": f"{reference}\t", "业务类型": kind}
    return list(
        (row | {"订单金额（元）": f"{fen / 100:.2f}", "退款批次号/请求号": number}).values()
    )


def _ok(**told: Any) -> dict[str, Any]:
    return {"code": "10000", "msg": "Success", **told}


def _no(code: str, message: str) -> dict[str, Any]:
    return {"code": "40004", "msg": "Business Failed", "sub_code": code, "sub_msg": message}
