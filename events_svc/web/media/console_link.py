"""`/organiser/sources/{id}`: one live link of a session, to look at and to change."""

from typing import Any

from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from events_svc.accounts.errors import NotFound
from events_svc.accounts.permissions import Permission
from events_svc.events.models import Event
from events_svc.media import evidence, platforms, sources
from events_svc.media.errors import AddressRefused, PlatformUnknown, WindowBackwards
from events_svc.media.models import Source
from events_svc.web import access, forms, pages
from events_svc.web.errors import beside
from events_svc.web.media import link_form
from events_svc.web.media.link_form import LinkForm
from events_svc.web.state import Request


async def show(request: Request) -> Response:
    """The link as it stands."""
    source, event = await _found(request)
    return await _page(request, source, event, link_form.values(source, event))


async def change(request: Request) -> Response:
    """The link says what the form says; its facts and figures stay with it."""
    source, event = await _found(request)
    try:
        form = await forms.parse(request, LinkForm)
        with beside("url", AddressRefused, PlatformUnknown), beside("valid_to", WindowBackwards):
            await sources.change(source, link_form.link(form, event))
    except forms.Malformed as error:
        return await _page(request, source, event, await forms.as_typed(request), error.errors)
    return pages.redirect(request, access.home_of(source))


async def _found(request: Request) -> tuple[Source, Event]:
    """The live link of the path; the links of recordings stand on the page of their recording."""
    source = await access.permitted_source(request, Permission.MEDIA_EDIT)
    if source.session is None:
        raise NotFound
    return source, source.session.event


async def _page(
    request: Request,
    source: Source,
    event: Event,
    values: dict[str, Any],
    errors: dict[str, str] | None = None,
) -> Response:
    facts = await evidence.latest_facts([source.id])
    return await pages.render(
        request,
        "media/link.html",
        status=422 if errors else 200,
        event=event,
        source=source,
        verdict=evidence.judge(source, facts.get(source.id)),
        platforms=platforms.PLATFORMS,
        values=values,
        errors=errors or {},
    )


routes: list[BaseRoute] = [
    Route("/organiser/sources/{id:int}", show, name="source_edit"),
    Route("/organiser/sources/{id:int}", change, methods=["POST"], name="source_change"),
]
