"""Invoices over HTTP: the buyer's part, the organiser's books, files, the API."""

from starlette.routing import BaseRoute

from events_svc.invoices import errors as refusals
from events_svc.web.invoices import api, buyer, console, exports, fapiao, seller

routes: list[BaseRoute] = [
    *buyer.routes,
    *seller.routes,
    *console.routes,
    *fapiao.routes,
    *exports.routes,
    *api.routes,
]

errors: dict[type[Exception], int] = {
    refusals.NoSeller: 409,
    refusals.NothingToInvoice: 409,
    refusals.InvoiceExists: 409,
    refusals.InvoiceCancelled: 409,
    refusals.NotOffered: 409,
    refusals.FapiaoStands: 409,
    refusals.FapiaoDecided: 409,
    refusals.NumberTaken: 409,
}
