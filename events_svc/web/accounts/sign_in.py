"""Sign in by password, ask for a link, sign in by the link, sign out."""

from datetime import timedelta
from typing import Annotated

import msgspec
from starlette.responses import Response
from starlette.routing import Route

from events_svc.accounts import links, recognise, sign_in, sign_out
from events_svc.accounts.errors import WrongPassword
from events_svc.accounts.limits import limit
from events_svc.accounts.tokens import digest
from events_svc.web import auth, forms, i18n, pages
from events_svc.web.accounts import browser
from events_svc.web.accounts.destination import home_of, ours
from events_svc.web.accounts.fields import Line
from events_svc.web.address import client_network
from events_svc.web.errors import words
from events_svc.web.fields import Email
from events_svc.web.state import Request

WITHIN = timedelta(minutes=15)


class Credentials(msgspec.Struct):
    email: Email
    password: Annotated[str, msgspec.Meta(max_length=500)]
    next: Line = ""


class LinkWish(msgspec.Struct):
    email: Email
    next: Line = ""


async def show(request: Request) -> Response:
    """The sign-in page; who is signed in already goes on."""
    target = ours(request.query_params.get("next"))
    person = await auth.person(request)
    if person.is_known:
        return pages.redirect(request, target or home_of(person))
    return await _page(request, {"next": target})


async def enter(request: Request) -> Response:
    """Sign in by password."""
    try:
        form = await forms.parse(request, Credentials)
        await _limit(request, "sign-in", form.email)
        secret = await sign_in.by_password(
            form.email, form.password, device=browser.device(request)
        )
    except forms.Malformed as wrong:
        return await _page(request, wrong.values, wrong.errors)
    except WrongPassword as wrong:  # said where it happened, with what was typed
        values = {"email": form.email, "next": ours(form.next)}
        return await _page(request, values, {"password": words(wrong)})
    return await _on(request, secret, form.next)


async def ask_link(request: Request) -> Response:
    """Have a link mailed; the answer does not say whether the address is known."""
    try:
        form = await forms.parse(request, LinkWish)
    except forms.Malformed as wrong:
        return await _page(request, wrong.values, link_errors=wrong.errors)
    await _limit(request, "link", form.email)
    await links.ask(form.email, language=i18n.language.get(), target=ours(form.next))
    return await pages.render(request, "accounts/link_sent.html", email=form.email)


async def show_link(request: Request) -> Response:
    """Ask once more before the link is used up: programs that look at mails follow links too."""
    secret = request.path_params["secret"]
    link = await sign_in.link_of(secret)
    target = ours(request.query_params.get("next"))
    return await pages.render(
        request, "accounts/link.html", secret=secret, user=link.user, target=target
    )


async def enter_by_link(request: Request) -> Response:
    """Sign in by the link, once."""
    form = await forms.read(request)
    await limit(f"link-use:{client_network(request)}", most=60, within=WITHIN)
    secret = await sign_in.by_link(request.path_params["secret"], device=browser.device(request))
    return await _on(request, secret, str(form.get("next") or ""))


async def leave(request: Request) -> Response:
    """Sign this browser out."""
    await forms.read(request)
    await sign_out.sign_out(await auth.person(request))
    return browser.signed_out(request, "/")


async def _on(request: Request, secret: str, target: str) -> Response:
    """Where this browser was going, or to what its person does here."""
    home = home_of(await recognise.by_cookie(secret))
    return browser.signed_in(request, secret, ours(target) or home)


async def _limit(request: Request, what: str, email: str) -> None:
    """Thirty tries a quarter of an hour for a network, ten for an address of ours or not."""
    await limit(f"{what}:{client_network(request)}", most=30, within=WITHIN)
    await limit(f"{what}:{digest(email.lower())}", most=10, within=WITHIN)


async def _page(
    request: Request,
    values: dict[str, str],
    errors: dict[str, str] | None = None,
    link_errors: dict[str, str] | None = None,
) -> Response:
    return await pages.render(
        request,
        "accounts/sign_in.html",
        status=422 if errors or link_errors else 200,
        values={"next": "", **values},
        errors=errors or {},
        link_errors=link_errors or {},
    )


routes = [
    Route("/sign-in", show, methods=["GET"], name="sign-in"),
    Route("/sign-in", enter, methods=["POST"]),
    Route("/sign-in/links", ask_link, methods=["POST"]),
    Route("/sign-in/{secret}", show_link, methods=["GET"]),
    Route("/sign-in/{secret}", enter_by_link, methods=["POST"]),
    Route("/sign-out", leave, methods=["POST"]),
]
