"""The keys that the server makes find people in the browser, without a connection."""

import json
from functools import cache
from typing import Any

import pytest

from events_svc.checkin.search_keys.keys import keys_of
from tests.checkin import node

FINDER = f"""
import {{ readFileSync }} from "node:fs";
import {{ findPeople }} from {json.dumps((node.GATE / "find-people.js").as_uri())};
const {{ people, typed }} = JSON.parse(readFileSync(0, "utf8"));
const found = typed.map((text) => findPeople(people, text).map((one) => one.name));
process.stdout.write(JSON.stringify(found));
"""

PEOPLE = [
    "单雄信",
    "曾国藩",
    "仇英",
    "解缙",
    "翟天临",
    "区家麟",
    "朴树",
    "盖叫天",
    "查良镛",
    "欧阳修",
    "尉迟恭",
    "单于飞",
    "万俟卨",
    "吕布",
    "王𬭎",
    "Ada Lovelace",
    "José Núñez",
]

TYPED = {
    **{
        "shan": ["单雄信", "单于飞"],
        "zeng": ["曾国藩"],
        "qiu": ["仇英"],
        "xie": ["解缙", "万俟卨"],
    },
    **{"zhai": ["翟天临"], "ou": ["区家麟", "欧阳修"], "piao": ["朴树"], "ge": ["盖叫天"]},
    **{
        "zha": ["翟天临", "查良镛"],
        "ouyangxiu": ["欧阳修"],
        "yuchi": ["尉迟恭"],
        "moqi": ["万俟卨"],
    },
    **{"chanyu": ["单于飞"], "Zeng Guofan": ["曾国藩"], "guofan zeng": ["曾国藩"]},
    **{
        "sxx": ["单雄信"],
        "ojl": ["区家麟"],
        "zly": ["查良镛"],
        "oyx": ["欧阳修"],
        "al": ["Ada Lovelace"],
    },
    **{"雄信": ["单雄信"], "良镛": ["查良镛"], "𬭎": ["王𬭎"], "欧阳": ["欧阳修"]},
    **{"lv": ["吕布"], "lü bu": ["吕布"], "lubu": ["吕布"], "wanghong": ["王𬭎"]},
    **{"lovelace": ["Ada Lovelace"], "jose nunez": ["José Núñez"], "NÚÑEZ": ["José Núñez"]},
    **{"1001": ["单雄信"], "13800001009": ["查良镛"], "S05": ["翟天临"], "dan": [], "ceng": []},
}


@cache
def _found() -> dict[str, list[str]]:
    """The names that each text finds: one process for all."""
    people = [_person(number, name) for number, name in enumerate(PEOPLE, 1)]
    found = node.ran(FINDER, {"people": people, "typed": [*TYPED]})
    return dict(zip(TYPED, found, strict=True))


@pytest.mark.parametrize("text", TYPED)
def test_people_are_found_by_what_is_typed(text: str) -> None:
    assert sorted(_found()[text]) == sorted(TYPED[text])


def _person(number: int, name: str) -> dict[str, Any]:
    return {
        "number": number,
        "name": name,
        "organisation": "",
        "phone_tail": f"{1000 + number}",
        "order": f"S{number:02}",
        "keys": keys_of(name),
    }
