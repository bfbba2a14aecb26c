"""Numbers, times and the sentence of a report, in the language of the request."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from events_svc.media.platforms import PLATFORMS
from events_svc.text import in_language
from events_svc.web import i18n, pages
from events_svc.web.i18n import gettext, ngettext

Part = dict[str, Any]


def sentence(content: Part) -> str:
    """The sum of all plays with what it is made of, and what is to be said of its counters."""
    parts = [_titles(content), _sum(content), gettext("not distinct people"), *_caveats(content)]
    return " · ".join(part for part in parts if part)


def at_the_door(content: Part) -> str:
    """Tickets and arrivals beside the views of the same events; nothing where no ticket was given out."""
    figures = values(content)
    if not figures["tickets-sold"] and not figures["arrivals"]:
        return ""
    told = [
        events(figures["events"]),
        gettext("%(count)s tickets sold") % {"count": count(figures["tickets-sold"])},
        gettext("%(count)s arrived at the door") % {"count": count(figures["arrivals"])},
        gettext("%(count)s views here") % {"count": count(figures["view@10s"])},
        gettext("%(count)s plays across platforms")
        % {"count": count(figures["plays-across-platforms"])},
    ]
    return " · ".join(told)


def events(number: int) -> str:
    """So many events."""
    return ngettext("%(num)s event", "%(num)s events", number) % {"num": count(number)}


def values(content: Part) -> dict[str, Any]:
    """The totals by their keys."""
    return {one["key"]: one["value"] for one in content["totals"]}


def _titles(content: Part) -> str:
    number = len(content["items"])
    if number and all(item["episode"] for item in content["items"]):
        told = ngettext("%(num)s episode", "%(num)s episodes", number)
    else:
        told = ngettext("%(num)s title", "%(num)s titles", number)
    return told % {"num": count(number)}


def _sum(content: Part) -> str:
    figures = values(content)
    own, label = figures["view@10s"], f"view@10s v{content['definitions']['view@10s']['version']}"
    terms = [f"{_platform_term(one, content)}" for one in content["platforms"]]
    if own or not terms:
        terms.insert(0, gettext("own %(count)s") % {"count": count(own)} + _aside(label))
    plays = gettext("%(count)s plays") % {"count": count(figures["plays-across-platforms"])}
    return f"{plays} = {' + '.join(terms)}"


def _platform_term(one: Part, content: Part) -> str:
    timezone = content["scope"]["timezone"]
    told = [words(found) for found in one["definitions"][:2]]
    told.append(gettext(", ").join(method(found) for found in one["methods"]))
    if "manual" in one["methods"] and one["evidence"]:
        told.append(one["evidence"][0])
    told.append(gettext("read %(day)s") % {"day": day(one["latest"], timezone)})
    return f"{platform(one['platform'])} {count(one['value'])}" + _aside(gettext(", ").join(told))


def _aside(said: str) -> str:
    return gettext(" (") + said + gettext(")")


def _caveats(content: Part) -> Sequence[str]:
    found = content["counters"]
    if not found["all"]:
        return []
    said = [
        gettext("%(stale)s of %(all)s counters older than 7 days")
        % {"stale": found["stale"], "all": found["all"]}
    ]
    for key, told in (
        ("fell", gettext("%(count)s fell")),
        ("hidden", gettext("%(count)s hidden")),
        ("corrected", gettext("%(count)s corrected")),
    ):
        if found[key]:
            said.append(told % {"count": found[key]})
    return said


def platform(key: str) -> str:
    """The platform's name; what the ledger says of our own player was counted before this service."""
    if key not in PLATFORMS:
        return key
    if PLATFORMS[key].is_ours:
        return gettext("Own site, from the ledger")
    return words(PLATFORMS[key].name)


def link_name(key: str) -> str:
    """What a link leads to."""
    return words(PLATFORMS[key].name) if key in PLATFORMS else key


def method(key: str) -> str:
    """How a counter was read."""
    known = {
        "manual": gettext("by hand"),
        "api": gettext("by the platform’s interface"),
        "webhook": gettext("by the platform’s notice"),
        "import": gettext("by import"),
    }
    return known.get(key, key)


def words(text: dict[str, str] | None) -> str:
    """A text in the reader's language."""
    return in_language(text, i18n.language.get())


def count(value: float) -> str:
    """A number with its separators."""
    return str(pages.environment().filters["count"](value))


def hours(milliseconds: int) -> str:
    """Credited time as people read it."""
    return gettext("%(hours)s h") % {"hours": count(round(milliseconds / 3_600_000, 1))}


def day(value: str, timezone: str) -> str:
    """The day of an instant in the zone."""
    return str(pages.environment().filters["day"](datetime.fromisoformat(value), timezone, "plain"))


def date_of(value: str) -> str:
    """A day."""
    return str(pages.environment().filters["day"](date.fromisoformat(value), style="short"))


def moment(value: str, timezone: str) -> str:
    """Day with its year, and time, in the zone."""
    clock = pages.environment().filters["time"](datetime.fromisoformat(value), timezone)
    return f"{day(value, timezone)} {clock}"


def table(name: str) -> str:
    """What the rows of a table are."""
    known = {
        "view": gettext("View"),
        "watch": gettext("Playing"),
        "counter_snapshot": gettext("Counter"),
        "scan": gettext("Scan"),
        "ticket": gettext("Ticket"),
        "frozen_report": gettext("Report"),
    }
    return known.get(name, name)
