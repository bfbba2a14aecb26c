"""WeChat Pay's side, API v3: it checks the merchant's signatures, signs its own, seals what it tells."""

import base64
import csv
import hashlib
import io
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from aiohttp import web
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from events_svc import clock
from tests.gateways.payments.keyring import certificate, private_pem, public_pem, sign, verifies
from tests.gateways.payments.ledger import Entry, Ledger, Told

APPID, MCHID = "wxd678efh567hg6787", "1900007291"
SERIAL, API_V3 = "3775B6A45ACD588826D15E583A95F5DD00000000", "an APIv3 key has 32 characters.."
PUBLIC = "PUB_KEY_ID_0119000072912024110500000000000000"
HEAD = (
    "交易时间,公众账号ID,商户号,特约商户号,设备号,微信订单号,商户订单号,用户标识,交易类型,交易状态,付款银行,货币种类,"
    "应结订单金额,代金券金额,微信退款单号,商户退款单号,退款金额,充值券退款金额,退款类型,退款状态,商品名称,商户数据包,"
    "手续费,费率,订单金额,申请退款金额,费率备注"
)
STATES = {"open": "NOTPAY", "paid": "SUCCESS", "declined": "PAYERROR", "closed": "CLOSED"}


@dataclass
class WechatServer(Ledger):
    """`serial`: with which of its keys it signs now; `hands_out`: certificates of /v3/certificates."""

    name = "wechat"
    serial: str = PUBLIC
    hands_out: bool = False
    notified: str = ""

    def account(self) -> tuple[str, Mapping[str, str], Mapping[str, str]]:
        facts = {
            "appid": APPID,
            "mchid": MCHID,
            "serial": SERIAL,
            "platform_serial": PUBLIC,
            "platform_key": public_pem("wechat"),
        }
        secrets = {"private_key": private_pem("merchant"), "api_v3_key": API_V3}
        return f"{APPID}@{MCHID}", facts, secrets

    def reply(self, request: web.BaseRequest, body: bytes) -> web.Response:
        assert _is_signed(request, body)
        if request.path == "/v3/billdownload/file":
            return web.Response(body=self._bill())  # not signed, as there
        status, told = self._done(request, json.loads(body) if body else {})
        raw = b"" if told is None else json.dumps(told, ensure_ascii=False).encode()
        headers = {} if status >= 400 else self._signed(raw)
        return web.Response(
            body=raw, status=status, headers={"content-type": "application/json", **headers}
        )

    def _done(self, request: web.BaseRequest, asked: dict[str, Any]) -> tuple[int, Any]:
        path = request.path
        if path == "/v3/certificates":
            return 200, {"data": [self._certificate()] if self.hands_out else []}
        if path == "/v3/pay/transactions/native":
            return self._open(asked)
        if path == "/v3/refund/domestic/refunds":
            return self._refund(asked)
        if path == "/v3/bill/tradebill":
            if request.query["bill_date"] != self.today().isoformat():
                return 400, {"code": "NO_STATEMENT_EXIST", "message": "账单不存在"}
            return 200, self._bill_at()
        entry = self.charges.get(path.removesuffix("/close").rsplit("/", 1)[1])
        if entry is None:
            return 404, {"code": "ORDER_NOT_EXIST", "message": "订单不存在"}
        if path.endswith("/close"):
            return self._close(entry)
        assert request.query["mchid"] == MCHID
        return 200, self._transaction(entry)

    def _open(self, asked: dict[str, Any]) -> tuple[int, Any]:
        assert re.fullmatch(r"[0-9A-Za-z_\-|*]{6,32}", asked["out_trade_no"])
        assert (asked["appid"], asked["mchid"]) == (APPID, MCHID)
        assert datetime.fromisoformat(asked["time_expire"]).utcoffset() == timedelta(hours=8)
        assert len(asked["description"].encode()) <= 127
        reference, amount = asked["out_trade_no"], asked["amount"]
        known = self.charges.get(reference)
        if known and known.amount != amount["total"]:
            return 403, {"code": "OUT_TRADE_NO_USED", "message": "商户订单号重复"}
        entry = known or Entry(
            reference, amount["total"], amount["currency"], f"42000{len(self.charges):023}"
        )
        entry.notify_url = asked["notify_url"]
        self.charges[reference] = entry
        return 200, {"code_url": f"weixin://wxpay/bizpayurl?pr={entry.id[-9:]}"}

    def _close(self, entry: Entry) -> tuple[int, Any]:
        if entry.state == "paid":
            return 400, {"code": "ORDER_PAID", "message": "订单已支付"}
        entry.state = "closed"
        return 204, None

    def _refund(self, asked: dict[str, Any]) -> tuple[int, Any]:
        entry, number = self.charges[asked["out_trade_no"]], asked["out_refund_no"]
        amount = asked["amount"]["refund"]
        if self.refusal:
            return 403, {"code": "NOT_ENOUGH", "message": self.refusal}
        if asked["amount"]["total"] != entry.amount:
            return 400, {"code": "PARAM_ERROR", "message": "订单金额不一致"}
        if number not in self.refunds:
            if self.given_back(entry.reference) + amount > entry.amount:
                return 400, {"code": "PARAM_ERROR", "message": "退款金额大于支付金额"}
            self.refunds[number] = (entry.reference, amount)
        self.notified = asked["notify_url"]
        return 200, {
            "refund_id": f"503{len(self.refunds):023}",
            "out_refund_no": number,
            "status": "PROCESSING" if self.slow_refunds else "SUCCESS",
            "amount": {"total": entry.amount, "refund": amount, "currency": "CNY"},
        }

    def _transaction(self, entry: Entry) -> dict[str, Any]:
        is_refunded = self.given_back(entry.reference) > 0
        state = "REFUND" if is_refunded else STATES[entry.state]
        told: dict[str, Any] = {
            "appid": APPID,
            "mchid": MCHID,
            "out_trade_no": entry.reference,
            "trade_state": state,
            "trade_state_desc": "…",
        }
        if entry.state == "paid":
            amount = {"total": entry.amount, "payer_total": entry.amount, "currency": "CNY"}
            told |= {"transaction_id": entry.id, "amount": amount, "trade_type": "NATIVE"}
        return told

    def told(self, reference: str, *, number: int = 1) -> Told:
        entry = self.charges[reference]
        kind = "SUCCESS" if entry.state == "paid" else "FAIL"
        return self.sealed(
            f"EV-{entry.id}-{number}", f"TRANSACTION.{kind}", self._transaction(entry)
        )

    def told_refund(self, number: str) -> Told:
        reference, amount = self.refunds[number]
        entry = self.charges[reference]
        told = {
            "mchid": MCHID,
            "out_trade_no": reference,
            "transaction_id": entry.id,
            "out_refund_no": number,
            "refund_id": "503",
            "refund_status": "SUCCESS",
            "amount": {"total": entry.amount, "refund": amount, "payer_refund": amount},
        }
        return self.sealed(f"EV-R-{number}", "REFUND.SUCCESS", told)

    def sealed(
        self, id: str, event: str, told: Mapping[str, Any], *, api_v3: str = API_V3, **at: Any
    ) -> Told:
        """A notification with its sealed resource and its signature."""
        resource = _sealed(json.dumps(told).encode(), api_v3, "transaction")
        envelope = {
            "id": id,
            "create_time": clock.now().isoformat(),
            "resource_type": "encrypt-resource",
            "event_type": event,
            "summary": "支付成功",
            "resource": {"original_type": "transaction", **resource},
        }
        body = json.dumps(envelope, ensure_ascii=False).encode()
        return self._signed(body, **at), body

    def forgeries(self, reference: str) -> list[Told]:
        headers, body = self.told(reference)
        told = self._transaction(self.charges[reference])
        event = "TRANSACTION.SUCCESS"
        own = sign("merchant", b"words")
        return [
            ({}, body),
            (headers, body.replace(b"EV-", b"EV+")),
            ({**headers, "wechatpay-signature": own}, body),
            ({**headers, "wechatpay-signature": "WECHATPAY/SIGNTEST/" + own}, body),
            ({**headers, "wechatpay-serial": "PUB_KEY_ID_OTHER"}, body),
            ({**headers, "wechatpay-nonce": "0" * 32}, body),
            self.sealed("EV-1", event, told, at=clock.now() - timedelta(seconds=301)),
            self.sealed("EV-2", event, told, at=clock.now() + timedelta(seconds=302)),
            self.sealed("EV-3", event, told, api_v3="x" * 32),
            self.sealed("EV-4", event, {**told, "mchid": "1900000000"}),
            self.sealed("EV-5", event, {**told, "appid": "wx0000000000000000"}),
        ]

    def _signed(self, raw: bytes, *, at: datetime | None = None) -> dict[str, str]:
        timestamp, nonce = str(int((at or clock.now()).timestamp())), "593BEC0C930BF1AFEB40B4A0"
        words = f"{timestamp}\n{nonce}\n".encode() + raw + b"\n"
        name = "wechat" if self.serial == PUBLIC else "wechat certificate"
        return {
            "wechatpay-timestamp": timestamp,
            "wechatpay-nonce": nonce,
            "wechatpay-serial": self.serial,
            "wechatpay-signature": sign(name, words),
            "wechatpay-signature-type": "WECHATPAY2-SHA256-RSA2048",
        }

    def _certificate(self) -> dict[str, Any]:
        text, serial = certificate("wechat certificate")
        sealed = _sealed(text.encode(), API_V3, "certificate")
        return {"serial_no": serial, "encrypt_certificate": sealed}

    def _bill_at(self) -> dict[str, str]:
        digest = hashlib.sha1(self._bill()).hexdigest()
        url = "https://api.mch.weixin.qq.com/v3/billdownload/file?token=6XIv5TUPto7pByrTQKhd"
        return {"hash_type": "SHA1", "hash_value": digest, "download_url": url}

    def _bill(self) -> bytes:
        file = io.StringIO()
        table = csv.writer(file, lineterminator="\r\n")
        table.writerow(HEAD.split(","))
        for entry in self.charges.values():
            if entry.state == "paid":
                table.writerow(_row(entry.reference, "SUCCESS", total=entry.amount))
        for number, (reference, amount) in self.refunds.items():
            table.writerow(_row(reference, "REFUND", refund=amount, number=number))
        table.writerow(["总交易单数", "应结订单总金额"])
        table.writerow(["`2", "`120.00"])
        return b"\xef\xbb\xbf" + file.getvalue().encode()


