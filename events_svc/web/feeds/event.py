"""The exports of an event's newest release, from memory."""

import asyncio
import time
from collections import OrderedDict
from dataclasses import dataclass

from starlette.routing import BaseRoute, Route
from starlette.types import Receive, Scope, Send

from events_svc.accounts.errors import NotFound
from events_svc.config import Settings
from events_svc.database import rows
from events_svc.events.models import Event, EventState
from events_svc.feeds import files
from events_svc.schedule.queries import latest_release
from events_svc.web import access
from events_svc.web.feeds import serving
from events_svc.web.state import Request

FRESH_SECONDS = 1.0  # after that, one small query asks whether there is a newer release
MOST_BYTES = 24 * 1024 * 1024

_NEWEST = """
    SELECT "event".id, "event".state, (
      SELECT "release".id FROM "release" WHERE "release".event_id = "event".id
      ORDER BY "release".number DESC LIMIT 1
    ) AS release_id
    FROM "event" WHERE "event".slug = $1"""

Key = tuple[str, str, str]  # slug, name, language


@dataclass(slots=True)
class _Kept:
    file: files.File
    event_id: int
    release_id: int
    fresh_until: float


_kept: OrderedDict[Key, _Kept] = OrderedDict()
_building: dict[Key, asyncio.Lock] = {}


def forget() -> None:
    """Keep nothing in memory: for tests, whose databases come and go within a second."""
    _kept.clear()


class EventFile:
    """Serves one export of an event: an ASGI application, because it is asked for without end."""

    def __init__(self, name: str) -> None:
        self.name = name

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        key = (scope["path_params"]["slug"], self.name, serving.language_of(scope))
        kept = _kept.get(key)
        if kept is not None and kept.fresh_until > time.monotonic():
            await serving.serve(scope, send, kept.file)
            return
        event_id, state, release_id = await _newest(key[0])
        if state == EventState.DRAFT:
            await access.public_event(Request(scope, receive))  # who may see drafts passes
        settings: Settings = scope["state"]["settings"]
        file = await _file(key, event_id, release_id, settings)
        cache = serving.UNSEEN if state == EventState.DRAFT else serving.PUBLIC
        if state == EventState.DRAFT:
            _kept.pop(key, None)
        await serving.serve(scope, send, file, cache=cache)


async def _newest(slug: str) -> tuple[int, str, int]:
    """Id and state of the event, id of its newest release; NotFound before the first."""
    found = await rows(_NEWEST, [slug])
    if not found or found[0]["release_id"] is None:
        raise NotFound
    return found[0]["id"], found[0]["state"], found[0]["release_id"]


async def _file(key: Key, event_id: int, release_id: int, settings: Settings) -> files.File:
    """The file of this release, built by the first who asks while the others wait."""
    async with _building.setdefault(key, asyncio.Lock()):
        kept = _kept.get(key)
        if kept is None or (kept.event_id, kept.release_id) != (event_id, release_id):
            file = await files.kept(release_id, key[1], key[2])
            file = file or await _build(key, event_id, settings)
            kept = _Kept(file, event_id, release_id, 0.0)
        kept.fresh_until = time.monotonic() + FRESH_SECONDS
        _keep(key, kept)
    _building.pop(key, None)
    return kept.file


async def _build(key: Key, event_id: int, settings: Settings) -> files.File:
    event = await Event.get(id=event_id).select_related("venue")
    release = await latest_release(event_id)
    if release is None:
        raise NotFound
    _, name, language = key
    url = settings.public_url
    return await files.file_of(event, release, name, language=language, public_url=url)


def _keep(key: Key, kept: _Kept) -> None:
    _kept[key] = kept
    _kept.move_to_end(key)
    while len(_kept) > 1 and sum(_size(one.file) for one in _kept.values()) > MOST_BYTES:
        _kept.popitem(last=False)


def _size(file: files.File) -> int:
    return len(file.body) + len(file.body_gzip)


routes: list[BaseRoute] = [
    Route(f"/events/{{slug}}/{name}", EventFile(name), methods=["GET"], name=f"feed:{name}")
    for name in files.WRITERS
]
