"""The API of recordings: find, read, add, publish, withdraw."""

from starlette.routing import BaseRoute

from events_svc.accounts.errors import NotFound
from events_svc.accounts.permissions import Permission
from events_svc.events import queries as events
from events_svc.media import access as media_access
from events_svc.media import index, recordings
from events_svc.media.models import Recording
from events_svc.media.recordings import Entry
from events_svc.media.search import Wanted
from events_svc.text import text
from events_svc.web import auth
from events_svc.web.api import operation
from events_svc.web.media.links import link
from events_svc.web.media.recording_form import chosen_series
from events_svc.web.media.views import (
    RecordingBody,
    RecordingList,
    RecordingQuery,
    RecordingView,
    recording_view,
)
from events_svc.web.organisation import chosen
from events_svc.web.state import Request


async def list_recordings(request: Request, query: RecordingQuery) -> RecordingList:
    """Published recordings: the newest, of a series, or those in which all words stand."""
    series = await index.series_of(query.series) if query.series else None
    wanted = Wanted(query.q, series_id=series.id if series else None)
    page = await index.find(wanted, cursor=query.cursor, limit=query.limit)
    found = await Recording.filter(id__in=[one.id for one in page.recordings]).prefetch_related(
        "series", "sources"
    )
    by_id = {one.id: one for one in found}
    return RecordingList([recording_view(by_id[one.id]) for one in page.recordings], page.next)


async def show_recording(request: Request) -> RecordingView:
    """A published recording with its public links."""
    recording = await index.published(request.path_params["slug"])
    if recording is None:
        raise NotFound
    return recording_view(recording)


async def add_recording(request: Request, body: RecordingBody) -> RecordingView:
    """A new recording, not yet public."""
    person = await auth.signed_in(request)
    permitted = await events.organisations(person, Permission.MEDIA_EDIT)
    organisation = chosen(permitted, body.organisation_id)
    entry = Entry(
        title=text(**body.title),
        recorded_at=body.recorded_at,
        slug=body.slug or "",
        abstract=text(**body.abstract),
        people=body.people,
        language=body.language,
        duration_seconds=body.duration_seconds,
        episode=body.episode,
        series=await chosen_series(body.series_id, person),
    )
    made = await recordings.add(organisation, entry, links=[link(one) for one in body.sources])
    await made.fetch_related("series", "sources")
    return recording_view(made)


async def publish_recording(request: Request) -> None:
    """The recording stands in the public index."""
    await recordings.publish(await _permitted(request))


async def withdraw_recording(request: Request) -> None:
    """The recording is taken out of the public index."""
    await recordings.withdraw(await _permitted(request))


async def _permitted(request: Request) -> Recording:
    person = await auth.signed_in(request)
    slug = request.path_params["slug"]
    return await media_access.permitted_recording(person, slug, Permission.MEDIA_EDIT)


routes: list[BaseRoute] = [
    operation(
        "GET",
        "/recordings",
        list_recordings,
        name="recordings",
        query=RecordingQuery,
        answer=RecordingList,
        refusals=[404],
        is_public=True,
    ),
    operation(
        "POST",
        "/recordings",
        add_recording,
        name="recording-add",
        body=RecordingBody,
        answer=RecordingView,
        status=201,
        refusals=[404],
    ),
    operation(
        "GET",
        "/recordings/{slug}",
        show_recording,
        name="recording",
        answer=RecordingView,
        is_public=True,
    ),
    operation(
        "PUT",
        "/recordings/{slug}/publication",
        publish_recording,
        name="recording-publish",
        refusals=[409],
    ),
    operation(
        "DELETE", "/recordings/{slug}/publication", withdraw_recording, name="recording-withdraw"
    ),
]
