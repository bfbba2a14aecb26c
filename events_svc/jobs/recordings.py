"""Lists of recordings brought in by portions; and the picture of a recording, fetched once from where a list
says it is: visitors ask nobody else for it.
"""

import logging
from typing import Any

from events_svc.accounts import audit
from events_svc.accounts.audit import Actor
from events_svc.gateways.fetching import FetchFailed, Limits, TimedOut, Unreachable, fetch, fetcher
from events_svc.jobs import Clock, Context, Handler
from events_svc.media import pictures
from events_svc.media.importing import portions
from events_svc.media.picture_kinds import MOST_KILOBYTES
from events_svc.media.recording_errors import PictureRefused

log = logging.getLogger("events_svc.recordings")

LIMITS = Limits(seconds=20, size=MOST_KILOBYTES * 1024, redirects=3)


async def bring_picture(context: Context, payload: dict[str, Any]) -> None:
    """The recording has the picture of its address, unless it has one, or the address gives none.

    Raises Unreachable, TimedOut: then it is tried again.
    """
    recording = await pictures.wanting(payload["recording_id"])
    if recording is None:
        return
    try:
        async with fetcher(context.settings.fetch_allowed_hosts) as fetching:
            answer = await fetch(fetching, recording.thumbnail_url, limits=LIMITS)
        await pictures.put(recording, answer.body if answer.status == 200 else b"")
    except (Unreachable, TimedOut):
        raise
    except (FetchFailed, PictureRefused) as error:
        log.info("no picture of recording %s: %s", recording.id, type(error).__name__)


async def bring_in(_: Context, payload: dict[str, Any]) -> None:
    """All rows of the list were looked at; who is killed at it is followed by who finds the job again."""
    import_id = payload["import_id"]
    found = await portions.begun(import_id)
    if found is None:
        return
    before = audit.acting.set(Actor(found.author, found.author_name))
    try:
        more = True
        while more:
            more = await portions.go_on(import_id, found.rows)
    finally:
        audit.acting.reset(before)


HANDLERS: dict[str, Handler] = {
    "recording.picture": bring_picture,
    "recordings.import": bring_in,
}

CLOCKS: list[Clock] = []
