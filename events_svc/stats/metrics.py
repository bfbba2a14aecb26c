"""What the counters of platforms count, in the platforms' own words. Pure."""

from events_svc.text import Text

METRICS: dict[str, Text] = {
    "views": {"zh": "播放量", "en": "Plays"},
    "viewers": {"zh": "观看人数", "en": "Viewers"},
    "peak": {"zh": "最高同时在线", "en": "Peak concurrent"},
    "likes": {"zh": "点赞", "en": "Likes"},
    "shares": {"zh": "分享", "en": "Shares"},
    "comments": {"zh": "评论", "en": "Comments"},
    "favourites": {"zh": "收藏", "en": "Favourites"},
    "concurrent": {"zh": "正在观看", "en": "Watching now"},
    "average_seconds": {"zh": "人均观看秒数", "en": "Average seconds watched"},
    "popularity": {"zh": "人气值（不是人数）", "en": "Popularity (not people)"},
}

# A total only grows, a gauge goes up and down, and of a highest the largest ever read stands.
GAUGES = frozenset({"concurrent", "average_seconds", "popularity"})
HIGHEST = frozenset({"peak"})

# The figure of each platform that “plays across platforms” adds up.
HEADLINE = "views"

_DEFINITIONS: dict[tuple[str, str], Text] = {
    ("bilibili", "views"): {
        "zh": "播放数（哔哩哔哩）",
        "en": "播放数, plays as Bilibili counts them",
    },
    ("youtube", "views"): {
        "zh": "观看次数（YouTube viewCount）",
        "en": "viewCount, views as YouTube counts them",
    },
    ("wechat_channels", "views"): {
        "zh": "观看人数（视频号 total_audience_count）",
        "en": "观看人数, audience as WeChat Channels counts it",
    },
    ("tencent_meeting", "views"): {
        "zh": "直播结束后的累计观看人数（腾讯会议 live_viewers_num）",
        "en": "live_viewers_num after the end, viewers as Tencent Meeting counts them",
    },
    ("peertube", "views"): {
        "zh": "观看次数（PeerTube views）",
        "en": "views as PeerTube counts them",
    },
    ("owncast", "peak"): {
        "zh": "场次最高同时观看（Owncast sessionMaxViewerCount）",
        "en": "sessionMaxViewerCount, the most at once in a session as Owncast counts it",
    },
    ("owncast", "concurrent"): {
        "zh": "正在观看（Owncast viewerCount）",
        "en": "viewerCount, watching now as Owncast counts it",
    },
    ("youtube", "concurrent"): {
        "zh": "正在观看（YouTube concurrentViewers）",
        "en": "concurrentViewers, watching now as YouTube counts them",
    },
    ("peertube", "concurrent"): {
        "zh": "正在观看（PeerTube viewers）",
        "en": "viewers, watching now as PeerTube counts them",
    },
    ("bilibili", "popularity"): {
        "zh": "人气值（哔哩哔哩 online），不是人数",
        "en": "人气值 online, Bilibili's popularity: not people",
    },
    ("wechat_channels", "peak"): {
        "zh": "最高在线人数（视频号 max_online_count）",
        "en": "max_online_count, the most at once as WeChat Channels counts them",
    },
    ("wechat_channels", "average_seconds"): {
        "zh": "人均观看秒数（视频号 audiences_avg_seconds）",
        "en": "audiences_avg_seconds, as WeChat Channels counts them",
    },
    ("tencent_meeting", "concurrent"): {
        "zh": "直播进行中的观看人数（腾讯会议 live_viewers_num）",
        "en": "live_viewers_num while running, watching now as Tencent Meeting counts them",
    },
    ("vimeo", "views"): {"zh": "播放次数（Vimeo stats.plays）", "en": "plays as Vimeo counts them"},
}


# What the platform calls 观看人数 (viewers) is its only count of plays, and is added up as that.
_COUNTED_AS_PLAYS = {("wechat_channels", "viewers"), ("tencent_meeting", "viewers")}


def metric_at(platform: str, metric: str) -> str:
    """Under which metric the ledger keeps what people call `metric` on this platform."""
    return HEADLINE if (platform, metric) in _COUNTED_AS_PLAYS else metric


def definition(platform: str, metric: str) -> Text:
    """What this platform means by the metric, as far as we know."""
    named = METRICS[metric]
    ours = {
        "zh": f"{named['zh']}，按平台自己的口径",
        "en": f"{named['en']}, by the platform's own definition",
    }
    return _DEFINITIONS.get((platform, metric), ours)
