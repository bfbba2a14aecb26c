"""Which provider speaks for an account, or for a payment."""

from collections.abc import Callable
from functools import lru_cache

from events_svc.config import Settings
from events_svc.gateways.http import Http
from events_svc.gateways.payments import Provider
from events_svc.gateways.payments.alipay import Alipay, App
from events_svc.gateways.payments.alipay_signing import AlipayKeys
from events_svc.gateways.payments.stripe import Stripe, StripeKeys
from events_svc.gateways.payments.test import NAME, TestProvider
from events_svc.gateways.payments.wechat import Merchant, WechatPay
from events_svc.gateways.payments.wechat_signing import MerchantKeys, Platform
from events_svc.tickets.errors import NoProvider
from events_svc.tickets.paying.accounts import secrets_of
from events_svc.tickets.paying.models import PaymentAccount
from events_svc.tickets.payment_models import Payment


def of_account(account: PaymentAccount, settings: Settings, http: Http) -> Provider:
    """The provider with the account's keys; raises NoProvider when it has none, SealBroken."""
    made = _BY_NAME.get(account.provider)
    if made is None:
        raise NoProvider
    return made(account, settings, http)


async def of_payment(payment: Payment, settings: Settings, http: Http) -> Provider:
    """The provider that knows the payment, also when buyers cannot choose it any more."""
    if payment.account_id is not None:
        return of_account(await PaymentAccount.get(id=payment.account_id), settings, http)
    if payment.provider == NAME:
        return of_tests(settings, http)
    raise NoProvider


def of_tests(settings: Settings, http: Http) -> Provider:
    """The built-in provider for rehearsals, where the operator lets it stand."""
    if not settings.test_payments:
        raise NoProvider
    return TestProvider(settings, http)


def _stripe(account: PaymentAccount, settings: Settings, http: Http) -> Provider:
    known = secrets_of(account, secret_key=settings.secret_key)
    keys = StripeKeys(known.get("secret_key", ""), known.get("webhook_secret", ""))
    return Stripe(keys, base=settings.payments.bases["stripe"], http=http)


def _wechat(account: PaymentAccount, settings: Settings, http: Http) -> Provider:
    known, facts = secrets_of(account, secret_key=settings.secret_key), account.facts
    keys = MerchantKeys(
        mchid=facts.get("mchid", ""),
        serial=facts.get("serial", ""),
        private=known.get("private_key", ""),
        api_v3=known.get("api_v3_key", ""),
    )
    merchant = Merchant(facts.get("appid", ""), keys.mchid, keys)
    platform = _platform(
        account.id, facts.get("platform_serial", ""), facts.get("platform_key", "")
    )
    return WechatPay(merchant, platform, base=settings.payments.bases["wechat"], http=http)


def _alipay(account: PaymentAccount, settings: Settings, http: Http) -> Provider:
    known, facts = secrets_of(account, secret_key=settings.secret_key), account.facts
    app = App(
        app_id=facts.get("app_id", ""),
        seller_id=facts.get("seller_id", ""),
        keys=AlipayKeys(known.get("private_key", ""), facts.get("alipay_key", "")),
        shows_code=facts.get("way") == "code",
    )
    return Alipay(app, base=settings.payments.bases["alipay"], http=http)


@lru_cache(maxsize=64)
def _platform(account_id: int, serial: str, key: str) -> Platform:
    """What this process knows of WeChat's keys for the account: what was fetched is kept."""
    return Platform.of(serial, key)


_BY_NAME: dict[str, Callable[[PaymentAccount, Settings, Http], Provider]] = {
    "alipay": _alipay,
    "stripe": _stripe,
    "wechat": _wechat,
}
