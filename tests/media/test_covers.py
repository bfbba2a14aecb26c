"""Covers of series and events."""

import io

import httpx
import pytest
from PIL import Image

from events_svc.documents.cover import png
from events_svc.documents.facts import WIDE, Cover
from events_svc.events.models import EventState, Series
from tests.accounts.factories import make_organisation
from tests.events.factories import make_event


@pytest.mark.parametrize(
    "title", ["论坛", "《" * 200, "a" * 300, "", "机器人 and a long word " * 9]
)
def test_any_title_fits_on_a_cover(title: str) -> None:
    made = Image.open(io.BytesIO(png(Cover(title, title, "机构", "#a8321f", WIDE))))

    assert (made.size, made.format) == (WIDE, "PNG")


async def test_a_series_has_a_cover_that_podcast_programs_take(client: httpx.AsyncClient) -> None:
    organisation = await make_organisation()
    await Series.create(organisation=organisation, slug="capek", name={"zh": "恰佩克"})

    first = await client.get("/series/capek/cover.png")
    known = {"if-none-match": first.headers["etag"]}
    again = await client.get("/series/capek/cover.png", headers=known)

    assert Image.open(io.BytesIO(first.content)).size == (1400, 1400)
    assert (again.status_code, again.content) == (304, b"")


async def test_a_draft_has_no_picture_for_strangers(client: httpx.AsyncClient) -> None:
    await make_event(state=EventState.DRAFT)

    assert (await client.get("/events/summit/picture.png")).status_code == 404
