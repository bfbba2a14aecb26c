"""The service with its floors beside it: an empty POST and static bytes on the very same server.

python -m benchmarks.served serve
"""

import sys

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from events_svc import __main__, app

BYTES = b"x" * 1_048_576


async def empty_post(request: Request) -> Response:
    """Reads the body, answers 204."""
    await request.body()
    return Response(status_code=204)


async def static(request: Request) -> Response:
    """So many bytes out of memory."""
    return Response(BYTES[: int(request.path_params["size"])], media_type="text/calendar")


_routes = app.routes


def routes_with_floors() -> list[object]:
    """The routes of the service, after those of the floors."""
    return [
        Route("/floor/post", empty_post, methods=["POST"]),
        Route("/floor/static/{size:int}", static),
        *_routes(),
    ]


if __name__ == "__main__":
    app.routes = routes_with_floors  # type: ignore[assignment]  # the method is replaced, for the bench alone
    sys.argv[0] = "events-svc"
    __main__.main()
