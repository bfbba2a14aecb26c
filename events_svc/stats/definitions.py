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


EXACT: Text = {"zh": "逐行统计，精确", "en": "Counted from rows, exact"}
BOUNDS: Text = {
    "zh": "逐行统计；只知上下限；某日某来源超过 1,000,000 个标识时用 CPC 概略计数并附误差",
    "en": "Counted from rows; known within bounds; above 1,000,000 keys of a day and source by a CPC "
    "sketch, with its error",
}
LEDGER: Text = {"zh": "平台播放量台账之和", "en": "Sum over the ledger of platform counters"}
_RULE: Text = {
    "zh": "由同样的行按对方规则算出，仅供比较",
    "en": "The other’s rule over the same rows, for comparison alone",
}


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
        EXACT,
    )


_STARTS = Definition(
    "view@0s",
    1,
    {"zh": "开始播放", "en": "Starts"},
    {
        "zh": "开始后出现第一帧；每位观众每个来源每小时最多一次；程序访问不计。只用于比较，不单独发布。",
        "en": "The first frame after a start; at most one per viewer key, source and clock hour (UTC); "
        "programs are not counted. For comparison with other counts, never published alone.",
    },
    EXACT,
)

_TIME = [
    Definition(
        "credited-time",
        1,
        {"zh": "计入时长", "en": "Credited time"},
        {
            "zh": "两次心跳之间，若前一次心跳为播放中：取 播放头移动÷倍速 与 服务器时钟经过＋2 秒 之小者，且不超过 3 个心跳间隔；"
            "直播只看服务器时钟。一次播放的总和不超过自首次心跳以来的时间＋2 秒（这 2 秒只给一次）。"
            "暂停、卡顿、拖动、隐藏且静音不计。",
            "en": "Between two beats, when the earlier one was playing: the smaller of playhead moved ÷ rate and "
            "server clock passed + 2 s, at most 3 beat intervals; live, the server clock alone. A playing's "
            "sum is at most the time since its first beat + 2 s (given once). Paused, stalled, seeking, "
            "hidden-and-muted is not credited.",
        },
        EXACT,
    ),
    Definition(
        "watch-time",
        1,
        {"zh": "观看时长", "en": "Watch time"},
        {
            "zh": "所有播放的计入时长之和，重看也计。",
            "en": "The credited time of all playings together, rewatching included.",
        },
        EXACT,
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
        EXACT,
    ),
    Definition(
        "replays",
        1,
        {"zh": "重看倍数", "en": "Replays"},
        {
            "zh": "回放的观看时长 ÷ 不重复秒数；1 表示每一秒只看了一遍。直播不计。",
            "en": "Watch time of replays ÷ unique seconds; 1 = every second was seen once. Live is left out.",
        },
        EXACT,
    ),
    Definition(
        "retention",
        1,
        {"zh": "留存曲线", "en": "Retention"},
        {
            "zh": "把视频分为至多 100 个等长小段；每段的值为看过其中任一秒的观众所占比例。"
            "观众＝某日某来源的不同标识（回放），其各次播放合并计算。",
            "en": "The video in at most 100 bins of equal length; each bin's value is the share of viewers who "
            "saw any second of it. Viewer = distinct key of a day and source (replay), all its playings together.",
        },
        EXACT,
    ),
]

