"""The keys that sign the event's ticket codes: which there are, another one, and what is done after a theft."""

import hashlib

import msgspec
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from events_svc.accounts.permissions import Permission
from events_svc.checkin import presented
from events_svc.events.access import may
from events_svc.events.models import Event
from events_svc.tickets import keys, withdraw_keys
from events_svc.tickets.key_models import SigningKey
from events_svc.tickets.reach import reachable
from events_svc.web import auth, forms, pages
from events_svc.web.access import editable_event
from events_svc.web.i18n import gettext
from events_svc.web.marks import Mark
from events_svc.web.state import Request


class WithdrawalForm(msgspec.Struct):
    is_sure: bool = False


async def show(request: Request) -> Response:
    """Every key of the event, the newest first."""
    return await _page(request, await editable_event(request, Permission.DOOR_VIEW))


async def rotate(request: Request) -> Response:
    """Sign with another key from now on."""
    event = await editable_event(request, Permission.EVENT_EDIT)
    await forms.read(request)
    await keys.rotate(event.id, secret_key=request.state["settings"].secret_key)
    return pages.redirect(request, _keys(event))


async def withdraw(request: Request) -> Response:
    """Refuse every code that is out and mail new ones, when somebody says that this is meant."""
    event = await editable_event(request, Permission.EVENT_EDIT)
    form = await forms.parse(request, WithdrawalForm)
    if not form.is_sure:
        wrong = {"is_sure": gettext("Say that you mean it: this cannot be undone.")}
        return await _page(request, event, forms.Malformed(wrong))
    await withdraw_keys.withdraw(event.id, secret_key=request.state["settings"].secret_key)
    presented.forget(event.id)
    return pages.redirect(request, _keys(event))


def fingerprint(key: SigningKey) -> str:
    """By which people compare a public key: the first eight bytes of its SHA-256, in fours."""
    digest = hashlib.sha256(bytes.fromhex(key.public_key)).hexdigest()[:16]
    return " ".join(digest[start : start + 4] for start in range(0, len(digest), 4))


def mark(key: SigningKey) -> Mark:
    """What a key is good for."""
    if key.withdrawn_at is not None:
        return Mark("stop", "✕", gettext("Withdrawn: its codes are refused"))
    if key.retired_at is not None:
        return Mark("note", "↩", gettext("Retired: its codes stay good"))
    return Mark("ok", "✓", gettext("Signs new codes"))


async def _page(request: Request, event: Event, wrong: forms.Malformed | None = None) -> Response:
    person = await auth.person(request)
    return await pages.render(
        request,
        "checkin/keys.html",
        status=422 if wrong else 200,
        event=event,
        keys=await keys.signing_keys(event.id),
        fingerprint=fingerprint,
        mark=mark,
        told=await reachable(event.id).count(),
        may_edit=may(person, Permission.EVENT_EDIT, event),
        errors=wrong.errors if wrong else {},
    )


def _keys(event: Event) -> str:
    return f"/organiser/events/{event.slug}/door/keys"


KEYS = "/organiser/events/{slug}/door/keys"

routes: list[BaseRoute] = [
    Route(KEYS, show, name="door_keys"),
    Route(f"{KEYS}/rotation", rotate, methods=["POST"], name="door_rotate_key"),
    Route(f"{KEYS}/withdrawal", withdraw, methods=["POST"], name="door_withdraw_keys"),
]
