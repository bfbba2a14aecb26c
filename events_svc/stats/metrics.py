"""What the counters of platforms count, in the platforms' own words. Pure."""

from events_svc.text import Text

METRICS: dict[str, Text] = {
    "views": {"zh": "播放量", "en": "Plays"},
    "viewers": {"zh": "观看人数", "en": "Viewers"},
    "peak": {"zh": "最高同时在线", "en": "Peak concurrent"},
    "likes": {"zh": "点赞", "en": "Likes"},
    "shares": {"zh": "分享", "en": "Shares"},
    "comments": {"zh": "评论", "en": "Comments"},
}

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
        "zh": "直播观看人数（腾讯会议 live_viewers_num）",
        "en": "live_viewers_num, viewers as Tencent Meeting counts them",
    },
    ("peertube", "views"): {
        "zh": "观看次数（PeerTube views）",
        "en": "views as PeerTube counts them",
    },
    ("owncast", "views"): {
        "zh": "场次最高观看数（Owncast sessionMaxViewerCount）",
        "en": "sessionMaxViewerCount, as Owncast counts it",
    },
    ("vimeo", "views"): {"zh": "播放次数（Vimeo stats.plays）", "en": "plays as Vimeo counts them"},
}


def definition(platform: str, metric: str) -> Text:
    """What this platform means by the metric, as far as we know."""
    named = METRICS[metric]
    ours = {
        "zh": f"{named['zh']}，按平台自己的口径",
        "en": f"{named['en']}, by the platform's own definition",
    }
    return _DEFINITIONS.get((platform, metric), ours)
