"""The speaker's desk: own proposals and sessions, the way in, and the way out for a lost link."""

from datetime import timedelta

import msgspec
from starlette.responses import Response

from events_svc import clock
from events_svc.accounts.limits import limit
from events_svc.accounts.tokens import digest
from events_svc.calls import at_desk, people
from events_svc.outbox.enqueue import enqueue
from events_svc.schedule import presenting
from events_svc.web import auth, desk, forms, i18n, pages
from events_svc.web.address import client_network
from events_svc.web.fields import Email
from events_svc.web.state import Request
from speakers import keys
from speakers.models import Speaker

WITHIN = timedelta(minutes=15)


class LinkWish(msgspec.Struct):
    email: Email


async def ask(request: Request) -> Response:
    """The desks of who is signed in; else the form that has a link mailed."""
    person = await auth.person(request)
    mine: list[Speaker] = []
    if person.is_browser:
        mine = await people.with_address(person.email)
    if len(mine) == 1:
        return pages.redirect(request, desk.own_address(mine[0]))
    return await pages.render(
        request,
        "speakers/desk_ask.html",
        desks=[(one, desk.own_address(one)) for one in mine],
        values={},
        errors={},
    )


async def send_link(request: Request) -> Response:
    """Links to the desks of an address are mailed to it; the answer does not say whether it has any."""
    try:
        form = await forms.parse(request, LinkWish)
    except forms.Malformed as wrong:
        return await pages.render(
            request,
            "speakers/desk_ask.html",
            status=422,
            desks=[],
            values=wrong.values,
            errors=wrong.errors,
        )
    email = form.email.lower()
    await limit(f"desk:{client_network(request)}", most=30, within=WITHIN)
    await limit(f"desk:{digest(email)}", most=10, within=WITHIN)
    await enqueue("desk.asked", email=email, language=i18n.language.get())
    return await pages.render(request, "speakers/desk_sent.html", email=form.email)


async def show(request: Request) -> Response:
    """What the person has proposed, what stands in agendas, and the ways to the rest."""
    here = await desk.opened(request)
    proposals = await at_desk.proposals_of(here.speaker)
    marked = {one.session_id for one in proposals}
    sessions = await presenting.sessions_of(here.speaker)
    return await pages.render(
        request,
        "speakers/desk.html",
        headers=desk.PRIVATE,
        desk=here,
        speaker=here.speaker,
        proposals=proposals,
        placed={one.session.id: one.item for one in sessions},
        others=[one for one in sessions if one.session.id not in marked],
        events=await at_desk.events_of(here.speaker),
        open_calls=await at_desk.open_calls(here.speaker.owner),
        feeds=await keys.count(here.speaker.id, keys.CALENDAR, at=clock.now()),
    )


async def subscribe(request: Request) -> Response:
    """A new link to the own calendar; it is shown this once, we keep its hash alone."""
    here = await desk.opened(request)
    await forms.read(request)
    await limit(f"calendar:{here.speaker.id}", most=20, within=WITHIN)
    secret = await people.subscribe(here.speaker)
    url = request.state["settings"].public_url
    return await pages.render(
        request,
        "speakers/desk_calendar.html",
        headers=desk.PRIVATE,
        desk=here,
        address=f"{url}/speakers/feeds/{secret}.ics?lang={i18n.language.get()}",
    )


async def unsubscribe(request: Request) -> Response:
    """Every link to the own calendar is dead."""
    here = await desk.opened(request)
    await forms.read(request)
    await people.unsubscribe(here.speaker)
    return pages.redirect(request, here.url)


async def renew(request: Request) -> Response:
    """All links to this desk are dead but a new one, to which this leads."""
    here = await desk.opened(request)
    await forms.read(request)
    return pages.redirect(request, desk.address(await people.renew_desk(here.speaker)))
