"""Draw seats: rows, tables, and the plane that fits them. Pure; seats that are new have the id 0."""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from math import cos, pi, sin

from venues.errors import CategoryUnknown, SeatTwice, TooManySeats
from venues.plan import Spot

MOST_SEATS = 5_000
MOST_CATEGORIES = 8
SEAT, ROW = 24, 32  # from a seat to the next, from a row to the next
EDGE, STAGE = 36, 76  # free paper around the seats, and above them for the stage
FURTHEST = 100_000


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows one behind the other: `first` is "1" or "A", and the others follow from it.

    `growth`: so many seats more in each row than in the one before. `curve`: how far the ends of a row
    come forward, in hundredths of its depth; `from_right`: seat 1 is at the right.
    """

    zone: str
    first: str
    count: int
    seats: int
    category: str
    growth: int = 0
    curve: int = 0
    from_right: bool = False


@dataclass(frozen=True, slots=True)
class Tables:
    """Round tables side by side, each a row of its own around which its seats go."""

    zone: str
    first: str
    count: int
    seats: int
    category: str


def rows_of(wish: Rows) -> list[Spot]:
    """The seats of these rows, the middle of each above the others."""
    spots: list[Spot] = []
    for place, label in enumerate(labels(wish.first, wish.count)):
        length = max(1, wish.seats + place * wish.growth)
        half = (length - 1) / 2
        for number in range(length):
            aside = number - half
            forward = wish.curve / 100 * ROW * (aside / half) ** 2 if half else 0.0
            x = -aside if wish.from_right else aside
            spots.append(_spot(wish, label, number + 1, x=x * SEAT, y=place * ROW - forward))
    return spots


def tables_of(wish: Tables) -> list[Spot]:
    """The seats around these tables; seat 1 is nearest to the stage, and they go clockwise."""
    radius = max(SEAT, wish.seats * SEAT / (2 * pi) * 1.1)
    apart = 2 * radius + 2 * SEAT
    spots: list[Spot] = []
    for place, label in enumerate(labels(wish.first, wish.count)):
        for number in range(wish.seats):
            turn = 2 * pi * number / wish.seats
            x, y = place * apart + radius * sin(turn), -radius * cos(turn)
            spots.append(_spot(wish, label, number + 1, x=x, y=y))
    return spots


def labels(first: str, count: int) -> list[str]:
    """So many names of rows: 7, 8, 9 or Y, Z, AA; what is neither a number nor letters is numbered."""
    if first.isascii() and first.isdecimal():
        return [str(int(first) + place) for place in range(count)]
    if first.isascii() and first.isalpha() and first.isupper():
        return [_letters(_number(first) + place) for place in range(count)]
    return [first if count == 1 else f"{first}{place}" for place in range(1, count + 1)]


def behind(standing: Sequence[Spot], more: Sequence[Spot]) -> list[Spot]:
    """All of them, `more` behind those that stand, each around the same middle."""
    if not standing or not more:
        return [*standing, *more]
    down = max(one.y for one in standing) + ROW * 3 // 2 - min(one.y for one in more)
    across = _middle(standing) - _middle(more)
    return [*standing, *(replace(one, x=one.x + across, y=one.y + down) for one in more)]


def fitted(spots: Iterable[Spot]) -> tuple[list[Spot], int, int]:
    """The seats moved to where the paper begins, and its width and height."""
    kept = [*spots]
    if not kept:
        return [], EDGE * 2 + SEAT * 10, STAGE + EDGE
    left, top = min(one.x for one in kept), min(one.y for one in kept)
    moved = [replace(one, x=one.x - left + EDGE, y=one.y - top + STAGE) for one in kept]
    return moved, max(one.x for one in moved) + EDGE, max(one.y for one in moved) + EDGE


def check(spots: Sequence[Spot], categories: Collection[str]) -> None:
    """Raises TooManySeats, SeatTwice, CategoryUnknown."""
    if len(spots) > MOST_SEATS:
        raise TooManySeats(MOST_SEATS)
    counted = Counter((one.zone, one.row, one.number) for one in spots)
    for (_, row, number), times in counted.items():
        if times > 1:
            raise SeatTwice(row, number)
    for one in spots:
        if one.category not in categories:
            raise CategoryUnknown(one.category)


def _spot(wish: Rows | Tables, row: str, number: int, *, x: float, y: float) -> Spot:
    return Spot(0, wish.zone, row, number, wish.category, round(x), round(y))


def _middle(spots: Sequence[Spot]) -> int:
    return (min(one.x for one in spots) + max(one.x for one in spots)) // 2


def _number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


def _letters(number: int) -> str:
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
