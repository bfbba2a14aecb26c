"""One look at a stream: fetch its playlist, through the multivariant one where there is one."""

from events_svc.gateways import fetching
from events_svc.gateways.fetching import Fetcher, FetchFailed, Limits, TimedOut, Unreachable
from events_svc.media import hls
from events_svc.media.hls import Media, NotAPlaylist
from events_svc.media.probing.machine import Failed, Found, Memory, Seen
from events_svc.media.probing.pace import time_limit

REDIRECTS = 4
GONE = {404, 410}
_ACCEPT = {"Accept": "application/vnd.apple.mpegurl, application/x-mpegurl, */*"}


async def look(fetcher: Fetcher, url: str, memory: Memory) -> Found:
    """What stands now under the link `url`.

    While the stream goes on, its media playlist is asked alone; when it stands or was not found, the
    link itself leads to it anew: a new run of an encoder may have moved it.
    """
    place = memory.place if memory.place and not (memory.has_stood or memory.failures) else url
    try:
        return await _follow(fetcher, place, memory)
    except (TimedOut, Unreachable) as error:
        return Failed("offline", str(error))
    except FetchFailed as error:
        return Failed("unreadable", str(error))
    except NotAPlaylist as error:
        return Failed("unreadable", f"not a playlist: {error}")


async def _follow(fetcher: Fetcher, url: str, memory: Memory) -> Found:
    limits = Limits(seconds=time_limit(memory), size=hls.MOST_BYTES, redirects=REDIRECTS)
    for _ in range(2):
        answer = await fetching.fetch(fetcher, url, headers=_ACCEPT, limits=limits)
        if answer.status != 200:
            return _refused(answer.status)
        found = hls.read(answer.body.decode("utf-8", "replace"), answer.url)
        if isinstance(found, Media):
            return Seen(answer.url, found)
        url = found.variants[0].url
    raise NotAPlaylist("leads from one multivariant playlist to the next")


def _refused(status: int) -> Failed:
    is_away = status in GONE or status >= 500
    return Failed("offline" if is_away else "unreadable", f"HTTP {status}")
