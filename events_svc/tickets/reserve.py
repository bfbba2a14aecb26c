"""Hold places and open orders: at the desk."""

import hashlib
from collections.abc import Collection, Mapping, Sequence

from events_svc.accounts import audit
from events_svc.events.models import Event
from events_svc.tickets import desk
from events_svc.tickets.draft import Buyer, Holder, Line, Reservation
from events_svc.tickets.drafted import Placed
from events_svc.tickets.errors import NothingChosen
from events_svc.tickets.models import Order


async def reserve(
    event: Event, lines: Sequence[Line], *, buyer: Buyer, submission: str | None = None
) -> Order:
    """Hold the lines' places and open an order for them, or raise a NotReserved and hold nothing.

    Places are held for 30 minutes; an order of 0 is paid at once. The same `submission` (a form's
    one-time key) with the same wish gives the same order again.
    """
    return (await place(event.slug, lines, buyer=buyer, submission=submission)).order


async def place(
    slug: str,
    lines: Sequence[Line],
    *,
    buyer: Buyer,
    submission: str | None = None,
    consents: Collection[int] = (),
    source: str = "shop",
) -> Placed:
    """`reserve` at the event with this slug, answered with all that was written; NotFound when the
    public does not see such an event. `consents` are the versions to which the buyer agrees. An office (`source`) is not held to what the shop offers.
    """
    reservation = Reservation(
        slug=slug,
        lines=tuple(line for line in lines if line.count > 0),
        buyer=buyer,
        submission=submission and _fingerprint(submission, slug, _sorted(lines), buyer),
        actor=audit.acting.get(),
        consents=frozenset(consents),
        source=source,
    )
    if not reservation.lines:
        raise NothingChosen
    return await desk.ordered(reservation)


async def order_cart(
    slug: str,
    secret: str,
    *,
    buyer: Buyer,
    holders: Mapping[int, Holder] | None = None,
    consents: Collection[int] = (),
    submission: str | None = None,
) -> Placed:
    """Order all that is in the cart with this secret; `holders` by id of the cart's item, the rest are
    named as `reserve` names them. CartOver when its places went back, or it was ordered before with
    another `submission`.
    """
    named = {**(holders or {})}
    return await desk.ordered(
        Reservation(
            slug=slug,
            lines=(),
            buyer=buyer,
            submission=submission and _fingerprint(submission, slug, secret, buyer),
            actor=audit.acting.get(),
            cart=secret,
            holders=named,
            consents=frozenset(consents),
        )
    )


def _sorted(lines: Sequence[Line]) -> list[Line]:
    return sorted(lines, key=lambda line: line.ticket_type_id)


def _fingerprint(*wish: object) -> str:
    return hashlib.sha256(repr(wish).encode("utf-8", "surrogatepass")).hexdigest()
