"""The API's way of declaring an operation: types in, types out, errors as problem+json.

An operation is a Route that knows what OpenAPI has to say of it; `openapi.document` reads them.
"""

import hashlib
from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec
from starlette.responses import Response
from starlette.routing import Route

from events_svc.web import auth, idempotency
from events_svc.web.forms import Malformed, is_far, message
from events_svc.web.i18n import gettext
from events_svc.web.state import Request

PREFIX = "/api/v1"

Endpoint = Callable[..., Awaitable[Any]]


@dataclass(frozen=True, slots=True)
class Description:
    """What OpenAPI says of an operation."""

    method: str
    path: str
    name: str
    summary: str
    query: type[msgspec.Struct] | None
    body: type[msgspec.Struct] | None
    answer: Any
    status: int
    refusals: tuple[int, ...]
    is_public: bool
    files: tuple[str, ...] = ()  # media types of an answer that is a file


class Operation(Route):
    """A route of the API with its description."""

    description: Description


def operation(  # noqa: PLR0913 a declaration: every argument is named and is a line of OpenAPI
    method: str,
    path: str,
    endpoint: Endpoint,
    *,
    name: str,
    answer: Any = None,
    body: type[msgspec.Struct] | None = None,
    query: type[msgspec.Struct] | None = None,
    status: int = 200,
    refusals: Sequence[int] = (),
    is_public: bool = False,
    files: Sequence[str] = (),
) -> Operation:
    """Serve `endpoint(request, body?, query?)` at `PREFIX + path`.

    The endpoint answers a value of type `answer`, which is sent as JSON with a strong ETag on GET; its
    docstring is the summary. One that answers a file says of which media types. Unless public, a person must be signed in (401). A POST honours
    `Idempotency-Key`. A malformed body or query is 422 with the field.
    """

    description = Description(
        method=method.lower(),
        path=PREFIX + path,
        name=name,
        summary=(endpoint.__doc__ or "").strip().partition("\n")[0],
        query=query,
        body=body,
        answer=answer,
        status=status,
        refusals=tuple(refusals),
        is_public=is_public,
        files=tuple(files),
    )
    view = _view(endpoint, description)
    made = Operation(description.path, view, methods=[method], name=f"api:{name}")
    made.description = description
    return made


def _view(endpoint: Endpoint, description: Description) -> Callable[[Request], Awaitable[Response]]:
    """The endpoint between the person, the body and the query it needs, and the answer it gives."""

    async def view(request: Request) -> Response:
        if not description.is_public:
            await auth.signed_in(request)
        arguments: list[Any] = []
        if description.body is not None:
            arguments.append(decoded(await request.body(), description.body))
        if description.query is not None:
            arguments.append(_converted(dict(request.query_params), description.query))

        async def run() -> Response:
            return _encoded(request, await endpoint(request, *arguments), description.status)

        if description.method == "post" and "idempotency-key" in request.headers:
            return await idempotency.once(request, run)
        return await run()

    view.__module__, view.__name__ = endpoint.__module__, endpoint.__name__
    return view


class Page(msgspec.Struct):
    """The query of a list: at most `limit` items after the opaque `cursor` of the page before."""

    limit: int = 50
    cursor: str = ""

    def __post_init__(self) -> None:
        if not 1 <= self.limit <= 200:
            raise ValueError("Expected `int` from 1 to `200`")


def decoded(raw: bytes, kind: type[msgspec.Struct]) -> Any:
    """A JSON body as `kind`; raises Malformed with the field, and for U+0000, which no database keeps."""
    if b"\\u0000" in raw:
        raise Malformed({"body": gettext("This does not fit here.")})
    try:
        body = msgspec.json.decode(raw, type=kind)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise malformed(error) from error
    return _near(body)


def malformed(error: Exception) -> Malformed:
    """What msgspec found wrong, under the name of the field: `lines[0].count`."""
    where = str(error).partition(" - at `$")[2].rstrip("`").lstrip(".") or "body"
    return Malformed({where: message(str(error))})


def _converted(values: dict[str, str], kind: type[msgspec.Struct]) -> Any:
    try:
        return _near(msgspec.convert(values, kind, strict=False))
    except msgspec.ValidationError as error:
        raise malformed(error) from error


def _near(value: Any) -> Any:
    """The value; raises Malformed where a time in it is beyond the years that we can tell."""
    if wrong := [*_far(value)]:
        raise Malformed(dict.fromkeys(wrong, gettext("A date and time, please.")))
    return value


def _far(value: Any, place: str = "") -> Iterator[str]:
    if is_far(value):
        yield place.lstrip(".")
    elif isinstance(value, msgspec.Struct):
        for name in value.__struct_fields__:
            yield from _far(getattr(value, name), f"{place}.{name}")
    elif isinstance(value, list):
        for number, one in enumerate(value):
            yield from _far(one, f"{place}[{number}]")


def _encoded(request: Request, value: Any, status: int) -> Response:
    if isinstance(value, Response):  # of the answer's shape, and written by who knows better
        return value
    if value is None:
        return Response(status_code=204 if status == 200 else status)
    body = msgspec.json.encode(value)
    headers = {}
    if request.method == "GET":
        headers["etag"] = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
        headers["cache-control"] = "private, no-cache"
        if headers["etag"] in request.headers.get("if-none-match", ""):
            return Response(status_code=304, headers=headers)
    return Response(body, status, headers, media_type="application/json")
