"""Pages and fragments out of templates, in the language of the request."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import quote
from zoneinfo import ZoneInfo

import jinja2
from babel import dates, numbers
from markupsafe import Markup
from starlette.responses import HTMLResponse, RedirectResponse, Response

from events_svc import clock
from events_svc.media.languages import TONGUES
from events_svc.text import in_language, language_of, masked_phone
from events_svc.web import auth, forms, i18n, switch
from events_svc.web.assets import asset
from events_svc.web.state import Request

TEMPLATES = Path(__file__).parent.parent / "templates"
_KEPT = (
    ":/%#?=@[]!$&'()*+,;"  # what stays as it is in an address that is a header, as in Starlette's
)
LOCALES = {"zh": "zh_Hans_CN", "en": "en_GB"}


async def render(
    request: Request,
    template: str,
    *,
    status: int = 200,
    headers: Mapping[str, str] | None = None,
    **context: Any,
) -> HTMLResponse:
    """The template as an answer, with `person`, `csrf_token`, `lang` and `request` at hand in it."""
    context |= {
        "request": request,
        "person": await auth.person(request),
        "csrf_token": "" if request.scope.get("is_shared") else forms.csrf_token(request),
        "lang": i18n.language.get(),
        "settings": request.state["settings"],
    }
    body = environment().get_template(template).render(context)
    return HTMLResponse(body, status_code=status, headers=dict(headers or {}))


def is_fragment(request: Request) -> bool:
    """Whether htmx asks for a part of the page."""
    return request.headers.get("hx-request") == "true"


def redirect(request: Request, url: str) -> Response:
    """To `url` after a POST: 303, or the header by which htmx goes there."""
    if is_fragment(request):
        headers = {"HX-Redirect": quote(url, safe=_KEPT)}
        return Response(status_code=204, headers=headers)
    return RedirectResponse(url, status_code=303)


@cache
def environment() -> jinja2.Environment:
    """Jinja with autoescape, strict undefined names, and the filters below."""
    made = jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n", "jinja2.ext.do"],
    )
    made.install_gettext_callables(i18n.gettext, i18n.ngettext, newstyle=True)  # type: ignore[attr-defined]  # the extension adds it
    made.globals |= {
        "asset": asset,
        "in_language": switch.in_language,
        "now": clock.now,
        "TONGUES": TONGUES,
    }
    made.filters |= {
        "text": _text,
        "text_lang": lambda value: language_of(value, i18n.language.get()),
        "bilingual": _bilingual,
        "day": _day,
        "day_of_month": _day_of_month,
        "month": _month,
        "days_until": _days_until,
        "time": _time,
        "moment": _moment,
        "iso": lambda value: value.isoformat(),
        "money": money,
        "count": _count,
        "masked": masked_phone,
    }
    return made


def money(amount_minor: int, currency: str) -> str:
    """An amount in minor units as people read it: `¥1,200.00`."""
    digits = numbers.get_currency_precision(currency)
    value = Decimal(amount_minor).scaleb(-digits)
    return numbers.format_currency(value, currency, locale=LOCALES[i18n.language.get()])


def _text(value: Mapping[str, str] | None) -> str:
    return in_language(value, i18n.language.get())


def _bilingual(value: Mapping[str, str] | None) -> Markup:
    """A text with its `lang` attribute when it stands in the other language."""
    lang, ours = language_of(value, i18n.language.get()), i18n.language.get()
    words = Markup.escape(_text(value))
    return words if lang == ours else Markup('<span lang="{}">{}</span>').format(lang, words)


def _day(value: date | datetime, timezone: str = "UTC", style: str = "full") -> str:
    if isinstance(value, datetime):
        value = value.astimezone(ZoneInfo(timezone)).date()
    skeleton = {"full": "yMMMEd", "short": "MMMEd", "plain": "yMMMd"}[style]
    return dates.format_skeleton(skeleton, value, locale=LOCALES[i18n.language.get()])


def _day_of_month(value: datetime, timezone: str = "UTC") -> str:
    return str(value.astimezone(ZoneInfo(timezone)).day)


def _month(value: datetime, timezone: str = "UTC") -> str:
    """Month and year, in the zone."""
    local = value.astimezone(ZoneInfo(timezone))
    return dates.format_skeleton("yMMM", local, locale=LOCALES[i18n.language.get()])


def _days_until(start: datetime, end: datetime, timezone: str = "UTC") -> str:
    """The days from one instant to another as people write them: `26–27 Aug 2026`."""
    first, last = (value.astimezone(ZoneInfo(timezone)).date() for value in (start, end))
    return dates.format_interval(first, last, "yMMMd", locale=LOCALES[i18n.language.get()])


def _time(value: datetime, timezone: str = "UTC") -> str:
    return value.astimezone(ZoneInfo(timezone)).strftime("%H:%M")


def _moment(value: datetime, timezone: str = "UTC") -> str:
    """Day and time, in the zone."""
    return f"{_day(value, timezone, 'short')} {_time(value, timezone)}"


def _count(value: float) -> str:
    return numbers.format_decimal(value, locale=LOCALES[i18n.language.get()])


def local_to_utc(value: datetime, timezone: str) -> datetime:
    """The instant of a wall-clock time that a form gave for a place; aware values keep theirs."""
    if value.tzinfo is None:
        value = value.replace(tzinfo=ZoneInfo(timezone))
    return value.astimezone(UTC)
