"""What the player tells of a viewer, in a node process with a medium that is not there."""

import json
import subprocess
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from tests import machine

HERE = Path(__file__).parent
BEATS = HERE.parent.parent / "events_svc" / "static" / "js" / "beats.js"
Told = dict[str, list[dict[str, Any]]]


@pytest.fixture(scope="module")
def told() -> Told:
    node = machine.program("node", "make setup")
    done = subprocess.run(
        [node, str(HERE / "beats_in_node.mjs"), str(BEATS)],
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    found: Told = json.loads(done.stdout)
    return found


@pytest.mark.parametrize(
    ("story", "beats"),
    [
        ("watched_and_left", ["1 p 0 1", "2 a 5000 1", "3 p 5000 1", "4 p 7000 1"]),
        ("never_begun", []),
        ("dragged", ["1 p 0 1", "2 k 3000 1", "3 p 300500 1"]),
        ("stalled", ["1 p 0 1", "2 r 2000 1", "3 p 2000 1"]),
        ("faster", ["1 p 0 1", "2 p 4000 2", "3 a 12000 2"]),
        ("muted_and_hidden", ["1 p 0 1", "2 p 2000 1", "3 h 4000 1", "4 p 6000 1"]),
        ("again_from_the_beginning", ["1 p 0 1", "2 e 2000 1", "1 p 0 1"]),
        ("broken", ["1 p 0 1", "2 f 2000 1"]),
        ("taken_away", ["1 p 0 1", "2 p 2000 1"]),
    ],
)
def test_each_change_is_told_at_once(told: Told, story: str, beats: list[str]) -> None:
    assert [beat["told"] for beat in told[story]] == beats


def test_the_last_beat_is_a_beacon_and_a_repeat_is_another_playing(told: Told) -> None:
    assert [beat["by"] for beat in told["watched_and_left"]] == ["fetch"] * 3 + ["beacon"]
    assert [beat["by"] for beat in told["muted_and_hidden"]] == ["fetch", "beacon", "fetch", "fetch"]  # fmt: skip
    first, _, again = (beat["sid"] for beat in told["again_from_the_beginning"])
    assert first != again


def gaps(beats: list[dict[str, Any]]) -> list[float]:
    return [after["at"] - before["at"] for before, after in pairwise(beats)]


def test_beats_come_every_interval_with_jitter(told: Told) -> None:
    found = gaps(told["long"])
    assert len(found) >= 30
    assert all(8 <= gap <= 12.25 for gap in found)
    assert len({*found}) > 5


def test_the_service_may_ask_for_fewer(told: Told) -> None:
    assert all(32 <= gap <= 48.25 for gap in gaps(told["asked_for_fewer"]))


def test_a_service_that_cannot_take_them_gets_ever_fewer_to_a_bound(told: Told) -> None:
    found = gaps(told["too_busy"])
    assert found[0] >= 16
    assert all(96 <= gap <= 144.25 for gap in found[4:])


def test_a_lost_beat_is_followed_by_the_next(told: Told) -> None:
    assert len(told["no_network"]) >= 3


def test_only_the_host_that_led_here_is_told_and_only_at_first(told: Told) -> None:
    assert [beat.get("ref") for beat in told["long"][:5]] == ["mp.weixin.qq.com"] * 3 + [None] * 2
