"""The picture of a recording, fetched once from where a list says it is: visitors ask nobody else for it."""

import logging
from typing import Any

from events_svc.gateways.fetching import FetchFailed, Limits, TimedOut, Unreachable, fetch, fetcher
from events_svc.jobs import Clock, Context, Handler
from events_svc.media import pictures
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


HANDLERS: dict[str, Handler] = {"recording.picture": bring_picture}

CLOCKS: list[Clock] = []
