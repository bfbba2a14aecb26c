"""Who may do what with ticket types, quotas, orders and payments."""

from events_svc.events.models import Event
from events_svc.tickets.pay import Hand, begin_payment, mark_paid
from events_svc.tickets.payment_models import Payment, PaymentState
from tests.access import ROLES, Access
from tests.tickets.factories import make_order, make_type, quota_of
from tests.tickets.offered import access as offered
from tests.tickets.paying import access as paying
from tests.tickets.questions import access as questions
from tests.tickets.seating import access as seating
from tests.tickets.waiting import access as waiting

EVERYBODY = frozenset(ROLES)
ORGANISERS = frozenset({"owner", "organiser"})
MONEY = frozenset({"owner", "organiser", "finance"})
EVENT = "/organiser/events/{slug}"
ORDERS = EVENT + "/orders/{code}"
API = "/api/v1/events/{slug}"
KIND, QUOTA, PAYMENT = {"id": "{kind}"}, {"id": "{quota}"}, {"id": "{received}"}
BUYER = {"secret": "{order_secret}"}
NONE = {"id": "999999"}
BUYER_CHANGE = {**BUYER, **NONE, "provider": "test"}
HOLDER = {"secret": "{holder_secret}"}

ACCESS = {
    "GET /events/{slug}/offers.json": Access(200),
    "GET /events/{slug}/tickets": Access(200),
    "POST /events/{slug}/orders": Access(422),
    "GET /orders/{secret}": Access(200, path=BUYER),
    "GET /orders/{secret}/payments/{reference}": Access(303, path=BUYER),
    "POST /orders/{secret}/pay/{provider}": Access(303, path={**BUYER, "provider": "test"}),
    "POST /orders/{secret}/cancellation": Access(303, path=BUYER),
    "POST /orders/{secret}/cancellation-wish": Access(409, path=BUYER),
    "POST /orders/{secret}/names": Access(303, path=BUYER),
    "GET /orders/{secret}/tickets/{number:int}": Access(200, path=BUYER),
    "POST /orders/{secret}/tickets/{number:int}/name": Access(422, path=BUYER),
    "POST /orders/{secret}/tickets/{number:int}/holder": Access(422, path=BUYER),
    "POST /orders/{secret}/tickets/{number:int}/swap": Access(422, path=BUYER),
    "POST /orders/{secret}/tickets/{number:int}/cancellation": Access(303, path=BUYER),
    "POST /orders/{secret}/changes/{id:int}/withdrawal": Access(404, path=BUYER_CHANGE),
    "POST /orders/{secret}/changes/{id:int}/pay/{provider}": Access(404, path=BUYER_CHANGE),
    "GET /passed-on": Access(200),
    "GET /tickets/{secret}/self-service": Access(200, path=HOLDER),
    "POST /tickets/{secret}/name": Access(422, path=HOLDER),
    "POST /tickets/{secret}/holder": Access(422, path=HOLDER),
    "POST /tickets/{secret}/swap": Access(422, path=HOLDER),
    "POST /tickets/{secret}/cancellation": Access(409, path=HOLDER),
    f"GET {EVENT}/ticket-types": Access(200, roles=ORGANISERS),
    f"POST {EVENT}/ticket-types": Access(422, roles=ORGANISERS),
    "GET " + EVENT + "/ticket-types/{id:int}": Access(200, roles=ORGANISERS, path=KIND),
    "POST " + EVENT + "/ticket-types/{id:int}": Access(422, roles=ORGANISERS, path=KIND),
    f"POST {EVENT}/quotas": Access(422, roles=ORGANISERS),
    "POST " + EVENT + "/quotas/{id:int}": Access(422, roles=ORGANISERS, path=QUOTA),
    f"GET {EVENT}/sales": Access(200, roles=MONEY),
    f"GET {EVENT}/sales/live": Access(200, roles=MONEY),
    f"GET {EVENT}/orders": Access(200, roles=MONEY),
    f"GET {ORDERS}": Access(200, roles=MONEY),
    f"POST {ORDERS}/payment": Access(422, roles=MONEY),
    f"POST {ORDERS}/cancellation": Access(303, roles=MONEY),
    f"POST {ORDERS}/tickets": Access(422, roles=MONEY),
    "POST " + ORDERS + "/tickets/{number:int}/change": Access(422, roles=MONEY),
    "POST " + ORDERS + "/tickets/{number:int}/cancellation": Access(303, roles=MONEY),
    f"POST {ORDERS}/split": Access(422, roles=MONEY),
    f"POST {ORDERS}/extension": Access(422, roles=MONEY),
    f"POST {ORDERS}/buyer": Access(422, roles=MONEY),
    f"POST {ORDERS}/refunds": Access(422, roles=MONEY),
    "POST " + ORDERS + "/refunds/{id:int}/retry": Access(404, roles=MONEY, path=NONE),
    "POST " + ORDERS + "/refunds/{id:int}/hand": Access(404, roles=MONEY, path=NONE),
    "POST " + ORDERS + "/refunds/{id:int}/settlement": Access(404, roles=MONEY, path=NONE),
    "POST " + ORDERS + "/changes/{id:int}/withdrawal": Access(404, roles=MONEY, path=NONE),
    "POST " + ORDERS + "/changes/{id:int}/payment": Access(422, roles=MONEY, path=NONE),
    f"GET {EVENT}/order-rules": Access(200, roles=MONEY),
    f"POST {EVENT}/order-rules": Access(303, roles=MONEY),
    f"POST {ORDERS}/cancellation-wish/refusal": Access(409, roles=MONEY),
    "POST " + ORDERS + "/payments/{id:int}/refund": Access(
        303, roles=MONEY, path={**PAYMENT, "code": "{paid_code}"}
    ),
    "POST " + ORDERS + "/payments/{id:int}/acceptance": Access(
        409, roles=MONEY, path={**PAYMENT, "code": "{paid_code}"}
    ),
    f"POST {ORDERS}/mail": Access(303, roles=MONEY),
    f"GET {EVENT}/attendees": Access(200, roles=MONEY),
    f"GET {API}/ticket-types": Access(200),
    f"POST {API}/ticket-types": Access(422, roles=EVERYBODY, other=422),
    f"GET {API}/quotas": Access(200, roles=EVERYBODY),
    f"POST {API}/quotas": Access(422, roles=EVERYBODY, other=422),
    f"POST {API}/orders": Access(422),
    f"GET {API}/orders": Access(200, roles=MONEY),
    "GET " + API + "/orders/{code}": Access(200, roles=MONEY),
    "POST " + API + "/orders/{code}/cancellation": Access(200, roles=MONEY),
    "POST " + API + "/orders/{code}/payment": Access(422, roles=EVERYBODY, other=422),
    "POST " + API + "/orders/{code}/refunds": Access(422, roles=EVERYBODY, other=422),
    "POST " + API + "/orders/{code}/tickets": Access(422, roles=EVERYBODY, other=422),
    "POST " + API + "/orders/{code}/split": Access(422, roles=EVERYBODY, other=422),
    "POST " + API + "/orders/{code}/extension": Access(422, roles=EVERYBODY, other=422),
    "POST " + API + "/orders/{code}/buyer": Access(422, roles=EVERYBODY, other=422),
    "POST " + API + "/orders/{code}/tickets/{number:int}/cancellation": Access(200, roles=MONEY),
    "POST " + API + "/orders/{code}/tickets/{number:int}/change": Access(
        422, roles=EVERYBODY, other=422
    ),
    **paying.ACCESS,
    **offered.ACCESS,
    **questions.ACCESS,
    **waiting.ACCESS,
    **seating.ACCESS,
}


async def furnish(event: Event) -> dict[str, str]:
    """A pending order whose payment was declined, and one that was paid in cash."""
    kind = await make_type(event, price_minor=100)
    order, paid = await make_order(event, kind), await make_order(event, kind)
    payment = await begin_payment(order, provider="test")
    await Payment.filter(id=payment.id).update(state=PaymentState.DECLINED)
    await mark_paid(paid, hand=Hand.CASH)
    number = await order.tickets.all().values_list("number", flat=True)
    return {
        **await paying.furnish(event),
        **await offered.furnish(event),
        **await questions.furnish(event),
        **await waiting.furnish(event),
        **await seating.furnish(event),
        "kind": str(kind.id),
        "quota": str((await quota_of(kind)).id),
        "order_secret": order.secret,
        "code": order.code,
        "paid_code": paid.code,
        "received": str((await Payment.get(order_id=paid.id)).id),
        "reference": payment.reference,
        "number": str(number[0]),
        "holder_secret": str((await paid.tickets.all())[0].secret),
    }
