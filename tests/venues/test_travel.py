"""The way between two venues takes what somebody said, else what the distance says."""

import pytest

from tests.venues.factories import make_venue
from venues import travel
from venues.models import Journey, Venue

WUHU, NANJING = (31.3526, 118.4331), (32.0603, 118.7969)


async def at(latitude: float | None, longitude: float | None) -> Venue:
    venue = await make_venue()
    venue.latitude, venue.longitude = latitude, longitude
    await venue.save(update_fields=["latitude", "longitude"])
    return venue


def test_the_distance_is_that_of_the_great_circle() -> None:
    assert travel.kilometres(WUHU, NANJING) == pytest.approx(85.9, abs=0.5)
    assert travel.kilometres(WUHU, WUHU) == 0


@pytest.mark.parametrize(
    ("kilometres", "minutes"), [(0, 0), (0.3, 6), (1.5, 26), (2, 17), (10, 42), (86, 172)]
)
def test_short_ways_are_walked_and_long_ones_ridden(kilometres: float, minutes: int) -> None:
    assert travel.minutes(kilometres) == minutes


async def test_what_somebody_said_counts_more_than_the_distance(database: None) -> None:
    one, other, unknown = await at(*WUHU), await at(*NANJING), await at(None, None)
    by_distance = await travel.between([one.id, other.id, unknown.id])
    await travel.say(other, one, 55)
    await travel.say(unknown, one, 7)
    assert by_distance == {(one.id, other.id): 172}
    assert await travel.between([one.id, other.id, unknown.id]) == {
        (one.id, other.id): 55,
        (one.id, unknown.id): 7,
    }


async def test_said_again_replaces_and_none_takes_it_back(database: None) -> None:
    one, other = await make_venue(), await make_venue()
    await travel.say(one, other, 5)
    await travel.say(other, one, 9)
    assert await Journey.all().values_list("one_id", "other_id", "minutes") == [
        (one.id, other.id, 9)
    ]
    await travel.say(one, other, None)
    assert await travel.between([one.id, other.id]) == {}
