"""A browser is signed out: by itself, from another one, or with all the others."""

from events_svc import clock
from events_svc.accounts import audit
from events_svc.accounts.errors import NotFound
from events_svc.accounts.models import SignIn, SignInLink
from events_svc.accounts.person import Person
from events_svc.database import in_transaction


async def sign_out(person: Person) -> None:
    """End the sign-in by which `person` asks; nothing happens where there is none."""
    if person.sign_in_id is not None:
        await revoke(person, person.sign_in_id)


async def revoke(person: Person, sign_in_id: int) -> None:
    """End one of the person's sign-ins; raises NotFound for one that is another's or has ended."""
    async with in_transaction():
        found = SignIn.filter(id=sign_in_id, user_id=person.user_id, revoked_at=None)
        if not await found.update(revoked_at=clock.now()):
            raise NotFound
        await audit.record("user.signed_out", f"user:{person.user_id}", sign_in=sign_in_id)


async def end_all(user_id: int, *, but: int | None = None) -> None:
    """End all sign-ins and open links of a user, but the sign-in `but`; inside a transaction."""
    others = SignIn.filter(user_id=user_id, revoked_at=None)
    await (others.exclude(id=but) if but else others).update(revoked_at=clock.now())
    await SignInLink.filter(user_id=user_id, used_at=None).update(used_at=clock.now())
