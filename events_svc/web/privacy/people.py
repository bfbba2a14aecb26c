"""What is known of one person: given out as JSON, or forgotten."""

from typing import Annotated

import msgspec
from starlette.datastructures import FormData
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from events_svc.accounts.errors import NotFound
from events_svc.accounts.permissions import Permission
from events_svc.events.models import Event
from events_svc.privacy.erase import erase
from events_svc.privacy.errors import NobodyKnown, StillValid
from events_svc.privacy.export import export
from events_svc.web import auth, forms, pages
from events_svc.web.errors import words
from events_svc.web.i18n import gettext
from events_svc.web.privacy.console import BASE, event_of, page
from events_svc.web.state import Request

MAIL = r"^[^@\s\x00-\x1f\x7f]+@[^@\s\x00-\x1f\x7f]+\.[^@\s\x00-\x1f\x7f]+\Z"


class PersonForm(msgspec.Struct):
    """Who, and whether at all events of the organisation."""

    email: Annotated[str, msgspec.Meta(max_length=254, pattern=MAIL)]
    for_all: bool = False
    sure: bool = False


async def give_out(request: Request) -> Response:
    """Everything that is known of the person, as a file."""
    event = await event_of(request)
    typed = await forms.read(request)
    try:
        form = forms.typed(typed, PersonForm)
        found = await export(form.email, await _events(request, event, form))
    except forms.Malformed as error:
        return await page(request, event, _shown(typed), errors=error.errors)
    except NobodyKnown as refusal:
        return await page(
            request, event, _shown(typed), errors={"email": words(refusal)}, status=404
        )
    body = msgspec.json.format(msgspec.json.encode(found), indent=2)
    headers = {
        "content-disposition": 'attachment; filename="person.json"',
        "cache-control": "private, no-store",
    }
    return Response(body, media_type="application/json", headers=headers)


async def forget(request: Request) -> Response:
    """The person is forgotten."""
    event = await event_of(request)
    typed = await forms.read(request)
    try:
        form = forms.typed(typed, PersonForm)
        if not form.sure:
            raise forms.Malformed({"sure": gettext("Please say that you are sure.")})
        await erase(form.email, await _events(request, event, form))
    except forms.Malformed as error:
        return await page(request, event, _shown(typed), errors=error.errors)
    except NobodyKnown as refusal:
        return await page(
            request, event, _shown(typed), errors={"email": words(refusal)}, status=404
        )
    except StillValid as refusal:
        return await page(
            request, event, _shown(typed), errors={"email": words(refusal)}, status=409
        )
    return pages.redirect(request, f"/organiser/events/{event.slug}/privacy?forgotten=1")


async def _events(request: Request, event: Event, form: PersonForm) -> list[int]:
    """This event; all of its organisation only for who speaks for that."""
    if not form.for_all:
        return [event.id]
    person = await auth.person(request)
    if not person.may(Permission.ORGANISATION_EDIT, path=event.organisation.path):
        raise NotFound
    found = await Event.filter(organisation_id=event.organisation_id).order_by("id").values("id")
    return [one["id"] for one in found]


def _shown(typed: FormData) -> dict[str, object]:
    return {**typed, "form": "person"}


routes: list[BaseRoute] = [
    Route(BASE + "/person/export", give_out, methods=["POST"]),
    Route(BASE + "/person/erasure", forget, methods=["POST"]),
]
