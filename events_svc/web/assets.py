"""Our own origin's files: styles, modules, fonts; addressed by the hash of all, so they never go stale."""

import hashlib
import mimetypes
import re
from functools import cache
from pathlib import Path

from starlette.responses import Response
from starlette.routing import BaseRoute, Mount
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

STATIC = Path(__file__).parent.parent / "static"
VERSION = re.compile(r"[0-9a-f]{12}")

mimetypes.add_type("text/javascript", ".mjs")
mimetypes.add_type("application/wasm", ".wasm")
mimetypes.add_type("font/ttf", ".ttf")


@cache
def version() -> str:
    """A hash over names, sizes and times of all files: another build, another address."""
    whole = hashlib.sha256()
    for path in sorted(STATIC.rglob("*")):
        if path.is_file():
            stat = path.stat()
            whole.update(f"{path.relative_to(STATIC)} {stat.st_size} {stat.st_mtime_ns}\n".encode())
    return whole.hexdigest()[:12]


def asset(path: str) -> str:
    """The address of a file of `static/`; modules that import each other relatively stay together."""
    return f"/static/{version()}/{path}"


class Files(StaticFiles):
    """Static files under any version or none; those of the present one may be kept for ever."""

    def get_path(self, scope: Scope) -> str:
        path = super().get_path(scope)
        given, _, rest = path.partition("/")
        scope["is_present"] = given == version()
        return rest if VERSION.fullmatch(given) else path

    async def get_response(self, path: str, scope: Scope) -> Response:
        response = await super().get_response(path, scope)
        response.headers["cache-control"] = (
            "public, max-age=31536000, immutable" if scope["is_present"] else "no-cache"
        )
        return response


routes: list[BaseRoute] = [Mount("/static", Files(directory=STATIC), name="static")]
