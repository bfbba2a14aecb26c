"""The HTTP client of the process: one session, with time-outs."""

import aiohttp

Http = aiohttp.ClientSession

CONNECT = 5
TOTAL = 20


def session() -> Http:
    """A session for the life of the process; every request ends after TOTAL seconds."""
    return aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=TOTAL, connect=CONNECT))