def _row(
    reference: str, state: str, *, total: int = 0, refund: int = 0, number: str = ""
) -> list[str]:
    row = dict.fromkeys(HEAD.split(","), "`")
    row |= {"商户订单号": f"`{reference}", "交易状态": f"`{state}", "货币种类": "`CNY"}
    row |= {"订单金额": f"`{total / 100:.2f}", "应结订单金额": f"`{total / 100:.2f}"}
    row |= {"申请退款金额": f"`{refund / 100:.2f}", "商户退款单号": f"`{number or 0}"}
    return list(row.values())


def _is_signed(request: web.BaseRequest, body: bytes) -> bool:
    """Whether the merchant signed method, address, time, nonce and body."""
    scheme, _, rest = request.headers["authorization"].partition(" ")
    parts = dict(re.findall(r'(\w+)="([^"]*)"', rest))
    assert (scheme, parts["mchid"]) == ("WECHATPAY2-SHA256-RSA2048", MCHID)
    assert parts["serial_no"] == SERIAL
    assert abs(int(parts["timestamp"]) - clock.now().timestamp()) < 300
    lines = [request.method, request.path_qs, parts["timestamp"], parts["nonce_str"]]
    words = "".join(f"{line}\n" for line in lines).encode() + body + b"\n"
    return verifies("merchant", words, parts["signature"])


def _sealed(text: bytes, api_v3: str, more: str) -> dict[str, str]:
    nonce = "fdasflkja484"
    box = AESGCM(api_v3.encode()).encrypt(nonce.encode(), text, more.encode())
    return {
        "algorithm": "AEAD_AES_256_GCM",
        "ciphertext": base64.b64encode(box).decode(),
        "associated_data": more,
        "nonce": nonce,
    }
