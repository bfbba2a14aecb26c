"""The solver's promises: nothing overlaps, everybody is there, what has no place is said."""

import random

import pytest

from events_svc.schedule.solving.problem import Hall, Problem, Solution, Talk, Window
from events_svc.schedule.solving.solver import solve

pytestmark = pytest.mark.engineless

DAY: list[Window] = [(0, 480)]


def talk(number: int, *people: int, minutes: int = 60, **more: object) -> Talk:
    return Talk(**{"id": number, "minutes": minutes, "people": [*people], "possible": DAY, **more})  # type: ignore[arg-type]  # whatever the test names


def solved(talks: list[Talk], halls: list[Hall] | None = None, **more: object) -> Solution:
    return solve(Problem(halls or [Hall(1, DAY)], talks, seconds=5.0, **more))  # type: ignore[arg-type]  # whatever the test names


def broken(problem: Problem, found: Solution) -> list[tuple[int, int]]:
    """The pairs of talks that share a hall or a person at a time, rests included."""
    talks = {one.id: one for one in problem.talks}

    def clash(a: int, b: int) -> bool:
        one, other = placed[a], placed[b]
        same_hall = one.hall == other.hall
        same_person = not {*talks[a].people}.isdisjoint(talks[b].people)
        rest = max(problem.room_rest * same_hall, problem.people_rest * same_person)
        over = one.start + talks[a].minutes + rest
        return (same_hall or same_person) and one.start <= other.start < over

    placed = {one.talk: one for one in found.placed}
    return [(a, b) for a in placed for b in placed if a != b and clash(a, b)]


def test_nothing_overlaps_and_all_have_a_place() -> None:
    chance = random.Random(1)
    halls = [Hall(n, DAY, capacity=50 * n) for n in range(1, 4)]
    talks = [
        talk(n, *chance.sample(range(12), 2), minutes=chance.choice([25, 45, 50]), interest=40)
        for n in range(12)
    ]
    problem = Problem(halls, talks, room_rest=5, people_rest=10, seconds=2.0)
    found = solve(problem)
    assert (len(found.placed), found.left, broken(problem, found)) == (12, [], [])


def test_a_person_who_is_there_for_one_hour_speaks_in_it() -> None:
    found = solved([talk(1, 7, possible=[(120, 180)]), talk(2, 8)])
    assert {one.talk: one.start for one in found.placed}[1] == 120


def test_what_fits_nowhere_is_impossible_and_what_finds_no_room_is_left() -> None:
    morning: list[Window] = [(0, 120)]
    talks = [talk(1, possible=[(0, 30)]), *(talk(n) for n in range(2, 6))]
    found = solved(talks, [Hall(1, morning)])
    assert found.impossible == [1]
    assert (len(found.placed), len(found.left)) == (2, 3)


def test_the_hall_that_many_need_goes_to_those_whom_many_want_to_hear() -> None:
    halls = [Hall(1, [(0, 60)], capacity=20), Hall(2, [(0, 60)], capacity=200)]
    found = solved([talk(1, interest=10), talk(2, interest=150)], halls)
    assert {one.talk: one.hall for one in found.placed} == {1: 1, 2: 2}
    assert found.crowded == 0


def test_what_many_want_to_see_both_is_not_side_by_side() -> None:
    halls = [Hall(1, DAY), Hall(2, DAY)]
    found = solved([talk(1), talk(2)], halls, apart=[(1, 2, 30)])
    first, second = (one.start for one in found.placed)
    assert (second - first >= 60, found.together) == (True, 0)


def test_a_wish_is_granted_where_nothing_stands_against_it() -> None:
    found = solved([talk(1, preferred=[(240, 360)])])
    assert (240 <= found.placed[0].start <= 300, found.unwilling) == (True, 0)


def test_nothing_to_place_is_an_answer_too() -> None:
    assert solved([]) == Solution([], [], [], "optimal")
