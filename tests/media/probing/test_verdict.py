"""Live or not: four facts, never mixed."""

from datetime import UTC, datetime, timedelta

import pytest

from events_svc.media.live import Fact, Facts, Slot, Verdict, verdict

NOW = datetime(2026, 5, 1, 10, 0, tzinfo=UTC)
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
SLOT = Slot(NOW - HOUR, NOW + HOUR)


def seen(state: str, at: datetime = NOW, live_until: datetime | None = None) -> Fact:
    return Fact(state, "probe", at, live_until=live_until)


def told(state: str, at: datetime = NOW) -> Fact:
    return Fact(state, "api", at)


def said(state: str, at: datetime = NOW) -> Fact:
    return Fact(state, "operator", at)


MISSING, WATCHED = Verdict(False, True), Verdict(False, True, is_watched=True)
BEFORE = NOW - MINUTE


@pytest.mark.parametrize(
    ("facts", "judged"),
    [
        (Facts(), MISSING),
        (Facts(probe=seen("live")), Verdict(True, True, "probe", NOW, is_watched=True)),
        (Facts(api=told("live")), Verdict(True, True, "api", NOW, is_watched=True)),
        (Facts(operator=said("live")), Verdict(True, True, "operator", NOW)),
        (Facts(operator=said("open")), MISSING),
        (Facts(operator=said("ended")), Verdict(False, True, is_over=True, has_ended=True)),
        *((Facts(probe=seen(state)), WATCHED) for state in ("stalled", "slate", "offline", "vod")),
        (Facts(probe=seen("unknown")), MISSING),
        # one machine sees it, the other does not: it is live
        (
            Facts(probe=seen("offline"), api=told("live")),
            Verdict(True, True, "api", NOW, is_watched=True),
        ),
        # a person stands above the machines, in both directions, whoever spoke last
        (
            Facts(probe=seen("live"), operator=said("ended", BEFORE)),
            Verdict(False, True, is_over=True, has_ended=True, is_watched=True),
        ),
        (
            Facts(probe=seen("offline"), operator=said("live", BEFORE)),
            Verdict(True, True, "operator", BEFORE, is_watched=True),
        ),
        # but a stream that was seen after the word, and seen to end, has ended
        (Facts(probe=seen("stalled", live_until=NOW), operator=said("live", BEFORE)), WATCHED),
        # who cannot look any more has seen no end
        (
            Facts(probe=seen("unreadable", live_until=NOW), operator=said("live", BEFORE)),
            Verdict(True, True, "operator", BEFORE, is_watched=True),
        ),
    ],
)
def test_only_evidence_makes_it_live(facts: Facts, judged: Verdict) -> None:
    assert verdict(facts, SLOT, now=NOW) == judged


def test_a_word_that_nobody_takes_back_holds_four_hours() -> None:
    facts = Facts(operator=said("live"))

    assert verdict(facts, None, now=NOW + 3 * HOUR).is_live
    assert not verdict(facts, None, now=NOW + 5 * HOUR).is_live
    assert verdict(facts, SLOT, now=SLOT.ends_at + 3 * HOUR).is_live


def test_a_prober_that_stopped_leaves_no_badge_behind() -> None:
    looked = Facts(probe=seen("live", NOW - HOUR), looked_at=NOW - MINUTE)

    assert verdict(looked, SLOT, now=NOW).is_live
    assert not verdict(looked, SLOT, now=NOW + 2 * MINUTE).is_live


@pytest.mark.parametrize(
    ("before_the_end", "live_until", "missing"),
    [
        (5 * MINUTE, NOW, False),
        (11 * MINUTE, NOW, True),
        (5 * MINUTE, None, True),
    ],
)
def test_a_talk_may_end_early_but_must_have_been_live(
    before_the_end: timedelta, live_until: datetime | None, missing: bool
) -> None:
    facts = Facts(probe=seen("ended", live_until=live_until))

    found = verdict(facts, Slot(NOW - HOUR, NOW + before_the_end), now=NOW)

    assert found.is_missing is missing


def test_what_is_not_due_is_not_missing() -> None:
    for now in (SLOT.starts_at - MINUTE, SLOT.ends_at):
        assert not verdict(Facts(probe=seen("offline")), SLOT, now=now).is_missing


def test_a_stream_that_says_that_it_ends_has_ended_and_is_missed_all_the_same() -> None:
    ended = Facts(probe=seen("ended", live_until=NOW))

    found = verdict(ended, SLOT, now=NOW)

    assert (found.has_ended, found.is_missing) == (True, True)
