from datetime import UTC, datetime
from typing import Any

import hypothesis
import pytest
from hypothesis import HealthCheck, given

from events_svc.checkin import rule_form, rules
from events_svc.checkin.conditions import Conditions, Group, Row, read, rule_of
from tests.checkin import cases

pytestmark = pytest.mark.engineless

MORNING = datetime(2026, 9, 10, 2, 30, tzinfo=UTC)
EMPTY = dict.fromkeys(rule_form.FACTS) | {"entered": [], "entered_today": []}
SOME = {"type": 1, "gate": 2, "weekday": 4, "day": "2026-09-10", "time": "02:30", "entries": 1}
FACTS = [EMPTY, EMPTY | SOME, EMPTY | SOME | {"minutes_since_last": 30, "is_inside": True}]

LUNCH = Conditions(
    "all",
    (
        Group("all", (Row("time", ">=", ("11:30",)), Row("time", "<", ("14:00",)))),
        Group("any", (Row("type", "in", (3, 4)), Row("gate", "not in", (7,)))),
    ),
)


def test_rows_in_groups_are_a_rule_and_the_rule_is_these_rows() -> None:
    rule = rule_of(LUNCH)
    assert rule == {
        "and": [
            {"and": [{">=": [{"var": "time"}, "11:30"]}, {"<": [{"var": "time"}, "14:00"]}]},
            {"or": [{"in": [{"var": "type"}, [3, 4]]}, {"!": {"in": [{"var": "gate"}, [7]]}}]},
        ]
    }
    assert read(rule) == LUNCH


@pytest.mark.parametrize(
    ("rule", "row"),
    [
        ({"==": [{"var": "type"}, 3]}, Row("type", "in", (3,))),
        ({"<=": [{"var": "entries"}, 1]}, None),
        (
            {"!": {"<": [{"var": "minutes_since_last"}, 30]}},
            Row("minutes_since_last", "!<", (30,)),
        ),
        (
            {"<": [{"entries_since": {"instant": "2026-09-10T09:00Z"}}, 1]},
            Row("entries_since", "<", (1,), "2026-09-10T09:00Z"),
        ),
        ({"==": [{"var": "minutes_since_first"}, None]}, None),
        ({"!": {"and": [{"var": "x"}]}}, None),
    ],
    ids=["is one", "at most", "a pause", "since", "never", "not both"],
)
def test_a_comparison_is_a_row_where_a_row_can_say_it(rule: Any, row: Row | None) -> None:
    assert read(rule) == (Conditions(groups=(Group(rows=(row,)),)) if row else None)


def test_what_is_joined_with_nothing_is_alone() -> None:
    one, other = {"==": [{"var": "entries"}, 0]}, {"<": [{"var": "time"}, "12:00"]}
    assert read({"or": [one]}) == read({"and": [{"or": [one]}]}) == read(one)
    assert read({"and": [{"or": [one]}, {"or": [other]}]}) == read({"and": [one, other]})


def test_no_rows_are_no_rule() -> None:
    assert rule_of(Conditions(groups=(Group(),))) == {}
    assert read({}) == Conditions()


@hypothesis.settings(max_examples=40, suppress_health_check=list(HealthCheck))
@given(cases.rules_at(MORNING))
def test_rows_mean_what_the_rule_means(rule: Any) -> None:
    rows = read(rule)
    if rows is not None:
        again = rule_of(rows)
        rule_form.check(again)
        assert read(again) == rows
        assert [rules.holds(again, one) for one in FACTS] == [
            rules.holds(rule, one) for one in FACTS
        ]
