"""The address of an event or series, made from its name."""

import re
import unicodedata
from collections.abc import Iterable

from events_svc.text import Text

PATTERN = r"^[a-z0-9]+(-[a-z0-9]+)*\Z"
LONGEST = 60
RESERVED = frozenset({"new"})

_BREAKS = re.compile(r"[^a-z0-9]+")


def slug_of(name: Text, fallback: str) -> str:
    """`robot-summit` for {"en": "Robot Summit"}; `fallback` where no Latin letters stand in it."""
    plain = unicodedata.normalize("NFKD", name.get("en") or name.get("zh") or "")
    made = _BREAKS.sub("-", plain.encode("ascii", "ignore").decode().lower()).strip("-")
    made = made[:LONGEST].rstrip("-")
    return made if re.search(r"[a-z]", made) else fallback


def first_free(slug: str, taken: Iterable[str]) -> str:
    """`slug`, or `slug-2`, `slug-3` … whichever nobody has."""
    known = {*taken, *RESERVED}
    number, candidate = 1, slug
    while candidate in known:
        number += 1
        candidate = f"{slug}-{number}"
    return candidate
