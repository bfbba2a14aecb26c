"""What the live page shows of now and next: made once a second for everybody, however many look."""

import asyncio
import time
from dataclasses import dataclass, field

from events_svc.events.models import Event
from events_svc.media import guide, platforms
from events_svc.media.queries import LiveNow
from events_svc.stats import queries as stats
from events_svc.web import i18n, pages, shared

PAGE, KIOSK = "media/_guide.html", "media/_kiosk.html"
MOST = 100

Key = tuple[str, str, int]


@dataclass(slots=True)
class _Board:
    html: str = ""
    fresh_until: float = 0.0
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)


_boards: dict[Key, _Board] = {}


async def shown(template: str, event: Event | None) -> str:
    """The board of everything, or of one event, in the language of the request, as HTML."""
    key = (template, i18n.language.get(), event.id if event else 0)
    while len(_boards) >= MOST and key not in _boards:
        del _boards[next(iter(_boards))]
    board = _boards.setdefault(key, _Board())
    async with board.lock:
        if board.fresh_until < time.monotonic():
            board.html = await _drawn(template, event)
            board.fresh_until = time.monotonic() + shared.FRESH_SECONDS
    return board.html


async def _drawn(template: str, event: Event | None) -> str:
    index = await guide.index(event)
    watching = await stats.concurrent(link.source_id for one in index.now for link in one.links)
    drawn = pages.environment().get_template(template)
    return drawn.render(
        index=index,
        event=event,
        watching={
            one.first.session_id: sum(watching[link.source_id] for link in one.links)
            for one in index.now
        },
        ranked={one.first.session_id: _ranked(one) for one in index.now},
        platforms=platforms.PLATFORMS,
        lang=i18n.language.get(),
    )


def _ranked(one: guide.OnAir) -> list[LiveNow]:
    """The links of a session, the visitor's own language first."""
    language = i18n.language.get()
    return sorted(one.links, key=lambda link: not link.language.startswith(language))
