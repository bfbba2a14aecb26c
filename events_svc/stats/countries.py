"""The country of an address, from the operator's database in MaxMind's format (MMDB); nothing else of it is kept.

The operator names a file (`COUNTRY_DATABASE`), for instance GeoLite2 Country, DB-IP Lite or IPinfo Lite:
none comes with us. The database stays in memory mapped from the file; a new one is read at the next start.
"""

import re
from functools import lru_cache
from typing import TYPE_CHECKING

import maxminddb

if TYPE_CHECKING:
    from maxminddb.types import Record

UNKNOWN = ""
_ALPHA_2 = re.compile(r"[A-Z]{2}\Z")  # ISO 3166-1


@lru_cache(maxsize=4)
def _database(path: str) -> "maxminddb.Reader":
    return maxminddb.open_database(path, maxminddb.MODE_AUTO)


def country_of(path: str | None, address: str) -> str:
    """The country's two letters; blank without a database, for private addresses and unknown ones."""
    if path is None:
        return UNKNOWN
    try:
        return _code(_database(path).get(address))
    except ValueError:  # not an address: the peer of a socket file has none
        return UNKNOWN


def _code(record: "Record | None") -> str:
    """Both shapes in use: `{"country": {"iso_code": "CN"}}` and, flat, `{"country_code": "CN"}`."""
    if not isinstance(record, dict):
        return UNKNOWN
    country = record.get("country", record.get("country_code"))
    code = country.get("iso_code") if isinstance(country, dict) else country
    if not isinstance(code, str) or not _ALPHA_2.match(code):
        code = record.get("country_code")
    return code if isinstance(code, str) and _ALPHA_2.match(code) else UNKNOWN
