"""Put tickets into carts. A cart holds its places for half an hour from the last thing put in."""

from collections.abc import Sequence

from tortoise.exceptions import IntegrityError

from events_svc.tickets import desk
from events_svc.tickets.carts.filling import Filling
from events_svc.tickets.carts.models import Cart
from events_svc.tickets.draft import Line
from events_svc.tickets.errors import NothingChosen


async def fill(slug: str, lines: Sequence[Line], *, secret: str = "", language: str = "zh") -> Cart:
    """Add the lines to the cart with this secret, or to a new one; or raise a NotReserved and hold
    nothing more than before. CartOver when its places went back.
    """
    return await desk.filled(Filling(slug, _wanted(lines), secret, language, keeps=True))


async def change(slug: str, secret: str, lines: Sequence[Line], *, language: str = "zh") -> Cart:
    """The cart holds exactly these from now on, also one that had lost its places; or a NotReserved is
    raised, and it stays as it was.
    """
    return await desk.filled(Filling(slug, _wanted(lines), secret, language, keeps=False))


async def set_to(slug: str, secret: str, lines: Sequence[Line], *, language: str = "zh") -> Cart:
    """`change`, or a new cart with this secret, which its owner alone knows: a form that is sent twice
    fills one cart.
    """
    filling = Filling(slug, _wanted(lines), secret, language, keeps=False, begins=True)
    try:
        return await desk.filled(filling)
    except IntegrityError:  # another process was faster
        return await change(slug, secret, lines, language=language)


def _wanted(lines: Sequence[Line]) -> tuple[Line, ...]:
    wanted = tuple(line for line in lines if line.count > 0)
    if not wanted:
        raise NothingChosen
    return wanted
