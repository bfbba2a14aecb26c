"""What each provider does in its own way, beside the life that they share."""

from datetime import timedelta

import pytest
from aiohttp import web

from events_svc import clock
from events_svc.gateways.payments import ProviderAway
from events_svc.gateways.payments.alipay_signing import AlipayKeys, told_in
from events_svc.gateways.payments.keys import KeyMalformed, private_key, public_key
from events_svc.gateways.payments.providers import of_account
from events_svc.gateways.payments.stripe_events import from_stripe, to_stripe
from events_svc.gateways.payments.wechat import _short
from events_svc.jobs import payments as jobs
from events_svc.tickets.payment_models import Payment, Refund, RefundState
from events_svc.tickets.refund import give_back
from tests.gateways.payments.alipay_server import AlipayServer
from tests.gateways.payments.conftest import Shop
from tests.gateways.payments.keyring import bare, certificate, private_pem, public_pem, sign
from tests.gateways.payments.wechat_server import WechatServer
from tests.tickets.factories import states

PAID = ("paid", ["valid"], ["confirmed"])
WAITS = ("pending", ["held"], ["created"])


@pytest.mark.parametrize("shop", ["wechat"], indirect=True)
async def test_certificates_that_are_new_are_fetched(shop: Shop) -> None:
    """While a merchant changes from certificates to the public key, either signs."""
    assert isinstance(shop.provider, WechatServer)
    payment = await shop.begin()
    shop.provider.pay(payment.reference)
    shop.provider.serial = certificate("wechat certificate")[1]
    refused = await shop.tell(shop.provider.told(payment.reference))
    shop.provider.hands_out = True
    clock.shift(timedelta(minutes=11))
    answer = await shop.tell(shop.provider.told(payment.reference))
    assert (refused.status_code, answer.status_code) == (403, 200)
    assert await states(shop.order) == PAID


@pytest.mark.parametrize("shop", ["wechat"], indirect=True)
async def test_strangers_do_not_make_us_ask(shop: Shop) -> None:
    """However many serials they name, the certificates are fetched once in ten minutes."""
    payment = await shop.begin()
    headers, body = shop.provider.told(payment.reference)
    asked = len(shop.provider.asked)
    for number in range(5):
        answer = await shop.tell(({**headers, "wechatpay-serial": f"F{number}"}, body))
        assert answer.status_code == 403
    assert len(shop.provider.asked) - asked == 1


@pytest.mark.parametrize("shop", ["wechat", "stripe"], indirect=True)
async def test_a_refund_is_told_by_notification(shop: Shop) -> None:
    await shop.pay()
    await give_back(shop.order, 2000)
    refund = await Refund.get()
    shop.provider.slow_refunds = True
    await jobs.send(shop.context, {"refund_id": refund.id})
    told = shop.provider.told_refund(refund.reference)  # type: ignore[attr-defined]  # both have it
    answers = [(await shop.tell(told)).json()["outcome"] for _ in range(2)]
    assert (answers, (await Refund.get()).state) == (["done", "repeated"], RefundState.DONE)


@pytest.mark.parametrize("shop", ["alipay"], indirect=True)
async def test_alipay_hears_success_also_of_what_does_not_concern_us(shop: Shop) -> None:
    payment = await shop.pay()
    await give_back(shop.order, 12000)
    refund = await Refund.get()
    await jobs.send(shop.context, {"refund_id": refund.id})
    answers = [
        await shop.tell(shop.provider.told_refund(refund.reference)),  # type: ignore[attr-defined]  # it has
        await shop.tell(shop.provider.told(payment.reference, number=3)),  # TRADE_CLOSED by now
    ]
    assert [answer.text for answer in answers] == ["success", "success"]
    found = await Payment.get(id=payment.id)
    assert (found.received_minor, found.refunded_minor) == (12000, 12000)


