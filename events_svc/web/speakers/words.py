"""What a session says, written at the desk of who presents it."""

from typing import Annotated

import msgspec
from msgspec import Meta
from starlette.responses import Response

from events_svc.accounts.limits import limit
from events_svc.schedule import presenting, wording
from events_svc.schedule.errors import TitleMissing
from events_svc.schedule.models import Session
from events_svc.schedule.wording import Words
from events_svc.web import desk, forms, pages
from events_svc.web.errors import beside
from events_svc.web.speakers.desk import WITHIN
from events_svc.web.state import Request

Line = Annotated[str, Meta(max_length=300)]
Prose = Annotated[str, Meta(max_length=20_000)]


class SessionWords(msgspec.Struct):
    """The words of a session, and the version of it that the presenter saw."""

    title: dict[str, Line]
    version: Annotated[int, Meta(ge=0, le=2**31 - 1)]
    subtitle: dict[str, Line] = {}
    abstract: dict[str, Prose] = {}
    description: dict[str, Prose] = {}


async def edit(request: Request) -> Response:
    """The form with what the session says now."""
    here, session = await _own(request)
    return await _page(request, here, session, values=_said(session))


async def save(request: Request) -> Response:
    """The session says this."""
    here, session = await _own(request)
    try:
        form = await forms.parse(request, SessionWords)
        await limit(f"words:{here.speaker.id}", most=60, within=WITHIN)
        words = Words(form.title, form.subtitle, form.abstract, form.description)
        with beside("title", TitleMissing):
            await wording.reword(session, words, by=f"speaker:{here.speaker.id}", seen=form.version)
    except forms.Malformed as wrong:
        values = await forms.as_typed(request)
        return await _page(request, here, session, values=values, errors=wrong.errors)
    return pages.redirect(request, f"{here.url}/sessions/{session.id}?saved=1")


def _said(session: Session) -> dict[str, str]:
    texts = {
        name: getattr(session, name) for name in ("title", "subtitle", "abstract", "description")
    }
    said = {
        f"{name}_{tongue}": words for name, text in texts.items() for tongue, words in text.items()
    }
    return said | {"version": str(session.version)}


async def _own(request: Request) -> tuple[desk.Desk, Session]:
    here = await desk.opened(request)
    return here, await presenting.session_of(here.speaker, request.path_params["id"])


async def _page(
    request: Request,
    here: desk.Desk,
    session: Session,
    *,
    values: dict[str, str],
    errors: dict[str, str] | None = None,
) -> Response:
    return await pages.render(
        request,
        "speakers/desk_words.html",
        status=422 if errors else 200,
        headers=desk.PRIVATE,
        desk=here,
        session=session,
        event=session.event,
        is_open=wording.are_open(session),
        values=values,
        errors=errors or {},
    )
