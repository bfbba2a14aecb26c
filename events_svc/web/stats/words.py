"""Figures in the words of the request: names of parts, platforms and countries, values with their units."""

from dataclasses import dataclass

from babel import Locale

from events_svc.media.platforms import PLATFORMS
from events_svc.stats.definitions import BOUNDS, DEFINITIONS, LEDGER, Definition
from events_svc.stats.published import Published
from events_svc.text import in_language
from events_svc.web import i18n, pages
from events_svc.web.i18n import gettext


@dataclass(frozen=True, slots=True)
class FigureRow:
    """A published figure as a row of a table."""

    name: str
    value: str
    definition: Definition
    method: str


def words(text: dict[str, str]) -> str:
    """The text in the language of the request."""
    return in_language(text, i18n.language.get())


def platform_name(key: str) -> str:
    """The platform's name; what the ledger says of our own player was counted before this service."""
    if PLATFORMS[key].is_ours:
        return gettext("Own site, from the ledger")
    return words(PLATFORMS[key].name)


def country_name(code: str) -> str:
    """A country or region in the language of the request (CLDR)."""
    if code == "rest":
        return gettext("Others and unknown")
    return str(Locale.parse(i18n.language.get()).territories.get(code, code))


def referrer_name(key: str) -> str:
    """What a class of referring sites is called."""
    return {
        "direct": gettext("Direct"),
        "internal": gettext("This site"),
        "search": gettext("Search"),
        "social": gettext("Social networks"),
        "video": gettext("Video platforms"),
        "mail": gettext("Mail"),
        "other": gettext("Other sites"),
        "rest": gettext("Others and unknown"),
    }.get(key, key)


def label(key: str) -> str:
    """The short name and version of a definition."""
    return DEFINITIONS[key].label


def rows(figures: list[Published], timezone: str) -> list[FigureRow]:
    """The figures as rows of a table, in their order."""
    return [
        FigureRow(_name(one), _value(one, timezone), one.definition, _method(one))
        for one in figures
    ]


def _name(one: Published) -> str:
    name = words(one.definition.name)
    if not one.part:
        return name
    if one.key == "countries":
        part = country_name(one.part)
    elif one.key == "referrers":
        part = referrer_name(one.part)
    else:
        part = {"live": gettext("Live"), "replay": gettext("Replay")}[one.part]
    return f"{name} · {part}"


def _method(one: Published) -> str:
    """One word for how it is known; the definition has the sentence."""
    if one.error is not None:
        return gettext("sketch")
    if one.definition.method is BOUNDS:
        return gettext("bounds")
    return gettext("ledger") if one.definition.method is LEDGER else gettext("exact")


def _value(one: Published, timezone: str) -> str:
    if one.low is not None and one.high is not None:
        bounds = f"{one.low:,}" if one.low == one.high else f"{one.low:,}–{one.high:,}"
        return bounds if one.error is None else f"{bounds} ± {one.error:.1%}"
    value = one.value or 0
    if one.unit == "seconds":
        return duration(value)
    number = f"{value:,.2f}" if one.unit == "times" else f"{value:,.0f}"
    if one.when is None:
        return number
    return f"{number} · {pages.environment().filters['moment'](one.when, timezone)}"


def duration(seconds: float) -> str:
    """Hours and minutes, or minutes and seconds: 12:05 h, 3:07 min."""
    whole = int(seconds)
    if whole >= 3600:
        return f"{whole // 3600:,}:{whole // 60 % 60:02} {gettext('h')}"
    return f"{whole // 60}:{whole % 60:02} {gettext('min')}"
