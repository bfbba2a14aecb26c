"""The sitemap of videos, read by a parser that is not ours."""

import json
import shutil
import subprocess
from typing import Any

import httpx
import pytest
from lxml import etree

from events_svc.feeds import sitemaps, video_sitemap
from events_svc.media.models import Access, Recording
from events_svc.web.feeds import warm
from tests.accounts.factories import make_organisation
from tests.feeds.judges.podcasts import HERE, ROOT
from tests.media.factories import make_recording, make_recording_source

PICTURE = "https://media.example.org/1.jpg"
SPACES = {"s": video_sitemap.SITEMAP, "v": video_sitemap.VIDEO}


def parsed(body: bytes) -> list[dict[str, Any]]:
    """The items as the package sitemap (npm) reads them."""
    node = shutil.which("node") or "node"
    told = subprocess.run(
        [node, str(HERE / "sitemap.mjs")], input=body, capture_output=True, check=True, cwd=ROOT
    )
    items: list[dict[str, Any]] = json.loads(told.stdout)
    return items


async def test_a_recording_stands_in_the_sitemap_with_its_file_and_player(
    client: httpx.AsyncClient,
) -> None:
    shown = {"thumbnail_url": PICTURE, "tags": ["机器人", "a & b"], "title": {"en": "<T>" * 50}}
    recording = await make_recording(**shown)
    await make_recording_source(recording)
    number = recording.id // video_sitemap.PART

    index = etree.fromstring((await client.get("/sitemap-videos.xml")).content)
    part = await client.get(f"/sitemap-videos/{number}.xml")

    assert index.xpath("s:sitemap/s:loc/text()", namespaces=SPACES) == [
        f"http://testserver/sitemap-videos/{number}.xml"
    ]
    (item,) = parsed(part.content)
    (video,) = item["video"]
    assert item["url"] == f"http://testserver/recordings/{recording.slug}"
    assert {
        name: video[name] for name in ("content_loc", "player_loc", "thumbnail_loc", "tag")
    } == {
        "content_loc": "https://media.example.org/1.mp4",
        "player_loc": f"http://testserver/recordings/{recording.slug}/embed",
        "thumbnail_loc": PICTURE,
        "tag": ["机器人", "a & b"],
    }
    assert (len(video["title"]), video["duration"], video["live"]) == (100, 3600, "no")


async def test_what_is_not_public_or_cannot_be_shown_is_not_in_it(
    client: httpx.AsyncClient,
) -> None:
    organisation = await make_organisation()
    for slug, access in (("draft", Access.PUBLIC), ("reserved", Access.TICKET)):
        made = await make_recording(organisation, slug=slug, thumbnail_url=PICTURE)
        await make_recording_source(made, access=access)
    await Recording.filter(slug="draft").update(published_at=None)
    (part,) = await sitemaps.parts()

    body = (await client.get(f"/sitemap-videos/{part.number}.xml")).content

    assert etree.fromstring(body).xpath("s:url", namespaces=SPACES) == []
    assert (await client.get("/sitemap-videos/99999.xml")).status_code == 404


async def test_recordings_are_shared_out_over_parts(
    client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(warm, "FRESH_SECONDS", 0.0)
    empty = await client.get("/sitemap-videos.xml")
    organisation = await make_organisation()
    for number in (1, video_sitemap.PART, 3 * video_sitemap.PART):
        await make_recording(organisation, slug=f"r{number}", id=number)

    found = [(one.number, one.count) for one in await sitemaps.parts()]

    assert found == [(0, 1), (1, 1), (3, 1)]
    assert b"<sitemap>" not in empty.content
    assert (await client.get("/sitemap-videos.xml")).content.count(b"<sitemap>") == 3


async def test_programs_are_told_of_it_and_what_to_leave_alone(client: httpx.AsyncClient) -> None:
    lines = (await client.get("/robots.txt")).text.splitlines()

    assert lines[0] == "User-agent: *"
    assert {"Disallow: /tickets/", "Disallow: /watch/"} <= {*lines}
    assert lines[-1] == "Sitemap: http://testserver/sitemap-videos.xml"
