"""What the platforms answer, case by case, and what is understood of it."""

import json
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from events_svc.stats.heard import (
    Away,
    Banned,
    Elsewhere,
    Gone,
    KeyRefused,
    Limited,
    Nonsense,
    Told,
    Trouble,
)
from tests.gateways.platforms.replay import Reply

VIDEO = "dQw4w9WgXcQ"
UUID = "9c9de5e8-0a1e-484a-b099-e80766180a6d"
BVID = "BV1xx411c7mD"
SLOW = Reply(is_slow=True)


@dataclass(frozen=True)
class Case:
    """`understood`: an answer, or the class of the trouble."""

    reply: Reply
    understood: Any
    pause: timedelta | None = None


def reply(body: object, status: int = 200, **headers: str) -> Reply:
    names = {name.replace("_", "-"): value for name, value in headers.items()}
    return Reply(json.dumps(body).encode(), status, names)


def tube(views: object = "62400", **more: Any) -> Reply:
    counted = {"viewCount": views, "likeCount": "12", "commentCount": "3"}
    return reply({"items": [{"id": VIDEO, "statistics": counted, **more}]})


def live(**details: str) -> dict[str, Any]:
    return {"liveStreamingDetails": {"actualStartTime": "2026-08-26T01:00:00Z", **details}}


def refused(reason: str, status: int = 403) -> Reply:
    return reply({"error": {"code": status, "errors": [{"reason": reason}]}}, status)


TUBE = {"views": 62_400, "likes": 12, "comments": 3}

YOUTUBE = {
    "ok": Case(tube(), Told(TUBE)),
    "zero": Case(tube("0"), Told({**TUBE, "views": 0})),
    "hidden": Case(
        reply({"items": [{"id": VIDEO, "statistics": {"viewCount": "5"}}]}),
        Told({"views": 5, "likes": None, "comments": None}),
    ),
    "deleted": Case(reply({"items": []}), Gone("items: [] (deleted or private)")),
    "rate-limited": Case(refused("quotaExceeded"), Limited),
    "too-many": Case(reply({}, 429, retry_after="120"), Limited, timedelta(seconds=120)),
    "wrong-type": Case(tube(62400), Nonsense),
    "wrong-words": Case(tube("6e4"), Nonsense),
    "falling": Case(tube("62000"), Told({**TUBE, "views": 62_000})),
    "slow": Case(SLOW, Away),
    "key-refused": Case(refused("keyInvalid", 400), KeyRefused),
    "live": Case(
        tube(**live(concurrentViewers="41")),
        Told({**TUBE, "concurrent": 41}, "live", "actualStartTime"),
    ),
    "live-hidden": Case(
        tube(**live()), Told({**TUBE, "concurrent": None}, "live", "actualStartTime")
    ),
    "live-over": Case(
        tube(**live(actualEndTime="2026-08-26T02:00:00Z")), Told(TUBE, "ended", "actualEndTime")
    ),
    "upcoming": Case(
        tube(liveStreamingDetails={"scheduledStartTime": "2026-08-26T01:00:00Z"}),
        Told(TUBE, "offline", "no actualStartTime"),
    ),
}


def peer(views: object = 812, **more: Any) -> Reply:
    return reply({"views": views, "likes": 4, "viewers": 0, "isLive": False, **more})


PEERTUBE = {
    "ok": Case(peer(), Told({"views": 812, "likes": 4})),
    "zero": Case(peer(0), Told({"views": 0, "likes": 4})),
    "hidden": Case(reply({}, 403), Gone("403 (private or for some people alone)")),
    "null": Case(peer(None), Told({"views": None, "likes": 4})),
    "deleted": Case(reply({}, 404), Gone("404")),
    "rate-limited": Case(reply({}, 429, retry_after="7"), Limited, timedelta(seconds=7)),
    "wrong-type": Case(peer("many"), Nonsense),
    "falling": Case(peer(800), Told({"views": 800, "likes": 4})),
    "slow": Case(SLOW, Away),
    "broken": Case(Reply(b"<html>", 502), Away),
    "copy": Case(
        peer(isLocal=False, url=f"https://origin.example/videos/watch/{UUID}"),
        Elsewhere(f"https://origin.example/videos/watch/{UUID}"),
    ),
    "live": Case(
        peer(isLive=True, viewers=31, state={"id": 1}),
        Told({"views": 812, "likes": 4, "concurrent": 31}, "live", "isLive, state 1"),
    ),
    "waiting": Case(
        peer(isLive=True, state={"id": 4}),
        Told({"views": 812, "likes": 4}, "offline", "isLive, state 4"),
    ),
    "live-over": Case(
        peer(isLive=True, state={"id": 5}),
        Told({"views": 812, "likes": 4}, "ended", "isLive, state 5"),
    ),
}


def cast(**more: Any) -> Reply:
    return reply(
        {
            "online": True,
            "viewerCount": 17,
            "sessionMaxViewerCount": 40,
            "overallMaxViewerCount": 95,
            "lastConnectTime": "2026-08-26T01:00:00Z",
            "lastDisconnectTime": None,
            **more,
        }
    )


