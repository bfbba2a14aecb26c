"""What becomes of a test that fails in a run of several workers: a journey is told once more, nothing else is."""

from typing import Any

import pytest

from tests.unsteady import MOST, Unsteady

pytestmark = pytest.mark.engineless


class Journey:
    def __init__(self, nodeid: str, *, is_journey: bool = True) -> None:
        self.nodeid = nodeid
        self.is_journey = is_journey

    def get_closest_marker(self, name: str) -> object:
        return (name == "journey" and self.is_journey) or None


class Screen:
    """The terminal, as the plug-in uses it."""

    def __init__(self, *passed: pytest.TestReport) -> None:
        self.passed = passed
        self.told: list[str] = []

    def getreports(self, name: str) -> list[pytest.TestReport]:
        return [*self.passed] if name == "passed" else []

    def section(self, title: str, **_: Any) -> None:
        self.told.append(title)

    write_line = section


def _unsteady(*journeys: Any) -> Unsteady:
    return Unsteady(journeys)


def _ended(nodeid: str, failure: str | None = None) -> list[pytest.TestReport]:
    outcome = "failed" if failure else "passed"
    return [pytest.TestReport(nodeid, ("", 0, ""), {}, outcome, failure, "call")]  # type: ignore[arg-type]


def test_a_journey_that_fails_is_told_once_more_and_then_reported_as_it_ends() -> None:
    unsteady = _unsteady(Journey("a"), Journey("b"))
    assert not unsteady.keeps("b", _ended("b"))
    assert unsteady.keeps("a", _ended("a", "no button"))
    assert [one.nodeid for one in unsteady.again] == ["a"]
    assert not unsteady.keeps("a", _ended("a", "no button again"))


def test_whatever_else_fails_fails() -> None:
    unsteady = _unsteady(Journey("race", is_journey=False))
    assert not unsteady.keeps("race", _ended("race", "sold twice"))
    assert unsteady.again == []


def test_many_failures_are_no_accident() -> None:
    unsteady = _unsteady(*(Journey(f"{n}") for n in range(MOST + 1)))
    kept = [unsteady.keeps(f"{n}", _ended(f"{n}", "no")) for n in range(MOST + 1)]
    assert kept == [True] * MOST + [False]


def test_what_failed_at_first_is_said_whole_when_it_passed_then() -> None:
    unsteady = _unsteady(Journey("a"), Journey("b"))
    unsteady.keeps("a", _ended("a", "no button"))
    unsteady.keeps("b", _ended("b", "no list"))
    screen: Any = Screen(*_ended("a"))
    unsteady.pytest_terminal_summary(screen)
    assert screen.told == ["UNSTEADY: a failed, and passed alone", "no button"]
