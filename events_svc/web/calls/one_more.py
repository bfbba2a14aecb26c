"""One more proposal, written at the desk."""

from datetime import timedelta
from typing import Any

from starlette.datastructures import FormData
from starlette.responses import Response

from events_svc.accounts.errors import NotFound
from events_svc.accounts.limits import limit
from events_svc.calls import at_desk, queries, submit
from events_svc.calls.draft import Author
from events_svc.calls.errors import NotSendable
from events_svc.calls.models import Call, Proposal
from events_svc.schedule.people import owner
from events_svc.text import in_language
from events_svc.web import desk, forms, i18n, pages
from events_svc.web.calls import refused, sheet
from events_svc.web.calls.words import languages
from events_svc.web.desk import Desk
from events_svc.web.state import Request


async def new(request: Request) -> Response:
    """The form of one more proposal."""
    here, call = await _call(request)
    return await _new_page(request, here, call, values=sheet.blank(await queries.whole(call)))


async def create(request: Request) -> Response:
    """One more draft, or one more that is sent in."""
    here, call = await _call(request)
    form = await forms.read(request)
    await limit(f"proposals:speaker:{here.speaker.id}", most=60, within=timedelta(minutes=15))
    try:
        made = await _begun(here, call, form)
    except (forms.Malformed, NotSendable) as wrong:
        return await _new_page(request, here, call, values=sheet.typed(form), wrong=wrong)
    return pages.redirect(request, f"{here.url}/proposals/{made.id}")


async def _begun(here: Desk, call: Call, form: FormData) -> Proposal:
    written = sheet.sheet(form, await queries.whole(call))
    code = await queries.code_of(call, str(form.get("code") or ""))
    begin = submit.begin_and_submit if form.get("act") == "submit" else submit.begin_draft
    language = i18n.language.get()
    name = in_language(here.speaker.name, language)
    author = Author((here.speaker.email or "").lower(), name, language, here.speaker)
    return await begin(call, written, author, key=sheet.key(form), code=code)


async def _call(request: Request) -> tuple[Desk, Call]:
    """The desk, and a published call of the house that knows its person."""
    here = await desk.opened(request)
    call = await at_desk.published_call(request.path_params["id"])
    if owner(call.event.organisation) != here.speaker.owner:
        raise NotFound
    return here, call


async def _new_page(
    request: Request,
    here: Desk,
    call: Call,
    *,
    values: dict[str, Any],
    wrong: forms.Malformed | NotSendable | None = None,
) -> Response:
    return await pages.render(
        request,
        "calls/new.html",
        action=f"{here.url}/calls/{call.id}",
        status=refused.status(wrong),
        headers=desk.PRIVATE,
        event=call.event,
        call=call,
        whole=await queries.whole(call),
        languages=languages(),
        is_known=True,
        values=values,
        errors=refused.beside(wrong),
    )