OWNCAST = {
    "ok": Case(cast(), Told({"concurrent": 17, "peak": 40}, "live", "online")),
    "zero": Case(
        cast(viewerCount=0, sessionMaxViewerCount=0),
        Told({"concurrent": 0, "peak": 0}, "live", "online"),
    ),
    "hidden": Case(
        reply({"online": True}), Told({"concurrent": None, "peak": None}, "live", "online")
    ),
    "deleted": Case(reply({}, 404), Gone("404")),
    "rate-limited": Case(reply({}, 429), Limited),
    "wrong-type": Case(cast(online="yes"), Nonsense),
    "falling": Case(
        cast(sessionMaxViewerCount=3), Told({"concurrent": 17, "peak": 3}, "live", "online")
    ),
    "slow": Case(SLOW, Away),
    "over": Case(
        cast(online=False, lastDisconnectTime="2026-08-26T02:00:00Z"),
        Told({"peak": 40}, "ended", "lastDisconnectTime 2026-08-26T02:00:00Z"),
    ),
    "never": Case(
        reply({"online": False, "lastConnectTime": None}), Told({}, "offline", "not online")
    ),
}


def bili(view: object = 62_400, code: int = 0, message: str = "0") -> Reply:
    stat = {"view": view, "danmaku": 9, "reply": 8, "favorite": 7, "coin": 6, "share": 5, "like": 4}
    data = {"bvid": BVID, "aid": 1, "title": "论坛", "duration": 60, "stat": stat}
    return reply({"code": code, "message": message, "data": data if code == 0 else None})


BILI = {"views": 62_400, "likes": 4, "comments": 8, "shares": 5, "favourites": 7}

BILIBILI = {
    "ok": Case(bili(), Told(BILI)),
    "zero": Case(bili(0), Told({**BILI, "views": 0})),
    "hidden": Case(bili("--"), Told({**BILI, "views": None})),
    "deleted": Case(bili(code=-404, message="啥都木有"), Gone("-404 啥都木有")),
    "invisible": Case(bili(code=62002, message="稿件不可见"), Gone("62002 稿件不可见")),
    "rate-limited": Case(bili(code=-412, message="请求被拦截"), Banned),
    "rate-limited-by-status": Case(Reply(b"<html>", 412), Banned),
    "risk-control": Case(bili(code=-352, message="-352"), Banned),
    "wrong-type": Case(bili([1]), Nonsense),
    "wrong-words": Case(bili("62.4万"), Nonsense),
    "falling": Case(bili(62_000), Told({**BILI, "views": 62_000})),
    "slow": Case(SLOW, Away),
}


def room(live_status: object = 1, online: object = 90_210, code: int = 0) -> Reply:
    data = {"live_status": live_status, "online": online} if code == 0 else []
    return reply({"code": code, "message": "", "data": data})


BILIBILI_LIVE = {
    "ok": Case(room(), Told({"popularity": 90_210}, "live", "live_status 1")),
    "zero": Case(room(online=0), Told({"popularity": 0}, "live", "live_status 1")),
    "hidden": Case(room(online=None), Told({"popularity": None}, "live", "live_status 1")),
    "deleted": Case(room(code=1), Gone("1")),
    "rate-limited": Case(room(code=-412), Banned),
    "wrong-type": Case(room(live_status="on"), Nonsense),
    "falling": Case(room(online=3), Told({"popularity": 3}, "live", "live_status 1")),
    "slow": Case(SLOW, Away),
    "off": Case(room(0), Told({}, "offline", "live_status 0")),
    "carousel-is-not-live": Case(room(2), Told({}, "offline", "live_status 2")),
}


def vim(plays: object = 300, **more: Any) -> Reply:
    likes = {"connections": {"likes": {"total": 2}}}
    return reply({"uri": "/videos/76979871", "stats": {"plays": plays}, "metadata": likes, **more})


VIMEO = {
    "ok": Case(vim(), Told({"views": 300, "likes": 2})),
    "zero": Case(vim(0), Told({"views": 0, "likes": 2})),
    "hidden": Case(vim(None), Told({"views": None, "likes": 2})),
    "deleted": Case(reply({}, 404), Gone("404 (deleted or private)")),
    "rate-limited": Case(reply({}, 429, retry_after="60"), Limited, timedelta(seconds=60)),
    "wrong-type": Case(vim("300"), Nonsense),
    "falling": Case(vim(299), Told({"views": 299, "likes": 2})),
    "slow": Case(SLOW, Away),
    "key-refused": Case(reply({"error": "…"}, 401), KeyRefused),
    "live": Case(
        vim(live={"status": "streaming"}),
        Told({"views": 300, "likes": 2}, "live", "live.status streaming"),
    ),
}

CASES: dict[str, tuple[str, str, dict[str, Case]]] = {
    "youtube": ("youtube", VIDEO, YOUTUBE),
    "peertube": ("peertube", UUID, PEERTUBE),
    "owncast": ("owncast", "status", OWNCAST),
    "bilibili": ("bilibili", BVID, BILIBILI),
    "bilibili-live": ("bilibili", "6", BILIBILI_LIVE),
    "vimeo": ("vimeo", "76979871", VIMEO),
}

EIGHT = {"ok", "zero", "hidden", "deleted", "rate-limited", "wrong-type", "falling", "slow"}

TROUBLES: tuple[type[Trouble], ...] = (Away, Banned, KeyRefused, Limited, Nonsense)
