"""Accounts at providers: kept with their secrets sealed, offered to buyers, tried out."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import msgspec

from events_svc import clock
from events_svc.accounts import audit
from events_svc.accounts.errors import NotFound
from events_svc.accounts.models import Organisation
from events_svc.accounts.sealing import opened, sealed
from events_svc.database import in_transaction
from events_svc.tickets.paying.models import PaymentAccount

YUAN_ONLY = {"wechat", "alipay"}


@dataclass(frozen=True, slots=True)
class Entered:
    """What somebody typed for an account: `facts` are shown again, `secrets` never."""

    merchant: str = ""
    facts: Mapping[str, str] = field(default_factory=dict)
    secrets: Mapping[str, str] = field(default_factory=dict)


async def keep(
    organisation: Organisation, provider: str, entered: Entered, *, secret_key: str
) -> PaymentAccount:
    """The organisation is paid through this account from now on; secrets left blank stay as they were.

    Another merchant is another account: what was paid through the old one stays with it.
    """
    async with in_transaction():
        await Organisation.filter(id=organisation.id).select_for_update().first()
        mine = PaymentAccount.filter(organisation_id=organisation.id, provider=provider)
        account = await mine.get_or_none(merchant=entered.merchant)
        if account is None:
            account = await _created(organisation, provider, entered.merchant)
        await mine.exclude(id=account.id).update(is_active=False)
        secrets = {**secrets_of(account, secret_key=secret_key), **_typed(entered.secrets)}
        account.sealed = sealed(
            msgspec.json.encode(secrets).decode(), secret_key, name=_name(account)
        )
        account.facts, account.is_active = dict(entered.facts), True
        account.changed_at, account.tested_at, account.test_error = clock.now(), None, ""
        await account.save(
            update_fields=["sealed", "facts", "is_active", "changed_at", "tested_at", "test_error"]
        )
        await _record(account, "kept", secrets_changed=sorted(_typed(entered.secrets)))
    return account


async def withdraw(account: PaymentAccount) -> None:
    """Buyers cannot choose the account any more; what was paid through it is still asked for."""
    async with in_transaction():
        await PaymentAccount.filter(id=account.id).update(is_active=False, changed_at=clock.now())
        await _record(account, "withdrawn")


async def note_test(account: PaymentAccount, error: str) -> None:
    """Write how the try-out went; blank: it works."""
    async with in_transaction():
        tested = {"tested_at": clock.now(), "test_error": error[:500]}
        await PaymentAccount.filter(id=account.id).update(**tested)
        await _record(account, "tested", works=not error)


def secrets_of(account: PaymentAccount, *, secret_key: str) -> dict[str, str]:
    """The account's secrets in clear; raises SealBroken."""
    if not account.sealed:
        return {}
    text = opened(account.sealed, secret_key, name=_name(account))
    return msgspec.json.decode(text, type=dict[str, str])


async def accounts_of(organisation: Organisation) -> dict[str, PaymentAccount]:
    """The organisation's own accounts that buyers may choose, by provider."""
    mine = PaymentAccount.filter(organisation_id=organisation.id, is_active=True)
    return {one.provider: one for one in await mine}


async def serving(organisation: Organisation, *, currency: str) -> list[PaymentAccount]:
    """The accounts through which buyers pay its events: of each provider the own one, else that of the
    nearest organisation above; those that take the currency, by name.
    """
    found = await _along(organisation)
    nearest = {one.provider: one for one in found}
    return [
        nearest[provider]
        for provider in sorted(nearest)
        if currency == "CNY" or provider not in YUAN_ONLY
    ]


async def inherited(organisation: Organisation) -> dict[str, PaymentAccount]:
    """The accounts of organisations above that serve this one where it has none, with their owners."""
    found = [one for one in await _along(organisation) if one.organisation_id != organisation.id]
    return {one.provider: one for one in found}


async def account_at(key: str) -> PaymentAccount:
    """The account to which a provider tells under this key; else NotFound."""
    found = await PaymentAccount.get_or_none(key=key)
    if found is None:
        raise NotFound
    return found


async def _along(organisation: Organisation) -> Sequence[PaymentAccount]:
    """The active accounts from the root down to the organisation."""
    ids = [int(one) for one in organisation.path.split("/") if one]
    found = await PaymentAccount.filter(organisation_id__in=ids, is_active=True).select_related(
        "organisation"
    )
    return sorted(found, key=lambda one: ids.index(one.organisation_id))


async def _created(organisation: Organisation, provider: str, merchant: str) -> PaymentAccount:
    return await PaymentAccount.create(
        organisation_id=organisation.id,
        provider=provider,
        merchant=merchant,
        key=secrets.token_hex(16),
        created_at=clock.now(),
        changed_at=clock.now(),
    )


async def _record(account: PaymentAccount, verb: str, **detail: Any) -> None:
    await audit.record(
        f"payment_account.{verb}",
        f"payment_account:{account.id}",
        organisation_id=account.organisation_id,
        provider=account.provider,
        **detail,
    )


def _name(account: PaymentAccount) -> str:
    return f"payment account {account.id}"


def _typed(secrets: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in secrets.items() if value}
