"""The organiser's letters: written, looked at as one person gets them, sent now or later, called off."""

from typing import Any

from starlette.datastructures import FormData
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from events_svc.accounts.permissions import Permission
from events_svc.events.models import Event
from events_svc.letters import dispatch
from events_svc.letters.audience import example, reach
from events_svc.letters.errors import LetterRefused
from events_svc.letters.models import Audience, Letter, LetterState
from events_svc.letters.queries import copies, how_they_went, letter_of, letters_of
from events_svc.letters.write import OPEN, change, write
from events_svc.tickets.offered import types_of
from events_svc.tickets.product_models import TicketType
from events_svc.web import access, forms, i18n, pages, paging
from events_svc.web.letters import form as forms_of
from events_svc.web.letters import marks, wording
from events_svc.web.state import Request

PAGE = 50
NEW = {"audience": "buyers", "order_states": ["paid", "partly_refunded"], "entered": "any"}


async def index(request: Request) -> Response:
    """The letters of the event, the newest first."""
    event = await _event(request)
    before = paging.number(request.query_params.get("before", ""))
    shown, older = paging.cut(await letters_of(event, before=before, limit=PAGE + 1), PAGE)
    return await pages.render(
        request, "letters/index.html", event=event, letters=shown, older=older, words=marks
    )


async def begin(request: Request) -> Response:
    """The form of a new letter."""
    return await _form(request, await _event(request), None, forms.Malformed({}, NEW))


async def make(request: Request) -> Response:
    """A new draft; on to its page."""
    event = await _event(request)
    typed = await forms.read(request)
    try:
        said = forms_of.facts(forms.typed(typed, forms_of.LetterForm))
        letter = await write(event, said)
    except LetterRefused as refusal:
        return await _form(request, event, None, _with(typed, forms_of.refused(refusal)))
    except forms.Malformed as error:
        return await _form(request, event, None, _with(typed, error))
    return pages.redirect(request, _url(event, letter))


async def show(request: Request) -> Response:
    """One letter: whom it reaches, how it reads, what became of it."""
    letter = await _letter(request)
    return await _page(request, letter)


async def edit(request: Request) -> Response:
    """The form of a letter that has not left."""
    letter = await _letter(request)
    stands = forms.Malformed({}, forms_of.values_of(letter))
    return await _form(request, letter.event, letter, stands)


async def rewrite(request: Request) -> Response:
    """Other words, other people."""
    letter = await _letter(request)
    typed = await forms.read(request)
    try:
        await change(letter, forms_of.facts(forms.typed(typed, forms_of.LetterForm)))
    except LetterRefused as refusal:
        return await _form(request, letter.event, letter, _with(typed, forms_of.refused(refusal)))
    except forms.Malformed as error:
        return await _form(request, letter.event, letter, _with(typed, error))
    return pages.redirect(request, _url(letter.event, letter))


async def leave(request: Request) -> Response:
    """It is sent at once, or scheduled."""
    letter = await _letter(request)
    typed = await forms.read(request)
    try:
        await _dispatch(letter, forms.typed(typed, forms_of.DispatchForm))
    except LetterRefused as refusal:
        return await _page(request, letter, _with(typed, forms_of.refused(refusal)))
    except forms.Malformed as error:
        return await _page(request, letter, _with(typed, error))
    return pages.redirect(request, _url(letter.event, letter))


async def call_off(request: Request) -> Response:
    """It does not leave."""
    letter = await _letter(request)
    await forms.read(request)
    await dispatch.call_off(letter)
    return pages.redirect(request, _url(letter.event, letter))


async def _dispatch(letter: Letter, form: forms_of.DispatchForm) -> None:
    if form.how == "now":
        await dispatch.send(letter)
    elif form.how == "before":
        await dispatch.remind(letter, form.before)
    else:
        at = pages.local_to_utc(forms_of.need_time(form), letter.event.timezone)
        await dispatch.schedule(letter, at)


async def _event(request: Request) -> Event:
    return await access.editable_event(request, Permission.ORDERS_EDIT)


async def _letter(request: Request) -> Letter:
    return await letter_of(await _event(request), request.path_params["id"])


async def _form(
    request: Request, event: Event, letter: Letter | None, wrong: forms.Malformed
) -> Response:
    return await pages.render(
        request,
        "letters/form.html",
        status=422 if wrong.errors else 200,
        event=event,
        letter=letter,
        types=await types_of(event),
        states=marks.order_states(),
        placeholders=wording.explained(Audience.BUYERS),
        only_buyers=wording.only_buyers(),
        values=wrong.values,
        errors=wrong.errors,
    )


async def _page(request: Request, letter: Letter, wrong: forms.Malformed | None = None) -> Response:
    after = paging.number(request.query_params.get("after", "")) or 0
    mails, further = paging.cut(await copies(letter, after=after, limit=PAGE + 1), PAGE)
    is_open = letter.state in OPEN
    return await pages.render(
        request,
        "letters/letter.html",
        status=(409 if "form" in wrong.errors else 422) if wrong else 200,
        event=letter.event,
        letter=letter,
        is_open=is_open,
        leaves_at=dispatch.leaves_at(letter) if letter.state is LetterState.SCHEDULED else None,
        reach=await reach(letter) if is_open else None,
        preview=await _preview(request, letter) if is_open else None,
        went=await how_they_went(letter),
        mails=mails,
        further=further,
        words=marks,
        values=wrong.values if wrong else {"how": "now", "lead": 1},
        errors=wrong.errors if wrong else {},
    )


async def _preview(request: Request, letter: Letter) -> dict[str, Any] | None:
    """How one person gets it: the one who was asked for, else the first."""
    one = await example(letter, request.query_params.get("as", "")[:254].strip())
    if one is None:
        return None
    await letter.event.fetch_related("venue")
    names = await TicketType.filter(id__in=one.types).values("id", "name")
    token = i18n.language.set(wording.language_for(letter, one))
    try:
        url = request.state["settings"].public_url
        known = wording.values(one, letter.event, {row["id"]: row["name"] for row in names}, url)
        subject, body = wording.said(letter.subject, letter.body, one.language, known)
    finally:
        i18n.language.reset(token)
    language = wording.language_for(letter, one)
    return {"to": one.address, "subject": subject, "body": body, "language": language}


def _with(form: FormData, wrong: forms.Malformed) -> forms.Malformed:
    """What is wrong, with all that was typed."""
    chosen = [int(str(one)) for one in form.getlist("ticket_types") if str(one).isdecimal()]
    lists = {"order_states": form.getlist("order_states"), "ticket_types": chosen}
    return forms.Malformed(wrong.errors, {**form, **lists})


def _url(event: Event, letter: Letter) -> str:
    return f"/organiser/events/{event.slug}/letters/{letter.id}"


ALL = "/organiser/events/{slug}/letters"
ONE = ALL + "/{id:int}"

routes: list[BaseRoute] = [
    Route(ALL, index, methods=["GET"]),
    Route(ALL, make, methods=["POST"]),
    Route(ALL + "/new", begin, methods=["GET"]),
    Route(ONE, show, methods=["GET"]),
    Route(ONE, rewrite, methods=["POST"]),
    Route(ONE + "/words", edit, methods=["GET"]),
    Route(ONE + "/dispatch", leave, methods=["POST"]),
    Route(ONE + "/dispatch/cancellation", call_off, methods=["POST"]),
]
