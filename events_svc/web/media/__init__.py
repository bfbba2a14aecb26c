"""Media over HTTP: pages, the organiser's console, the API."""

from starlette.routing import BaseRoute

from events_svc.media.errors import (
    AddressRefused,
    NotALiveLink,
    NothingToWatch,
    PlatformUnknown,
    RecordingSlugTaken,
    RowsWrong,
)
from events_svc.web.media import (
    api_links,
    api_recordings,
    console,
    feed,
    library,
    live,
    many,
    recordings,
)

routes: list[BaseRoute] = [
    *live.routes,
    *recordings.routes,
    *console.routes,
    *many.routes,
    *library.routes,
    *api_links.routes,
    *api_recordings.routes,
    *feed.routes,
]

errors: dict[type[Exception], int] = {
    AddressRefused: 422,
    NotALiveLink: 409,
    NothingToWatch: 409,
    PlatformUnknown: 422,
    RecordingSlugTaken: 409,
    RowsWrong: 422,
}
