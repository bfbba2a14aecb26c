"""What the page of a recording says to search engines."""

from markupsafe import Markup

from events_svc.feeds import lectures, videos_jsonld
from events_svc.media.contents import Contents
from events_svc.media.models import Recording
from events_svc.stats.definitions import DEFINITIONS
from events_svc.web import i18n, jsonld


def of_recording(recording: Recording, held: Contents, views: int, *, public_url: str) -> Markup:
    """A recording, whose sources, series, event and organisation are loaded, as JSON-LD."""
    told = lectures.told(recording, held, i18n.language.get(), public_url=public_url)
    definition = DEFINITIONS["view@10s"].label
    return jsonld.script(videos_jsonld.video(told, views=views, definition=definition))
