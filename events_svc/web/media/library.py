"""`/organiser/recordings`: the organiser's recordings, their texts, links and publication."""

from typing import Any

import msgspec
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from events_svc.accounts.permissions import Permission
from events_svc.events import queries as events
from events_svc.media import access as media_access
from events_svc.media import guess, platforms, recordings, sources
from events_svc.media.errors import AddressRefused, PlatformUnknown, RecordingSlugTaken
from events_svc.media.models import Recording, Source, SourceKind
from events_svc.media.sources import Link
from events_svc.web import auth, forms, pages
from events_svc.web.errors import beside
from events_svc.web.media import recording_form
from events_svc.web.media.recording_form import RecordingForm, Url, Word
from events_svc.web.organisation import chosen
from events_svc.web.state import Request

HOME = "/organiser/recordings"
PAGE = 50


class AddressForm(msgspec.Struct):
    """A link of a recording; a blank platform is guessed from the address."""

    url: Url
    platform: Word = ""
    link_language: Word = "zh"


async def index(request: Request) -> Response:
    """The recordings of the person's organisations and events, the newest entry first."""
    person = await auth.organiser(request)
    mine = media_access.permitted_recordings(person, Permission.MEDIA_EDIT)
    before = request.query_params.get("before", "")
    page = mine.filter(id__lt=int(before)) if before.isdecimal() and len(before) < 19 else mine
    found = await page.order_by("-id").limit(PAGE + 1).select_related("series", "event")
    return await pages.render(
        request,
        "media/library.html",
        found=found[:PAGE],
        following=found[PAGE - 1].id if len(found) > PAGE else None,
        total=await mine.count(),
        public=await mine.filter(published_at__isnull=False).count(),
    )


async def new(request: Request) -> Response:
    """The form of a new recording."""
    return await _form(request, None, {"language": "zh"})


async def create(request: Request) -> Response:
    """A new recording, not yet public."""
    person = await auth.organiser(request)
    try:
        form = await forms.parse(request, RecordingForm)
        permitted = await events.organisations(person, Permission.MEDIA_EDIT)
        organisation = chosen(permitted, form.organisation_id)
        with beside("slug", RecordingSlugTaken):
            entry = await recording_form.entry(form, person, None)
            made = await recordings.add(organisation, entry)
    except forms.Malformed as error:
        return await _form(request, None, await forms.as_typed(request), error.errors)
    return pages.redirect(request, f"{HOME}/{made.slug}")


async def edit(request: Request) -> Response:
    """The form of a recording, its links, and whether it is public."""
    recording = await _permitted(request)
    return await _form(request, recording, recording_form.values(recording))


async def save(request: Request) -> Response:
    """The recording says what the form says."""
    recording = await _permitted(request)
    try:
        form = await forms.parse(request, RecordingForm)
        with beside("slug", RecordingSlugTaken):
            entry = await recording_form.entry(form, await auth.person(request), recording)
            await recordings.change(recording, entry)
    except forms.Malformed as error:
        return await _form(request, recording, await forms.as_typed(request), error.errors)
    return pages.redirect(request, f"{HOME}/{entry.slug or recording.slug}")


async def publish(request: Request) -> Response:
    """The recording stands in the public index."""
    recording = await _permitted(request)
    await forms.read(request)
    await recordings.publish(recording)
    return pages.redirect(request, f"{HOME}/{recording.slug}")


async def withdraw(request: Request) -> Response:
    """The recording is taken out of the public index."""
    recording = await _permitted(request)
    await forms.read(request)
    await recordings.withdraw(recording)
    return pages.redirect(request, f"{HOME}/{recording.slug}")


async def add_link(request: Request) -> Response:
    """A link under which the recording can be watched."""
    recording = await _permitted(request)
    try:
        form = await forms.parse(request, AddressForm)
        platform = form.platform or guess.guessed(form.url)
        link = Link(platform, form.url, form.link_language, kind=SourceKind.RECORDING)
        with beside("url", AddressRefused, PlatformUnknown):
            await sources.add_to_recording(recording, link)
    except forms.Malformed as error:
        values = recording_form.values(recording) | await forms.as_typed(request)
        return await _form(request, recording, values, error.errors)
    return pages.redirect(request, f"{HOME}/{recording.slug}")


async def _permitted(request: Request) -> Recording:
    person = await auth.signed_in(request)
    slug = request.path_params["slug"]
    return await media_access.permitted_recording(person, slug, Permission.MEDIA_EDIT)


async def _form(
    request: Request,
    recording: Recording | None,
    values: dict[str, Any],
    errors: dict[str, str] | None = None,
) -> Response:
    person = await auth.organiser(request)
    links = await Source.filter(recording=recording, retired_at=None) if recording else []
    return await pages.render(
        request,
        "media/library_recording.html",
        status=422 if errors else 200,
        recording=recording,
        links=sorted(links, key=lambda link: (link.position, link.id)),
        organisations=await events.organisations(person, Permission.MEDIA_EDIT),
        series=await events.series_of(person),
        platforms=platforms.PLATFORMS,
        timezone=recording_form.zone(recording),
        values=values,
        errors=errors or {},
    )


ONE = HOME + "/{slug}"

routes: list[BaseRoute] = [
    Route(HOME, index, name="library"),
    Route(HOME, create, methods=["POST"], name="library_create"),
    Route(f"{HOME}/new", new, name="library_new"),
    Route(ONE, edit, name="library_recording"),
    Route(ONE, save, methods=["POST"], name="library_save"),
    Route(f"{ONE}/publication", publish, methods=["POST"], name="library_publish"),
    Route(f"{ONE}/withdrawal", withdraw, methods=["POST"], name="library_withdraw"),
    Route(f"{ONE}/sources", add_link, methods=["POST"], name="library_sources"),
]
