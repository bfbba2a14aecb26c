"""The recordings of a series as RSS."""

import httpx
from lxml import etree

from events_svc.events.models import Series
from tests.accounts.factories import make_organisation
from tests.media.factories import make_recording, make_recording_source


async def test_a_series_is_a_podcast_of_its_published_recordings(client: httpx.AsyncClient) -> None:
    organisation = await make_organisation()
    series = await Series.create(organisation=organisation, slug="capek", name={"en": "A & <B>"})
    public = await make_recording(organisation, slug="one", series=series, episode=1)
    await make_recording_source(public)
    await make_recording(organisation, slug="two", series=series, published_at=None)

    first = await client.get("/series/capek/recordings.rss")
    again = await client.get(
        "/series/capek/recordings.rss", headers={"if-none-match": first.headers["etag"]}
    )

    channel = etree.fromstring(first.content).find("channel")
    assert (channel.findtext("title"), again.status_code) == ("A & <B>", 304)
    assert [item.findtext("link") for item in channel.findall("item")] == [
        "http://testserver/recordings/one"
    ]
    assert dict(channel.find("item/enclosure").attrib) == {
        "url": "https://media.example.org/1.mp4",
        "length": "0",
        "type": "video/mp4",
    }
