"""Mailed links and invitations; what has expired is deleted every hour."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta
from typing import Any
from urllib.parse import quote

from events_svc.accounts import email_change, links
from events_svc.accounts.models import Organisation, Role, User
from events_svc.accounts.purge import purge
from events_svc.database import in_transaction
from events_svc.events.models import Event
from events_svc.jobs import Clock, Context, Handler
from events_svc.outbox.mail import post
from events_svc.text import in_language
from events_svc.web import i18n
from events_svc.web.accounts.words import role_words
from events_svc.web.i18n import gettext


async def link_asked(context: Context, payload: dict[str, Any]) -> None:
    """Mail a link to the person who has this e-mail; nobody has it: nothing happens."""
    async with in_transaction():
        user = await User.get_or_none(email=payload["email"], is_active=True)
        if user is None:
            return
        secret = await links.make(user)
        with _speaking(payload["language"]):
            await post(
                user.email,
                gettext("Your link to sign in"),
                gettext(_LINK).format(name=user.name, url=_url(context, secret, payload["target"])),
                language=payload["language"],
                about=f"user:{user.id}:link",
            )


async def invited(context: Context, payload: dict[str, Any]) -> None:
    """Tell a person of the new role; who has no password yet gets a link for a week."""
    async with in_transaction():
        user = await User.get(id=payload["user_id"])
        where = await _place(payload, user.language)
        url = f"{context.settings.public_url}/sign-in"
        if user.password_hash is None:
            secret = await links.make(user, lasts=links.INVITATION_LASTS)
            url = _url(context, secret, "/organiser")
        with _speaking(user.language):
            words = {
                "name": user.name,
                "where": where,
                "role": role_words(Role(payload["role"])),
                "url": url,
            }
            await post(
                user.email,
                gettext("You are in the team of {where}").format(**words),
                gettext(_INVITATION).format(**words),
                language=user.language,
                about=f"user:{user.id}:invitation",
            )


async def email_asked(context: Context, payload: dict[str, Any]) -> None:
    """Mail the link to the address that a person wants; nothing happens when another has it."""
    async with in_transaction():
        user = await User.get(id=payload["user_id"])
        if await User.exists(email=payload["email"]):
            return
        secret = await email_change.make(user, payload["email"])
        url = f"{context.settings.public_url}/account/email/{secret}"
        with _speaking(user.language):
            await post(
                payload["email"],
                gettext("Your new e-mail address"),
                gettext(_NEW_EMAIL).format(name=user.name, before=user.email, url=url),
                language=user.language,
                about=f"user:{user.id}:email",
            )


async def email_changed(context: Context, payload: dict[str, Any]) -> None:
    """Tell the old address."""
    async with in_transaction():
        user = await User.get(id=payload["user_id"])
        with _speaking(user.language):
            await post(
                payload["before"],
                gettext("Your e-mail address was changed"),
                gettext(_EMAIL_CHANGED).format(name=user.name, email=payload["after"]),
                language=user.language,
                about=f"user:{user.id}:email_changed",
            )


async def purge_expired(context: Context) -> None:
    """See `accounts.purge`."""
    await purge()


async def _place(payload: Mapping[str, Any], language: str) -> str:
    """The event, or the organisation, in words."""
    if payload["event_id"] is not None:
        return in_language((await Event.get(id=payload["event_id"])).title, language)
    return in_language((await Organisation.get(id=payload["organisation_id"])).name, language)


def _url(context: Context, secret: str, target: str) -> str:
    query = f"?next={quote(target)}" if target else ""
    return f"{context.settings.public_url}/sign-in/{secret}{query}"


@contextmanager
def _speaking(language: str) -> Iterator[None]:
    token = i18n.language.set(language)
    try:
        yield
    finally:
        i18n.language.reset(token)


_LINK = """Hello {name},

this link signs you in, once, within 30 minutes:

{url}

If you have not asked for it, nothing needs to be done."""

_INVITATION = """Hello {name},

you now work for “{where}” as {role}. Sign in here:

{url}"""

_NEW_EMAIL = """Hello {name},

you want to sign in with this address instead of {before}. Confirm it within a day:

{url}

If you have not asked for it, nothing needs to be done."""

_EMAIL_CHANGED = """Hello {name},

you sign in with {email} from now on; this address is not used any more.

If that was not you, tell the operator of this site at once."""

HANDLERS: dict[str, Handler] = {
    "accounts.link_asked": link_asked,
    "accounts.invited": invited,
    "accounts.email_asked": email_asked,
    "accounts.email_changed": email_changed,
}
CLOCKS: list[Clock] = [Clock("accounts.purge", timedelta(hours=1), purge_expired)]
