"""The plots of a report, drawn from its frozen content alone."""

from datetime import datetime

from events_svc.web import pages, plots
from events_svc.web.i18n import gettext
from events_svc.web.plots import Column, Plot
from events_svc.web.reports import words
from events_svc.web.reports.words import Part

MOST_ITEMS = 60
_COLOURS = ("b", "c", "d", "e", "f")


def of_content(content: Part) -> list[Plot]:
    """The plots that have something to show."""
    made = [_items(content), _events(content), _days(content), _curve(content)]
    return [plot for plot in made if plot is not None]


def _taken(content: Part) -> str:
    at = words.moment(content["frozen_at"], content["scope"]["timezone"])
    return gettext("taken %(time)s") % {"time": at}


def _label(content: Part, key: str) -> str:
    return f"{key} v{content['definitions'][key]['version']}"


def _items(content: Part) -> Plot | None:
    """Plays of each title, the largest first when there are too many to show."""
    platforms = [one["platform"] for one in content["platforms"]]
    named: list[tuple[str | None, str]] = [
        (name, _COLOURS[min(n, 4)]) for n, name in enumerate(platforms)
    ]
    whole = [(words.words(item["title"]), _plays(item, platforms)) for item in content["items"]]
    played = [(title, plays) for title, plays in whole if any(plays)]
    if len(played) > MOST_ITEMS:
        played = sorted(played, key=lambda one: -sum(one[1]))[:MOST_ITEMS]
    if not played:
        return None
    if not any(plays[0] for _, plays in played):  # nobody watched here: no empty colour in the key
        return _bars(content, [(title, plays[1:]) for title, plays in played], named)
    return _bars(content, played, [(None, "a"), *named])


def _bars(
    content: Part, played: list[tuple[str, list[int]]], named: list[tuple[str | None, str]]
) -> Plot:
    """The bars of titles by platform; None is ourselves."""
    css = [colour for _, colour in named]
    columns = [Column(title, [*zip(css, plays, strict=True)]) for title, plays in played]
    names = [words.platform(name) if name else gettext("Own views") for name, _ in named]
    plot = Plot(
        title=gettext("Plays across platforms"),
        source=f"{_label(content, 'plays-across-platforms')} · "
        f"{gettext('each by its platform’s definition')} · {_taken(content)}",
        width=plots.WIDTH,
        height=plots.rows_high(columns),
        head=["", *names, gettext("Together")],
        table=[
            [title, *(words.count(one) for one in plays), words.count(sum(plays))]
            for title, plays in played
        ],
        key=[*zip(css, names, strict=True)],
    )
    return plots.lying(columns, plot)


def _plays(item: Part, platforms: list[str]) -> list[int]:
    """Own views, then the counter of each platform."""
    links = item["links"]
    counted = [
        sum(one["counter"]["value"] for one in links if one["counter"] and one["platform"] == name)
        for name in platforms
    ]
    return [sum(one["own"]["view@10s"] for one in links), *counted]


def _events(content: Part) -> Plot | None:
    """Tickets and arrivals of each event, where there is more than one."""
    held = [one for one in content["events"] if one["door"]["tickets_sold"]][:MOST_ITEMS]
    if len(held) < 2:
        return None
    rows = [(words.words(one["title"]), _door(one)) for one in held]
    columns = [Column(title, [("a", came), ("f", absent)]) for title, (came, absent) in rows]
    plot = Plot(
        title=gettext("Arrivals and tickets"),
        source=f"{_label(content, 'arrivals')} · {_label(content, 'tickets-sold')} · {_taken(content)}",
        width=plots.WIDTH,
        height=plots.rows_high(columns),
        head=["", gettext("Arrived"), gettext("Did not come")],
        table=[[title, words.count(came), words.count(absent)] for title, (came, absent) in rows],
        key=[("a", gettext("Arrived")), ("f", gettext("Did not come"))],
    )
    return plots.lying(columns, plot)


def _door(event: Part) -> tuple[int, int]:
    """Who came, and how many tickets nobody came with."""
    came = event["door"]["arrivals"]
    return came, max(event["door"]["tickets_sold"] - came, 0)


def _days(content: Part) -> Plot | None:
    """Views of each day; days are those of the report's zone."""
    if not content["days"]:
        return None
    columns = [
        Column(words.date_of(day), [("a", live), ("b", replay)])
        for day, live, replay in content["days"]
    ]
    plot = Plot(
        title=gettext("Views of each day"),
        source=f"{_label(content, 'view@10s')} · {_taken(content)}",
        width=plots.WIDTH,
        height=plots.HEIGHT,
        head=[gettext("Day"), gettext("Live"), gettext("Replay")],
        table=[
            [str(day), words.count(live), words.count(replay)]
            for day, live, replay in content["days"]
        ],
        key=[("a", gettext("Live")), ("b", gettext("Replay"))],
    )
    return plots.standing(columns, plot)


def _curve(content: Part) -> Plot | None:
    """How many watched live at once."""
    points = [(datetime.fromisoformat(at), value) for at, value in content["curve"]["points"]]
    if not points:
        return None
    timezone = content["scope"]["timezone"]
    filters = pages.environment().filters
    plot = Plot(
        title=gettext("Watching live"),
        source=f"{_label(content, 'concurrent')} · {gettext('the most within each step')} · {_taken(content)}",
        width=plots.WIDTH,
        height=plots.HEIGHT,
        head=[gettext("Time"), gettext("Watching")],
        table=[[filters["moment"](at, timezone), words.count(value)] for at, value in points],
    )
    return plots.curve(points, plot, [filters["time"](at, timezone) for at, _ in points])
