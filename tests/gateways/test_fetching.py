"""What people named is fetched: bounded, and never from a private address."""

import asyncio
from collections.abc import AsyncIterator
from ipaddress import ip_address

import pytest
from aiohttp import web

from events_svc.gateways import resolving
from events_svc.gateways.addresses import is_public
from events_svc.gateways.fetching import (
    AddressForbidden,
    FetchFailed,
    Limits,
    TimedOut,
    TooLarge,
    TooManyRedirects,
    Unreachable,
    fetch,
    fetcher,
)
from tests.gateways.site import Names, site

LOCAL = frozenset({"127.0.0.1"})
SMALL = Limits(seconds=2, size=1000, redirects=3)


async def _page(request: web.Request) -> web.StreamResponse:
    path, port = request.path, request.url.port
    if path == "/loop":
        raise web.HTTPFound("/loop")
    if path == "/inside":
        raise web.HTTPFound(f"http://localhost:{port}/secret")
    if path == "/metadata":
        raise web.HTTPFound("http://169.254.169.254/latest/meta-data/")
    if path == "/file":
        raise web.HTTPFound("file:///etc/passwd")
    if path == "/moved":
        raise web.HTTPFound("here?x=1")
    if path == "/declared":
        return web.Response(body=b"x" * 1001)
    if path == "/endless":
        return await _endless(request)
    if path == "/bomb":
        packed = web.Response(body=b"0" * 3_000_000)
        packed.enable_compression(web.ContentCoding.gzip)
        return packed
    if path == "/slow":
        await asyncio.sleep(30)
    return web.Response(text=f"{request.path_qs} {request.headers.get('authorization', '-')}")


async def _endless(request: web.Request) -> web.StreamResponse:
    response = web.StreamResponse()
    await response.prepare(request)
    while True:
        await response.write(b"x" * 10_000)


@pytest.fixture
async def base() -> AsyncIterator[str]:
    async with site(_page) as port:
        yield f"http://127.0.0.1:{port}"


async def test_an_allowed_host_is_fetched_and_a_redirect_followed(base: str) -> None:
    async with fetcher(LOCAL) as outside:
        answer = await fetch(outside, f"{base}/moved", limits=SMALL)

    assert (answer.status, answer.url, answer.body) == (200, f"{base}/here?x=1", b"/here?x=1 -")
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"


@pytest.mark.parametrize(
    ("path", "error"),
    [
        ("/loop", TooManyRedirects),
        ("/inside", AddressForbidden),
        ("/metadata", AddressForbidden),
        ("/file", AddressForbidden),
        ("/declared", TooLarge),
        ("/endless", TooLarge),
        ("/bomb", TooLarge),
    ],
)
async def test_an_answer_out_of_bounds_is_refused(
    base: str, path: str, error: type[FetchFailed]
) -> None:
    async with fetcher(LOCAL) as outside:
        with pytest.raises(error):
            await fetch(outside, base + path, limits=SMALL)


async def test_a_slow_answer_is_waited_for_no_longer(base: str) -> None:
    async with fetcher(LOCAL) as outside:
        with pytest.raises(TimedOut):
            await fetch(outside, f"{base}/slow", limits=Limits(seconds=0.05))


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:{port}/",
        "http://localhost:{port}/",
        "http://[::1]:{port}/",
        "http://[::ffff:127.0.0.1]:{port}/",
        "http://[64:ff9b::7f00:1]/",
        "http://0.0.0.0:{port}/",
        "http://2130706433:{port}/",
        "http://0x7f.1:{port}/",
        "http://127.1:{port}/",
        "http://10.0.0.1/",
        "ftp://example.org/",
        "http://user:password@127.0.0.1:{port}/",
        "http:///x",
        "x",
    ],
)
async def test_a_private_address_is_refused_however_it_is_written(base: str, url: str) -> None:
    async with fetcher() as outside:
        with pytest.raises((AddressForbidden, Unreachable)) as refused:
            await fetch(outside, url.format(port=base.rpartition(":")[2]), limits=SMALL)

    assert "127" not in str(refused.value)


async def test_a_name_that_changes_its_mind_is_asked_once(base: str) -> None:
    """DNS rebinding: public when judged, private when connected to."""
    names = Names(rebinding=[["203.0.113.7"], ["127.0.0.1"]], mixed=[["93.184.216.34", "10.0.0.1"]])
    port = base.rpartition(":")[2]
    async with fetcher(resolver=names) as outside:
        for host in ("rebinding", "mixed"):
            with pytest.raises(AddressForbidden):
                await fetch(outside, f"http://{host}.example:{port}/", limits=SMALL)

    assert names.asked == ["rebinding.example", "mixed.example"]


async def test_the_connection_goes_to_the_address_that_was_judged(
    base: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(resolving, "is_public", lambda address: str(address) == "127.0.0.1")
    names = Names(rebinding=[["127.0.0.1"], ["10.0.0.1"]])
    url = f"http://rebinding.example:{base.rpartition(':')[2]}/x"
    async with fetcher(resolver=names) as outside:
        answer = await fetch(outside, url, limits=SMALL)

    assert (answer.body, names.asked) == (b"/x -", ["rebinding.example"])


async def test_headers_do_not_follow_to_another_host(base: str) -> None:
    async def away(request: web.Request) -> web.StreamResponse:
        raise web.HTTPFound(f"{base}/there")

    key = {"Authorization": "secret"}
    async with site(away) as port, fetcher(LOCAL) as outside:
        direct = await fetch(outside, f"{base}/here", headers=key, limits=SMALL)
        led_away = await fetch(outside, f"http://127.0.0.1:{port}/", headers=key, limits=SMALL)

    assert (direct.body, led_away.body) == (b"/here secret", b"/there -")


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("93.184.216.34", True),
        ("2606:2800:220:1::1", True),
        ("64:ff9b::5db8:d822", True),
        ("100.64.0.1", False),
        ("169.254.169.254", False),
        ("172.31.0.1", False),
        ("192.168.1.1", False),
        ("224.0.0.1", False),
        ("255.255.255.255", False),
        ("::", False),
        ("fe80::1", False),
        ("fc00::1", False),
        ("ff02::1", False),
        ("2002:7f00:1::", False),
        ("::ffff:10.0.0.1", False),
        ("2001:db8::1", False),
    ],
)
def test_what_everybody_may_reach(address: str, public: bool) -> None:
    assert is_public(ip_address(address)) is public
