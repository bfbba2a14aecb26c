"""What the event lets its buyers do by themselves, as the organiser sets it."""

from datetime import datetime
from typing import Annotated, Any
from zoneinfo import ZoneInfo

import msgspec
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from events_svc.accounts.permissions import Permission
from events_svc.events.models import Event
from events_svc.tickets.errors import MoneyInexact
from events_svc.tickets.life.models import CancelRight, OrderRules, RefundTo
from events_svc.tickets.life.rules import steps_of
from events_svc.tickets.life.self_service import rules_of
from events_svc.tickets.life.set_rules import RuleFacts, set_rules
from events_svc.tickets.pricing import from_minor, typed_to_minor
from events_svc.web import access, forms, pages
from events_svc.web.i18n import gettext
from events_svc.web.state import Request
from events_svc.web.tickets.fields import Price

MOST_STEPS = 4
Percent = Annotated[int, msgspec.Meta(ge=0, le=100)]


class RulesForm(msgspec.Struct):
    """The rules; a step without an instant is none."""

    names_until: datetime | None = None
    may_pass_on: bool = False
    may_swap: bool = False
    swap_until: datetime | None = None
    swap_fee: Price = "0"
    cancel: CancelRight = CancelRight.ASK
    refunds_to: RefundTo = RefundTo.PAYER


class StepForm(msgspec.Struct):
    """Until when one cancels for how much."""

    until: datetime | None = None
    percent: Percent = 0
    fee: Price = "0"


async def show(request: Request) -> Response:
    """The rules as they stand."""
    event = await _event(request)
    return await _page(request, event, _values(await rules_of(event), event))


async def change(request: Request) -> Response:
    """Other rules, from now on."""
    event = await _event(request)
    form = await forms.read(request)
    try:
        facts = _facts(forms.typed(form, RulesForm), _steps(form, event), event)
    except forms.Malformed as error:
        return await _page(request, event, {**dict(form), **error.values}, errors=error.errors)
    await set_rules(event, facts)
    return pages.redirect(request, f"/organiser/events/{event.slug}/order-rules")


async def _page(
    request: Request, event: Event, values: dict[str, Any], *, errors: dict[str, str] | None = None
) -> Response:
    return await pages.render(
        request,
        "tickets/order_rules.html",
        status=422 if errors else 200,
        event=event,
        values=values,
        errors=errors or {},
        steps=range(1, MOST_STEPS + 1),
        rights=CancelRight,
    )


async def _event(request: Request) -> Event:
    return await access.editable_event(request, Permission.ORDERS_EDIT)


def _facts(form: RulesForm, steps: list[dict[str, Any]], event: Event) -> RuleFacts:
    return RuleFacts(
        names_until=_instant(form.names_until, event),
        may_pass_on=form.may_pass_on,
        may_swap=form.may_swap,
        swap_until=_instant(form.swap_until, event),
        swap_fee_minor=_minor("swap_fee", form.swap_fee, event),
        cancel=form.cancel,
        cancel_steps=steps,
        refunds_to=form.refunds_to,
    )


def _steps(form: Any, event: Event) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    errors: dict[str, str] = {}
    for n in range(1, MOST_STEPS + 1):
        mine = {name: form.get(f"{name}_{n}") or "" for name in ("until", "percent", "fee")}
        try:
            step = forms.typed(type(form)(mine), StepForm)
            fee_minor = _minor("fee", step.fee, event)
        except forms.Malformed as error:
            errors |= {f"{name}_{n}": words for name, words in error.errors.items()}
            continue
        until = _instant(step.until, event)
        if until is not None:
            whole = {"fee_bp": step.percent * 100, "fee_minor": fee_minor}
            found.append({"until": until.isoformat(), **whole})
    if errors:
        raise forms.Malformed(errors)
    return sorted(found, key=lambda one: one["until"])


def _minor(field: str, typed: str, event: Event) -> int:
    try:
        return typed_to_minor(typed, event.currency)
    except MoneyInexact as error:
        words = gettext("The currency has no such small coin.")
        raise forms.Malformed({field: words}) from error


def _instant(value: datetime | None, event: Event) -> datetime | None:
    return value and pages.local_to_utc(value, event.timezone)


def _values(rules: OrderRules, event: Event) -> dict[str, Any]:
    """What stands, as the fields of the form show it."""
    shown: dict[str, Any] = {
        "names_until": _local(rules.names_until, event),
        "may_pass_on": rules.may_pass_on,
        "may_swap": rules.may_swap,
        "swap_until": _local(rules.swap_until, event),
        "swap_fee": str(from_minor(rules.swap_fee_minor, event.currency)),
        "cancel": rules.cancel.value,
        "refunds_to": rules.refunds_to.value,
    }
    for n, step in enumerate(steps_of(rules), start=1):
        shown[f"until_{n}"] = _local(step.until, event)
        shown[f"percent_{n}"] = step.fee_bp // 100
        shown[f"fee_{n}"] = str(from_minor(step.fee_minor, event.currency))
    return shown


def _local(instant: datetime | None, event: Event) -> str:
    if instant is None:
        return ""
    return instant.astimezone(ZoneInfo(event.timezone)).strftime("%Y-%m-%dT%H:%M")


RULES = "/organiser/events/{slug}/order-rules"

routes: list[BaseRoute] = [
    Route(RULES, show, methods=["GET"]),
    Route(RULES, change, methods=["POST"]),
]
