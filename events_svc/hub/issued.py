"""What is known of the hub's certificate without reading it: for whom it is, and until when it is good."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import msgspec

from events_svc import clock

NOTE = "hub.json"


class Note(msgspec.Struct):
    """What was issued last; `fingerprint` is the authority's."""

    names: list[str]
    fingerprint: str
    good_until: datetime


def note(names: Sequence[str], fingerprint: str, good_until: datetime) -> bytes:
    """The note about a certificate that was issued."""
    return msgspec.json.encode(Note([*names], fingerprint, good_until))


def known(folder: Path, names: Sequence[str]) -> str | None:
    """The authority's fingerprint, if the certificate in the folder is for these names and good for long."""
    try:
        found = msgspec.json.decode((folder / NOTE).read_bytes(), type=Note)
    except (OSError, msgspec.DecodeError):
        return None
    files = ("hub.pem", "hub.key", "authority.pem")
    is_good = found.names == [*names] and found.good_until > clock.now()
    return found.fingerprint if is_good and all((folder / one).exists() for one in files) else None
