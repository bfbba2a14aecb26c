"""Tickets over HTTP: pages, the organiser's console, the API."""

from starlette.routing import BaseRoute, Route

from events_svc.accounts.sealing import SealBroken
from events_svc.gateways.payments import PaidAlready, ProviderAway, Refused
from events_svc.gateways.payments.keys import KeyMalformed
from events_svc.tickets import errors as refusals
from events_svc.tickets.open import CodesExhausted
from events_svc.web.tickets import (
    accounts,
    api_carts,
    api_orders,
    api_types,
    badges,
    cart,
    console,
    offers_elsewhere,
    order,
    order_changes,
    paying,
    payment_notifications,
    questions,
    seating,
    self_service,
    shop,
    test_provider,
    ticket,
    types,
    waiting,
    waiting_console,
)

ORDER = "/orders/{secret}"
EVENT = "/organiser/events/{slug}"
ORDERS = EVENT + "/orders/{code}"

routes: list[BaseRoute] = [
    *shop.routes,
    *cart.routes,
    Route(ORDER, order.show, name="order"),
    *paying.routes,
    *payment_notifications.routes,
    *accounts.routes,
    *order_changes.routes,
    *self_service.routes,
    *test_provider.routes,
    *ticket.routes,
    *questions.routes,
    *seating.routes,
    *waiting.routes,
    *waiting_console.routes,
    *badges.routes,
    *offers_elsewhere.routes,
    Route(EVENT + "/ticket-types", types.index, methods=["GET"]),
    Route(EVENT + "/ticket-types", types.make, methods=["POST"]),
    Route(EVENT + "/ticket-types/{id:int}", types.edit, methods=["GET"]),
    Route(EVENT + "/ticket-types/{id:int}", types.change, methods=["POST"]),
    Route(EVENT + "/quotas", types.make_quota, methods=["POST"]),
    Route(EVENT + "/quotas/{id:int}", types.resize_quota, methods=["POST"]),
    Route(EVENT + "/orders", console.index),
    Route(ORDERS, console.show),
    Route(ORDERS + "/payment", console.receive, methods=["POST"]),
    Route(ORDERS + "/cancellation", console.end, methods=["POST"]),
    Route(ORDERS + "/cancellation-wish/refusal", console.keep, methods=["POST"]),
    Route(ORDERS + "/payments/{id:int}/refund", console.refund, methods=["POST"]),
    Route(ORDERS + "/payments/{id:int}/acceptance", console.take, methods=["POST"]),
    Route(ORDERS + "/mail", console.mail, methods=["POST"]),
    Route(EVENT + "/attendees", console.attendees),
    *api_types.routes,
    *api_orders.routes,
    *api_carts.routes,
]

errors: dict[type[Exception], int] = {
    refusals.NothingChosen: 422,
    refusals.NotReserved: 409,
    refusals.NotOnSale: 409,
    refusals.SoldOut: 409,
    refusals.FewLeft: 409,
    refusals.WrongCount: 409,
    refusals.StateForbids: 409,
    refusals.HoldOver: 409,
    refusals.NoProvider: 404,
    refusals.NotRefundable: 409,
    refusals.TicketNotYours: 409,
    refusals.SomebodyEntered: 409,
    refusals.QuotaTooSmall: 409,
    refusals.MoneyInexact: 422,
    refusals.Forged: 403,
    refusals.NothingDue: 409,
    refusals.NotAllowed: 409,
    refusals.NotForSwap: 409,
    refusals.NothingLeft: 409,
    refusals.FeeTooHigh: 422,
    refusals.TooLongHold: 422,
    CodesExhausted: 503,
    ProviderAway: 503,
    PaidAlready: 409,
    Refused: 503,
    KeyMalformed: 422,
    SealBroken: 503,
    **api_carts.errors,
    **ticket.errors,
    **questions.errors,
    **seating.errors,
    **waiting_console.errors,
    **badges.errors,
}
