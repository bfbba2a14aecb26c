"""Which sessions of an event can be watched again."""

from dataclasses import dataclass

from events_svc.events.models import Event
from events_svc.media.models import Recording
from events_svc.stats.queries import views_of


@dataclass(frozen=True, slots=True)
class Replay:
    """The recording of a session: where it stands, and how often it was viewed."""

    slug: str
    views: int


async def replays(event: Event) -> dict[str, Replay]:
    """The public recordings of the event's sessions, by the code of the session."""
    public = Recording.filter(event_id=event.id, published_at__isnull=False)
    found = await public.filter(session_id__isnull=False).values(
        "slug", code="session__code", source_id="sources__id"
    )
    views = await views_of(row["source_id"] for row in found if row["source_id"])
    summed: dict[str, Replay] = {}
    for row in found:
        so_far = summed.get(row["code"], Replay(row["slug"], 0))
        count = so_far.views + views.get(row["source_id"], 0)
        summed[row["code"]] = Replay(so_far.slug, count)
    return summed
