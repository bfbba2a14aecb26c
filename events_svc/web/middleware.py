"""What happens around every request: id, language, origin, headers, log line, metrics."""

import itertools
import logging
import secrets
import time
from functools import lru_cache
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import parse_qs

from prometheus_client import Counter, Histogram
from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from events_svc.config import Settings
from events_svc.text import LANGUAGES
from events_svc.web import i18n
from events_svc.web.forms import CSRF_COOKIE
from events_svc.web.programs import is_for_programs

log = logging.getLogger("events_svc.requests")

REQUESTS = Counter("events_svc_requests_total", "Requests", ["method", "route", "status"])
SECONDS = Histogram("events_svc_request_seconds", "Time to answer", ["route"])

POLICY = "; ".join(
    [
        "default-src 'self'",
        "script-src 'self' 'wasm-unsafe-eval'",
        "style-src 'self'",
        "img-src 'self' data: blob: https:",
        "media-src 'self' blob: https: http://localhost:* http://127.0.0.1:*",
        "connect-src 'self' https: http://localhost:* http://127.0.0.1:*",
        "worker-src 'self' blob:",
        "frame-src https:",
        "frame-ancestors 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "object-src 'none'",
    ]
)
_PROCESS = secrets.token_hex(4)  # tells the requests of this process from those of others
_count = itertools.count(1)

SAFE = {"GET", "HEAD", "OPTIONS"}


class Surroundings:
    """Gives each request its id and language, refuses forms from other origins, dresses the answer."""

    def __init__(self, app: ASGIApp, *, settings: Settings) -> None:
        self.app = app
        self.settings = settings
        self.always = on_every_answer(settings)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        _replace_nul(scope)
        headers = Headers(scope=scope)
        scope["request_id"] = new_request_id()
        cookies = _cookies(headers)
        lang, chosen = _language(scope, cookies, headers)
        token = i18n.language.set(lang)
        started = time.perf_counter()
        status = 500

        async def dressed(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                self._dress(scope, MutableHeaders(scope=message), cookies, lang, chosen)
            await send(message)

        try:
            if self._is_foreign(scope, headers, cookies):
                refusal = PlainTextResponse("Not from our page.", status_code=403)
                await refusal(scope, receive, dressed)
            else:
                await self.app(scope, receive, dressed)
        finally:
            i18n.language.reset(token)
            note(scope, status, time.perf_counter() - started)

    def _is_foreign(self, scope: Scope, headers: Headers, cookies: dict[str, str]) -> bool:
        """Whether a browser sends this change from another site (Fetch Metadata, else Origin)."""
        if scope["method"] in SAFE or not cookies:
            return False
        site = headers.get("sec-fetch-site")
        if site is not None:
            return site not in {"same-origin", "none"}
        origin = headers.get("origin")
        return origin is not None and origin.partition("://")[2] != headers.get("host", "")

    def _dress(
        self,
        scope: Scope,
        headers: MutableHeaders,
        cookies: dict[str, str],
        lang: str,
        chosen: bool,
    ) -> None:
        headers["x-request-id"] = scope["request_id"]
        is_page = dress(headers, self.always, lang, is_known=bool(cookies))
        if is_page and chosen:  # on a page only: feeds and files lie in shared caches
            headers.append("set-cookie", self._cookie("lang", lang, http_only=False))
        if scope.get("csrf"):
            headers.append("set-cookie", self._cookie(CSRF_COOKIE, scope["csrf"]))

    def _cookie(self, name: str, value: str, *, http_only: bool = True) -> str:
        secure = "; Secure" if self.settings.is_secure else ""
        hidden = "; HttpOnly" if http_only else ""
        return f"{name}={value}; Path=/; Max-Age=31536000; SameSite=Lax{secure}{hidden}"


def new_request_id() -> str:
    """Under which a request stands in the logs, and in its answer."""
    return f"{_PROCESS}{next(_count):08x}"


def on_every_answer(settings: Settings) -> dict[str, str]:
    """The headers that every answer carries, unless it says otherwise itself."""
    always = {
        "x-content-type-options": "nosniff",
        "referrer-policy": "strict-origin-when-cross-origin",
    }
    if settings.is_secure and not settings.is_hub:  # a hub's names serve other things on other days
        always["strict-transport-security"] = "max-age=31536000; includeSubDomains"
    return always


def dress(headers: MutableHeaders, always: dict[str, str], lang: str, *, is_known: bool) -> bool:
    """Add what every answer carries, and what every page; whether it is a page.

    `is_known`: the client sent cookies, so that nobody may keep the page.
    """
    for name, value in always.items():
        headers.setdefault(name, value)
    if not headers.get("content-type", "").startswith("text/html"):
        return False
    headers.setdefault("content-security-policy", POLICY)
    headers.setdefault("cache-control", "no-store" if is_known else "private, no-cache")
    headers.setdefault("content-language", lang)
    headers.add_vary_header("Cookie, Accept-Language")
    return True


def _replace_nul(scope: Scope) -> None:
    """PostgreSQL knows no U+0000: in an address it becomes U+FFFD, under which nothing is found."""
    scope["path"] = scope["path"].replace("\0", "\ufffd")
    scope["query_string"] = scope["query_string"].replace(b"%00", b"%EF%BF%BD")


def _cookies(headers: Headers) -> dict[str, str]:
    raw = headers.get("cookie")
    if not raw:
        return {}
    try:
        return {name: morsel.value for name, morsel in SimpleCookie(raw).items()}
    except ValueError:
        return {}


def _language(scope: Scope, cookies: dict[str, str], headers: Headers) -> tuple[str, bool]:
    """The language of the answer, and whether the reader has just chosen it (`?lang=`)."""
    otherwise = "en" if is_for_programs(scope["path"]) else "zh"
    accepted = headers.get("accept-language", "")
    lang, chosen = language_of(scope["query_string"], accepted, otherwise=otherwise)
    if chosen:
        return lang, cookies.get("lang") != lang
    return (cookies["lang"] if cookies.get("lang") in LANGUAGES else lang), False


def language_of(query: bytes, accepted: str, *, otherwise: str) -> tuple[str, bool]:
    """The language that a request without cookies asks for, and whether its address names it."""
    if b"=" in query:
        asked = parse_qs(query.decode("latin-1")).get("lang", [""])[-1]
        if asked in LANGUAGES:
            return asked, True
    return _preferred(accepted[:1000], otherwise), False


@lru_cache(maxsize=256)
def _preferred(accepted: str, otherwise: str) -> str:
    return i18n.preferred(accepted, otherwise=otherwise)


def note(scope: Scope, status: int, seconds: float) -> None:
    """Count the request and log a line."""
    name = _endpoint(scope.get("endpoint"))
    _requests(scope["method"], name, status).inc()
    _seconds(name).observe(seconds)
    if log.isEnabledFor(logging.INFO):
        extra = {
            "request_id": scope["request_id"],
            "method": scope["method"],
            "route": name,
            "status": status,
            "ms": round(seconds * 1000, 1),
        }
        log.info("request", extra=extra)


@lru_cache(maxsize=4096)
def _requests(method: str, name: str, status: int) -> Counter:
    return REQUESTS.labels(method, name, str(status))


@lru_cache(maxsize=1024)
def _seconds(name: str) -> Histogram:
    return SECONDS.labels(name)


def _endpoint(endpoint: Any) -> str:
    """The view as `tickets.shop.show`; few names, whatever paths people try."""
    module = getattr(endpoint, "__module__", "-").removeprefix("events_svc.web.")
    return f"{module}.{getattr(endpoint, '__name__', type(endpoint).__name__)}"