_PEOPLE = [
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
        BOUNDS,
    ),
    Definition(
        "live-and-replay",
        1,
        {"zh": "直播与回放", "en": "Live and replay"},
        {
            "zh": "直播链接上、在场次结束之前开始的播放计为直播，其余计为回放；一次播放只属其一。",
            "en": "A playing of a live link that began before the end of its session is live, every other is "
            "replay; a playing is one or the other as a whole.",
        },
        EXACT,
    ),
    Definition(
        "concurrent",
        1,
        {"zh": "正在观看", "en": "Watching now"},
        {
            "zh": "最近两个心跳间隔内（直播 20 秒，回放 60 秒）有心跳的观众标识数。",
            "en": "Viewer keys with a beat in the last two intervals (live 20 s, recordings 60 s).",
        },
        EXACT,
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
        EXACT,
    ),
    Definition(
        "countries",
        1,
        {"zh": "国家和地区", "en": "Countries and regions"},
        {
            "zh": "播放开始时按运营者的数据库查得，地址不留存。某日某来源至少有 5 位不同观众的国家和地区才单独列出，其余与未知合并。"
            "数值为最大的一日与各日之和。",
            "en": "Looked up in the operator's database when a playing begins; the address is not kept. Named only "
            "where at least 5 different viewers are certain (of one day and source); the rest and the unknown "
            "stand together. Values: largest day and sum of days.",
        },
        BOUNDS,
    ),
    Definition(
        "referrers",
        1,
        {"zh": "从何而来", "en": "Where they came from"},
        {
            "zh": "来路网站的类别（直接、本站、搜索、社交、视频、邮件、其他）；网址本身不留存。数值为最大的一日与各日之和。",
            "en": "The class of the referring site (direct, this site, search, social, video, mail, other); the "
            "address itself is not kept. Values: largest day and sum of days.",
        },
        BOUNDS,
    ),
    Definition(
        "programs",
        1,
        {"zh": "程序访问（不计入）", "en": "Programs (not counted)"},
        {
            "zh": "自称程序、心跳过于规律或没有播放画面的播放次数；不计入任何其他数字。",
            "en": "Playings by user agents that name themselves programs, with beats too regular, or without "
            "media; in no other figure.",
        },
        EXACT,
    ),
    Definition(
        "opens",
        1,
        {"zh": "在本站打开", "en": "Opened here"},
        {
            "zh": "其他平台的播放器在本站页面中被打开的次数；每位观众每个来源每小时最多一次；看不到播放进度，绝不计为观看。",
            "en": "Frames of other platforms' players opened on our pages; at most one per viewer key, source "
            "and clock hour (UTC). They tell no playhead: never a view.",
        },
        EXACT,
    ),
]

_OTHERS = [
    Definition(
        "plays-across-platforms",
        1,
        {"zh": "各平台播放合计", "en": "Plays across platforms"},
        {
            "zh": "本站观看（view@10s v1）与各平台播放量之和，各按其平台的口径；不是人数。",
            "en": "Our own views (view@10s v1) and the counters of the platforms added up, each by its "
            "platform's definition; not distinct people.",
        },
        LEDGER,
    ),
    Definition(
        "peertube-views",
        1,
        {"zh": "按 PeerTube 规则的观看", "en": "Views by PeerTube’s rule"},
        {
            "zh": "PeerTube 6.1 起：会话累计观看满 10 秒（更短的视频：超过一半），之后一小时内不再计；停看一小时后重新累计；"
            "程序访问不剔除。会话以本站观众标识代之，观看时间以计入时长代之（PeerTube 只信播放头）。",
            "en": "PeerTube since 6.1: 10 s watched in a session (a shorter video: more than half), then none for "
            "an hour; after an hour away it begins anew; programs are not left out. Its session is our viewer "
            "key, its watch time our credited time (PeerTube believes the playhead).",
        },
        _RULE,
    ),
    Definition(
        "ccc-views",
        1,
        {"zh": "按 media.ccc.de 规则的观看", "en": "Views by media.ccc.de’s rule"},
        {
            "zh": "voctoweb：每次开始播放计一次，其后 23 分钟内同一地址同一文件不再计；程序访问不剔除。地址以本站观众标识代之，"
            "静默满 23 分钟后的返回视为再次开始。",
            "en": "voctoweb: every start, then none of the same address and file for 23 minutes; programs are not "
            "left out. Its address is our viewer key; coming back after 23 minutes of silence is a start.",
        },
        _RULE,
    ),
]

DEFINITIONS = {
    made.key: made for made in [_view(10), _STARTS, _view(30), *_TIME, *_PEOPLE, *_OTHERS]
}
