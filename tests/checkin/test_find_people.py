"""People are found on the phone by the keys that the server made: both are run here, the browser's part by node."""

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from events_svc.checkin import verdict
from events_svc.checkin.search_keys.keys import keys_of
from tests import machine

pytestmark = pytest.mark.engineless

GATE = Path(verdict.__file__).parent.parent / "static" / "js" / "gate"
IN_NODE = f"""
import {{ readFileSync }} from "node:fs";
import {{ findPeople }} from {json.dumps((GATE / "find-people.js").as_uri())};
import {{ Seen }} from {json.dumps((GATE / "watch.js").as_uri())};
const {{ people, twice, said, frames }} = JSON.parse(readFileSync(0, "utf8"));
const seen = new Seen();
console.log(JSON.stringify({{
  held: findPeople(twice, "ma").map(({{ number }}) => number),
  found: said.map((text) => findPeople(people, text).map(({{ number }}) => number)),
  counted: frames.filter(([at, code, isBusy]) => seen.isNew(code, at, isBusy)).map(([at]) => at),
}}));
"""
NAMES = ["单雄信", "曾小贤", "仇英", "解珍", "翟志刚", "区文诗", "朴树", "盖聂", "查良镛", "吕布"]
NAMES += ["Ada Lovelace", "José Ñandú", "欧阳修", "单田芳"]
SAID: dict[str, list[int]] = {
    # full pinyin: the nine surnames of spec/checkin.md §5, and more
    "shanxiongxin": [1],
    "zeng xiaoxian": [2],
    "qiuying": [3],
    "xiezhen": [4],
    "zhaizhigang": [5],
    "ouwenshi": [6],
    "piaoshu": [7],
    "genie": [8],
    "zhaliangyong": [9],
    "lvbu": [10],
    "Lǚ Bù": [10],
    "ouyangxiu": [13],
    # initials, and the beginning of either
    "sxx": [1],
    "zzg": [5],
    "oyx": [13],
    "shan": [1, 14],
    # two characters, wherever they stand
    "雄信": [1],
    "田芳": [14],
    "单": [1, 14],
    # the rest
    "lovelace": [11],
    "jose nandu": [12],
    "ＡＤＡ": [11],
    "1003": [3],
    "13800001004": [4],
    "05": [],
    "005": [5],
    "学会": [6],
    "学会 区": [6],
    "KX4-7Q6": [6],
    "kx47q6": [6],
    "14": [14],
    "nobody": [],
    "  ": [],
}
FRAMES = [
    (0, "a", False),
    (100, "a", True),  # held on while its verdict stands
    (1400, "a", False),
    (1500, "b", True),  # the next one comes too early,
    (2600, "b", False),  # and counts as soon as the screen is free
    (2700, "b", False),
    (6000, "b", False),  # out of sight for a while: again
]


@pytest.fixture(scope="module")
def answered() -> dict[str, Any]:
    """What node says to all of it: one process for all tests."""
    people = [_person(number, name) for number, name in enumerate(NAMES, 1)]
    twice = [_person(15, "马骏") | {"state": "cancelled"}, _person(16, "马骏")]
    asked = json.dumps({"people": people, "twice": twice, "said": [*SAID], "frames": FRAMES})
    node = machine.program("node", "make setup")
    said = subprocess.run(
        [node, "--input-type=module", "-e", IN_NODE],
        input=asked,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert said.returncode == 0, said.stderr
    answer: dict[str, Any] = json.loads(said.stdout)
    return answer


def test_people_are_found_by_whatever_is_said_of_them(answered: dict[str, Any]) -> None:
    found = dict(zip(SAID, answered["found"], strict=True))
    assert {said: sorted(numbers) for said, numbers in found.items()} == SAID


def test_a_cancelled_ticket_is_listed_after_those_that_hold(answered: dict[str, Any]) -> None:
    assert answered["held"] == [16, 15]


def test_a_ticket_that_is_held_on_counts_once_and_the_next_is_not_lost(
    answered: dict[str, Any],
) -> None:
    assert answered["counted"] == [0, 2600, 6000]


def _person(number: int, name: str) -> dict[str, Any]:
    return {
        "number": number,
        "name": name,
        "organisation": "机器人学会" if number == 6 else "",
        "phone_tail": f"1{number:03}" if number < 10 else "",
        "order": f"KX47Q{number}" if number == 6 else f"ZZZZ{number:02}",
        "keys": keys_of(name),
    }
