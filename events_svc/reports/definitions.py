"""What the figures of a report mean: those of the statistics, and those that only a report has."""

from typing import Any

from events_svc.stats.definitions import DEFINITIONS
from events_svc.text import Text

_BOUNDS: Text = {
    "zh": "逐行统计，上下限皆精确",
    "en": "Counted from rows, both bounds exact",
}
_FROM_ROWS: Text = {"zh": "逐行统计，精确", "en": "Counted from rows, exact"}
_FROM_LOG: Text = {
    "zh": "由只增不改的扫码日志统计，精确",
    "en": "Counted from the append-only scan log, exact",
}

_OURS: dict[str, dict[str, Any]] = {
    "titles": {
        "version": 1,
        "name": {"zh": "条目", "en": "Titles"},
        "words": {
            "zh": "已公开的录像，以及有直播链接的场次。",
            "en": "Public recordings, and sessions that have links.",
        },
        "method": _FROM_ROWS,
    },
    "events": {
        "version": 1,
        "name": {"zh": "活动", "en": "Events"},
        "words": {
            "zh": "已发布的活动（取消的也列出）；年度报告按开始时间归年。",
            "en": "Published events, cancelled ones among them; of a year: those that began in it.",
        },
        "method": _FROM_ROWS,
    },
    "tickets-sold": {
        "version": 1,
        "name": {"zh": "售出门票", "en": "Tickets sold"},
        "words": {
            "zh": "冻结时有效的门票（免费票也计；取消、过期、未付款的不计）。",
            "en": "Tickets that were valid at that time, free ones among them; not those cancelled, expired or unpaid.",
        },
        "method": _FROM_ROWS,
    },
    "arrivals": {
        "version": 1,
        "name": {"zh": "到场", "en": "Arrivals"},
        "words": {
            "zh": "至少有一次入场扫码未被撤销的门票数，同一张票只计一次。",
            "en": "Tickets with at least one entry at the door that was not undone; each ticket once.",
        },
        "method": _FROM_LOG,
    },
}

_SHARED = (
    "plays-across-platforms",
    "view@0s",
    "view@10s",
    "view@30s",
    "watch-time",
    "unique-seconds",
    "viewers",
    "peak",
    "programs",
    "concurrent",
)


def all_of_them() -> dict[str, dict[str, Any]]:
    """Every definition by its key, as a report carries them."""
    return {key: _of_statistics(key) for key in _SHARED} | _OURS


def _of_statistics(key: str) -> dict[str, Any]:
    """A report reads every row, so that its viewers are exact however many there are."""
    one = DEFINITIONS[key]
    method = _BOUNDS if key == "viewers" else one.method
    return {"version": one.version, "name": one.name, "words": one.words, "method": method}
