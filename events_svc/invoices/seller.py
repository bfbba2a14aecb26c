"""In whose name invoices are written, and what an event's buyers get."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from events_svc.accounts import audit
from events_svc.accounts.models import Organisation
from events_svc.accounts.organisations import subject
from events_svc.database import in_transaction
from events_svc.database.bulk import insert_new
from events_svc.events.models import Event
from events_svc.invoices.models import InvoiceRule, Seller, When


@dataclass(frozen=True, slots=True)
class SellerFacts:
    """What stands on the invoices of an organisation."""

    name: Mapping[str, str]
    taxpayer_number: str = ""
    address: Mapping[str, str] = field(default_factory=dict)
    contact: str = ""
    bank: str = ""
    note: Mapping[str, str] = field(default_factory=dict)
    prefix: str = ""
    timezone: str = "Asia/Shanghai"
    item: str = "*会展服务*会议费"
    item_code: str = "3040305"


async def keep(organisation: Organisation, facts: SellerFacts) -> Seller:
    """From now on this stands on invoices; those that were issued stay as they are."""
    columns: dict[str, Any] = asdict(facts)
    async with in_transaction():
        await insert_new(Seller, [{"organisation_id": organisation.id, **columns}])
        await Seller.filter(organisation_id=organisation.id).update(**columns)
        await audit.record(
            "seller.kept",
            subject(organisation),
            organisation_id=organisation.id,
            name=dict(facts.name),
            taxpayer_number=facts.taxpayer_number,
        )
        return await Seller.get(organisation_id=organisation.id)


async def used_by(organisation: Organisation) -> Seller | None:
    """Who sells for this organisation: it, else the nearest above it that says so."""
    ids = [int(part) for part in organisation.path.strip("/").split("/")]
    found = {one.organisation_id: one for one in await Seller.filter(organisation_id__in=ids)}
    return next((found[one] for one in reversed(ids) if one in found), None)


async def rule_of(event_id: int) -> InvoiceRule:
    """What the event's buyers get; nothing while nobody has said."""
    rule = await InvoiceRule.get_or_none(event_id=event_id)
    return rule or InvoiceRule(event_id=event_id, when=When.NEVER, offers_fapiao=False)


async def set_rule(event: Event, *, when: When, offers_fapiao: bool) -> None:
    """From now on the event's buyers get this."""
    columns = {"when": when, "offers_fapiao": offers_fapiao}
    async with in_transaction():
        await insert_new(InvoiceRule, [{"event_id": event.id, **columns}])
        await InvoiceRule.filter(event_id=event.id).update(**columns)
        await audit.record(
            "invoice_rule.set",
            f"event:{event.id}",
            event_id=event.id,
            when=when.value,
            offers_fapiao=offers_fapiao,
        )
