"""A list of recordings in any dialect, told by its content."""

import re
from collections.abc import Iterator

import msgspec

from events_svc.media import platforms
from events_svc.media.errors import AddressRefused
from events_svc.media.importing import ccc, peertube, table
from events_svc.media.importing.listed import MOST_BYTES, MOST_ROWS, Library, Listed
from events_svc.schedule.importing.errors import FileRefused, Place, Problem, refused

MOST_URL = 1000
MOST_SECONDS = 10**7
FIRST_YEAR, LAST_YEAR = 1900, 2200


def understood(raw: bytes, *, timezone: str) -> Library:
    """The list; raises FileRefused with row, column or path. Days without a zone are of `timezone`."""
    if len(raw) > MOST_BYTES:
        raise refused("The file is larger than {value} MB.", str(MOST_BYTES // 1024 // 1024))
    try:
        words = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise refused("This is not UTF-8.", place=Place(line=line)) from error
    if "\0" in words or "\\u0000" in words:  # no database keeps it
        raise refused("“{value}” cannot stand in a text.", "U+0000")
    found = (
        _json(words, timezone)
        if words.lstrip()[:1] in {"{", "["}
        else table.read(words, timezone=timezone)
    )
    if not 0 < len(found.recordings) <= MOST_ROWS:
        raise refused("There should be 1 to {value} rows.", str(MOST_ROWS))
    wrong = [problem for one in found.recordings for problem in _wrong(one)]
    if wrong:
        raise FileRefused(wrong)
    return found


def _wrong(listed: Listed) -> Iterator[Problem]:
    """What no recording may have, whatever dialect says it."""
    named = [*(one.url for one in listed.links), *(one.url for one in listed.files)]
    for url in (*named, *filter(None, [listed.thumbnail_url])):
        try:
            platforms.checked(url)
        except AddressRefused:
            reason = "“{value}” is not an address that begins with https://."
            yield Problem(reason, url[:60], listed.place)
        if len(url) > MOST_URL:
            yield Problem("“{value}” is too long.", url[:60], listed.place)
    if not listed.title:
        yield Problem("There is no title.", place=listed.place)
    if not 0 <= (listed.duration_seconds or 0) <= MOST_SECONDS:
        seconds = str(listed.duration_seconds)
        yield Problem("“{value}” is not a length like 1:02:03.", seconds, listed.place)
    if not FIRST_YEAR <= listed.recorded_at.year <= LAST_YEAR:
        day = listed.recorded_at.isoformat()
        yield Problem("“{value}” is not a day like 2026-08-26 14:00.", day, listed.place)


def _json(words: str, timezone: str) -> Library:
    raw = words.encode()
    try:
        given = msgspec.json.decode(raw)  # stricter than `json`: no halves of characters, no NaN
    except msgspec.DecodeError as error:
        place = re.search(r"byte (\d+)", str(error))
        line = raw.count(b"\n", 0, int(place[1]) if place else len(raw)) + 1
        raise refused("This is not JSON.", place=Place(line=line)) from error
    except RecursionError as error:
        raise refused("This is not JSON.") from error
    try:
        if peertube.is_one(given):
            return peertube.read(given)
        if ccc.is_one(given):
            return ccc.read(given, timezone=timezone)
    except msgspec.ValidationError as error:
        reason, _, path = str(error).partition(" - at `")
        raise refused("{value}", reason, Place(path=path.rstrip("`"))) from error
    raise refused("This JSON is neither of media.ccc.de nor of PeerTube.")
