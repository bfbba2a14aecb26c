"""What went wrong, as a page for people, a fragment for htmx, problem+json (RFC 9457) for programs."""

import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http import HTTPStatus
from typing import Any
from urllib.parse import quote

import msgspec
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.requests import Request as AnyRequest
from starlette.responses import Response
from starlette.types import ExceptionHandler
from tortoise.exceptions import ValidationError

from events_svc.accounts.errors import NotFound, TooManyAttempts
from events_svc.text import in_language
from events_svc.web import auth, forms, pages
from events_svc.web.i18n import gettext, language
from events_svc.web.programs import is_for_programs
from events_svc.web.state import Request

log = logging.getLogger("events_svc.errors")

ERRORS: dict[type[Exception], int] = {
    NotFound: 404,
    TooManyAttempts: 429,
    forms.Malformed: 422,
    forms.NotFromHere: 403,
}


class Problem(msgspec.Struct, omit_defaults=True):
    """RFC 9457. `errors` names the fields of a malformed request."""

    title: str
    status: int
    type: str = "about:blank"
    detail: str = ""
    request_id: str = ""
    errors: dict[str, str] = {}


def words(error: Exception) -> str:
    """The message for people: the docstring of the error's class, translated and filled in."""
    key = " ".join((type(error).__doc__ or "").split())
    pattern = gettext(key)
    return pattern.format(**{name: _spoken(value) for name, value in vars(error).items()})


@contextmanager
def beside(field: str, *kinds: type[Exception]) -> Iterator[None]:
    """Inside, errors of these kinds become a Malformed form with their words at `field`."""
    try:
        yield
    except kinds as error:
        raise forms.Malformed({field: words(error)}) from error


def _spoken(value: Any) -> Any:
    return in_language(value, language.get()) if isinstance(value, dict) else value


def handlers(table: Mapping[type[Exception], int]) -> dict[Any, ExceptionHandler]:
    """The exception handlers of the application for a table of errors and their statuses."""

    async def refused(request: AnyRequest[Any], error: Exception) -> Response:
        status = next(table[kind] for kind in type(error).__mro__ if kind in table)
        return await answer(request, status, words(error), error)

    return {
        **dict.fromkeys(table, refused),
        auth.SignInNeeded: _sign_in,
        HTTPException: _http,
        ValidationError: _unfit,
        ClientDisconnect: _gone,
        Exception: _broken,
    }


async def answer(request: Request, status: int, detail: str, error: Exception) -> Response:
    """The refusal in the form that the asking program understands."""
    headers = dict(getattr(error, "headers", None) or {})
    if isinstance(error, TooManyAttempts):
        headers["Retry-After"] = str(error.seconds)
    errors = getattr(error, "errors", {}) if status == 422 else {}
    if _wants_json(request):
        problem = Problem(
            title=HTTPStatus(status).phrase,
            status=status,
            detail=detail,
            request_id=request.scope.get("request_id", ""),
            errors=errors,
        )
        body = msgspec.json.encode(problem)
        return Response(body, status, headers, media_type="application/problem+json")
    template = "errors/_fragment.html" if pages.is_fragment(request) else "errors/page.html"
    context = {"status_code": status, "detail": detail, "errors": errors}
    return await pages.render(request, template, status=status, headers=headers, **context)


def _wants_json(request: Request) -> bool:
    if is_for_programs(request.scope["path"]):
        return True
    accept = request.headers.get("accept", "")
    return "json" in accept and "text/html" not in accept


async def _sign_in(request: AnyRequest[Any], error: Exception) -> Response:
    if _wants_json(request):
        return await answer(request, 401, words(error), error)
    target = quote(request.url.path) if request.method in {"GET", "HEAD"} else "/organiser"
    return pages.redirect(request, f"/sign-in?next={target}")


async def _http(request: AnyRequest[Any], error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    detail = {
        404: gettext("There is nothing here."),
        405: gettext("This cannot be done here."),
        413: gettext("That is too large."),
    }.get(error.status_code, gettext("This request cannot be understood."))
    return await answer(request, error.status_code, detail, error)


async def _unfit(request: AnyRequest[Any], error: Exception) -> Response:
    """A value longer than its column: nothing stands under such an address, other input is malformed."""
    sought = [f"Length of '{value}' " for value in request.path_params.values()]
    if any(words in str(error) for words in sought):
        return await answer(request, 404, gettext("There is nothing here."), error)
    log.warning("too long", extra={"request_id": request.scope.get("request_id")})
    return await answer(request, 422, gettext("This does not fit here."), error)


async def _gone(request: AnyRequest[Any], error: Exception) -> Response:
    """The client left in the middle of its body: nobody reads the answer, nothing has happened."""
    return Response(status_code=400)


async def _broken(request: AnyRequest[Any], error: Exception) -> Response:
    log.error("unexpected", exc_info=error, extra={"request_id": request.scope.get("request_id")})
    return await answer(
        request, 500, gettext("Something broke on our side. It has been noted."), error
    )