@pytest.mark.parametrize("shop", ["alipay"], indirect=True)
async def test_alipays_page_is_reached_without_a_redirect_of_the_form(shop: Shop) -> None:
    """The address is signed by us; the page between leads on, since no form may lead to another site."""
    assert isinstance(shop.provider, AlipayServer)
    shop.account.facts = {**shop.account.facts, "way": "page"}
    await shop.account.save(update_fields=["facts"])
    answer = await shop.choose()
    page = answer.headers["location"]
    assert page.startswith(f"/orders/{shop.order.secret}/payments/")
    payment = await Payment.get()
    assert payment.url.replace("&", "&amp;") in (await shop.client.get(page)).text
    shop.provider.open_page(payment.url)
    shop.provider.pay(payment.reference)
    back = await shop.client.get(f"/orders/{shop.order.secret}/payments/{payment.reference}")
    assert (back.headers["location"], await states(shop.order)) == (
        f"/orders/{shop.order.secret}",
        PAID,
    )


@pytest.mark.parametrize("shop", ["wechat"], indirect=True)
async def test_the_code_stands_on_the_page_until_it_is_paid(shop: Shop) -> None:
    payment = await shop.begin()
    page = f"/orders/{shop.order.secret}/payments/{payment.reference}/way"
    assert 'class="qr"' in (await shop.client.get(page)).text
    shop.provider.pay(payment.reference)
    await shop.tell(shop.provider.told(payment.reference))
    looked = await shop.client.get(page, headers={"hx-request": "true"})
    assert looked.headers["hx-redirect"] == f"/orders/{shop.order.secret}"


@pytest.mark.parametrize("shop", ["alipay", "stripe", "wechat"], indirect=True)
async def test_keys_are_tried_out(shop: Shop) -> None:
    there = of_account(shop.account, shop.context.settings, shop.context.http)
    await there.test()
    shop.provider.is_away = True
    with pytest.raises(ProviderAway):
        await there.test()


@pytest.mark.engineless
def test_an_answer_that_alipay_did_not_sign_is_no_answer() -> None:
    keys = AlipayKeys("", public_pem("alipay"))
    raw = '{"code":"10000","trade_status":"TRADE_SUCCESS"}'
    good = f'{{"alipay_trade_query_response": {raw} ,"sign":"{sign("alipay", raw.encode())}"}}'
    assert told_in(good.encode(), "alipay.trade.query", keys)["trade_status"] == "TRADE_SUCCESS"
    other = good.replace("SUCCESS", "CLOSED")
    unsigned = f'{{"alipay_trade_query_response":{raw}}}'
    by_us = good.replace(sign("alipay", raw.encode()), sign("merchant", raw.encode()))
    for forged in (other, unsigned, by_us, "[]", "x"):
        with pytest.raises(ProviderAway):
            told_in(forged.encode(), "alipay.trade.query", keys)


@pytest.mark.engineless
def test_keys_are_read_as_people_paste_them() -> None:
    numbers = {
        private_key(text).private_numbers()
        for text in (
            private_pem("merchant"),
            bare(private_pem("merchant")),
            f"\n {private_pem('merchant')}",
        )
    }
    pub = {
        public_key(text).public_numbers()
        for text in (public_pem("wechat certificate"), certificate("wechat certificate")[0])
    }
    assert (len(numbers), len(pub)) == (1, 1)
    for wrong in ("", "x", public_pem("merchant")):
        with pytest.raises(KeyMalformed):
            private_key(wrong)


@pytest.mark.engineless
def test_amounts_as_stripe_counts_them() -> None:
    assert [to_stripe(500, one) for one in ("CNY", "JPY", "ISK", "UGX")] == [500, 500, 50000, 50000]
    assert [from_stripe(500, one) for one in ("cny", "isk")] == [(500, "CNY"), (5, "ISK")]


@pytest.mark.engineless
def test_titles_fit_wechat() -> None:
    assert _short("论坛𠮷😀" + "票" * 60) == "论坛" + "票" * 40


@pytest.mark.parametrize("shop", ["alipay", "stripe", "wechat"], indirect=True)
async def test_nonsense_is_no_answer(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine in between that answers with a page, or with another object, breaks nothing."""
    for body in (b"<html>", b"[]", b'{"id": 1}', b"\xff"):
        monkeypatch.setattr(shop.provider, "reply", lambda *_, said=body: web.Response(body=said))
        answer = await shop.choose()
        assert (answer.status_code, await states(shop.order)) == (503, WAITS)
