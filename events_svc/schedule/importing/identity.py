"""By what a second import finds again what the first one brought: guids, ids, names. Pure."""

import re
from datetime import datetime
from uuid import UUID

from events_svc.schedule.importing.wording import digest
from events_svc.text import Text

LONGEST_KEY = 200
_LARGEST = 2**63 - 1


def key_of(*, guid: UUID | None = None, number: str = "", name: str = "") -> str:
    """By what a second import finds a session again: its guid, else its id, else its name."""
    if guid:
        return f"guid:{guid}"
    return (f"id:{number}" if number else f"derived:{digest(name)[:32]}")[: LONGEST_KEY - 10]


def derived_name(title: Text, starts_at: datetime) -> str:
    """What tells a session without any id from the others."""
    return f"{next(iter(title.values()), '')} {starts_at.date()}"


def guid_of(written: object) -> UUID | None:
    """A guid if it is one."""
    try:
        return UUID(written) if isinstance(written, str) and len(written) < 50 else None
    except ValueError:
        return None


def number_of(written: object) -> int | None:
    """A positive 64-bit id, else none."""
    digits = str(written) if isinstance(written, int | str) else ""
    if not re.fullmatch(r"[0-9]{1,19}", digits, re.ASCII):
        return None
    return int(digits) if 0 < int(digits) <= _LARGEST else None
