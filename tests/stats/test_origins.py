"""Where viewers come from: the country of an address, the class of a referring host."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette

from events_svc.config import SettingWrong, load
from events_svc.stats import collect, viewers
from events_svc.stats.countries import country_of
from events_svc.stats.models import Watch
from events_svc.stats.referrers import class_of
from events_svc.stats.viewers import Bounds, Origins
from tests.media.factories import make_recording_source
from tests.stats.mmdb import database


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> str:
    file: Path = tmp_path_factory.mktemp("countries") / "country.mmdb"
    file.write_bytes(
        database(
            {
                "1.0.0.0/8": {"country": {"iso_code": "CN"}},
                "2.16.0.0/12": {"country_code": "DE", "country": "Germany"},
                "3.0.0.0/8": {"country": "US"},
                "4.0.0.0/8": {"city": "nowhere"},
                "5.0.0.0/8": {"country": {"iso_code": "not a code"}},
            }
        )
    )
    return str(file)


@pytest.mark.parametrize(
    ("address", "country"),
    [
        ("1.2.3.4", "CN"),
        ("2.17.0.1", "DE"),
        ("3.3.3.3", "US"),
        ("4.0.0.1", ""),
        ("5.0.0.1", ""),
        ("127.0.0.1", ""),
        ("unknown", ""),
        ("2001:db8::1", ""),
    ],
)
def test_the_country_of_an_address_is_what_the_operators_database_says(
    path: str, address: str, country: str
) -> None:
    assert country_of(path, address) == country


def test_without_a_database_no_country_is_known() -> None:
    assert country_of(None, "1.2.3.4") == ""


@pytest.mark.parametrize("content", [None, b"not a database"])
def test_a_database_that_cannot_be_read_stops_the_start(
    tmp_path: Path, content: bytes | None
) -> None:
    file = tmp_path / "country.mmdb"
    if content:
        file.write_bytes(content)

    with pytest.raises(SettingWrong, match="COUNTRY_DATABASE: must name a file in MaxMind"):
        load({"VAR_DIR": str(tmp_path), "COUNTRY_DATABASE": str(file)})


@pytest.mark.parametrize(
    ("host", "name"),
    [
        ("", "direct"),
        ("events.org", "internal"),
        ("live.events.org:8443", "internal"),
        ("notevents.org", "other"),
        ("www.google.co.uk", "search"),
        ("google.evil.example.org", "other"),
        ("mail.google.com", "mail"),
        ("WWW.Baidu.com.", "search"),
        ("mp.weixin.qq.com", "social"),
        ("channels.weixin.qq.com", "video"),
        ("notgoogle.com", "other"),
        ("space.bilibili.com", "video"),
    ],
)
def test_a_referring_host_is_kept_as_its_class_alone(host: str, name: str) -> None:
    assert class_of(host, own_host="events.org:443") == name


async def test_from_beat_to_figure_the_country_and_the_class_stay_and_the_address_does_not(
    app: Starlette, database: None, path: str
) -> None:
    source = await make_recording_source()
    settings = replace(app.state.lifespan["settings"], country_database=path)

    async def served(scope: Any, receive: Any, send: Any) -> None:
        scope["state"] = {**app.state.lifespan, "settings": settings}
        await app(scope, receive, send)

    for number in range(9):
        address = f"1.2.3.{number}" if number < 5 else f"3.3.3.{number}"
        body = {"sid": f"playing-{number}", "src": source.id, "sn": 1, "pt": 0, "sta": "p", "pr": 1}
        transport = httpx.ASGITransport(served, client=(address, 5000))
        async with httpx.AsyncClient(transport=transport, base_url="http://testserver") as client:
            await client.post(
                "/beats",
                json={**body, "ref": "www.baidu.com"},
                headers={"user-agent": "Mozilla/5.0"},
            )
    await collect.flush()

    assert await viewers.countries([source.id]) == Origins([("CN", Bounds(5, 5))], Bounds(4, 4))
    assert await viewers.referrers([source.id]) == Origins([("search", Bounds(9, 9))], Bounds())
    assert "1.2.3" not in repr(await Watch.all().values())
