"""A phase that closes while somebody writes: nothing is kept, and no word is lost."""

from starlette.responses import Response

from events_svc.reviews import access, categories
from events_svc.reviews.errors import PhaseClosed
from events_svc.web import auth, errors, forms, pages
from events_svc.web.state import Request


async def page(request: Request, closed: PhaseClosed) -> Response:
    """What was typed, to be copied, or sent again when the phase is prolonged; nothing of the proposal."""
    await forms.read(request)
    reviewer = await access.judging(await auth.signed_in(request), request.path_params["call"])
    return await pages.render(
        request,
        "reviews/late.html",
        status=409,
        event=reviewer.call.event,
        call=reviewer.call,
        code=request.path_params["code"],
        categories=await categories.of_call(reviewer.call_id),
        values=await forms.as_typed(request),
        why=errors.words(closed),
    )
