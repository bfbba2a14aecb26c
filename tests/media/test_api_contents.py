"""The API of a recording's parts, and of lists brought in."""

import base64
from typing import Any

import httpx
import pytest

from events_svc.accounts.models import Role
from events_svc.media.importing.models import RecordingImport
from events_svc.media.models import Recording
from tests.accounts.factories import bearer, make_organisation, make_user
from tests.media.factories import make_recording, make_recording_source
from tests.media.importing.test_apply import work_at
from tests.media.importing.test_understand import TABLE
from tests.media.test_contents import png

HOME = "/api/v1/recordings/episode-1"
VTT = "WEBVTT\n\n00:35.500 --> 00:38.000\n数字孪生\n"


@pytest.fixture
async def api(client: httpx.AsyncClient) -> httpx.AsyncClient:
    """A token that may write of the recording `episode-1`."""
    organisation = await make_organisation()
    await make_recording_source(await make_recording(organisation))
    user = await make_user(role=Role.AGENDA, organisation=organisation)
    client.headers.update(await bearer(user, organisation, "media:write"))
    return client


async def _answered(answer: httpx.Response) -> tuple[int, Any]:
    return answer.status_code, answer.json() if answer.content else None


async def test_everything_of_a_recording_is_put_and_read(api: httpx.AsyncClient) -> None:
    part = {"starts_ms": 0, "title": {"zh": "开场"}}
    file = {"url": "https://media.example.org/1.pdf", "kind": "slides", "title": "课件"}
    picture = {"file": base64.b64encode(png()).decode()}

    told = [
        (await api.put(f"{HOME}/chapters", json={"chapters": [part]})).status_code,
        (await api.put(f"{HOME}/subtitles/zh.subtitles", json={"text": VTT})).status_code,
        (await api.post(f"{HOME}/files", json=file)).status_code,
        (await api.put(f"{HOME}/picture", json=picture)).status_code,
    ]

    read = (await api.get(HOME)).json()
    assert told == [204, 204, 201, 204]
    assert read["chapters"] == [part]
    assert read["subtitles"] == [
        {
            "language": "zh",
            "kind": "subtitles",
            "is_automatic": False,
            "url": "/recordings/episode-1/tracks/zh.subtitles.vtt",
        }
    ]
    assert [(one["kind"], one["media_type"], one["title"]) for one in read["files"]] == [
        ("slides", "application/pdf", "课件")
    ]


async def test_everything_of_a_recording_is_taken_away_again(api: httpx.AsyncClient) -> None:
    await api.put(f"{HOME}/subtitles/zh.captions", json={"text": VTT})
    file = await api.post(f"{HOME}/files", json={"url": "https://media.example.org/1.mp4"})

    gone = [
        (await api.delete(f"{HOME}/subtitles/zh.captions")).status_code,
        (await api.delete(f"{HOME}/files/{file.json()['id']}")).status_code,
        (await api.delete(f"{HOME}/picture")).status_code,
        (await api.put(f"{HOME}/chapters", json={"chapters": []})).status_code,
    ]

    read = (await api.get(HOME)).json()
    assert gone == [204] * 4
    assert (read["chapters"], read["subtitles"], read["files"]) == ([], [], [])


async def test_a_search_says_at_which_second_the_words_are_said(api: httpx.AsyncClient) -> None:
    await api.put(f"{HOME}/subtitles/zh.subtitles", json={"text": VTT})

    found = (await api.get("/api/v1/recordings", params={"q": "孪生"})).json()["items"]

    assert [(one["slug"], one["said"]) for one in found] == [
        ("episode-1", [{"language": "zh", "second": 35, "text": "数字孪生"}])
    ]


async def test_the_texts_of_a_recording_are_changed_and_its_links_stay(
    api: httpx.AsyncClient,
) -> None:
    body = {
        "title": {"en": "Pumps"},
        "recorded_at": "2022-01-15T06:00:00Z",
        "tags": ["孪生"],
        "licence": "https://creativecommons.org/licenses/by/4.0/",
    }

    status, changed = await _answered(await api.put(HOME, json=body))

    assert status == 200
    assert (changed["title"], changed["tags"], changed["licence"], changed["slug"]) == (
        {"en": "Pumps"},
        ["孪生"],
        "CC-BY-4.0",
        "episode-1",
    )
    assert len(changed["sources"]) == 1


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("subtitles/zh.subtitles", {"text": "WEBVTT\n\n00:01 --> 2\nx"}),
        ("subtitles/..subtitles", {"text": VTT}),
        ("chapters", {"chapters": [{"starts_ms": 0, "title": {}}]}),
        ("chapters", {"chapters": [{"starts_ms": -1, "title": {"zh": "x"}}]}),
        ("picture", {"file": "PHN2Zz4="}),
    ],
    ids=["timing", "language", "untitled", "negative", "svg"],
)
async def test_what_is_malformed_is_refused_and_changes_nothing(
    api: httpx.AsyncClient, path: str, body: Any
) -> None:
    before = (await api.get(HOME)).json()

    refused = await api.put(f"{HOME}/{path}", json=body)

    assert (refused.status_code, (await api.get(HOME)).json()) == (422, before)


async def test_a_list_is_tried_and_then_brought_in(api: httpx.AsyncClient) -> None:
    table = TABLE.replace("media.example.org", "other.example.org")
    body = {"file": base64.b64encode(table.encode()).decode()}

    tried = (await api.post("/api/v1/recordings/imports", json=body | {"dry_run": True})).json()
    count = await Recording.all().count()
    done = (await api.post("/api/v1/recordings/imports", json=body)).json()
    await work_at(await RecordingImport.get(id=done["progress"]["id"]))

    assert (tried["counts"], count) == ({"new": 2, "changed": 0, "unchanged": 0}, 1)
    assert (done["counts"], await Recording.all().count()) == (tried["counts"], 3)
    assert (done["dialect"], [one["kind"] for one in done["recordings"]]) == ("CSV", ["new"] * 2)


async def test_a_wrong_list_is_told_by_row_and_column(api: httpx.AsyncClient) -> None:
    wrong = TABLE.replace("56:10", "long").encode()

    refused = await api.post(
        "/api/v1/recordings/imports", json={"file": base64.b64encode(wrong).decode()}
    )

    assert refused.status_code == 422
    assert "line 2 · column duration · “long” is not a length" in refused.text
    assert await Recording.all().count() == 1
