"""The event's own words for the usual mails of its orders."""

from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from events_svc.accounts.permissions import Permission
from events_svc.events.models import Event
from events_svc.letters.errors import LetterRefused
from events_svc.letters.models import OwnText, TextKind
from events_svc.letters.queries import own_texts
from events_svc.letters.write import set_text
from events_svc.web import access, forms, pages
from events_svc.web.letters import form as forms_of
from events_svc.web.letters import marks, wording
from events_svc.web.state import Request


class TextForm(forms_of.WordsForm):
    """Words for one of the mails; blank: ours."""

    kind: TextKind = TextKind.PAID


async def show(request: Request) -> Response:
    """The words of each mail."""
    return await _page(request, await _event(request))


async def change(request: Request) -> Response:
    """Other words for one mail, or ours again."""
    event = await _event(request)
    typed = await forms.read(request)
    try:
        said = forms.typed(typed, TextForm)
        await set_text(event, said.kind, said.subject, said.body)
    except LetterRefused as refusal:
        wrong = forms_of.refused(refusal)
        return await _page(request, event, forms.Malformed(wrong.errors, dict(typed)))
    except forms.Malformed as error:
        return await _page(request, event, forms.Malformed(error.errors, dict(typed)))
    return pages.redirect(request, f"/organiser/events/{event.slug}/mail-texts")


async def _event(request: Request) -> Event:
    return await access.editable_event(request, Permission.ORDERS_EDIT)


async def _page(request: Request, event: Event, wrong: forms.Malformed | None = None) -> Response:
    own = await own_texts(event.id)
    return await pages.render(
        request,
        "letters/texts.html",
        status=422 if wrong else 200,
        event=event,
        kinds=list(TextKind),
        own=own,
        standing={kind: _sides(own.get(kind)) for kind in TextKind},
        placeholders=wording.explained(),
        words=marks,
        values=wrong.values if wrong else {},
        errors=wrong.errors if wrong else {},
    )


def _sides(own: OwnText | None) -> dict[str, str]:
    if own is None:
        return {}
    return forms_of.sides("subject", own.subject) | forms_of.sides("body", own.body)


URL = "/organiser/events/{slug}/mail-texts"

routes: list[BaseRoute] = [
    Route(URL, show, methods=["GET"]),
    Route(URL, change, methods=["POST"]),
]
