"""`/organiser/sources/{id}/facts`: what is known of a live link, by whom, since when and why."""

from typing import Annotated, Literal

import msgspec
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from events_svc.accounts.errors import NotFound
from events_svc.accounts.permissions import Permission
from events_svc.media import evidence, incidents, platforms, sources
from events_svc.media.live import Facts
from events_svc.media.probing.targets import PROBED
from events_svc.web import access, forms, pages, paging
from events_svc.web.media.fact_words import MARKS, TONES, basis_words, reason_words, state_words
from events_svc.web.state import Request

LIMIT = 50


class FactForm(msgspec.Struct):
    """What a person says of a link; `open` takes it back. `back`: the page on which it was said."""

    state: Literal["live", "ended", "open"]
    reason: Annotated[str, msgspec.Meta(max_length=300)] = ""
    back: Literal["", "facts"] = ""


async def show(request: Request) -> Response:
    """The four facts, each for itself, the verdict, and every change with its time and reason."""
    source = await access.permitted_source(request, Permission.MEDIA_EDIT)
    if source.session is None:
        raise NotFound
    before = paging.number(request.query_params.get("before", ""))
    known = await evidence.latest_facts([source.id])
    found = await evidence.history(source.id, before=before, limit=LIMIT + 1)
    history, following = paging.cut(found, LIMIT)
    return await pages.render(
        request,
        "media/facts.html",
        event=source.session.event,
        source=source,
        facts=known.get(source.id, Facts()),
        verdict=evidence.judge(source, known.get(source.id)),
        slot=evidence.slot_of(source),
        is_probed=source.platform == PROBED,
        history=history,
        following=following,
        incidents=await incidents.of_source(source),
        platforms=platforms.PLATFORMS,
        state_words=state_words,
        basis_words=basis_words,
        reason_words=reason_words,
        marks=MARKS,
        tones=TONES,
    )


async def say(request: Request) -> Response:
    """A person says that a link is live, or has ended, or takes it back."""
    source = await access.permitted_source(request, Permission.MEDIA_EDIT)
    form = await forms.parse(request, FactForm)
    await sources.say(source, form.state, reason=form.reason)
    here = f"/organiser/sources/{source.id}/facts"
    return pages.redirect(request, here if form.back else access.home_of(source))


routes: list[BaseRoute] = [
    Route("/organiser/sources/{id:int}/facts", show, name="source_facts"),
    Route("/organiser/sources/{id:int}/facts", say, methods=["POST"], name="source_facts_say"),
]
