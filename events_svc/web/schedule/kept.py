"""The grid of a day, rendered once per release, language and zone, then served from memory."""

from collections.abc import Callable, Hashable
from typing import Any

from markupsafe import Markup

from events_svc.web import i18n, pages

MOST = 24

_kept: dict[Hashable, Markup] = {}


def rendered(key: Hashable, template: str, context: Callable[[], dict[str, Any]]) -> Markup:
    """The template with `context()`, kept under `key`; the oldest goes when there are too many."""
    key = (key, i18n.language.get())
    if key not in _kept:
        words = {**context(), "lang": i18n.language.get()}
        body = Markup(pages.environment().get_template(template).render(words))  # noqa: S704 escaped by Jinja
        while len(_kept) >= MOST:
            del _kept[next(iter(_kept))]
        _kept[key] = body
    return _kept[key]
