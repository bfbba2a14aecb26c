"""Where a viewer came from: one of seven classes. The page itself is never kept. Pure."""

DIRECT, INTERNAL, OTHER = "direct", "internal", "other"

_CLASSES = {
    "search": (
        "baidu.com bing.com duckduckgo.com ecosia.org google.* haosou.com naver.com qwant.com "
        "search.brave.com sm.cn so.com sogou.com startpage.com yahoo.* yandex.*"
    ),
    "social": (
        "bsky.app douban.com facebook.com instagram.com linkedin.com lnkd.in mastodon.social "
        "mp.weixin.qq.com news.ycombinator.com pinterest.com reddit.com t.co telegram.org t.me "
        "twitter.com weibo.cn weibo.com weixin.qq.com work.weixin.qq.com x.com xiaohongshu.com "
        "xing.com zhihu.com"
    ),
    "video": (
        "b23.tv bilibili.com channels.weixin.qq.com douyin.com kuaishou.com media.ccc.de "
        "tiktok.com twitch.tv v.qq.com vimeo.com youku.com youtu.be youtube.com"
    ),
    "mail": (
        "exmail.qq.com mail.126.com mail.163.com mail.aliyun.com mail.google.com mail.proton.me "
        "mail.qq.com mail.yahoo.com outlook.live.com outlook.office.com"
    ),
}
CLASSES = (DIRECT, INTERNAL, *_CLASSES, OTHER)
_KNOWN = {host: name for name, hosts in _CLASSES.items() for host in hosts.split()}


def class_of(host: str, *, own_host: str) -> str:
    """The class of the host a visitor came from; blank = direct. The longest name that fits decides."""
    host = host.strip().rstrip(".").lower().partition(":")[0]
    if not host:
        return DIRECT
    if _is_below(host, own_host.lower().partition(":")[0]):
        return INTERNAL
    labels = host.split(".")
    for start in range(len(labels)):
        name = ".".join(labels[start:])
        found = _KNOWN.get(name) or _KNOWN.get(f"{labels[start]}.*")
        if found and (name in _KNOWN or len(labels) - start <= 3):
            return found
    return OTHER


def _is_below(host: str, domain: str) -> bool:
    return bool(domain) and (host == domain or host.endswith("." + domain))
