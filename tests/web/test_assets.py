"""Our own files: under the hash of all, or under none."""

import io

import httpx
from PIL import Image

from events_svc.web.assets import asset


async def test_a_file_of_the_present_version_is_kept_for_ever(client: httpx.AsyncClient) -> None:
    answer = await client.get(asset("icon.svg"))
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"


async def test_a_file_of_no_or_another_version_is_asked_for_again(
    client: httpx.AsyncClient,
) -> None:
    for path in ("/static/icon.svg", "/static/0123456789ab/icon.svg", "/static/demo/sample.webm"):
        answer = await client.get(path)
        assert (answer.status_code, answer.headers["cache-control"]) == (200, "no-cache")


async def test_a_phone_has_a_picture_for_its_home_screen(client: httpx.AsyncClient) -> None:
    path = asset("apple-touch-icon.png")
    assert f'<link rel="apple-touch-icon" href="{path}">' in (await client.get("/")).text
    picture = Image.open(io.BytesIO((await client.get(path)).content))
    assert (picture.size, picture.mode) == (
        (180, 180),
        "P",
    )  # no hole in it: phones paint holes black
    assert "transparency" not in picture.info
