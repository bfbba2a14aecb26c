"""What has had its time is deleted."""

from datetime import timedelta

from events_svc import clock
from events_svc.accounts.models import Attempts, IdempotencyKey, SignIn, SignInLink

KEPT = timedelta(days=1)  # longer than the longest window of a limit, and than a client sends again
TRACED = timedelta(days=30)  # an ended sign-in can still be looked at


async def purge() -> int:
    """Delete expired sign-ins and links, old tries and answers; the number of rows."""
    now = clock.now()
    return sum(
        [
            await SignIn.filter(expires_at__lt=now).delete(),
            await SignIn.filter(revoked_at__lt=now - TRACED).delete(),
            await SignInLink.filter(expires_at__lt=now).delete(),
            await Attempts.filter(window__lt=now - KEPT).delete(),
            await IdempotencyKey.filter(created_at__lt=now - KEPT).delete(),
        ]
    )
