"""The picture of a recording, fetched from where a list says it is."""

import dataclasses

import pytest
from aiohttp import web

from events_svc.config import Settings
from events_svc.gateways.fetching import Unreachable
from events_svc.jobs import Context
from events_svc.jobs.recordings import bring_picture
from events_svc.media import recordings
from events_svc.media.models import Recording
from events_svc.media.recording_models import RecordingPicture
from events_svc.media.recordings import Entry
from events_svc.outbox.models import Job
from tests.gateways.site import site
from tests.media.factories import make_recording
from tests.media.test_contents import png

pytestmark = pytest.mark.usefixtures("database")


async def _page(request: web.Request) -> web.Response:
    pages = {"/good.png": png(), "/page.html": b"<html>", "/large.png": png() + b"0" * 600_000}
    return (
        web.Response(body=pages[request.path])
        if request.path in pages
        else web.Response(status=404)
    )


def _context(settings: Settings, *, allowed: frozenset[str]) -> Context:
    changed = dataclasses.replace(settings, fetch_allowed_hosts=allowed)
    return Context(changed, None)  # type: ignore[arg-type]  # nothing here uses the plain session


@pytest.mark.parametrize(
    ("path", "pictures"),
    [("good.png", 1), ("page.html", 0), ("large.png", 0), ("gone.png", 0)],
)
async def test_what_is_no_picture_leaves_the_recording_without_one(
    settings: Settings, path: str, pictures: int
) -> None:
    async with site(_page) as port:
        recording = await make_recording(thumbnail_url=f"http://127.0.0.1:{port}/{path}")

        context = _context(settings, allowed=frozenset({"127.0.0.1"}))
        await bring_picture(context, {"recording_id": recording.id})

    assert await RecordingPicture.all().count() == pictures


async def test_a_private_address_is_never_asked(settings: Settings) -> None:
    asked = []

    async def page(request: web.Request) -> web.Response:
        asked.append(request.path)
        return web.Response(body=png())

    async with site(page) as port:
        recording = await make_recording(thumbnail_url=f"http://127.0.0.1:{port}/good.png")
        await bring_picture(_context(settings, allowed=frozenset()), {"recording_id": recording.id})

    assert (asked, await RecordingPicture.all().count()) == ([], 0)


async def test_a_server_that_is_away_is_asked_again_later(settings: Settings) -> None:
    recording = await make_recording(thumbnail_url="http://127.0.0.1:9/good.png")

    with pytest.raises(Unreachable):
        await bring_picture(
            _context(settings, allowed=frozenset({"127.0.0.1"})), {"recording_id": recording.id}
        )


async def test_a_job_is_written_with_the_address_and_only_with_a_new_one() -> None:
    recording = await make_recording()
    entry = Entry(
        title=recording.title,
        recorded_at=recording.recorded_at,
        slug=recording.slug,
        thumbnail_url="https://media.example.org/1.jpg",
    )

    await recordings.change(recording, entry)
    await recordings.change(await Recording.get(), entry)

    jobs = await Job.all().values("kind", "payload")
    assert jobs == [{"kind": "recording.picture", "payload": {"recording_id": recording.id}}]
