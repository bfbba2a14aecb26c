"""How the sale goes: figures that move by themselves, and plots of what was sold when."""

from collections.abc import Sequence
from datetime import UTC, datetime, time
from decimal import Decimal
from itertools import accumulate
from typing import Any

from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from events_svc.accounts.permissions import Permission
from events_svc.events.models import Event
from events_svc.text import in_language
from events_svc.tickets.pricing import from_minor
from events_svc.tickets.product_models import TicketType
from events_svc.tickets.queries import sales
from events_svc.tickets.selling.days import OverTime, Span, over_time
from events_svc.tickets.selling.now import Standing, standings
from events_svc.web import access, i18n, live, pages, plots
from events_svc.web.i18n import gettext
from events_svc.web.plots import Column, Plot
from events_svc.web.state import Request

COLOURS = "abcde"
REST = "f"  # of all types beyond those that have a colour


async def show(request: Request) -> Response:
    """The sale as it stands, and as it went."""
    event = await _event(request)
    context = await _live(event)
    sold = await over_time(event)
    drawn = _plots(event, sold, [one.ticket_type for one in context["standings"]])
    return await pages.render(request, "tickets/sales.html", plots=drawn, **context)


async def numbers(request: Request) -> Response:
    """The figures again whenever they are others."""
    event = await _event(request)

    async def snapshot() -> str:
        rendered = await pages.render(request, "tickets/_sales.html", **await _live(event))
        return bytes(rendered.body).decode()

    # Every order that is placed, paid or ended leaves a job; carts come with the next look.
    return live.differences("jobs", snapshot)


async def _event(request: Request) -> Event:
    return await access.editable_event(request, Permission.ORDERS_VIEW)


async def _live(event: Event) -> dict[str, Any]:
    found = await standings(event)
    return {
        "event": event,
        "figures": await sales(event),
        "standings": found,
        "in_carts": sum(one.in_carts for one in found),
        "share": _share,
    }


def _share(one: Standing) -> int | None:
    """How many of a hundred places of the type are taken."""
    if one.left is None:
        return None
    taken = one.sold + one.held + one.in_carts
    return round(100 * taken / (taken + one.left)) if taken + one.left else 100


def _plots(event: Event, sold: OverTime, types: Sequence[TicketType]) -> list[Plot]:
    if not sold.spans:
        return []
    return [
        _tickets(event, sold, types),
        _money(event, sold),
        _in_sum(event, sold),
    ]


def _tickets(event: Event, sold: OverTime, types: Sequence[TicketType]) -> Plot:
    shown = _by_colour(sold, types)
    columns = [
        Column(
            _name(span), [(css, sum(span.tickets[key] for key in keys)) for css, _, keys in shown]
        )
        for span in sold.spans
    ]
    plot = _plot(
        event,
        gettext("Tickets each week") if sold.is_by_week else gettext("Tickets each day"),
        [_head(sold), *(words for _, words, _ in shown)],
        [
            [_name(s), *(f"{sum(s.tickets[k] for k in keys):,}" for _, _, keys in shown)]
            for s in sold.spans
        ],
        key=[(css, words) for css, words, _ in shown],
    )
    return plots.standing(columns, plot)


def _by_colour(sold: OverTime, types: Sequence[TicketType]) -> list[tuple[str, str, Sequence[int]]]:
    """A colour, words and ticket types for each part of a bar: the most sold ones each for itself."""
    counts = {one.id: sum(span.tickets[one.id] for span in sold.spans) for one in types}
    most = sorted((one for one in types if counts[one.id]), key=lambda one: -counts[one.id])
    shown: list[tuple[str, str, Sequence[int]]] = [
        (css, in_language(one.name, i18n.language.get()), [one.id])
        for css, one in zip(COLOURS, most, strict=False)
    ]
    rest = [one.id for one in most[len(COLOURS) :]]
    return [*shown, (REST, gettext("Other types"), rest)] if rest else shown


def _money(event: Event, sold: OverTime) -> Plot:
    amounts = [from_minor(span.minor, event.currency) for span in sold.spans]
    columns = [
        Column(_name(span), [("a", round(amount))])
        for span, amount in zip(sold.spans, amounts, strict=True)
    ]
    plot = _plot(
        event,
        gettext("Money each week") if sold.is_by_week else gettext("Money each day"),
        [_head(sold), event.currency],
        [[_name(s), _said(amount)] for s, amount in zip(sold.spans, amounts, strict=True)],
        key=[("a", event.currency)],
    )
    return plots.standing(columns, plot)


def _in_sum(event: Event, sold: OverTime) -> Plot:
    sums = [*accumulate(span.tickets.total() for span in sold.spans)]
    names = [_name(span) for span in sold.spans]
    points = [
        (datetime.combine(span.day, time(), UTC), count)
        for span, count in zip(sold.spans, sums, strict=True)
    ]
    table = [[name, f"{count:,}"] for name, count in zip(names, sums, strict=True)]
    head = [_head(sold), gettext("Tickets")]
    return plots.curve(points, _plot(event, gettext("Tickets in sum"), head, table), names)


def _plot(
    event: Event,
    title: str,
    head: Sequence[str],
    table: Sequence[Sequence[str]],
    *,
    key: Sequence[tuple[str, str]] = (),
) -> Plot:
    source = gettext(
        "Tickets that are valid, by the day of their payment, in the time zone {zone}."
    )
    return Plot(
        title=title,
        source=source.format(zone=event.timezone),
        width=plots.WIDTH,
        height=plots.HEIGHT,
        head=head,
        table=table,
        key=key,
    )


def _head(sold: OverTime) -> str:
    return gettext("Week from") if sold.is_by_week else gettext("Day")


def _name(span: Span) -> str:
    return str(pages.environment().filters["day"](span.day, style="short"))


def _said(amount: Decimal) -> str:
    return f"{amount:,}"


BASE = "/organiser/events/{slug}/sales"

routes: list[BaseRoute] = [
    Route(BASE, show, methods=["GET"]),
    Route(BASE + "/live", numbers, methods=["GET"]),
]
