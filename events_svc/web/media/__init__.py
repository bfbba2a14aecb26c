"""Media over HTTP: pages, the organiser's console, the API."""

from starlette.routing import BaseRoute

from events_svc.media.errors import (
    AddressRefused,
    LinkClosed,
    NotALiveLink,
    NothingToWatch,
    PassExpired,
    PassForged,
    PassOfAnother,
    PlatformUnknown,
    RecordingSlugTaken,
    TicketGivesNothing,
    WindowBackwards,
)
from events_svc.media.recording_errors import (
    ChaptersRefused,
    FileKnown,
    PictureRefused,
    SubtitlesRefused,
    TooManyOfThem,
    TooMuchSaid,
)
from events_svc.web.media import (
    api_contents,
    api_links,
    api_recordings,
    console,
    console_link,
    covers,
    embed,
    facts,
    library,
    library_contents,
    live,
    many,
    recording,
    recording_parts,
    recordings,
    streams,
    watch,
)

routes: list[BaseRoute] = [
    *live.routes,
    *watch.routes,
    *streams.routes,
    *covers.routes,
    *embed.routes,
    *recordings.routes,
    *recording.routes,
    *recording_parts.routes,
    *console.routes,
    *console_link.routes,
    *facts.routes,
    *many.routes,
    *library.routes,
    *library_contents.routes,
    *api_links.routes,
    *api_recordings.routes,
    *api_contents.routes,
]

errors: dict[type[Exception], int] = {
    AddressRefused: 422,
    ChaptersRefused: 422,
    FileKnown: 409,
    LinkClosed: 410,
    NotALiveLink: 409,
    NothingToWatch: 409,
    PassExpired: 410,
    PassForged: 404,
    PictureRefused: 422,
    SubtitlesRefused: 422,
    TooManyOfThem: 409,
    TooMuchSaid: 409,
    PassOfAnother: 404,
    PlatformUnknown: 422,
    RecordingSlugTaken: 409,
    TicketGivesNothing: 410,
    WindowBackwards: 422,
}
