"""Decisions: pending until they are released with their mails, in one step, after a preview."""

from dataclasses import dataclass
from typing import Any

from starlette.responses import Response

from events_svc.calls import decide
from events_svc.calls.models import Proposal
from events_svc.events.models import Event
from events_svc.reviews import addressees
from events_svc.reviews.addressees import Addressee
from events_svc.web import forms, i18n, pages
from events_svc.web.i18n import gettext
from events_svc.web.reviews import letters, lookup, words
from events_svc.web.reviews.fields import DecisionForm, ReleaseForm
from events_svc.web.reviews.letters import Letter
from events_svc.web.state import Request


@dataclass(frozen=True, slots=True)
class Shown:
    """A letter as it will be sent."""

    addressee: Addressee
    letter: Letter


async def choose(request: Request) -> Response:
    """The chosen proposals are to be accepted or rejected, or are undecided again; nobody is told."""
    event, call = await lookup.call(request)
    form = await forms.parse(request, DecisionForm)
    await lookup.refuse_hidden(request, call, form.codes)
    if form.state is None:
        await decide.undecide(call, form.codes)
    else:
        await decide.decide(call, form.codes, form.state)
    return pages.redirect(request, _back(request, lookup.home(event, call)))


async def preview(request: Request) -> Response:
    """Who gets which letter, in whose language, when the decisions are released."""
    event, call = await lookup.call(request)
    waiting = await decide.pending(call)
    hidden = set(await lookup.hidden(request, call))
    seen = [one for one in waiting if one.id not in hidden]
    return await pages.render(
        request,
        "reviews/release.html",
        event=event,
        call=call,
        home=lookup.home(event, call),
        seal=decide.seal(waiting),
        hidden=len(waiting) - len(seen),
        states=words.proposal_states(),
        **await _letters(event, seen),
    )


async def release(request: Request) -> Response:
    """Every pending decision holds and is told, if they are still those of the preview."""
    event, call = await lookup.call(request)
    form = await forms.parse(request, ReleaseForm)
    await decide.release(call, seen=form.seen)
    return pages.redirect(request, lookup.home(event, call))


async def _letters(event: Event, waiting: list[Proposal]) -> dict[str, Any]:
    told = await addressees.of(waiting)
    reached = {one.proposal.id for one in told}
    return {
        "shown": [Shown(one, _worded(event, one)) for one in told],
        "unreached": [one for one in waiting if one.id not in reached],
        "count": {
            decision: sum(1 for one in waiting if one.pending == decision)
            for decision in ("accepted", "rejected")
        },
    }


def _worded(event: Event, one: Addressee) -> Letter:
    token = i18n.language.set(one.language)
    try:
        return letters.decision(one, event, url=gettext("[here stands the reader’s own link]"))
    finally:
        i18n.language.reset(token)


def _back(request: Request, home: str) -> str:
    """To the page on which the choice was made: the ranking as it was filtered, or the proposal."""
    asked = request.query_params
    if code := asked.get("from", ""):
        return f"{home}/proposals/{code}"
    return home + (f"?{request.url.query}" if request.url.query else "")
