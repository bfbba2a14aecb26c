"""What the page of a session says to search engines about its stream and its recordings."""

from markupsafe import Markup

from events_svc.events.models import Event
from events_svc.feeds import lectures, videos_jsonld
from events_svc.feeds.videos_jsonld import Broadcast
from events_svc.feeds.wording import prose, words
from events_svc.media.hub import Hub
from events_svc.schedule.entries import Item
from events_svc.web import i18n, jsonld


async def told(event: Event, item: Item, hub: Hub, *, public_url: str) -> Markup | None:
    """The session as JSON-LD; None when nothing of it was or will be streamed or recorded."""
    if not (hub.ways or hub.parts or hub.past):
        return None
    language = i18n.language.get()
    recordings = [part.recording for part in hub.parts]
    found = await lectures.of_recordings(recordings, language, public_url=public_url)
    return jsonld.script(videos_jsonld.broadcast(_broadcast(event, item, hub, public_url), found))


def _broadcast(event: Event, item: Item, hub: Hub, public_url: str) -> Broadcast:
    language = i18n.language.get()
    home = f"{public_url}/events/{event.slug}"
    page = f"{home}/sessions/{item['code']}"
    began = [past.began_at for past in hub.past if past.began_at]
    ended = [past.ended_at for past in hub.past if past.ended_at]
    return Broadcast(
        url=page,
        name=words(item["title"], language),
        description=prose(item["abstract"], language),
        picture=f"{home}/picture.png",
        language=item["language"] or language,
        starts_at=item["starts_at"],
        ends_at=item["ends_at"],
        began_at=min(began, default=None),
        ended_at=max(ended, default=None),
        is_live=hub.is_live,
        event_name=words(event.title, language),
        event_url=home,
        by=words(event.organisation.name, language),
        watch_urls=[f"{page}/watch"],
    )
