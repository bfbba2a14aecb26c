from datetime import UTC, datetime
from typing import Any

import pytest

from events_svc.checkin.models import Gate
from events_svc.cloning.copying import Clone
from events_svc.cloning.rewrite import cancel_steps, door_rules, entry_days, seating_types
from events_svc.events.models import Event
from events_svc.tickets.product_models import TicketType

pytestmark = pytest.mark.engineless

OLD = datetime(2026, 3, 1, 8, tzinfo=UTC)  # 09:00 in Berlin, in winter
NEW = datetime(2026, 7, 1, 7, tzinfo=UTC)  # 09:00 in Berlin, in summer


def _clone(zone: str = "Europe/Berlin") -> Clone:
    source, target = Event(timezone=zone, starts_at=OLD), Event(timezone=zone, starts_at=NEW)
    return Clone(source, target, {TicketType: {3: 13, 4: 14}, Gate: {7: 17}})


def test_times_are_as_far_from_the_start_by_the_clock_on_the_wall() -> None:
    evening_before = datetime(2026, 2, 28, 17, tzinfo=UTC)  # 18:00 in winter
    assert _clone().later(evening_before) == datetime(2026, 6, 30, 16, tzinfo=UTC)


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ({}, {}),
        ({"<": [{"var": "time"}, "12:00"]}, {"<": [{"var": "time"}, "12:00"]}),
        ({"in": [{"var": "type"}, [3, 4, 99]]}, {"in": [{"var": "type"}, [13, 14, 99]]}),
        (
            {"and": [{"==": [{"var": "gate"}, 7]}, {"!": [{"==": [{"var": "type"}, 3]}]}]},
            {"and": [{"==": [{"var": "gate"}, 17]}, {"!": [{"==": [{"var": "type"}, 13]}]}]},
        ),
        ({"==": ["2026-03-02", {"var": "day"}]}, {"==": ["2026-07-02", {"var": "day"}]}),
        (
            {">": [{"var": "now"}, int(OLD.timestamp())]},
            {">": [{"var": "now"}, int(NEW.timestamp())]},
        ),
        (
            {">=": [{"var": "now"}, {"instant": OLD.isoformat()}]},
            {">=": [{"var": "now"}, {"instant": NEW.isoformat()}]},
        ),
        (
            {"<": [{"entries_since": {"instant": OLD.isoformat()}}, 1]},
            {"<": [{"entries_since": {"instant": NEW.isoformat()}}, 1]},
        ),
    ],
    ids=["none", "time", "types", "nested", "day", "now", "instant", "since"],
)
def test_rules_of_the_door_name_the_new_rows_and_days(rule: Any, expected: Any) -> None:
    assert door_rules(_clone(), rule) == expected


def test_day_tickets_enter_on_the_new_days() -> None:
    days = {"3": ["2026-03-01", "2026-03-02"], "99": ["2026-03-01"]}
    assert entry_days(_clone(), days) == {"13": ["2026-07-01", "2026-07-02"]}


def test_other_lists_of_types_and_steps_of_cancelling_move_too() -> None:
    assert seating_types(_clone(), {"front": [4, 99], "": []}) == {"front": [14], "": []}
    steps = [{"until": OLD.isoformat(), "fee_bp": 500}]
    assert cancel_steps(_clone(), steps) == [{"until": NEW.isoformat(), "fee_bp": 500}]
