"""Pages, styles and scripts travel compressed; what is small, compressed already, or hot does not."""

from starlette.middleware.gzip import GZipMiddleware
from starlette.types import ASGIApp, Receive, Scope, Send

from events_svc.schedule.file_kinds import ZIPPED

# Feeds come compressed from their release; the rest would not shrink.
AS_THEY_ARE = (
    *("audio/*", "video/*", "font/*", "image/png", "image/jpeg", "text/event-stream"),
    *("text/calendar", "application/xml", "application/json", "application/problem+json"),
    *("application/pdf", "application/wasm"),
    *ZIPPED.values(),
)


class Compression:
    """Starlette's gzip for GET outside of the API."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self.gzip = GZipMiddleware(app, compresslevel=5, exclude_content_types=AS_THEY_ARE)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        is_page = scope["type"] == "http" and scope["method"] == "GET"
        if is_page and not scope["path"].startswith("/api/"):
            await self.gzip(scope, receive, send)
        else:
            await self.app(scope, receive, send)
