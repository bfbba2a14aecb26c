"""Who may do what with invoices and requests for electronic ones."""

from dataclasses import replace

from events_svc.events.models import Event
from events_svc.invoices.fapiao import ask
from events_svc.invoices.issue import issue
from events_svc.invoices.models import When
from events_svc.invoices.seller import keep, set_rule
from events_svc.tickets.models import Order
from events_svc.tickets.pay import Hand, mark_paid
from events_svc.tickets.product_models import TicketType
from tests.access import ROLES, Access
from tests.invoices.factories import WANTED, facts
from tests.tickets.factories import make_order, make_type

MONEY = frozenset({"owner", "organiser", "finance"})
EVERYBODY = frozenset(ROLES)
EVENT = "/organiser/events/{slug}"
API = "/api/v1/events/{slug}"
ORG = {"slug": "{organisation}"}
INVOICE, FAPIAO = {"id": "{invoice}"}, {"id": "{fapiao}"}
BUYER = {"secret": "{order_secret}"}
TABLE = {"table": "taxes", "form": "csv"}

ACCESS = {
    "GET /orders/{secret}/invoice": Access(200, path=BUYER),
    "POST /orders/{secret}/invoice": Access(409, path=BUYER),
    "GET /orders/{secret}/invoices/{id:int}.pdf": Access(200, path={**BUYER, **INVOICE}),
    "POST /orders/{secret}/fapiao": Access(422, path=BUYER),
    "POST /orders/{secret}/fapiao/{id:int}/withdrawal": Access(303, path={**BUYER, **FAPIAO}),
    "GET /organiser/organisations/{slug}/seller": Access(200, roles=MONEY, path=ORG),
    "POST /organiser/organisations/{slug}/seller": Access(422, roles=MONEY, path=ORG),
    f"GET {EVENT}/invoices": Access(200, roles=MONEY),
    f"POST {EVENT}/invoices/rule": Access(303, roles=MONEY),
    "GET " + EVENT + "/invoices/{id:int}.pdf": Access(200, roles=MONEY, path=INVOICE),
    "POST " + EVENT + "/invoices/{id:int}/credit-note": Access(303, roles=MONEY, path=INVOICE),
    f"POST {EVENT}/invoices": Access(422, roles=MONEY),
    f"GET {EVENT}/fapiao": Access(200, roles=MONEY),
    f"POST {EVENT}/fapiao/batches": Access(200, roles=MONEY),
    f"POST {EVENT}/fapiao/numbers": Access(422, roles=MONEY),
    "POST " + EVENT + "/fapiao/{id:int}/number": Access(422, roles=MONEY, path=FAPIAO),
    "POST " + EVENT + "/fapiao/{id:int}/reversal": Access(422, roles=MONEY, path=FAPIAO),
    "GET " + EVENT + "/accounting/{table}.{form}": Access(200, roles=MONEY, path=TABLE),
    f"GET {API}/invoices": Access(200, roles=MONEY),
    "POST " + API + "/orders/{code}/invoice": Access(201, roles=MONEY),
    "POST " + API + "/invoices/{id:int}/credit-note": Access(201, roles=MONEY, path=INVOICE),
    f"GET {API}/fapiao": Access(200, roles=MONEY),
    "POST " + API + "/fapiao/{id:int}/number": Access(422, roles=EVERYBODY, other=422, path=FAPIAO),
    "POST " + API + "/fapiao/{id:int}/reversal": Access(
        422, roles=EVERYBODY, other=422, path=FAPIAO
    ),
}


async def furnish(event: Event) -> dict[str, str]:
    """A paid order with its invoice and its request, and one without."""
    await keep(event.organisation, facts())
    await set_rule(event, when=When.ASKED, offers_fapiao=True)
    kind = await make_type(event, name="Invoiced", price_minor=100)
    order, other = await _paid(event, kind), await _paid(event, kind)
    return {
        "organisation": event.organisation.slug,
        "order_secret": order.secret,
        "code": other.code,
        "invoice": str((await issue(order)).id),
        "fapiao": str((await ask(order, replace(WANTED, email="a@example.org"))).id),
    }


async def _paid(event: Event, kind: TicketType) -> Order:
    return await mark_paid(await make_order(event, kind), hand=Hand.CASH)
