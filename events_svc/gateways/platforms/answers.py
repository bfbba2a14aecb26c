"""What the answers of all platforms have in common. Pure."""

from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import TypeVar

import msgspec

from events_svc.gateways.platforms import Received
from events_svc.stats.heard import Away, KeyRefused, Limited, Nonsense

Shape = TypeVar("Shape", bound=msgspec.Struct)

MOST = 2**53
_REFUSALS = {401, 403}


def decoded(body: bytes | msgspec.Raw, shape: type[Shape]) -> Shape:
    """The body as `shape`; raises Nonsense with the field that does not fit."""
    try:
        return msgspec.json.decode(body, type=shape)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise Nonsense(str(error)) from error


def check_status(received: Received) -> None:
    """Raise what a status means on every platform; 200 and 404 pass."""
    status = received.status
    if status == 429:
        raise Limited("429", retry_after(received))
    if status in _REFUSALS:
        raise KeyRefused(str(status))
    if status >= 500:
        raise (
            Limited(str(status), wanted) if (wanted := retry_after(received)) else Away(str(status))
        )
    if status not in {200, 404}:
        raise Nonsense(f"status {status}")


def retry_after(received: Received) -> timedelta | None:
    """The pause that the platform asks for, by seconds or by date (RFC 9110, 10.2.3)."""
    said = received.headers.get("retry-after", "").strip()
    if said.isascii() and said.isdigit():
        return timedelta(seconds=min(int(said[:9]), 7 * 24 * 3600))
    try:
        until = parsedate_to_datetime(said)
    except ValueError:
        return None
    now = parsed_date(received) or datetime.now(UTC)
    until = until if until.tzinfo else until.replace(tzinfo=UTC)
    return min(max(until - now, timedelta(0)), timedelta(days=7))


def parsed_date(received: Received) -> datetime | None:
    """What time it is on the platform, by its own word."""
    try:
        return parsedate_to_datetime(received.headers.get("date", ""))
    except ValueError:
        return None


def whole(value: int | str | None, name: str) -> int | None:
    """A count; platforms write it as number or as digits. None = hidden. Raises Nonsense."""
    if value is None:
        return None
    if isinstance(value, str):
        if not (value.isascii() and value.isdigit() and len(value) <= 16):
            raise Nonsense(f"{name}: {value[:40]!r}")
        value = int(value)
    if isinstance(value, bool) or not 0 <= value <= MOST:
        raise Nonsense(f"{name}: {value}")
    return value
