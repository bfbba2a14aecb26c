"""Which players are programs: those that say so, and those whose beats betray them. Pure."""

import re

_BOT = re.compile(
    r"bot\b|bot/|crawl|spider|slurp|headless|lighthouse|pingdom|uptime|monitor|preview|fetcher"
    r"|^curl|^wget|^python|^go-http|^java/|^okhttp|^axios|^node|^libwww|^ruby|^php|scrapy|httpx"
    r"|facebookexternalhit|bytespider|baiduspider|yandex(?!search)|ffmpeg|^vlc|^lavf",
    re.IGNORECASE,
)

# Our players vary their interval by 20 %: that thirteen gaps in a row come out within 1 % of the one before
# happens to one playing in 10^15; in a tab whose timers are slowed to whole seconds to one in 10^8.
EVEN = 12
# A playhead that stands while the player says it plays: there is no medium behind the beacon. Three
# stretches: a player that stalls says so within one.
STILL = 3
_LIKENESS = 100  # a gap differs from the one before by less than its hundredth
_MOVED_MS = 250


def is_bot(agent: str) -> bool:
    """Whether a user agent names itself a program, or is missing: people's browsers always have one."""
    return not agent.strip() or _BOT.search(agent) is not None


def is_even(gap_ms: int, before_ms: int) -> bool:
    """Whether two gaps between beats are too much alike."""
    return gap_ms > 1000 and abs(gap_ms - before_ms) * _LIKENESS <= gap_ms


def is_still(moved_ms: int, passed_ms: int) -> bool:
    """Whether a playhead stood in a stretch that was long enough to move in."""
    return passed_ms > 2000 and abs(moved_ms) < _MOVED_MS


def is_betrayed(even: int, still: int) -> bool:
    """Whether so many even gaps or still stretches in a row are a program's."""
    return even >= EVEN or still >= STILL
