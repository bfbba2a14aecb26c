"""My account: name, language, password, and the browsers in which I am signed in."""

from typing import Annotated, Any, Literal

import msgspec
from starlette.responses import Response
from starlette.routing import Route

from events_svc.accounts import profile, queries, sign_out
from events_svc.accounts.errors import WrongPassword
from events_svc.accounts.limits import limit
from events_svc.accounts.models import User
from events_svc.accounts.permissions import Permission
from events_svc.accounts.person import Person
from events_svc.web import forms, pages
from events_svc.web.accounts import browser, words
from events_svc.web.accounts.fields import Name, NewPassword
from events_svc.web.accounts.sign_in import WITHIN
from events_svc.web.errors import words as message
from events_svc.web.state import Request


class Profile(msgspec.Struct):
    name: Name
    language: Literal["zh", "en"]


class PasswordChange(msgspec.Struct):
    new: NewPassword
    present: Annotated[str, msgspec.Meta(max_length=500)] = ""


async def show(request: Request) -> Response:
    """The account of the person signed in to this browser."""
    return await page(request, await browser.account(request))


async def rename(request: Request) -> Response:
    """Change name and language."""
    person = await browser.account(request)
    try:
        form = await forms.parse(request, Profile)
    except forms.Malformed as wrong:
        return await page(request, person, values=wrong.values, errors=wrong.errors)
    await profile.rename(person, name=form.name, language=form.language)
    return pages.redirect(request, "/account")


async def change_password(request: Request) -> Response:
    """Set a new password; other browsers are signed out."""
    person = await browser.account(request)
    try:
        form = await forms.parse(request, PasswordChange)
        await limit(f"password:{person.user_id}", most=10, within=WITHIN)
        await profile.change_password(person, present=form.present, new=form.new)
    except forms.Malformed as wrong:
        return await page(request, person, password_errors=wrong.errors)
    except WrongPassword as wrong:  # said where it happened
        return await page(request, person, password_errors={"present": message(wrong)})
    return pages.redirect(request, "/account#browsers")


async def revoke(request: Request) -> Response:
    """Sign one of my browsers out."""
    person = await browser.account(request)
    await forms.read(request)
    await sign_out.revoke(person, request.path_params["id"])
    return pages.redirect(request, "/account#browsers")


async def page(request: Request, person: Person, **told: Any) -> Response:
    """The whole page, with what was typed and what is wrong with it; 422 when something is."""
    user = await User.get(id=person.user_id)
    standing: dict[str, Any] = {
        "user": user,
        "values": {"name": user.name, "language": user.language},
        "errors": {},
        "password_errors": {},
        "email_errors": {},
        "email_values": {},
        "email_asked": None,
        "token_errors": {},
        "token_values": {},
        "secret": None,
        "needs_present": await profile.needs_present(person, user),
        "sign_ins": await queries.sign_ins(person),
        "tokens": await queries.tokens(person),
        "organisations": await queries.organisations(person, Permission.EVENT_VIEW),
        "scopes": words.scopes(),
        "device_words": words.device_words,
    }
    is_wrong = any(name.endswith("errors") and errors for name, errors in told.items())
    return await pages.render(
        request, "accounts/account.html", status=422 if is_wrong else 200, **{**standing, **told}
    )


routes = [
    Route("/account", show, methods=["GET"], name="account"),
    Route("/account", rename, methods=["POST"]),
    Route("/account/password", change_password, methods=["POST"]),
    Route("/account/sign-ins/{id:int}/revocation", revoke, methods=["POST"]),
]
