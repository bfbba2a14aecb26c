"""The organiser's people: who presents, who could, what is said of them."""

from typing import Annotated, Any

import msgspec
from msgspec import Meta
from starlette.responses import Response

from events_svc.accounts.limits import limit
from events_svc.accounts.permissions import Permission
from events_svc.accounts.tokens import digest
from events_svc.calls import people
from events_svc.events.models import Event
from events_svc.schedule import roster
from events_svc.web import access, forms, i18n, pages
from events_svc.web.fields import Email
from events_svc.web.i18n import gettext
from events_svc.web.speakers.desk import WITHIN
from events_svc.web.state import Request
from speakers.models import Speaker
from speakers.profile import Profile

Line = Annotated[str, Meta(max_length=300)]


class SpeakerForm(msgspec.Struct):
    """What is said of a person."""

    name: dict[str, Line]
    affiliation: dict[str, Line] = {}
    position: dict[str, Line] = {}
    biography: dict[str, Annotated[str, Meta(max_length=20_000)]] = {}
    email: Email | None = None
    picture_url: (
        Annotated[
            str, Meta(max_length=1000, pattern=r"^(https://|/speakers/pictures/[0-9a-f]{64}\Z)")
        ]
        | None
    ) = None

    def profile(self) -> Profile:
        return Profile(**msgspec.structs.asdict(self))


async def index(request: Request) -> Response:
    """The people of the organisation, by a word or all, a page at a time."""
    event = await access.editable_event(request, Permission.AGENDA_EDIT)
    words = " ".join(request.query_params.get("q", "").split())[:100]
    after = request.query_params.get("after", "")
    after_id = int(after) if after.isdecimal() and len(after) < 19 else 0
    found = await roster.page(event, words=words, after_id=after_id)
    return await pages.render(
        request,
        "speakers/console.html",
        event=event,
        words=words,
        people=found[: roster.PAGE],
        next_id=found[roster.PAGE - 1]["id"] if len(found) > roster.PAGE else None,
        counts=await roster.count(event),
    )


async def new(request: Request) -> Response:
    """The empty form of a person."""
    event = await access.editable_event(request, Permission.AGENDA_EDIT)
    return await _form(request, event)


async def create(request: Request) -> Response:
    """The organisation knows one person more."""
    event = await access.editable_event(request, Permission.AGENDA_EDIT)
    try:
        form = await forms.parse(request, SpeakerForm)
    except forms.Malformed as error:
        return await _form(request, event, values=error.values, errors=error.errors)
    await roster.add(event, form.profile())
    return pages.redirect(request, f"/organiser/events/{event.slug}/speakers")


async def edit(request: Request) -> Response:
    """The form of a person as it stands."""
    event = await access.editable_event(request, Permission.AGENDA_EDIT)
    speaker = await roster.person_of(event, request.path_params["speaker"])
    return await _form(request, event, speaker=speaker, values=_values(speaker))


async def save(request: Request) -> Response:
    """The person is described as the form says."""
    event = await access.editable_event(request, Permission.AGENDA_EDIT)
    speaker = await roster.person_of(event, request.path_params["speaker"])
    try:
        form = await forms.parse(request, SpeakerForm)
    except forms.Malformed as error:
        return await _form(
            request, event, speaker=speaker, values=error.values, errors=error.errors
        )
    await roster.edit(event, speaker, form.profile())
    return pages.redirect(request, f"/organiser/events/{event.slug}/speakers")


async def mail_desk(request: Request) -> Response:
    """A link to the own desk is mailed to the person, who needs no proposal for it."""
    event = await access.editable_event(request, Permission.AGENDA_EDIT)
    speaker = await roster.person_of(event, request.path_params["speaker"])
    await forms.read(request)
    if not speaker.email:
        raise forms.Malformed({"email": gettext("Please fill this in.")})
    await limit(f"desk:{digest(speaker.email.lower())}", most=10, within=WITHIN)
    await people.offer_desk(speaker, event, language=i18n.language.get())
    address = f"/organiser/events/{event.slug}/speakers/{speaker.slug}?mailed=1"
    return pages.redirect(request, address)


async def _form(
    request: Request,
    event: Event,
    *,
    speaker: Speaker | None = None,
    values: dict[str, Any] | None = None,
    errors: dict[str, str] | None = None,
) -> Response:
    return await pages.render(
        request,
        "speakers/form.html",
        status=422 if errors else 200,
        event=event,
        speaker=speaker,
        values=values or {},
        errors=errors or {},
    )


def _values(speaker: Speaker) -> dict[str, Any]:
    values: dict[str, Any] = {"email": speaker.email, "picture_url": speaker.picture_url}
    for name in ("name", "affiliation", "position", "biography"):
        for language, words in getattr(speaker, name).items():
            values[f"{name}_{language}"] = words
    return values
