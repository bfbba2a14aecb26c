"""How Alipay and a merchant prove to each other who they are: RSA2 over sorted forms and over the raw text of
an answer. Pure.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

from events_svc.gateways.payments import ProviderAway
from events_svc.gateways.payments.keys import is_signed, signature
from events_svc.tickets.errors import Forged

MOST_FIELDS = 100


@dataclass(frozen=True, slots=True)
class AlipayKeys:
    """The app's private key, and Alipay's public key (not the app's own)."""

    private: str
    alipay: str


def words_of(fields: Mapping[str, str], *, without: frozenset[str] = frozenset({"sign"})) -> str:
    """What is signed of a form: its fields in order of their names, decoded, blank ones left out."""
    kept = sorted((name, value) for name, value in fields.items() if value and name not in without)
    return "&".join(f"{name}={value}" for name, value in kept)


def signed(fields: Mapping[str, str], keys: AlipayKeys) -> dict[str, str]:
    """The form of a request with its signature."""
    whole = {**fields, "sign_type": "RSA2"}
    return {**whole, "sign": signature(words_of(whole), key=keys.private)}


def form_of(body: bytes, keys: AlipayKeys) -> dict[str, str]:
    """The fields of a notification; raises Forged unless Alipay signed them (without `sign_type`)."""
    try:
        pairs = parse_qsl(
            body.decode(), keep_blank_values=True, errors="strict", max_num_fields=MOST_FIELDS
        )
    except ValueError as error:
        raise Forged from error
    form = dict(pairs)
    if len(form) != len(pairs) or form.get("sign_type") != "RSA2":
        raise Forged
    words = words_of(form, without=frozenset({"sign", "sign_type"}))
    if not is_signed(words.encode(), form.get("sign", ""), key=keys.alipay):
        raise Forged
    return form


def told_in(body: bytes, method: str, keys: AlipayKeys) -> dict[str, Any]:
    """The answer to `method`, whose very text Alipay signed; ProviderAway when it did not.

    What fails before Alipay knows who asks (`error_response`) is not signed, and moves nothing.
    """
    try:
        text = body.decode()
        whole = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise ProviderAway from error
    name = f"{method.replace('.', '_')}_response"
    if not isinstance(whole, dict) or not isinstance(whole.get(name), dict):
        refusal = whole.get("error_response") if isinstance(whole, dict) else None
        if isinstance(refusal, dict) and refusal.get("code") != "10000":
            return refusal
        raise ProviderAway
    raw = _raw(text, name)
    if _is_bare_refusal(whole, name) or is_signed(
        raw.encode(), str(whole.get("sign", "")), key=keys.alipay
    ):
        return dict(whole[name])
    raise ProviderAway


def _is_bare_refusal(whole: dict[str, Any], name: str) -> bool:
    """An unsigned answer counts only as a refusal, such as of a wrong key."""
    return "sign" not in whole and whole[name].get("code") not in {"10000", None}


def _raw(text: str, name: str) -> str:
    start = text.index(f'"{name}"') + len(name) + 2
    start = text.index(":", start) + 1
    while text[start].isspace():
        start += 1
    _, end = json.JSONDecoder().raw_decode(text, start)
    return text[start:end]
