"""The account of an organisation, and which one an order is paid to."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field

from events_svc.accounts import audit
from events_svc.accounts.models import Organisation
from events_svc.accounts.organisations import subject
from events_svc.bank.models import BankAccount
from events_svc.database import in_transaction
from events_svc.database.bulk import insert_new


@dataclass(frozen=True, slots=True)
class AccountFacts:
    """What an organisation says of its account."""

    holder: str
    number: str
    bank: str
    code: str = ""
    currency: str = "CNY"
    note: Mapping[str, str] = field(default_factory=dict)
    hold_days: int = 5
    is_offered: bool = True


async def keep(organisation: Organisation, facts: AccountFacts) -> BankAccount:
    """The organisation's account is this from now on; who was told another one was told another one."""
    columns = {**asdict(facts), "note": dict(facts.note)}
    async with in_transaction():
        await insert_new(BankAccount, [{"organisation_id": organisation.id, **columns}])
        await BankAccount.filter(organisation_id=organisation.id).update(**columns)
        await audit.record(
            "bank_account.kept",
            subject(organisation),
            organisation_id=organisation.id,
            holder=facts.holder,
            number=masked(facts.number),
        )
        return await BankAccount.get(organisation_id=organisation.id)


async def of_organisation(organisation: Organisation) -> BankAccount | None:
    """The organisation's own account."""
    return await BankAccount.get_or_none(organisation_id=organisation.id)


async def used_by(organisation: Organisation) -> BankAccount | None:
    """The account to which buyers of this organisation pay: its own, else that of the nearest above it;
    none when that one is not offered.
    """
    ids = [int(part) for part in organisation.path.strip("/").split("/")]
    found = {one.organisation_id: one for one in await BankAccount.filter(organisation_id__in=ids)}
    nearest = next((found[one] for one in reversed(ids) if one in found), None)
    return nearest if nearest is not None and nearest.is_offered else None


def plain(number: str) -> str:
    """An account number without blanks and dashes, to be compared."""
    return "".join(one for one in number.upper() if one.isalnum())


def masked(number: str) -> str:
    """An account number of which the last four are told."""
    return f"…{plain(number)[-4:]}"
