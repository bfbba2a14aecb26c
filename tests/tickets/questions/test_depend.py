"""Which questions are asked: properties over any web of dependencies."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from events_svc.tickets.questions.depend import (
    applying,
    goes_round,
    in_order,
    kept,
    missing,
    of_type,
    unanswered,
)
from events_svc.tickets.questions.models import AnswerKind, AskedAt, TicketQuestion
from tests.tickets.questions.factories import a_question

pytestmark = pytest.mark.engineless

KINDS = [AnswerKind.YES_NO, AnswerKind.CHOICE, AnswerKind.CHOICES, AnswerKind.LINE]
VALUES = st.sampled_from([None, True, False, 0, 1, [0], [0, 1], [], "", "words"])


@st.composite
def webs(draw: st.DrawFn) -> list[TicketQuestion]:
    """Some questions, each free or after any other: also in circles, as no organiser can make them."""
    ids = draw(st.lists(st.integers(1, 9), unique=True, max_size=7))
    return [
        a_question(
            one,
            draw(st.sampled_from(KINDS)),
            depends_on_id=draw(st.sampled_from([None, *(other for other in ids if other != one)])),
            depends_values=draw(st.lists(st.sampled_from([True, False, 0, 1]), min_size=1)),
            is_required=draw(st.booleans()),
            only_types=draw(st.sampled_from([[], [1], [2]])),
            asked_at=draw(st.sampled_from([*AskedAt])),
            position=draw(st.integers(0, 3)),
        )
        for one in ids
    ]


ANSWERS = st.dictionaries(st.integers(1, 9), VALUES)


@settings(max_examples=40)
@given(webs(), ANSWERS)
def test_whoever_is_asked_was_led_there(web: list[TicketQuestion], answers: dict[int, Any]) -> None:
    asked = {one.id for one in applying(web, answers)}
    assert all(one.depends_on_id in {None, *asked} for one in web if one.id in asked)


@settings(max_examples=40)
@given(webs(), ANSWERS, st.randoms())
def test_the_order_of_questions_changes_nothing(
    web: list[TicketQuestion], answers: dict[int, Any], chance: Any
) -> None:
    shuffled = chance.sample(web, len(web))
    assert {one.id for one in applying(web, answers)} == {
        one.id for one in applying(shuffled, answers)
    }


@settings(max_examples=40)
@given(webs(), ANSWERS)
def test_what_is_not_asked_is_not_kept_and_asks_for_nothing(
    web: list[TicketQuestion], answers: dict[int, Any]
) -> None:
    stays = kept(web, answers)
    assert kept(web, stays) == stays
    assert applying(web, stays) == applying(web, answers)
    assert unanswered(web, stays) == unanswered(web, answers)


@settings(max_examples=40)
@given(webs(), ANSWERS)
def test_only_required_questions_that_are_asked_are_missing(
    web: list[TicketQuestion], answers: dict[int, Any]
) -> None:
    lacking = missing(web, answers)
    assert all(one.is_required and one.asked_at is AskedAt.PURCHASE for one in lacking)
    assert {one.id for one in lacking} <= {one.id for one in applying(web, answers)}


@settings(max_examples=40)
@given(webs())
def test_without_answers_only_free_questions_are_asked(web: list[TicketQuestion]) -> None:
    assert applying(web, {}) == [one for one in web if one.depends_on_id is None]


@settings(max_examples=40)
@given(webs(), st.sampled_from([1, 2]))
def test_a_type_is_asked_nothing_that_hangs_on_what_it_is_never_asked(
    web: list[TicketQuestion], kind: int
) -> None:
    asked = of_type(web, kind)
    ids = {one.id for one in asked}
    assert all(not one.only_types or kind in one.only_types for one in asked)
    assert all(one.depends_on_id in {None, *ids} for one in asked)


@settings(max_examples=40)
@given(webs())
def test_all_questions_stand_in_order_behind_those_they_follow(web: list[TicketQuestion]) -> None:
    ordered = in_order(web)
    assert sorted(one.id for one in ordered) == sorted(one.id for one in web)
    links = {one.id: one.depends_on_id for one in web}
    places = {one.id: place for place, one in enumerate(ordered)}
    for one in web:
        before = one.depends_on_id
        if before in places and not any(_is_in_a_circle(links, o) for o in _line(links, one.id)):
            assert places[before] < places[one.id]


def test_true_is_not_the_second_option() -> None:
    parent = a_question(1, AnswerKind.CHOICE)
    child = a_question(2, depends_on_id=1, depends_values=[1])
    assert applying([parent, child], {1: True}) == [parent]
    assert applying([parent, child], {1: 1}) == [parent, child]


def test_nobody_waits_for_the_own_answer() -> None:
    links = {1: None, 2: 1, 3: 2, 4: None}
    assert [goes_round(links, one, 3) for one in (1, 2, 3, 4)] == [True, True, True, False]


def _line(links: dict[int, int | None], start: int) -> set[int]:
    seen: set[int] = set()
    following: int | None = start
    while following is not None and following not in seen:
        seen.add(following)
        following = links.get(following)
    return seen


def _is_in_a_circle(links: dict[int, int | None], one: int) -> bool:
    parent = links.get(one)
    return parent is not None and goes_round(links, one, parent)
