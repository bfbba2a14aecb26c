"""States and reasons of streams in the language of the reader; the rows keep them for machines."""

import re
from collections.abc import Callable

from events_svc.web.i18n import gettext

MARKS = {
    "live": "●",
    "ended": "■",
    "vod": "▶",
    "stalled": "◔",
    "slate": "▭",
    "offline": "○",
    "unreadable": "⊘",
    "unknown": "?",
    "open": "↺",
}
TONES = {
    "live": "stop",
    "stalled": "wait",
    "slate": "wait",
    "offline": "wait",
    "unreadable": "wait",
}


def state_words(state: str) -> str:
    """The state in words."""
    words = {
        "live": gettext("Live"),
        "ended": gettext("Ended"),
        "vod": gettext("A recording, not a live stream"),
        "stalled": gettext("Stands still"),
        "slate": gettext("Shows a waiting picture"),
        "offline": gettext("Nothing is there"),
        "unreadable": gettext("Cannot be read"),
        "unknown": gettext("Not known"),
        "open": gettext("Left to the machines"),
    }
    return words.get(state, state)


def basis_words(basis: str) -> str:
    """Who knows."""
    words = {
        "timetable": gettext("By the agenda"),
        "probe": gettext("Probe"),
        "api": gettext("Platform"),
        "operator": gettext("Person"),
    }
    return words.get(basis, basis)


def reason_words(reason: str) -> str:
    """Why, as the prober wrote it down; what a person or a platform wrote stays as it is."""
    for pattern, words in _REASONS:
        match = pattern.fullmatch(reason)
        if match:
            return words().format(*match.groups())
    return reason


_REASONS: list[tuple[re.Pattern[str], Callable[[], str]]] = [
    (re.compile(r"EXT-X-ENDLIST"), lambda: gettext("the playlist says that it has ended")),
    (
        re.compile(r"EXT-X-PLAYLIST-TYPE:VOD"),
        lambda: gettext("the playlist is that of a recording"),
    ),
    (
        re.compile(r"EXT-X-PROGRAM-DATE-TIME (\S+)"),
        lambda: gettext("its newest segment is of {}, just now"),
    ),
    (
        re.compile(r"EXT-X-MEDIA-SEQUENCE (\d+) → (\d+)"),
        lambda: gettext("it went on from segment {} to {}"),
    ),
    (re.compile(r"no new segment for (\d+) s"), lambda: gettext("no new segment for {} s")),
    (
        re.compile(r"the same segment again"),
        lambda: gettext("it goes on, with the same segment again and again"),
    ),
    (re.compile(r"HTTP (\d+)"), lambda: gettext("the server answers with status {}")),
    (re.compile(r"no answer within ([\d.]+) s"), lambda: gettext("no answer within {} s")),
    (
        re.compile(r"a private address"),
        lambda: gettext("a private address, which is not fetched from here"),
    ),
    (re.compile(r"no address of the web"), lambda: gettext("no address of the web")),
    (
        re.compile(r"more than (\d+) bytes"),
        lambda: gettext("the answer is larger than {} bytes, so it is no playlist"),
    ),
    (
        re.compile(r"more than (\d+) redirects"),
        lambda: gettext("it is redirected more than {} times"),
    ),
    (re.compile(r"not a playlist: .*"), lambda: gettext("what is there is no HLS playlist")),
    (re.compile(r"looked at no longer"), lambda: gettext("it is looked at no longer")),
    (
        re.compile(r"Client\w+|\w*(?:Error|Exception)"),
        lambda: gettext("the server cannot be reached"),
    ),
]
