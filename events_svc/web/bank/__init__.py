"""Money by bank transfer over HTTP: the organisation's account and statements, the buyer's part, the API."""

from starlette.routing import BaseRoute

from events_svc.bank import errors as refusals
from events_svc.web.bank import account, api, queue, statements, transfer

routes: list[BaseRoute] = [
    *transfer.routes,
    *account.routes,
    *statements.routes,
    *queue.routes,
    *api.routes,
]

errors: dict[type[Exception], int] = {
    refusals.NoAccount: 409,
    refusals.AlreadyDecided: 409,
    refusals.OtherCurrency: 409,
    refusals.StatementKnown: 409,
}
