"""Accounts over HTTP: pages, the organiser's console, the API."""

from starlette.routing import BaseRoute

from events_svc.accounts import errors as refusals
from events_svc.web.accounts import (
    account,
    api,
    email,
    log,
    organisation,
    organisations,
    sign_in,
    team,
    tokens,
)

routes: list[BaseRoute] = [
    *sign_in.routes,
    *account.routes,
    *email.routes,
    *tokens.routes,
    *organisations.routes,
    *organisation.routes,
    *team.routes,
    *log.routes,
    *api.routes,
]

errors: dict[type[Exception], int] = {
    refusals.WrongPassword: 422,
    refusals.LinkGone: 410,
    refusals.EmailTaken: 409,
    refusals.AlreadyInTeam: 409,
    refusals.LastOwner: 409,
    refusals.SlugTaken: 409,
    refusals.Circle: 409,
    refusals.TooDeep: 409,
}
