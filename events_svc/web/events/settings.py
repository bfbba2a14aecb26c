"""What an event says of itself, and whether it is public or cancelled."""

from typing import Any

from starlette.responses import Response

from events_svc.accounts.permissions import Permission
from events_svc.events import choices
from events_svc.events.change import change
from events_svc.events.errors import (
    AddressFixed,
    ChoiceUnknown,
    EditionTaken,
    PartOfItself,
    SlugTaken,
)
from events_svc.events.models import Event
from events_svc.events.publish import cancel, publish
from events_svc.web import access, auth, errors, forms, pages
from events_svc.web.events.forms import TIMEZONES, Settings, columns, typed_values
from events_svc.web.state import Request

BESIDE: dict[type[Exception], str] = {
    AddressFixed: "slug",
    SlugTaken: "slug",
    EditionTaken: "edition",
    PartOfItself: "parent_id",
}


async def edit(request: Request) -> Response:
    """The form of the event."""
    event = await access.editable_event(request, Permission.EVENT_EDIT)
    return await _form(request, event, typed_values(event))


async def save(request: Request) -> Response:
    """The event says what the form says; a refusal stands beside its field."""
    event = await access.editable_event(request, Permission.EVENT_EDIT)
    try:
        values = columns(await forms.parse(request, Settings))
        await choices.guard(await auth.person(request), values, event)
        changed = await change(event, values)
    except forms.Malformed as error:
        return await _form(request, event, await forms.as_typed(request), error.errors)
    except ChoiceUnknown as error:
        return await _form(
            request, event, await forms.as_typed(request), {error.field: errors.words(error)}
        )
    except tuple(BESIDE) as error:
        beside = {BESIDE[type(error)]: errors.words(error)}
        return await _form(request, event, await forms.as_typed(request), beside, status=409)
    return pages.redirect(request, f"/organiser/events/{changed.slug}/settings?saved=1")


async def publication(request: Request) -> Response:
    """The event is public from now on."""
    event = await access.editable_event(request, Permission.EVENT_EDIT)
    await forms.read(request)
    await publish(event)
    return pages.redirect(request, f"/organiser/events/{event.slug}")


async def cancellation(request: Request) -> Response:
    """The event is cancelled and stays visible as such."""
    event = await access.editable_event(request, Permission.EVENT_EDIT)
    await forms.read(request)
    await cancel(event)
    return pages.redirect(request, f"/organiser/events/{event.slug}")


async def _form(
    request: Request,
    event: Event,
    values: dict[str, Any],
    wrong: dict[str, str] | None = None,
    status: int = 422,
) -> Response:
    return await pages.render(
        request,
        "events/settings.html",
        event=event,
        values=values,
        errors=wrong or {},
        timezones=TIMEZONES,
        choices=await choices.choices(await auth.person(request), event),
        status=status if wrong else 200,
    )
