"""Codes that are handed out, and their seals: by these the door knows them again without signing anew."""

from collections.abc import Mapping, Sequence
from hashlib import sha256

from events_svc.tickets.key_models import CodeSeal
from events_svc.tickets.keys import codes_of
from events_svc.tickets.models import Ticket

AT_ONCE = 1000


def digest(code: str) -> str:
    """What is kept of a code, and all that is ever compared."""
    return sha256(code.encode()).hexdigest()


async def handed_out(tickets: Sequence[Ticket], *, secret_key: str) -> dict[int, str]:
    """The present codes by id of the ticket (see `codes_of`), sealed for the door."""
    codes = await codes_of(tickets, secret_key=secret_key)
    ids = sorted(codes)
    for start in range(0, len(ids), AT_ONCE):
        await _keep({one: digest(codes[one]) for one in ids[start : start + AT_ONCE]})
    return codes


async def _keep(digests: Mapping[int, str]) -> None:
    found = await CodeSeal.filter(ticket_id__in=[*digests]).values_list("ticket_id", "digest")
    new = dict(digests.items() - {*found})
    seals = [CodeSeal(ticket_id=one, digest=new[one]) for one in sorted(new)]
    await CodeSeal.bulk_create(seals, on_conflict=["ticket_id"], update_fields=["digest"])
