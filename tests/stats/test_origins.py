"""Where viewers come from: the country of an address, the class of a referring host."""

from pathlib import Path

import pytest

from events_svc.config import SettingWrong, load
from events_svc.stats.countries import country_of
from events_svc.stats.referrers import class_of
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
