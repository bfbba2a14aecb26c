"""What has had its time is deleted."""

from datetime import datetime, timedelta

from events_svc import clock
from events_svc.accounts.links import INVITATION_LASTS
from events_svc.accounts.models import Attempts, EmailChange, IdempotencyKey, SignIn, SignInLink
from events_svc.outbox.models import Mail

KEPT = timedelta(days=1)  # longer than the longest window of a limit, and than a client sends again
TRACED = timedelta(days=30)  # an ended sign-in can still be looked at


async def purge() -> int:
    """Delete expired sign-ins and links (also out of mails), old tries and answers; the number of rows."""
    now = clock.now()
    return sum(
        [
            await SignIn.filter(expires_at__lt=now).delete(),
            await SignIn.filter(revoked_at__lt=now - TRACED).delete(),
            await SignInLink.filter(expires_at__lt=now).delete(),
            await EmailChange.filter(expires_at__lt=now).delete(),
            await _blank_links(now - INVITATION_LASTS),
            await Attempts.filter(window__lt=now - KEPT).delete(),
            await IdempotencyKey.filter(created_at__lt=now - KEPT).delete(),
        ]
    )


async def _blank_links(before: datetime) -> int:
    """Mails about persons hold links that sign in: of those that have expired nothing is kept."""
    written = Mail.filter(about__startswith="user:", created_at__lt=before)
    return await written.exclude(body_text="").update(body_text="", body_html="")
