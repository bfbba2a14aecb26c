"""Who gets the feeds: everybody; timetables are imported by those who make the agenda."""

from events_svc import clock
from events_svc.events.models import Event, Series
from events_svc.schedule import stars
from events_svc.schedule.release import release
from events_svc.tickets.models import Order
from tests.access import Access
from tests.feeds.factories import THREE, bring_in

AGENDA = frozenset({"owner", "organiser", "agenda"})

ACCESS = {
    "GET /events/{slug}/calendar.ics": Access(200),
    "GET /events/{slug}/schedule.xml": Access(200),
    "GET /events/{slug}/schedule.json": Access(200),
    "GET /events/{slug}/schedule.csv": Access(200),
    "GET /events/{slug}/calendar.xcs": Access(200),
    "GET /events/{slug}/event.jsonld": Access(200),
    "GET /events/{slug}/releases.atom": Access(200),
    "GET /events/{slug}/subscribe": Access(200),
    "GET /oembed": Access(404),
    "GET /robots.txt": Access(200),
    "GET /sitemap-videos.xml": Access(200),
    "GET /sitemap-videos/{number:int}.xml": Access(404, path={"number": "99999"}),
    **{
        f"GET {within}/recordings{kind}.rss": Access(200, path={"slug": slug} if slug else {})
        for within, slug in (("", ""), ("/series/{slug}", "{series}"), ("/events/{slug}", ""))
        for kind in ("", "-video", "-audio")
    },
    "GET /events/{slug}/sessions/{code}/calendar.ics": Access(200),
    "GET /series/{slug}/calendar.ics": Access(404, path={"slug": "none"}),
    "GET /organisations/{slug}/calendar.ics": Access(200, path={"slug": "{organisation}"}),
    "GET /stars/{secret}/calendar.ics": Access(200, path={"secret": "{stars}"}),
    "GET /speakers/{slug}/calendar.ics": Access(200, path={"slug": "{speaker}"}),
    "GET /rooms/{id:int}/calendar.ics": Access(200),
    "GET /orders/{secret}/calendar.ics": Access(200),
    "GET /organiser/events/{slug}/import": Access(200, roles=AGENDA),
    "POST /organiser/events/{slug}/import": Access(422, roles=AGENDA),
    "POST /organiser/events/{slug}/imports": Access(422, roles=AGENDA),
    "POST /api/v1/events/{slug}/imports": Access(422, roles=AGENDA, other=422),
}


async def furnish(event: Event) -> dict[str, str]:
    """A released agenda and an order."""
    await bring_in(event, *THREE)
    made = await release(event, {})
    entry = made.entries[0]
    order = await Order.create(
        event=event,
        code="FEEDS2",
        secret="secret-of-the-feeds",
        buyer_name="Ada",
        currency="CNY",
        total_minor=0,
        created_at=clock.now(),
    )
    series, _ = await Series.get_or_create(
        slug="fed", defaults={"organisation": event.organisation, "name": {"en": "Fed"}}
    )
    return {
        "series": series.slug,
        "code": entry["code"],
        "speaker": entry["speakers"][0]["slug"],
        "id": str(entry["room"]["id"]),
        "secret": order.secret,
        "organisation": event.organisation.slug,
        "stars": (await stars.open_list(event, [entry["code"]], language="en")).secret,
    }
