"""Which platform an address belongs to, told by the address. Pure."""

_GUESSES = {
    "bilibili.com": "bilibili",
    "youtube.com": "youtube",
    "youtu.be": "youtube",
    "vimeo.com": "vimeo",
    "channels.weixin.qq.com": "wechat_channels",
    "meeting.tencent.com": "tencent_meeting",
}


def guessed(url: str) -> str:
    """The platform that an address seems to belong to."""
    for host, platform in _GUESSES.items():
        if host in url:
            return platform
    if ".m3u8" in url:
        return "hls"
    is_file = url.lower().rpartition(".")[2] in {"mp4", "webm", "mp3", "m4a", "ogg", "opus"}
    return "file" if is_file else "link"
