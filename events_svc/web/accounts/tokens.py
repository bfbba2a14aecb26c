"""Tokens for programs: issued and shown once, revoked."""

from datetime import timedelta
from typing import Annotated, Any, Literal

import msgspec
from starlette.responses import Response
from starlette.routing import Route

from events_svc import clock
from events_svc.accounts import api_tokens
from events_svc.accounts.organisations import permitted
from events_svc.accounts.permissions import SCOPES, Permission
from events_svc.web import forms, pages
from events_svc.web.accounts import browser
from events_svc.web.accounts.account import page
from events_svc.web.accounts.fields import Name, Slug
from events_svc.web.i18n import gettext
from events_svc.web.state import Request


class NewToken(msgspec.Struct):
    token_name: Name
    organisation: Slug
    scopes: Annotated[list[str], msgspec.Meta(max_length=20)]
    days: Literal["30", "90", "365", "never"] = "90"


async def issue(request: Request) -> Response:
    """Make a token; this answer is the only one that shows it."""
    person = await browser.account(request)
    try:
        form = await forms.parse(request, NewToken)
        _refuse_unknown_scopes(form)
    except forms.Malformed as wrong:
        return await page(request, person, token_errors=wrong.errors, token_values=wrong.values)
    organisation = await permitted(person, form.organisation, Permission.EVENT_VIEW)
    lasts = None if form.days == "never" else timedelta(days=int(form.days))
    secret = await api_tokens.issue(
        person,
        organisation,
        name=form.token_name,
        scopes=form.scopes,
        expires_at=clock.now() + lasts if lasts else None,
    )
    return await page(request, person, secret=secret)


async def revoke(request: Request) -> Response:
    """The token opens nothing any more."""
    person = await browser.account(request)
    await forms.read(request)
    await api_tokens.revoke(person, request.path_params["id"])
    return pages.redirect(request, "/account#tokens")


def _refuse_unknown_scopes(form: NewToken) -> None:
    if not form.scopes or not set(form.scopes) <= SCOPES.keys():
        values: dict[str, Any] = msgspec.structs.asdict(form)
        raise forms.Malformed({"scopes": gettext("Choose what the token may do.")}, values)


routes = [
    Route("/account/tokens", issue, methods=["POST"]),
    Route("/account/tokens/{id:int}/revocation", revoke, methods=["POST"]),
]
