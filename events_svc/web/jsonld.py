"""JSON-LD in a page: serialised, and such that nothing in it can end its script element."""

import json
from typing import Any

from markupsafe import Markup

_ESCAPES = {ord("<"): "\\u003c", ord(">"): "\\u003e", ord("&"): "\\u0026"}


def script(said: dict[str, Any]) -> Markup:
    """What stands between `<script type="application/ld+json">` and its end."""
    words = json.dumps(said, ensure_ascii=False)
    return Markup(words.translate(_ESCAPES))  # noqa: S704 escaped just here
