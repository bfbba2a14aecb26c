"""Make a plan of seats, draw it anew, throw it away. What events do with seats, the caller tells."""

from collections.abc import Awaitable, Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tortoise.transactions import in_transaction

from venues.drawing import check, fitted
from venues.errors import PlanChanged, SeatsInUse
from venues.models import Room
from venues.plan import Spot
from venues.seat_models import Seat, SeatMap

COLUMNS = ("zone", "row", "number", "category", "x", "y")
AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Uses:
    """Of some seats: those that somebody has, and those of which something tells, now or from before."""

    taken: frozenset[int] = frozenset()
    named: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Drawing:
    """What a plan is to look like; a seat with an id is that seat, whatever it is called from now on."""

    categories: Sequence[Mapping[str, Any]]  # {"key", "name"}
    spots: Sequence[Spot]


UsesOf = Callable[[Collection[int]], Awaitable[Uses]]


async def begin(
    room: Room, name: Mapping[str, str], categories: Sequence[Mapping[str, Any]]
) -> SeatMap:
    """A plan of the room without seats."""
    _, width, height = fitted([])
    return await SeatMap.create(
        room_id=room.id,
        name=dict(name),
        categories=[dict(one) for one in categories],
        width=width,
        height=height,
    )


async def redraw(seat_map: SeatMap, drawing: Drawing, *, revision: int, uses_of: UsesOf) -> SeatMap:
    """The plan is the drawing. Seats without an id that are called as a standing one are that one.

    Raises PlanChanged when it is not at `revision` any more, SeatsInUse when a seat would go that
    somebody has, and what `drawing.check` raises; then nothing has changed.
    """
    check(drawing.spots, {str(one["key"]) for one in drawing.categories})
    spots, width, height = fitted(drawing.spots)
    async with in_transaction():
        present = await SeatMap.filter(id=seat_map.id).select_for_update().get()
        if present.revision != revision:
            raise PlanChanged
        standing = await Seat.filter(seat_map_id=present.id, is_removed=False)
        kept = _recognised(standing, spots)
        await _remove([one for one in standing if one.id not in kept], uses_of)
        await _change([(one, kept[one.id]) for one in standing if one.id in kept])
        ids = {id(spot) for spot in kept.values()}
        await _add(present.id, [spot for spot in spots if id(spot) not in ids])
        present.categories = [dict(one) for one in drawing.categories]
        present.width, present.height, present.revision = width, height, revision + 1
        await present.save(update_fields=["categories", "width", "height", "revision"])
    return present


async def rename(seat_map: SeatMap, name: Mapping[str, str]) -> None:
    """The plan is called so."""
    await SeatMap.filter(id=seat_map.id).update(name=dict(name))


def _recognised(standing: Iterable[Seat], spots: Sequence[Spot]) -> dict[int, Spot]:
    """The drawn seats that stand already, by id: told by it, else by their names."""
    by_id = {one.id: one for one in standing}
    kept = {spot.id: spot for spot in spots if spot.id in by_id}
    names = {(one.zone, one.row, one.number): one.id for one in standing if one.id not in kept}
    for spot in spots:
        known = names.get((spot.zone, spot.row, spot.number))
        if known is not None and kept.get(spot.id) is not spot:
            kept[known] = spot
    return kept


async def _remove(gone: Sequence[Seat], uses_of: UsesOf) -> None:
    """Seats of which nothing tells are deleted; the others give up their names for those who come."""
    if not gone:
        return
    ids = [one.id for one in gone]
    uses = await uses_of(ids)
    if uses.taken:
        raise SeatsInUse(len(uses.taken))
    unknown = [one for one in ids if one not in uses.named]
    await Seat.filter(id__in=unknown).delete()
    told = [one for one in gone if one.id in uses.named]
    for one in told:
        one.zone, one.is_removed = f"~{one.id}", True
    await _store(told, ["zone", "is_removed"])


async def _change(pairs: Sequence[tuple[Seat, Spot]]) -> None:
    """Seats that swap their names have others for a moment: no two are ever called the same."""
    renamed = [
        (seat, spot)
        for seat, spot in pairs
        if (seat.zone, seat.row, seat.number) != (spot.zone, spot.row, spot.number)
    ]
    for seat, _ in renamed:
        seat.zone = f"~{seat.id}"
    await _store([seat for seat, _ in renamed], ["zone"])
    changed = [
        (seat, spot)
        for seat, spot in pairs
        if any(getattr(seat, c) != getattr(spot, c) for c in COLUMNS)
    ]
    for seat, spot in changed:
        for column in COLUMNS:
            setattr(seat, column, getattr(spot, column))
    await _store([seat for seat, _ in changed], [*COLUMNS])


async def _store(seats: Sequence[Seat], columns: Sequence[str]) -> None:
    if seats:
        await Seat.bulk_update(seats, fields=columns, batch_size=AT_ONCE)


async def _add(map_id: int, spots: Sequence[Spot]) -> None:
    await Seat.bulk_create(
        (Seat(seat_map_id=map_id, **{c: getattr(spot, c) for c in COLUMNS}) for spot in spots),
        batch_size=AT_ONCE,
    )
