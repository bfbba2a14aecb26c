"""By which rules a call is judged: its phases and score categories."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
from starlette.responses import Response

from events_svc.calls.models import Call
from events_svc.events.models import Event
from events_svc.reviews import categories, phases
from events_svc.reviews.categories import Scale
from events_svc.reviews.errors import CategoryInUse, PhasesOverlap, PhaseTooShort, RangeEmpty
from events_svc.reviews.models import Category, Phase
from events_svc.reviews.phases import Rules
from events_svc.schedule import board
from events_svc.web import forms, pages
from events_svc.web.errors import beside
from events_svc.web.pages import local_to_utc
from events_svc.web.reviews import lookup, words
from events_svc.web.reviews.fields import CategoryForm, PhaseForm
from events_svc.web.state import Request


async def show(request: Request) -> Response:
    """The phases and the categories."""
    event, call = await lookup.call(request)
    return await _page(request, event, call)


async def add_phase(request: Request) -> Response:
    """One phase more."""
    event, call = await lookup.call(request)
    try:
        rules = await _rules(request, event)
        with beside("closes_at", PhaseTooShort, PhasesOverlap):
            await phases.add(call, rules)
    except forms.Malformed as wrong:
        return await _page(request, event, call, wrong=wrong, at="phase-new")
    return pages.redirect(request, f"{lookup.home(event, call)}/rules")


async def save_phase(request: Request) -> Response:
    """The phase says something else."""
    event, call = await lookup.call(request)
    phase_id = request.path_params["id"]
    try:
        rules = await _rules(request, event)
        with beside("closes_at", PhaseTooShort, PhasesOverlap):
            await phases.change(call, phase_id, rules)
    except forms.Malformed as wrong:
        return await _page(request, event, call, wrong=wrong, at=f"phase-{phase_id}")
    return pages.redirect(request, f"{lookup.home(event, call)}/rules")


async def remove_phase(request: Request) -> Response:
    """One phase less."""
    event, call = await lookup.call(request)
    await forms.read(request)
    await phases.remove(call, request.path_params["id"])
    return pages.redirect(request, f"{lookup.home(event, call)}/rules")


async def add_category(request: Request) -> Response:
    """One category more."""
    event, call = await lookup.call(request)
    try:
        form = await forms.parse(request, CategoryForm)
        with beside("most", RangeEmpty):
            await categories.add(call, _scale(form))
    except forms.Malformed as wrong:
        return await _page(request, event, call, wrong=wrong, at="category-new")
    return pages.redirect(request, f"{lookup.home(event, call)}/rules#categories")


async def save_category(request: Request) -> Response:
    """The category says something else."""
    event, call = await lookup.call(request)
    category_id = request.path_params["id"]
    try:
        form = await forms.parse(request, CategoryForm)
        with beside("most", RangeEmpty, CategoryInUse):
            await categories.change(call, category_id, _scale(form))
    except forms.Malformed as wrong:
        return await _page(request, event, call, wrong=wrong, at=f"category-{category_id}")
    return pages.redirect(request, f"{lookup.home(event, call)}/rules#categories")


async def remove_category(request: Request) -> Response:
    """One category less."""
    event, call = await lookup.call(request)
    await forms.read(request)
    await categories.remove(call, request.path_params["id"])
    return pages.redirect(request, f"{lookup.home(event, call)}/rules#categories")


async def _rules(request: Request, event: Event) -> Rules:
    form = await forms.parse(request, PhaseForm)
    given = msgspec.structs.asdict(form)
    for name in ("opens_at", "closes_at"):
        given[name] = local_to_utc(given[name], event.timezone)
    return Rules(**given)


def _scale(form: CategoryForm) -> Scale:
    return Scale(**msgspec.structs.asdict(form))


async def _page(
    request: Request,
    event: Event,
    call: Call,
    *,
    wrong: forms.Malformed | None = None,
    at: str = "",
) -> Response:
    """The page; what was typed wrong stands in the form at `at`, beside what is wrong with it."""
    return await pages.render(
        request,
        "reviews/rules.html",
        status=422 if wrong else 200,
        event=event,
        call=call,
        home=lookup.home(event, call),
        phases=[(one, _phase(one, event)) for one in await phases.of_call(call.id)],
        categories=[(one, _category(one)) for one in await categories.of_call(call.id)],
        tracks=await board.tracks(event),
        others=words.others(),
        averages=words.averages(),
        wrong_at=at,
        typed=wrong.values if wrong else {},
        errors=wrong.errors if wrong else {},
    )


def _phase(phase: Phase, event: Event) -> dict[str, Any]:
    return {
        **_sides(phase.name),
        "opens_at": _local(phase.opens_at, event),
        "closes_at": _local(phase.closes_at, event),
        "is_anonymous": phase.is_anonymous,
        "only_assigned": phase.only_assigned,
        "shows_others": phase.shows_others,
        "average": phase.average,
    }


def _category(category: Category) -> dict[str, Any]:
    return {
        **_sides(category.name),
        "weight": category.weight,
        "least": category.least,
        "most": category.most,
        "only_tracks": category.only_tracks,
    }


def _sides(name: dict[str, str]) -> dict[str, str]:
    return {f"name_{lang}": words for lang, words in name.items()}


def _local(value: datetime, event: Event) -> str:
    return value.astimezone(ZoneInfo(event.timezone)).strftime("%Y-%m-%dT%H:%M")
