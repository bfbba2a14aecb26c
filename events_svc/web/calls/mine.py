"""The presenter's own proposals, at the desk: write, send in, confirm, take back."""

from typing import Any

from starlette.datastructures import FormData
from starlette.responses import Response

from events_svc import clock
from events_svc.calls import at_desk, draft, queries, submit
from events_svc.calls import open as opening
from events_svc.calls.errors import NotSendable
from events_svc.calls.models import Presenter, Proposal, ProposalState
from events_svc.calls.queries import Whole
from events_svc.calls.states import Act, allows
from events_svc.web import desk, forms, pages
from events_svc.web.calls import refused, sheet
from events_svc.web.calls.words import languages, presenter_mark
from events_svc.web.desk import Desk
from events_svc.web.state import Request


async def show(request: Request) -> Response:
    """The proposal: a form while it may be changed, else its words; and who presents it."""
    here, proposal, me = await own(request)
    return await page(request, here, proposal, me)


async def save(request: Request) -> Response:
    """Keep what was typed, or send it in."""
    here, proposal, me = await own(request)
    form = await forms.read(request)
    try:
        await _saved(proposal, me, form)
    except (forms.Malformed, NotSendable) as wrong:
        return await page(request, here, proposal, me, values=sheet.typed(form), wrong=wrong)
    return pages.redirect(request, f"{here.url}/proposals/{proposal.id}?saved=1")


async def ask_confirmation(request: Request) -> Response:
    """Where the mailed link leads: it asks once more, since programs that look at mails follow links."""
    here, proposal, _ = await own(request)
    return await pages.render(
        request,
        "calls/confirmation.html",
        headers=desk.PRIVATE,
        desk=here,
        proposal=proposal,
        event=proposal.call.event,
        may_confirm=allows(proposal.state, Act.CONFIRM),
        may_withdraw=allows(proposal.state, Act.WITHDRAW),
    )


async def confirm(request: Request) -> Response:
    """The presenters will come."""
    here, proposal, _ = await own(request)
    await forms.read(request)
    await submit.confirm(proposal)
    return pages.redirect(request, f"{here.url}/proposals/{proposal.id}")


async def withdraw(request: Request) -> Response:
    """Take the proposal back; a draft that was never sent in is gone."""
    here, proposal, _ = await own(request)
    await forms.read(request)
    if proposal.state is ProposalState.DRAFT:
        await draft.discard(proposal)
        return pages.redirect(request, here.url)
    await submit.withdraw(proposal)
    return pages.redirect(request, f"{here.url}/proposals/{proposal.id}")


async def own(request: Request) -> tuple[Desk, Proposal, Presenter]:
    """The desk, and the proposal of the path if its person presents it; else NotFound."""
    here = await desk.opened(request)
    proposal, me = await at_desk.own(here.speaker, request.path_params["id"])
    return here, proposal, me


async def page(
    request: Request,
    here: Desk,
    proposal: Proposal,
    me: Presenter,
    *,
    values: dict[str, Any] | None = None,
    guest: dict[str, str] | None = None,
    wrong: forms.Malformed | NotSendable | None = None,
) -> Response:
    """The proposal's page at the desk, with what was typed where it was refused."""
    whole = await queries.whole(proposal.call)
    given = await queries.answers_of(proposal, me.id)
    may = _allowed(proposal, whole)
    may["may_edit"] |= values is not None  # what was typed too late stands there to be copied
    return await pages.render(
        request,
        "calls/mine.html",
        status=refused.status(wrong),
        headers=desk.PRIVATE,
        desk=here,
        proposal=proposal,
        call=proposal.call,
        event=proposal.call.event,
        me=me,
        whole=whole,
        given=given,
        presenters=await queries.presenters(proposal),
        presenter_mark=presenter_mark,
        languages=languages(),
        **may,
        values=values if values is not None else sheet.standing(proposal, whole, given),
        guest=guest or {},
        errors=refused.beside(wrong),
    )


def _allowed(proposal: Proposal, whole: Whole) -> dict[str, Any]:
    """What its presenters may do with the proposal now, and until when they may change it."""
    chosen = (one for one in whole.offers if one.session_type_id == proposal.session_type_id)
    terms = proposal.call, next(chosen, None), proposal.access_code
    is_in = proposal.state is ProposalState.SUBMITTED
    is_open = is_in and opening.is_open(*terms, at=clock.now())
    return {
        "may_edit": allows(proposal.state, Act.SUBMIT) or is_open,
        "may_confirm": allows(proposal.state, Act.CONFIRM),
        "may_withdraw": allows(proposal.state, Act.WITHDRAW),
        "closes_at": opening.closes_at(*terms),
    }


async def _saved(proposal: Proposal, me: Presenter, form: FormData) -> None:
    written = sheet.sheet(form, await queries.whole(proposal.call))
    code = await queries.code_of(proposal.call, str(form.get("code") or ""))
    if code is not None:
        await draft.bring_code(proposal, code)
    act = submit.save_and_submit if form.get("act") == "submit" else submit.save
    await act(proposal, me, written, version=sheet.version(form))
