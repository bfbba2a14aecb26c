"""Addresses signed as nginx's secure_link reads them."""

import base64
import hashlib
from datetime import UTC, datetime, timedelta

import pytest

from events_svc.media import delivery

NOW = datetime(2026, 8, 26, 9, tzinfo=UTC)
HOSTS = frozenset({"live.example.org"})
SECRET = "enigma"


def judged_by_nginx(uri: str, md5: str, expires: str) -> bool:
    """What ngx_http_secure_link_module does with `secure_link_md5 "$secure_link_expires$uri enigma"`."""
    made = hashlib.md5(f"{expires}{uri} enigma".encode()).digest()
    return base64.urlsafe_b64decode(md5 + "==") == made


def test_the_example_of_its_manual_is_signed_alike() -> None:
    words = b"2147483647/s/link127.0.0.1 secret"  # nginx.org, $remote_addr included there

    assert base64.urlsafe_b64encode(hashlib.md5(words).digest()).rstrip(b"=") == (
        b"_e4Nc3iduzkWRm01TBBNYw"
    )


@pytest.mark.parametrize("path", ["/hall/main.m3u8", "/%E4%B8%BB/a%20b.m3u8?token=1"])
def test_a_server_of_ours_finds_its_signature(path: str) -> None:
    url = delivery.signed(
        f"https://live.example.org{path}", secret=SECRET, hosts=HOSTS, expires_at=NOW
    )

    query = dict(pair.split("=") for pair in url.partition("?")[2].split("&"))
    uri = {"/hall/main.m3u8": "/hall/main.m3u8"}.get(path, "/主/a b.m3u8")
    assert judged_by_nginx(uri, query["md5"], query["expires"])
    assert query["expires"] == str(int(NOW.timestamp()))
    assert ("token=1" in url) == ("token=1" in path)


@pytest.mark.parametrize(
    ("url", "secret"), [("https://other.example.org/x", SECRET), ("https://live.example.org/x", "")]
)
def test_other_servers_and_no_secret_leave_an_address_as_it_is(url: str, secret: str) -> None:
    assert delivery.signed(url, secret=secret, hosts=HOSTS, expires_at=NOW) == url


def test_a_stream_ends_with_its_session_and_a_recording_after_twice_its_length() -> None:
    ends_at = NOW + timedelta(hours=1)
    found = [
        delivery.until_over(ends_at, NOW) - NOW,
        delivery.until_over(ends_at, NOW + timedelta(hours=2)) - NOW,
        delivery.until_watched(1800, NOW) - NOW,
        delivery.until_watched(None, NOW) - NOW,
    ]

    assert found == [timedelta(minutes=m) for m in (90, 150, 90, 210)]
