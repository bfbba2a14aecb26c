"""Links that open a person's own pages: only the hash of their secret is kept."""

import hashlib
import secrets
from datetime import datetime, timedelta

from tortoise.expressions import Q

from speakers.models import Key, Speaker

DESK, CALENDAR = "desk", "calendar"
LASTS = timedelta(days=400)


def digest(secret: str) -> str:
    """SHA-256 in hexadecimal, under which a secret is stored and found."""
    return hashlib.sha256(secret.encode()).hexdigest()


async def make(speaker_id: int, purpose: str, *, at: datetime) -> str:
    """The secret of a new key of this person, made at `at`."""
    secret = secrets.token_urlsafe(32)
    await Key.create(
        speaker_id=speaker_id, purpose=purpose, digest=digest(secret), expires_at=at + LASTS
    )
    return secret


async def opened(secret: str, purpose: str, *, at: datetime) -> Speaker | None:
    """Whose key this secret is at the instant `at`; nobody's when it is revoked or expired."""
    alive = Key.filter(digest=digest(secret), purpose=purpose, revoked_at=None)
    found = await alive.filter(Q(expires_at=None) | Q(expires_at__gt=at)).select_related("speaker")
    return found[0].speaker if found else None


async def count(speaker_id: int, purpose: str, *, at: datetime) -> int:
    """How many keys of this purpose open something at `at`."""
    alive = Key.filter(speaker_id=speaker_id, purpose=purpose, revoked_at=None)
    return await alive.filter(Q(expires_at=None) | Q(expires_at__gt=at)).count()


async def revoke_all(speaker_id: int, purpose: str, *, at: datetime) -> int:
    """Every key of this person for this purpose opens nothing any more; how many they were."""
    alive = Key.filter(speaker_id=speaker_id, purpose=purpose, revoked_at=None)
    return await alive.update(revoked_at=at)
