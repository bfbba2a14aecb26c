"""What every published figure means. A figure is never shown without its definition and version.

A change of meaning is a new version: the old one stays here, because reports name it.
"""

from dataclasses import dataclass

from events_svc.text import Text


@dataclass(frozen=True, slots=True)
class Definition:
    """`method`: counted from rows (exact), bounded, or read from a platform."""

    key: str
    version: int
    name: Text
    words: Text
    method: Text

    @property
    def label(self) -> str:
        return f"{self.key} v{self.version}"


_EXACT: Text = {"zh": "逐行统计，精确", "en": "Counted from rows, exact"}
_BOUNDS: Text = {"zh": "只知上下限", "en": "Known within bounds"}
_LEDGER: Text = {"zh": "平台播放量台账之和", "en": "Sum over the ledger of platform counters"}


def _view(seconds: int) -> Definition:
    return Definition(
        f"view@{seconds}s",
        1,
        {"zh": f"观看（满 {seconds} 秒）", "en": f"Views of {seconds} s"},
        {
            "zh": f"一次播放的计入时长达到 {seconds} 秒（短于此的视频：超过一半）；每位观众每个来源每小时最多一次。"
            "计入时长按服务器时钟核对，暂停、卡顿、隐藏且静音不计；程序访问不计。",
            "en": f"One playing with at least {seconds} s of credited time (a shorter video: more than half of it); "
            "at most one per viewer key, source and clock hour (UTC). Credited time is checked against the "
            "server's clock; paused, stalled, hidden-and-muted is not credited; programs are not counted.",
        },
        _EXACT,
    )


DEFINITIONS = {
    made.key: made
    for made in [
        Definition(
            "view@0s",
            1,
            {"zh": "开始播放", "en": "Starts"},
            {
                "zh": "开始后出现第一帧；每位观众每个来源每小时最多一次；程序访问不计。只用于比较，不单独发布。",
                "en": "The first frame after a start; at most one per viewer key, source and clock hour (UTC); "
                "programs are not counted. For comparison with other counts, never published alone.",
            },
            _EXACT,
        ),
        _view(10),
        _view(30),
        Definition(
            "watch-time",
            1,
            {"zh": "观看时长", "en": "Watch time"},
            {
                "zh": "所有播放的计入时长之和，重看也计。",
                "en": "The credited time of all playings together, rewatching included.",
            },
            _EXACT,
        ),
        Definition(
            "unique-seconds",
            1,
            {"zh": "不重复秒数", "en": "Unique seconds"},
            {
                "zh": "每次播放看过的不同秒数之和；观看时长与它之比即重看倍数。",
                "en": "The different seconds that each playing saw, added up; watch time divided by it is how "
                "often they were replayed.",
            },
            _EXACT,
        ),
        Definition(
            "viewers",
            1,
            {"zh": "观众（按日）", "en": "Viewers of the day"},
            {
                "zh": "某日某来源的不同观众标识；标识为地址与浏览器加当日随机盐的散列，盐 48 小时后销毁，"
                "因此跨日、跨来源只知下限（最大的一日）与上限（各日之和）。日按 UTC，以开始播放之日计。",
                "en": "Distinct viewer keys of a day and source. A key is a hash of address and browser under the "
                "day's random salt, destroyed after 48 hours: across days and sources only the bounds are known, "
                "the largest day and the sum of days. Days are UTC, by the start of the playing.",
            },
            _BOUNDS,
        ),
        Definition(
            "concurrent",
            1,
            {"zh": "正在观看", "en": "Watching now"},
            {
                "zh": "最近两个心跳间隔内（直播 20 秒，回放 60 秒）有心跳的观众标识数。",
                "en": "Viewer keys with a beat in the last two intervals (live 20 s, recordings 60 s).",
            },
            _EXACT,
        ),
        Definition(
            "peak",
            1,
            {"zh": "最高同时观看", "en": "Peak"},
            {
                "zh": "同一来源直播期间同时在线观众标识的最大值，逐段扫描得出，附时刻。",
                "en": "The most viewer keys present at once on one source while live, by an exact sweep over their "
                "intervals, with its minute.",
            },
            _EXACT,
        ),
        Definition(
            "programs",
            1,
            {"zh": "程序访问（不计入）", "en": "Programs (not counted)"},
            {
                "zh": "自称程序的播放次数；不计入任何其他数字。",
                "en": "Playings by user agents that name themselves programs; in no other figure.",
            },
            _EXACT,
        ),
        Definition(
            "plays-across-platforms",
            1,
            {"zh": "各平台播放合计", "en": "Plays across platforms"},
            {
                "zh": "本站观看（view@10s v1）与各平台播放量之和，各按其平台的口径；不是人数。",
                "en": "Our own views (view@10s v1) and the counters of the platforms added up, each by its "
                "platform's definition; not distinct people.",
            },
            _LEDGER,
        ),
    ]
}
