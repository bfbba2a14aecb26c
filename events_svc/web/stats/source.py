"""`/organiser/sources/{id}/figures`: the figures of one link, its ledger, and the rows behind both."""

from datetime import datetime
from typing import Annotated, Any
from zoneinfo import ZoneInfo

import msgspec
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from events_svc import clock
from events_svc.accounts.permissions import Permission
from events_svc.events.models import Event
from events_svc.media.models import Source
from events_svc.media.platforms import PLATFORMS
from events_svc.stats import counters, queries, report, trace
from events_svc.stats.counters import Reading
from events_svc.stats.definitions import DEFINITIONS
from events_svc.stats.errors import ObservedLater, ReasonMissing
from events_svc.stats.metrics import METRICS
from events_svc.web import access, auth, forms, pages
from events_svc.web.errors import beside
from events_svc.web.fields import Id
from events_svc.web.i18n import gettext
from events_svc.web.state import Request

TIMEZONE = "Asia/Shanghai"


class CounterForm(msgspec.Struct):
    """A counter as a person read it; a blank value means that the platform hides it."""

    observed_at: datetime
    metric: Annotated[str, msgspec.Meta(max_length=40)] = "views"
    value: Annotated[int, msgspec.Meta(ge=0, le=2**53)] | None = None
    evidence: Annotated[str, msgspec.Meta(max_length=1000)] = ""
    reason: Annotated[str, msgspec.Meta(max_length=300)] = ""
    hidden: bool = False
    corrects: Id | None = None


async def show(request: Request) -> Response:
    """The figures of a link with the rows from which they come."""
    source = await access.permitted_source(request, Permission.STATS_VIEW)
    return await _page(request, source)


async def enter(request: Request) -> Response:
    """A new row of the ledger, or one that corrects another."""
    source = await access.permitted_source(request, Permission.COUNTERS_EDIT)
    try:
        form = await forms.parse(request, CounterForm)
        if form.value is None and not form.hidden:
            raise forms.Malformed(
                {"value": gettext("Please write the number, or tick that it is hidden.")}
            )
        with beside("observed_at", ObservedLater), beside("reason", ReasonMissing):
            await _written(source, form)
    except forms.Malformed as error:
        return await _page(request, source, error.errors, await forms.as_typed(request))
    return pages.redirect(request, f"/organiser/sources/{source.id}/figures")


async def _written(source: Source, form: CounterForm) -> None:
    reading = Reading(
        value=None if form.hidden else form.value,
        observed_at=pages.local_to_utc(form.observed_at, _zone(source)),
        metric=form.metric,
        evidence=form.evidence,
        reason=form.reason,
    )
    if form.corrects is None:
        await counters.enter(source, reading)
        return
    row = await counters.row_of(source, form.corrects, metric=form.metric)
    await counters.correct(row, reading)


async def _page(
    request: Request,
    source: Source,
    errors: dict[str, str] | None = None,
    values: dict[str, Any] | None = None,
) -> Response:
    before = request.query_params.get("before", "")
    rows = await trace.views(source, before=int(before) if _is_id(before) else None)
    local = clock.now().astimezone(ZoneInfo(_zone(source)))
    may_enter = await _may_enter(request, source)
    return await pages.render(
        request,
        "stats/source.html",
        status=422 if errors else 200,
        event=_event(source),
        source=source,
        home=access.home_of(source),
        title=(source.recording or source.session).title,  # type: ignore[union-attr]  # one of them is there
        timezone=_zone(source),
        line=(await report.of_source(source, timezone=_zone(source))).lines[0],
        watching=(await queries.concurrent([source.id]))[source.id],
        ledger=await trace.ledger(source),
        rows=rows,
        playings=await trace.playings(source),
        definitions=DEFINITIONS,
        platforms=PLATFORMS,
        metrics=METRICS,
        may_enter=may_enter,
        values=values or {"observed_at": local.strftime("%Y-%m-%dT%H:%M")},
        errors=errors or {},
    )


async def _may_enter(request: Request, source: Source) -> bool:
    person = await auth.person(request)
    event = _event(source)
    owner = source.recording.organisation if source.recording else event.organisation  # type: ignore[union-attr]  # without a recording it has an event
    return person.may(
        Permission.COUNTERS_EDIT, path=owner.path, event_id=event.id if event else None
    )


def _event(source: Source) -> Event | None:
    if source.recording is not None:
        return source.recording.event
    assert source.session is not None
    return source.session.event


def _zone(source: Source) -> str:
    event = _event(source)
    return event.timezone if event else TIMEZONE


def _is_id(words: str) -> bool:
    return words.isdecimal() and len(words) < 19


FIGURES = "/organiser/sources/{id:int}/figures"

routes: list[BaseRoute] = [
    Route(FIGURES, show, name="source_figures"),
    Route("/organiser/sources/{id:int}/counters", enter, methods=["POST"], name="source_counters"),
]
