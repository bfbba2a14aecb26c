"""What the log says was done, in words: a thing and what happened to it."""

from collections.abc import Iterator, Mapping
from typing import Any

from events_svc.web.accounts.log_words import DETAILS, HAPPENINGS, THINGS
from events_svc.web.i18n import gettext
from events_svc.web.pages import money

_NAMED_ALIKE = {"order.placed": "order.ordered"}  # a session is placed too, in a room


def action_words(action: str) -> str:
    """`order.paid` as `Order · paid`; a word that nobody gave stands as it was written."""
    thing, _, happening = _NAMED_ALIKE.get(action, action).partition(".")
    words = [
        gettext(THINGS[thing]) if thing in THINGS else thing,
        gettext(HAPPENINGS[happening]) if happening in HAPPENINGS else happening,
    ]
    return " · ".join(word.replace("_", " ") for word in words if word)


def detail_words(detail: Mapping[str, Any], currency: str) -> Iterator[tuple[str, Any]]:
    """What is told beside it: `total_minor 120000` as `total ¥1,200.00`; what is not so is left out."""
    for key, value in detail.items():
        if value is None or value is False:
            continue
        yield (
            gettext(DETAILS[key]) if key in DETAILS else key,
            money(value, currency) if key.endswith("_minor") else value,
        )
