"""What a request asks of a feed: language, choice, form. Read once for each query string: a hot path."""

import re
from dataclasses import dataclass, replace
from functools import lru_cache
from urllib.parse import parse_qs, urlencode

from starlette.types import Scope

from events_svc.feeds.parts import Choice
from events_svc.feeds.wording import SPOKEN
from events_svc.web.i18n import preferred

LONGEST = 600  # octets of a query string that is read
EVERYTHING = Choice()
_CHOICES = ("day", "track", "language", "speaker")


@dataclass(frozen=True, slots=True)
class Asked:
    """`is_named`: the address itself says the language; else the reader's preference decides."""

    language: str
    is_named: bool = False
    is_full: bool = False
    choice: Choice = EVERYTHING

    @property
    def query(self) -> str:
        """The same as the query of an address, always in the same order."""
        chosen = {name: getattr(self.choice, name) for name in ("room", *_CHOICES)}
        pairs = {"lang": self.language, **{name: one for name, one in chosen.items() if one}}
        return urlencode(pairs | ({"full": "1"} if self.is_full else {}))


def asked_by(scope: Scope) -> Asked:
    """`?lang=zh|en|both`, without it what `Accept-Language` prefers, else Chinese; the choice."""
    query: bytes = scope["query_string"][:LONGEST]
    accepted = b", ".join(v for k, v in scope["headers"] if k == b"accept-language")
    return _asked_by(query, accepted[:200])


@lru_cache(maxsize=1024)
def _asked_by(query: bytes, accepted: bytes) -> Asked:
    found = _asked(query)
    return found if found.is_named else replace(found, language=_preferred(accepted))


def _asked(query: bytes) -> Asked:
    given = {
        name: values[-1].replace("\0", "\ufffd")
        for name, values in parse_qs(query.decode("latin-1"), max_num_fields=50).items()
    }
    language = given.get("lang", "")
    room = given.get("room", "")
    choice = Choice(
        room=int(room) if re.fullmatch("[0-9]{1,18}", room) else -1 if room else 0,
        day=given.get("day", ""),
        track=given.get("track", ""),
        language=given.get("language", ""),
        speaker=given.get("speaker", ""),
    )
    is_named = language in SPOKEN
    return Asked(language if is_named else "", is_named, given.get("full") == "1", choice)


def _preferred(accepted: bytes) -> str:
    return preferred(accepted.decode("latin-1"))
