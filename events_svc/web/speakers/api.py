"""People who present in the API."""

from operator import itemgetter
from typing import Annotated

import msgspec
from msgspec import Meta
from starlette.routing import BaseRoute

from events_svc.accounts.permissions import Permission
from events_svc.schedule import roster
from events_svc.web import access, paging
from events_svc.web.api import Page, operation
from events_svc.web.fields import Email, Texts, Titles
from events_svc.web.state import Request
from speakers.profile import Profile


class SpeakerDraft(msgspec.Struct):
    """A new person; the mail is never shown to the public."""

    name: Titles
    affiliation: Titles = {}
    position: Titles = {}
    biography: Texts = {}
    email: Email | None = None
    picture_url: Annotated[str, Meta(max_length=1000, pattern=r"^https://[^\s\x00]+\Z")] | None = (
        None
    )


class SpeakerView(msgspec.Struct):
    id: int
    guid: str
    slug: str
    name: dict[str, str]
    affiliation: dict[str, str]
    position: dict[str, str]
    email: str | None


class SpeakerPage(msgspec.Struct):
    items: list[SpeakerView]
    next: str | None


async def index(request: Request, page: Page) -> SpeakerPage:
    """List the people of the event's organisation."""
    event = await access.editable_event(request, Permission.AGENDA_EDIT)
    after = paging.number(page.cursor) or 0
    found = await roster.page(event, after_id=after, limit=page.limit)
    shown, following = paging.cut(found, page.limit, by=itemgetter("id"))
    return SpeakerPage(items=[_view(person) for person in shown], next=following)


async def make(request: Request, draft: SpeakerDraft) -> SpeakerView:
    """Add a person to the event's organisation."""
    event = await access.editable_event(request, Permission.AGENDA_EDIT)
    given = msgspec.to_builtins(draft)
    made = await roster.add(event, Profile(**given))
    return _view({name: getattr(made, name) for name in SpeakerView.__struct_fields__})


def _view(person: dict[str, object]) -> SpeakerView:
    shown = {name: person[name] for name in SpeakerView.__struct_fields__}
    return msgspec.convert({**shown, "guid": str(person["guid"])}, SpeakerView)


PATH = "/events/{slug}/speakers"

routes: list[BaseRoute] = [
    operation("GET", PATH, index, name="speakers", query=Page, answer=SpeakerPage),
    operation(
        "POST",
        PATH,
        make,
        name="speaker_make",
        body=SpeakerDraft,
        answer=SpeakerView,
        status=201,
    ),
]
