"""Another e-mail address: asked for on the account's page, confirmed by the link that comes to it."""

from typing import Annotated

import msgspec
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from events_svc.accounts import email_change
from events_svc.accounts.errors import WrongPassword
from events_svc.accounts.limits import limit
from events_svc.web import forms, pages
from events_svc.web.accounts import browser
from events_svc.web.accounts.account import page
from events_svc.web.accounts.sign_in import WITHIN
from events_svc.web.address import client_network
from events_svc.web.errors import words
from events_svc.web.fields import Email
from events_svc.web.state import Request


class EmailWish(msgspec.Struct):
    email: Email
    email_present: Annotated[str, msgspec.Meta(max_length=500)] = ""


async def ask(request: Request) -> Response:
    """Have a link mailed to the new address; the answer does not say whether another has it."""
    person = await browser.account(request)
    try:
        form = await forms.parse(request, EmailWish)
        await limit(f"email:{person.user_id}", most=10, within=WITHIN)
        await email_change.ask(person, email=form.email, present=form.email_present)
    except forms.Malformed as wrong:
        return await page(request, person, email_values=wrong.values, email_errors=wrong.errors)
    except WrongPassword as wrong:  # said where it happened
        errors = {"email_present": words(wrong)}
        return await page(request, person, email_values={"email": form.email}, email_errors=errors)
    return await page(request, person, email_asked=form.email)


async def show(request: Request) -> Response:
    """Ask once more before the link is used up: programs that look at mails follow links too."""
    secret = request.path_params["secret"]
    change = await email_change.asked(secret)
    return await pages.render(request, "accounts/email.html", secret=secret, change=change)


async def confirm(request: Request) -> Response:
    """The new address is the person's from now on."""
    await forms.read(request)
    await limit(f"link-use:{client_network(request)}", most=60, within=WITHIN)
    await email_change.confirm(request.path_params["secret"])
    return pages.redirect(request, "/account")


routes: list[BaseRoute] = [
    Route("/account/email", ask, methods=["POST"]),
    Route("/account/email/{secret}", show, methods=["GET"]),
    Route("/account/email/{secret}", confirm, methods=["POST"]),
]
