"""The press that draws PDF and PNG: the drawing libraries would cost every web process 25 MB."""

import hashlib
import pickle
from collections import OrderedDict
from typing import Any

from events_svc.documents import fonts
from events_svc.press import Press, PressBroken

__all__ = ["PressBroken", "printed"]

MOST_KEPT = 64
LARGEST_KEPT = 100_000  # bytes: a ticket has 40,000, a sheet of badges megabytes

_press = Press(idle=300.0)
_kept: OrderedDict[bytes, bytes] = OrderedDict()


async def printed(document: str, content: Any) -> bytes:
    """The bytes that `events_svc.documents` makes of `content`; `document` is `ticket.pdf`, `badge.pdf` …

    One at a time; what was printed lately, a ticket that is opened again, is not drawn again. Raises what
    the drawing raises (FontsMissing), PressBroken when the press dies.
    """
    key = hashlib.sha256(pickle.dumps((document, content))).digest()
    if key in _kept:
        _kept.move_to_end(key)
        return _kept[key]
    made = await _drawn(document, content)
    if len(made) <= LARGEST_KEPT:
        _kept[key] = made
        while len(_kept) > MOST_KEPT:
            _kept.popitem(last=False)
    return made


def forget() -> None:
    """Draw everything anew from now on."""
    _kept.clear()


async def _drawn(document: str, content: Any) -> bytes:
    for name in (*fonts.REGULAR, *fonts.BOLD):
        fonts.path_of(name)
    module, _, function = document.partition(".")
    made = await _press.made(f"events_svc.documents.{module}:{function}", content)
    assert isinstance(made, bytes)
    return made
