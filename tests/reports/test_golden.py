"""A report frozen by an older release still gives its bytes: version 1 never changes its meaning.

Pure: the rows of one link and one event as they stood, no database. When this fails, do not mend the hash:
make version 2 beside version 1.
"""

import struct
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from events_svc.reports import canonical, counted
from events_svc.reports.counted import Door, Ledger, Watched
from events_svc.reports.evidence import digest
from events_svc.reports.tables import TABLES

pytestmark = pytest.mark.engineless

SPANS = struct.pack("<II", 0, 30_000)  # the first half minute, in milliseconds from the beginning
AT = datetime(2022, 8, 26, 1, 0, tzinfo=UTC)


def row(table: str, **values: Any) -> dict[str, Any]:
    """A row of the table as it is read."""
    blank: dict[str, Any] = {name: None for name in TABLES[table].columns}
    return TABLES[table].read({**blank, **values})


def playing(number: int, **values: Any) -> dict[str, Any]:
    begins = AT + timedelta(seconds=40 * number)
    defaults = {
        "id": number,
        "sid": f"sid-{number}",
        "source_id": 1,
        "day": begins.date(),
        "viewer_key": bytes([number % 3]) * 16,
        "is_live": number % 2,
        "is_bot": 0,
        "started_at": begins.isoformat(),
        "last_at": (begins + timedelta(minutes=5)).isoformat(),
        "span_started_at": (begins + timedelta(minutes=2)).isoformat(),
        "spans": SPANS,
        "credited_ms": 61_500 * number,
        "unique_seconds": 60 * number,
    }
    return row("watch", **{**defaults, **values})


def reading(number: int, value: int | None, **values: Any) -> dict[str, Any]:
    at = (AT + timedelta(days=number)).isoformat()
    defaults = {
        "id": number,
        "source_id": 1,
        "metric": "views",
        "value": value,
        "definition": '{"zh": "播放数", "en": "plays"}',
        "method": "manual",
        "observed_at": at,
        "recorded_at": at,
        "author": "Ada",
        "reason": "",
        "evidence": "screenshot",
        "raw_sha256": "",
    }
    return row("counter_snapshot", **{**defaults, **values})


PLAYINGS = [*(playing(number) for number in range(1, 6)), playing(6, is_bot=1)]
READINGS = [
    reading(1, 100),
    reading(2, 4000),
    reading(3, 400, corrects=2, reason="one digit too many"),
    reading(4, 350),
    reading(5, None),
]


def test_our_own_figures_stay_what_they_were() -> None:
    watched = Watched()
    for one in PLAYINGS:
        watched.add_playing(one)
    for number in range(4):
        watched.add_view(row("view", id=number, source_id=1, threshold=10, is_live=number % 2))

    assert canonical.encoded(watched.said()).decode() == (
        '{"live":2,"peak":3,"peak_at":"2022-08-26T01:04:00Z","programs":1,"rows":10,'
        '"unique_seconds":900,"view@0s":0,"view@10s":4,"view@30s":0,"viewers":[3,3],'
        '"watch_ms":922500}'
    )


def test_a_ledger_that_fell_hid_and_was_corrected_stays_what_it_was() -> None:
    ledger = Ledger()
    for one in READINGS:
        ledger.add(one)

    said = canonical.encoded(ledger.said(AT + timedelta(days=30)))

    assert canonical.sha256(said) == LEDGER


def test_tickets_and_arrivals_stay_what_they_were() -> None:
    door = Door()
    for state in ("valid", "valid", "held", "cancelled"):
        door.add_ticket(row("ticket", id=1, event_id=1, order_id=1, ticket_type_id=1, state=state))
    for scan, ticket, undoes in (("a", 1, None), ("b", 1, None), ("c", 2, None), ("d", 2, "c")):
        verdict = "undone" if undoes else "ok"
        columns = {"scan_id": scan, "ticket_id": ticket, "undoes": undoes, "verdict": verdict}
        door.add_scan(row("scan", id=1, event_id=1, direction="entry", **columns))

    assert door.said() == {
        "tickets_sold": 2, "tickets_held": 1, "arrivals": 1, "ticket_rows": 4, "scan_rows": 4,
    }  # fmt: skip


def test_the_curve_stays_what_it_was() -> None:
    watched = Watched()
    for one in PLAYINGS:
        watched.add_playing(one)

    assert canonical.sha256(canonical.encoded(counted.curve(watched.presences))) == CURVE


def test_the_digest_of_a_row_stays_what_it_was() -> None:
    assert [digest(one).hex() for one in (PLAYINGS[0], READINGS[2])] == DIGESTS


LEDGER = "6fa9a202b3041fb68ded42934e79904f62314e28a999832f57616a5408847cc5"
CURVE = "31c16dd3b2fe8fbb6f20a44d4b903b0fa41577b68227e195bb004aa81051f913"
DIGESTS = ["445c42fec295e675", "b08424e81d1341d3"]
