"""Plans of seats: drawn, drawn anew, and what is not thrown away."""

from collections.abc import Collection, Sequence
from dataclasses import replace

import pytest

from tests.venues.factories import make_room
from venues.drawing import Rows, rows_of
from venues.errors import PlanChanged, SeatsInUse
from venues.plan import Plan, Spot, plan_of
from venues.seat_models import Seat, SeatMap
from venues.seats import Drawing, Uses, begin, redraw

pytestmark = pytest.mark.usefixtures("database")

CATEGORIES = [{"key": "a", "name": {"en": "All"}}]
NONE = Uses()


async def nobody(_: Collection[int]) -> Uses:
    return Uses()


async def drawn(spots: Sequence[Spot]) -> SeatMap:
    seat_map = await begin(await make_room(), {"en": "Hall"}, CATEGORIES)
    return await redraw(seat_map, Drawing(CATEGORIES, spots), revision=1, uses_of=nobody)


async def plan(seat_map: SeatMap) -> Plan:
    return await plan_of(seat_map.id, seat_map.guid, seat_map.revision)


async def again(seat_map: SeatMap, spots: Sequence[Spot], uses: Uses = NONE) -> Plan:
    async def uses_of(_: Collection[int]) -> Uses:
        return uses

    drawing = Drawing(CATEGORIES, spots)
    made = await redraw(seat_map, drawing, revision=seat_map.revision, uses_of=uses_of)
    return await plan(made)


async def test_a_plan_is_what_was_drawn() -> None:
    made = await plan(await drawn(rows_of(Rows("", "1", 2, 3, "a"))))
    assert [[one.number for one in row] for row in made.rows] == [[1, 2, 3]] * 2
    assert (made.width, made.height) == (120, 144)


async def test_seats_swap_their_names_and_stay_themselves() -> None:
    seat_map = await drawn(rows_of(Rows("", "1", 1, 2, "a")))
    one, two = (await plan(seat_map)).spots
    after = await again(seat_map, [replace(one, number=2), replace(two, number=1)])
    assert [(spot.id, spot.number) for spot in after.spots] == [(two.id, 1), (one.id, 2)]


async def test_a_plan_that_comes_without_ids_knows_its_seats_by_their_names() -> None:
    seat_map = await drawn(rows_of(Rows("", "1", 1, 2, "a")))
    before = await plan(seat_map)
    after = await again(seat_map, rows_of(Rows("", "1", 1, 3, "a")))
    assert [spot.id for spot in after.spots[:2]] == [spot.id for spot in before.spots]
    assert len(after.spots) == 3


async def test_a_seat_that_somebody_has_does_not_go() -> None:
    seat_map = await drawn(rows_of(Rows("", "1", 1, 2, "a")))
    one, two = (await plan(seat_map)).spots
    with pytest.raises(SeatsInUse) as refused:
        await again(seat_map, [one], Uses(taken=frozenset([two.id])))
    assert refused.value.count == 1
    assert await Seat.filter(is_removed=False).count() == 2
    assert (await SeatMap.get(id=seat_map.id)).revision == seat_map.revision


async def test_a_seat_of_which_an_old_ticket_tells_goes_out_of_the_plan_alone() -> None:
    seat_map = await drawn(rows_of(Rows("", "1", 1, 3, "a")))
    one, two, _ = (await plan(seat_map)).spots
    await again(seat_map, [one], Uses(named=frozenset([two.id])))
    assert await Seat.filter(is_removed=True).values_list("id", "row", "number") == [
        (two.id, "1", 2)
    ]
    await seat_map.refresh_from_db()
    after = await again(seat_map, rows_of(Rows("", "1", 1, 2, "a")))
    assert [spot.number for spot in after.spots] == [1, 2]
    assert after.spots[1].id != two.id


async def test_of_two_who_draw_at_once_the_second_looks_again() -> None:
    seat_map = await drawn(rows_of(Rows("", "1", 1, 2, "a")))
    await again(seat_map, rows_of(Rows("", "1", 1, 3, "a")))
    with pytest.raises(PlanChanged):
        await again(seat_map, [])
    assert await Seat.all().count() == 3
