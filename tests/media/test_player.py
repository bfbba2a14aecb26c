"""The player as the server writes it: a link that asks for nothing, and what its script needs."""

import json
import re
from html import unescape

import httpx

from events_svc.media import chapters, subtitles
from events_svc.media.subtitles import Subtitles
from tests.media.factories import make_recording, make_recording_source

CUE = b"WEBVTT\n\n00:00.000 --> 00:02.000\nRobots\n"


def player(answer: httpx.Response) -> tuple[dict[str, str], str]:
    """The attributes of the page's player, and what stands in it."""
    found = re.search(r"<stream-player (.+?)>\n(.+?)</stream-player>", answer.text, re.S)
    assert found is not None, answer.text
    told = re.findall(r'([a-z-]+)="([^"]*)"', found[1])
    return {name: unescape(value) for name, value in told}, found[2]


async def test_a_player_is_a_link_until_it_is_pressed(client: httpx.AsyncClient) -> None:
    source = await make_recording_source()
    answer = await client.get("/recordings/episode-1")
    facts, inside = player(answer)
    words = json.loads(facts.pop("data-words"))
    assert facts == {
        "class": "player",
        "id": f"player-{source.id}",
        "data-url": source.url,
        "data-platform": "file",
        "data-source": str(source.id),
        "data-interval": "30",
    }
    assert {*words} == {"gone", "network", "format", "ended", "again", "away"}
    assert f'<a class="player-start" href="{source.url}" rel="noopener" data-play>' in inside
    assert re.findall(r"<(?:video|audio|iframe|source|link)\b", inside) == []


async def test_it_opens_at_its_second_and_knows_its_tracks(client: httpx.AsyncClient) -> None:
    recording = await make_recording()
    await make_recording_source(recording)
    await chapters.replace(recording, chapters.read("0:00 开始 | Beginning"))
    await subtitles.put(recording, Subtitles("en", CUE))
    facts, inside = player(await client.get("/recordings/episode-1?t=95"))
    tracks = re.findall(r'<track kind="(\w+)" src="([^"?]+)[^"]*" srclang="(\w+)"', inside)
    assert (facts["data-start"], "Play from 1:35" in inside) == ("95", True)
    assert sorted(tracks) == [
        ("chapters", "/recordings/episode-1/chapters.vtt", "en"),
        ("subtitles", "/recordings/episode-1/tracks/en.subtitles.vtt", "en"),
    ]
    for _, address, _ in tracks:
        track = await client.get(address)
        assert (track.status_code, track.headers["content-type"].partition(";")[0]) == (200, "text/vtt")  # fmt: skip
    assert "<template>" in inside  # inert: nothing of it is asked for before play


async def test_it_speaks_chinese(client: httpx.AsyncClient) -> None:
    await make_recording_source()
    facts, _ = player(await client.get("/recordings/episode-1", headers={"accept-language": "zh"}))
    said = json.loads(facts["data-words"])
    assert said["format"] == "您的浏览器无法播放。"
    assert all(re.search("[一-鿿]", words) for words in said.values())
