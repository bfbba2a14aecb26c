"""The press that draws PDF and PNG: the drawing libraries would cost every web process 25 MB."""

from typing import Any

from events_svc.documents import fonts
from events_svc.press import Press, PressBroken

__all__ = ["PressBroken", "printed"]

_press = Press(idle=300.0)


async def printed(document: str, content: Any) -> bytes:
    """The bytes that `events_svc.documents` makes of `content`; `document` is `ticket.pdf`, `badge.a6` …

    One at a time. Raises what the drawing raises (FontsMissing), PressBroken when the press dies.
    """
    for name in (*fonts.REGULAR, *fonts.BOLD):
        fonts.path_of(name)
    module, _, function = document.partition(".")
    made = await _press.made(f"events_svc.documents.{module}:{function}", content)
    assert isinstance(made, bytes)
    return made
