"""The organiser's privacy page: consents, and how long the event keeps what it knows of people."""

from typing import Annotated, Any

import msgspec
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from events_svc.accounts.permissions import Permission
from events_svc.events.models import Event
from events_svc.privacy.models import Retention
from events_svc.privacy.retain import forgets_at, keep_for
from events_svc.tickets.consents.ask import ConsentFacts, ask, ask_no_more, reword
from events_svc.tickets.consents.queries import consent_of, consents_of
from events_svc.web import access, auth, forms, pages
from events_svc.web.state import Request

Purpose = Annotated[
    dict[str, Annotated[str, msgspec.Meta(max_length=300)]], msgspec.Meta(min_length=1)
]


class ConsentForm(msgspec.Struct):
    """A consent as the organiser words it."""

    purpose: Purpose
    text: dict[str, Annotated[str, msgspec.Meta(max_length=5000)]] = {}
    is_required: bool = False


class RetentionForm(msgspec.Struct):
    """How many months after its end the event forgets people; blank: it keeps them."""

    months: Annotated[int, msgspec.Meta(ge=1, le=120)] | None = None


async def show(request: Request) -> Response:
    """The page."""
    return await page(request, await event_of(request))


async def add(request: Request) -> Response:
    """One more consent."""
    event = await event_of(request)
    typed = await forms.read(request)
    try:
        await ask(event, _facts(forms.typed(typed, ConsentForm)))
    except forms.Malformed as error:
        return await page(request, event, {**typed, "form": "new"}, errors=error.errors)
    return _back(request, event)


async def word_anew(request: Request) -> Response:
    """Another version of a consent."""
    event = await event_of(request)
    consent = await consent_of(event, request.path_params["id"])
    typed = await forms.read(request)
    try:
        await reword(consent, _facts(forms.typed(typed, ConsentForm)))
    except forms.Malformed as error:
        return await page(request, event, {**typed, "form": consent.id}, errors=error.errors)
    return _back(request, event)


async def withdraw(request: Request) -> Response:
    """A consent is asked no more."""
    event = await event_of(request)
    consent = await consent_of(event, request.path_params["id"])
    await forms.read(request)
    await ask_no_more(consent)
    return _back(request, event)


async def retain(request: Request) -> Response:
    """Another time until people are forgotten."""
    event = await event_of(request)
    typed = await forms.read(request)
    try:
        form = forms.typed(typed, RetentionForm)
    except forms.Malformed as error:
        return await page(request, event, {**typed, "form": "retention"}, errors=error.errors)
    await keep_for(event, form.months)
    return _back(request, event)


async def event_of(request: Request) -> Event:
    """The event of the path, for who may edit it."""
    return await access.editable_event(request, Permission.EVENT_EDIT)


async def page(
    request: Request,
    event: Event,
    values: dict[str, Any] | None = None,
    *,
    errors: dict[str, str] | None = None,
    status: int = 422,
) -> Response:
    """The page, with what was typed in the form named by `values["form"]` and what is wrong there."""
    kept = await Retention.filter(event_id=event.id).select_related("event").first()
    person = await auth.person(request)
    standing = await consents_of(event)
    return await pages.render(
        request,
        "privacy/index.html",
        status=status if errors else 200,
        event=event,
        consents=standing,
        stands={one.consent.id: _sides(one.version) for one in standing},
        retention=kept,
        forgets_at=forgets_at(kept) if kept else None,
        may_whole=person.may(Permission.ORGANISATION_EDIT, path=event.organisation.path),
        is_forgotten=request.query_params.get("forgotten") == "1",
        values=values or {},
        errors=errors or {},
    )


def _facts(form: ConsentForm) -> ConsentFacts:
    return ConsentFacts(form.purpose, form.text, form.is_required)


def _sides(version: Any) -> dict[str, Any]:
    found: dict[str, Any] = {"is_required": version.is_required}
    for name in ("purpose", "text"):
        texts = getattr(version, name)
        found |= {f"{name}_{language}": texts.get(language, "") for language in ("zh", "en")}
    return found


def _back(request: Request, event: Event) -> Response:
    return pages.redirect(request, f"/organiser/events/{event.slug}/privacy")


BASE = "/organiser/events/{slug}/privacy"

routes: list[BaseRoute] = [
    Route(BASE, show, methods=["GET"]),
    Route(BASE + "/consents", add, methods=["POST"]),
    Route(BASE + "/consents/{id:int}", word_anew, methods=["POST"]),
    Route(BASE + "/consents/{id:int}/withdrawal", withdraw, methods=["POST"]),
    Route(BASE + "/retention", retain, methods=["POST"]),
]
