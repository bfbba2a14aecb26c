"""The API of recordings: find, read, add, publish, withdraw."""

from starlette.routing import BaseRoute

from events_svc.accounts.errors import NotFound
from events_svc.accounts.permissions import Permission
from events_svc.events import queries as events
from events_svc.media import access as media_access
from events_svc.media import contents, index, licences, platforms, recordings
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
    RecordingTexts,
    RecordingView,
    RecordingWhole,
    recording_view,
    whole_view,
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
    return RecordingList(
        [recording_view(by_id[one.id], page.spoken.get(one.id, ())) for one in page.recordings],
        page.next,
    )


async def show_recording(request: Request) -> RecordingWhole:
    """A published recording with its public links, chapters, subtitles and files."""
    recording = await index.published(request.path_params["slug"])
    if recording is None:
        raise NotFound
    return whole_view(recording, await contents.of_recording(recording.id))


async def add_recording(request: Request, body: RecordingBody) -> RecordingView:
    """A new recording, not yet public."""
    person = await auth.signed_in(request)
    permitted = await events.organisations(person, Permission.MEDIA_EDIT)
    organisation = chosen(permitted, body.organisation_id)
    entry = await _entry(request, body)
    made = await recordings.add(organisation, entry, links=[link(one) for one in body.sources])
    await made.fetch_related("series", "sources")
    return recording_view(made)


async def change_recording(request: Request, body: RecordingTexts) -> RecordingView:
    """The recording says what the body says; its links, files and subtitles stay."""
    recording = await permitted(request)
    await recordings.change(recording, await _entry(request, body, recording))
    changed = await Recording.get(id=recording.id).prefetch_related("series", "sources")
    return recording_view(changed)


async def publish_recording(request: Request) -> None:
    """The recording stands in the public index."""
    await recordings.publish(await permitted(request))


async def withdraw_recording(request: Request) -> None:
    """The recording is taken out of the public index."""
    await recordings.withdraw(await permitted(request))


async def permitted(request: Request) -> Recording:
    """The recording of the address, if the person may change it."""
    person = await auth.signed_in(request)
    slug = request.path_params["slug"]
    return await media_access.permitted_recording(person, slug, Permission.MEDIA_EDIT)


async def _entry(
    request: Request, body: RecordingBody | RecordingTexts, recording: Recording | None = None
) -> Entry:
    """The body as an entry; event and session of an existing recording stay."""
    person = await auth.signed_in(request)
    return Entry(
        title=text(**body.title),
        recorded_at=body.recorded_at,
        slug=body.slug or "",
        abstract=text(**body.abstract),
        people=body.people,
        tags=body.tags,
        language=body.language,
        duration_seconds=body.duration_seconds,
        licence=licences.key_of(body.licence),
        thumbnail_url=platforms.checked(body.thumbnail_url) if body.thumbnail_url else "",
        episode=body.episode,
        event=recording.event if recording else None,
        session=recording.session if recording else None,
        series=await chosen_series(body.series_id, person, recording),
    )


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
        answer=RecordingWhole,
        is_public=True,
    ),
    operation(
        "PUT",
        "/recordings/{slug}",
        change_recording,
        name="recording-change",
        body=RecordingTexts,
        answer=RecordingView,
        refusals=[409],
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
