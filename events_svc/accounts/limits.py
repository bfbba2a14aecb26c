"""How often a thing may be tried: counted in fixed windows, the same for all processes."""

import math
from datetime import UTC, datetime, timedelta

from events_svc import clock
from events_svc.accounts.errors import TooManyAttempts
from events_svc.accounts.tokens import digest
from events_svc.database import rows

KEY_LENGTH = 160


async def limit(key: str, *, most: int, within: timedelta) -> None:
    """Count one try of `key` (`sign-in:192.0.2.7`); raises TooManyAttempts from the try `most` + 1 on.

    Call it before the operation and outside of its transaction, or a refusal takes the count back.
    """
    window = _window(clock.now(), within)
    (row,) = await rows(
        'INSERT INTO attempts ("key", "window", "count") VALUES ($1, $2, 1) '
        'ON CONFLICT ("key", "window") DO UPDATE SET "count" = attempts."count" + 1 '
        'RETURNING "count" AS tries',
        [_fitting(key), window],
    )
    if row["tries"] > most:
        left = window + within - clock.now()
        raise TooManyAttempts(max(1, math.ceil(left.total_seconds())))


def _window(now: datetime, within: timedelta) -> datetime:
    """The beginning of the window of length `within` that holds `now`."""
    epoch = datetime.fromtimestamp(0, UTC)
    return epoch + (now - epoch) // within * within


def _fitting(key: str) -> str:
    return key if len(key) <= KEY_LENGTH else digest(key)
