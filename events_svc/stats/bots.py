"""Which user agents are programs that say so. Pure."""

import re

_BOT = re.compile(
    r"bot\b|bot/|crawl|spider|slurp|headless|lighthouse|pingdom|uptime|monitor|preview|fetcher"
    r"|^curl|^wget|^python|^go-http|^java/|^okhttp|^axios|^node|^libwww|^ruby|^php|scrapy|httpx"
    r"|facebookexternalhit|bytespider|baiduspider|yandex(?!search)|ffmpeg|^vlc|^lavf",
    re.IGNORECASE,
)


def is_bot(agent: str) -> bool:
    """Whether a user agent names itself a program, or is missing: people's browsers always have one."""
    return not agent.strip() or _BOT.search(agent) is not None
