"""The scanner as an app: what it consists of, its service worker and its manifest."""

import json
import posixpath
import re
from collections.abc import Iterator
from functools import cache

from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from events_svc.web.assets import STATIC, asset, version
from events_svc.web.i18n import gettext, language
from events_svc.web.state import Request

MANIFEST = "/gate/manifest.webmanifest"
READER = "vendor/zxing/reader/zxing_reader.wasm"
SERVICE_WORKER = "js/gate/service-worker.js"

_TEMPLATES = STATIC.parent / "templates"
_PAGE = ["layouts/base.html", "checkin/gate.html"]
_NAMED = re.compile(r"asset\('([^']+)'\)")
_IMPORTED = re.compile(r"""\b(?:from|import)\s*\(?\s*["'](\.[^"']+)["']""")


async def service_worker(request: Request) -> Response:
    """Keeps the page of the scanner and all it loads; another build is another worker."""
    shell = json.dumps({"version": version(), "files": [*map(asset, files()), MANIFEST]})
    script = f"const SHELL = {shell};\n{(STATIC / SERVICE_WORKER).read_text()}"
    headers = {"cache-control": "no-cache", "service-worker-allowed": "/gate"}
    return Response(script, headers=headers, media_type="text/javascript")


async def manifest(request: Request) -> Response:
    """With it a phone puts the scanner beside its other apps."""
    colour = "#111111"
    icon = {"src": asset("icon.svg"), "sizes": "any", "type": "image/svg+xml"}
    told = {
        "id": "/gate",
        "name": gettext("Scanner"),
        "short_name": gettext("Scanner"),
        "lang": "zh-Hans" if language.get() == "zh" else "en",
        "start_url": "/gate",
        "scope": "/gate",
        "display": "standalone",
        "background_color": colour,
        "theme_color": colour,
        "icons": [icon],
    }
    return JSONResponse(told, media_type="application/manifest+json")


@cache
def files() -> list[str]:
    """The files of `static/` that the scanner's page names, with every module that these import."""
    found: dict[str, None] = {READER: None}
    waiting = [*_named_by_page()]
    while waiting:
        path = waiting.pop()
        if path not in found:
            found[path] = None
            waiting += _imported_by(path)
    return sorted(found)


def _named_by_page() -> Iterator[str]:
    parts = [*(_TEMPLATES / "checkin/gate").glob("*.html"), *(_TEMPLATES / one for one in _PAGE)]
    for part in parts:
        yield from _NAMED.findall(part.read_text())


def _imported_by(path: str) -> Iterator[str]:
    if not path.endswith(".js"):
        return
    for relative in _IMPORTED.findall((STATIC / path).read_text()):
        yield posixpath.normpath(posixpath.join(posixpath.dirname(path), relative))


routes: list[BaseRoute] = [
    Route("/gate/sw.js", service_worker, name="gate_service_worker"),
    Route(MANIFEST, manifest, name="gate_manifest"),
]
