"""Ready-made beginnings of a check-in list, for the editor. Pure."""

from typing import Any

from events_svc.checkin.lists import ListTerms
from events_svc.text import text


def _before(fact: str, most: object) -> dict[str, Any]:
    return {"<": [{"var": fact}, most]}


def _from(fact: str, least: object) -> dict[str, Any]:
    return {">=": [{"var": fact}, least]}


def _all(*rules: dict[str, Any]) -> dict[str, Any]:
    return {"and": [*rules]}


_ONCE_A_DAY = _before("entries_today", 1)
_LUNCH = _all(_from("time", "11:30"), _before("time", "14:00"), _ONCE_A_DAY)
_AROUND = _all(_from("minutes_since_start", -30), {"<=": [{"var": "minutes_since_end"}, 0]})
_PAUSE = {"!": _before("minutes_since_last", 30)}

STARTS: dict[str, ListTerms] = {
    "once": ListTerms(text("入口", "Entrance")),
    "again": ListTerms(text("入口（可再次入场）", "Entrance, in and out"), entry_after_exit=True),
    "daily": ListTerms(text("每日一次", "Once a day"), rules=_ONCE_A_DAY, multi_entry=True),
    "lunch": ListTerms(text("午餐", "Lunch"), rules=_LUNCH, multi_entry=True, is_entrance=False),
    "afternoon": ListTerms(text("下午场", "Afternoon"), rules=_from("time", "12:00")),
    "pause": ListTerms(
        text("茶歇", "Refreshments"), rules=_PAUSE, multi_entry=True, is_entrance=False
    ),
    "often": ListTerms(text("不限次数", "As often as one likes"), multi_entry=True),
    "session": ListTerms(
        text("场次签到", "Attendance"), rules=_AROUND, entry_after_exit=True, is_entrance=False
    ),
}
