"""Sellers, rules, and orders that are paid."""

from dataclasses import dataclass

from events_svc.events.models import Event
from events_svc.invoices.fapiao import Wanted
from events_svc.invoices.models import FapiaoKind, Seller, When
from events_svc.invoices.seller import SellerFacts, keep, set_rule
from events_svc.tickets.models import Order
from events_svc.tickets.pay import Hand, mark_paid
from events_svc.tickets.product_models import TicketType
from tests.events.factories import make_event
from tests.tickets.factories import make_order, make_type

NUMBER = "91350100M000100Y43"
WANTED = Wanted(FapiaoKind.GENERAL, "未来机器人有限公司", NUMBER, "cw@example.org")


@dataclass(frozen=True)
class Books:
    """An event whose tickets are paid and invoiced."""

    event: Event
    seller: Seller
    kind: TicketType

    async def paid(self, count: int = 1) -> Order:
        order = await make_order(self.event, self.kind, count)
        return await mark_paid(order, hand=Hand.BANK)


async def make_books(when: When = When.ASKED, *, slug: str = "summit") -> Books:
    event = await make_event(slug)
    seller = await keep(event.organisation, facts())
    await set_rule(event, when=when, offers_fapiao=True)
    return Books(event, seller, await make_type(event, price_minor=68000, places=100))


def facts(prefix: str = "A") -> SellerFacts:
    return SellerFacts(
        {"zh": "中国机器人学会", "en": "Robot Society"},
        NUMBER,
        {"zh": "北京市海淀区", "en": "Haidian, Beijing"},
        "010-1234",
        "工商银行 6222",
        prefix=prefix,
    )
