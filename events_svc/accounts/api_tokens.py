"""Bearer tokens: issued, shown once, revoked."""

from collections.abc import Sequence
from datetime import datetime

from events_svc import clock
from events_svc.accounts import audit
from events_svc.accounts.errors import NotFound
from events_svc.accounts.models import ApiToken, Organisation
from events_svc.accounts.permissions import SCOPES
from events_svc.accounts.person import Person
from events_svc.accounts.tokens import digest, new_secret
from events_svc.database import in_transaction

MARK = "es_"  # by which people and scanners of leaked secrets know ours


async def issue(
    person: Person,
    organisation: Organisation,
    *,
    name: str,
    scopes: Sequence[str],
    expires_at: datetime | None = None,
) -> str:
    """A new token of `person`, held to `organisation` and `scopes`; its secret, shown this once."""
    secret = MARK + new_secret()
    async with in_transaction():
        token = await ApiToken.create(
            user_id=person.user_id,
            organisation=organisation,
            name=name,
            prefix=secret[:8],
            token_hash=digest(secret),
            scopes=sorted(set(scopes) & SCOPES.keys()),
            expires_at=expires_at,
        )
        await audit.record(
            "token.issued",
            f"token:{token.id}",
            organisation_id=organisation.id,
            name=name,
            scopes=token.scopes,
        )
    return secret


async def revoke(person: Person, token_id: int) -> None:
    """The token opens nothing any more; raises NotFound for another's or one that is revoked."""
    async with in_transaction():
        token = await ApiToken.get_or_none(id=token_id, user_id=person.user_id, revoked_at=None)
        if token is None:
            raise NotFound
        await ApiToken.filter(id=token.id).update(revoked_at=clock.now())
        await audit.record(
            "token.revoked", f"token:{token.id}", organisation_id=token.organisation_id
        )
