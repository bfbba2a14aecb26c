"""The forms in which an organisation enters its accounts at providers, one for each."""

from collections.abc import Callable, Collection, Mapping
from typing import Annotated, Any, Literal

import msgspec

from events_svc.gateways.payments.keys import KeyMalformed, private_key, public_key
from events_svc.tickets.paying.accounts import Entered
from events_svc.web import forms
from events_svc.web.i18n import gettext
from events_svc.web.state import Request

Id = Annotated[str, msgspec.Meta(max_length=64, pattern=r"^[A-Za-z0-9_\-]+$")]
Secret = Annotated[str, msgspec.Meta(max_length=300)]
Key = Annotated[str, msgspec.Meta(max_length=8000)]


class StripeForm(msgspec.Struct):
    secret_key: Secret = ""
    webhook_secret: Secret = ""


class WechatForm(msgspec.Struct):
    appid: Id
    mchid: Id
    serial: Id
    private_key: Key = ""
    api_v3_key: Secret = ""
    platform_serial: Id | None = None
    platform_key: Key = ""


class AlipayForm(msgspec.Struct):
    app_id: Id
    alipay_key: Key
    way: Literal["page", "code"] = "page"
    seller_id: Id | None = None
    private_key: Key = ""


class CashForm(msgspec.Struct):
    """Nothing to enter: who comes pays at the door."""


FORMS: dict[str, type[msgspec.Struct]] = {
    "wechat": WechatForm,
    "alipay": AlipayForm,
    "stripe": StripeForm,
    "cash": CashForm,
}
SECRETS = {"secret_key", "webhook_secret", "private_key", "api_v3_key"}


async def entered(request: Request, provider: str, *, kept: Collection[str]) -> Entered:
    """What was typed, when it can be used; `kept` names the secrets that are there already. Malformed never
    gives secrets back to the page.
    """
    try:
        form = await forms.parse(request, FORMS[provider])
    except forms.Malformed as wrong:
        raise forms.Malformed(wrong.errors, _shown(wrong.values)) from wrong
    typed = {name: value for name, value in msgspec.structs.asdict(form).items() if value}
    errors = _wrong(provider, typed, kept)
    if errors:
        raise forms.Malformed(errors, _shown(typed))
    facts = _shown(typed)
    secrets = {name: str(value) for name, value in typed.items() if name in SECRETS}
    return Entered(_merchant(provider, facts), facts, secrets)


def secrets_asked(provider: str) -> set[str]:
    """The names of a provider's secrets."""
    return {field.name for field in msgspec.structs.fields(FORMS[provider])} & SECRETS


def _wrong(provider: str, typed: Mapping[str, Any], kept: Collection[str]) -> dict[str, str]:
    missing = secrets_asked(provider) - {*typed, *kept}
    errors = dict.fromkeys(missing, gettext("Please fill this in."))
    for name, read in _KEYS.items():
        if typed.get(name) and not _can_be_read(read, str(typed[name])):
            errors[name] = gettext("This is no RSA key that we can read.")
    if typed.get("api_v3_key") and len(str(typed["api_v3_key"]).encode()) != 32:
        errors["api_v3_key"] = gettext("This key has exactly 32 characters.")
    if bool(typed.get("platform_key")) != bool(typed.get("platform_serial")):
        errors["platform_key"] = gettext("The public key and its id belong together.")
    return errors


def _can_be_read(read: Callable[[str], object], text: str) -> bool:
    try:
        read(text)
    except KeyMalformed:
        return False
    return True


def _merchant(provider: str, facts: Mapping[str, str]) -> str:
    """Who it is at the provider: another one is another account."""
    if provider == "wechat":
        return f"{facts['appid']}@{facts['mchid']}"
    return facts.get("app_id", "")


def _shown(values: Mapping[str, Any]) -> dict[str, str]:
    return {
        name: str(value)
        for name, value in values.items()
        if name not in {*SECRETS, forms.CSRF_FIELD}
    }


_KEYS: dict[str, Callable[[str], object]] = {
    "private_key": private_key,
    "platform_key": public_key,
    "alipay_key": public_key,
}
