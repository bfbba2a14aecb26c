"""`/organiser/recordings/bulk`: a list of recordings brought in; what it would change is shown first."""

import asyncio
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from events_svc.accounts.permissions import Permission
from events_svc.accounts.person import Person
from events_svc.events import queries as events
from events_svc.media.importing import begin, understand
from events_svc.media.importing import queries as imports
from events_svc.media.importing.apply import Target
from events_svc.media.importing.listed import Library
from events_svc.media.importing.models import RecordingImport
from events_svc.outbox import work
from events_svc.schedule.importing.errors import FileRefused, Place
from events_svc.web import auth, carried, forms, pages
from events_svc.web.i18n import gettext
from events_svc.web.media.recording_form import TIMEZONE, chosen_series
from events_svc.web.organisation import chosen
from events_svc.web.state import Request

BULK = "/organiser/recordings/bulk"
IMPORTS = "/organiser/recordings/imports"


@dataclass(frozen=True, slots=True)
class Sent:
    """A list that was read, its octets, and where it goes."""

    target: Target
    library: Library
    raw: bytes


async def show(request: Request) -> Response:
    """The form: a file or text, and a series if it has one."""
    return await _form(request, {})


async def preview(request: Request) -> Response:
    """What the list would change; nothing is written."""
    try:
        sent = await _sent(request)
        with _refused():
            difference = await begin.checked(sent.target, sent.library)
    except forms.Malformed as error:
        return await _form(request, await forms.as_typed(request), error.errors)
    return await pages.render(
        request,
        "media/bulk_changes.html",
        target=sent.target,
        library=sent.library,
        difference=difference,
        odd=[carried.said(problem) for problem in sent.library.odd],
        upload=await carried.carried(sent.raw),
        told=told,
    )


async def bring_in(request: Request) -> Response:
    """The rows of the list are going to stand and be public; or it is wrong, and nothing is begun."""
    try:
        sent = await _sent(request)
        with _refused():
            made = await begin.begin(sent.target, sent.library, raw=sent.raw)
    except forms.Malformed as error:
        return await _form(request, await forms.as_typed(request), error.errors)
    return pages.redirect(request, f"{IMPORTS}/{made.id}")


async def progress(request: Request) -> Response:
    """How many of how many rows were looked at, and the rows that could not be written."""
    person = await auth.organiser(request)
    found = await imports.permitted(person, request.path_params["id"])
    return await pages.render(
        request,
        "media/bulk_progress.html",
        brought=found,
        going=await work.going(found),
        problems=problems_of(found),
    )


async def again(request: Request) -> Response:
    """Have an import that failed tried again."""
    person = await auth.organiser(request)
    found = await imports.permitted(person, request.path_params["id"])
    await forms.read(request)
    await begin.try_again(found)
    return pages.redirect(request, f"{IMPORTS}/{found.id}")


def problems_of(found: RecordingImport) -> list[str]:
    """The rows that could not be written after all, each with its place and reason."""
    return [_said(one) for one in found.problems]


def _said(problem: dict[str, Any]) -> str:
    where = {name: problem[name] for name in ("line", "event_id", "sheet", "column", "path")}
    sentence = problem["reason"]
    reason = gettext(sentence).format(**problem["values"])
    return " · ".join([*carried.placed(Place(**where)), told("title", problem["title"]), reason])


async def understood(raw: bytes) -> Library:
    """The list; Malformed with a line for each problem when it is none."""
    with _refused():
        return await asyncio.to_thread(understand.understood, raw, timezone=TIMEZONE)


async def target(person: Person, *, organisation_id: int | None, series_id: int | None) -> Target:
    """Where the person may put recordings; raises Malformed."""
    permitted = await events.organisations(person, Permission.MEDIA_EDIT)
    series = await chosen_series(series_id, person)
    return Target(chosen(permitted, organisation_id), series)


def told(field: str, value: Any) -> str:
    """A value of a change as people read it."""
    if isinstance(value, dict):
        return " / ".join(value.values())
    if isinstance(value, list | tuple):
        return ", ".join(map(str, value))
    return "" if value is None else str(value)


@contextmanager
def _refused() -> Iterator[None]:
    """Inside, a refused file becomes a Malformed form with a line for each problem."""
    try:
        yield
    except FileRefused as error:
        raise carried.malformed(error) from error


async def _sent(request: Request) -> Sent:
    person = await auth.organiser(request)
    form = await forms.read(request)
    raw = await carried.uploaded(form)
    place = await target(
        person,
        organisation_id=_id(form, "organisation_id"),
        series_id=_id(form, "series_id"),
    )
    return Sent(place, await understood(raw), raw)


def _id(form: Mapping[str, Any], field: str) -> int | None:
    given = str(form.get(field) or "")
    if not given:
        return None
    if not given.isdecimal() or len(given) > 18:
        raise forms.Malformed({field: gettext("Please choose one of the list.")})
    return int(given)


async def _form(
    request: Request, values: dict[str, Any], errors: dict[str, str] | None = None
) -> Response:
    person = await auth.organiser(request)
    organisations = await events.organisations(person, Permission.MEDIA_EDIT)
    return await pages.render(
        request,
        "media/bulk.html",
        status=422 if errors else 200,
        organisations=organisations,
        latest=await imports.latest([one.id for one in organisations]),
        series=await events.series_of(person),
        values=values,
        problems=list((errors or {}).values()),
    )


routes: list[BaseRoute] = [
    Route(BULK, show, name="library_bulk"),
    Route(BULK, preview, methods=["POST"], name="library_bulk_preview"),
    Route(IMPORTS, bring_in, methods=["POST"], name="library_imports"),
    Route(f"{IMPORTS}/{{id:int}}", progress, methods=["GET"], name="library_import"),
    Route(f"{IMPORTS}/{{id:int}}/again", again, methods=["POST"], name="library_import_again"),
]
