"""A series: its public page, and the organiser's list and form."""

from starlette.responses import Response

from events_svc.accounts.permissions import Permission
from events_svc.events import access, listing, queries
from events_svc.events.change import change_series
from events_svc.events.create import create_series
from events_svc.events.models import Series
from events_svc.media.queries import published_of
from events_svc.web import auth, forms, pages, paging
from events_svc.web.events import cursor
from events_svc.web.events.forms import SeriesForm
from events_svc.web.organisation import candidates, chosen
from events_svc.web.state import Request


async def show(request: Request) -> Response:
    """A series and its public editions, latest first."""
    series = await access.series_at(request.path_params["slug"])
    after = cursor.place(request.query_params.get("after", ""))
    editions, following = await listing.editions(series, after=after)
    return await pages.render(
        request,
        "events/series.html",
        series=series,
        editions=editions,
        following=cursor.word(following),
        recordings=await published_of(series.id),
    )


async def index(request: Request) -> Response:
    """The series of the organiser's organisations, and the form for one more."""
    return await _list(request, {})


async def create(request: Request) -> Response:
    """A new series."""
    organisations = await candidates(request, Permission.EVENT_EDIT)
    try:
        form = await forms.parse(request, SeriesForm)
        organisation = chosen(organisations, form.organisation_id)
    except forms.Malformed as error:
        return await _list(request, await forms.as_typed(request), error.errors)
    series = await create_series(organisation, form.name, description=form.description)
    return pages.redirect(request, f"/organiser/series/{series.slug}")


async def edit(request: Request) -> Response:
    """The form of a series, with its events."""
    series = await _editable(request)
    values = {f"name_{k}": v for k, v in series.name.items()}
    values |= {f"description_{k}": v for k, v in series.description.items()}
    return await _form(request, series, values)


async def save(request: Request) -> Response:
    """The series says what the form says."""
    series = await _editable(request)
    try:
        form = await forms.parse(request, SeriesForm)
    except forms.Malformed as error:
        return await _form(request, series, error.values, error.errors)
    await change_series(series, {"name": form.name, "description": form.description})
    return pages.redirect(request, f"/organiser/series/{series.slug}")


async def _list(
    request: Request, values: dict[str, str], errors: dict[str, str] | None = None
) -> Response:
    person = await auth.organiser(request)
    before = paging.number(request.query_params.get("before", ""))
    found = await queries.series_of(person, before_id=before)
    shown, following = paging.cut(found, queries.PAGE)
    return await pages.render(
        request,
        "events/series_list.html",
        found=shown,
        following=following,
        organisations=await queries.organisations(person, Permission.EVENT_EDIT),
        values=values,
        errors=errors or {},
        status=422 if errors else 200,
    )


async def _form(
    request: Request,
    series: Series,
    values: dict[str, str],
    errors: dict[str, str] | None = None,
) -> Response:
    return await pages.render(
        request,
        "events/series_edit.html",
        series=series,
        values=values,
        errors=errors or {},
        status=422 if errors else 200,
    )


async def _editable(request: Request) -> Series:
    person = await auth.signed_in(request)
    return await access.permitted_series(person, request.path_params["slug"], Permission.EVENT_EDIT)
