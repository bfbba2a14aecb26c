"""Whether the service lives, whether it can work, what it measures, and its OpenAPI document."""

from functools import cache
from typing import Any

import msgspec
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from events_svc.database import rows
from events_svc.database.pending import pending
from events_svc.web import openapi
from events_svc.web.api import Operation
from events_svc.web.state import Request

VERSION = "0.1.0"


async def healthz(request: Request) -> Response:
    """The process answers."""
    return JSONResponse({"status": "ok"})


async def readyz(request: Request) -> Response:
    """The database answers and has every migration; else 503 says what is missing."""
    try:
        await rows("SELECT 1 AS one")
        missing = await pending()
    except Exception as error:  # noqa: BLE001 whatever it is: not ready
        return JSONResponse({"status": "database", "reason": type(error).__name__}, 503)
    if missing:
        return JSONResponse({"status": "migrations", "missing": missing}, 503)
    return JSONResponse({"status": "ready"})


async def metrics(request: Request) -> Response:
    """Counters and histograms for Prometheus."""
    return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)


async def openapi_document(request: Request) -> Response:
    """The OpenAPI 3.1 document of this service."""
    return Response(_document(request.app), media_type="application/json")


@cache
def _document(app: Any) -> bytes:
    """Written once: it takes a twentieth of a second, and anybody may ask for it."""
    (index,) = app.routes
    operations = [route for route in index.routes if isinstance(route, Operation)]
    return msgspec.json.encode(openapi.document(operations, version=VERSION))


routes: list[BaseRoute] = [
    Route("/healthz", healthz),
    Route("/readyz", readyz),
    Route("/metrics", metrics),
    Route("/api/v1/openapi.json", openapi_document, name="openapi"),
]
