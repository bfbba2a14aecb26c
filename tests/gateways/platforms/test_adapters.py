"""Each adapter against a server that replays what its platform answers."""

import hashlib
from collections.abc import AsyncIterator

import pytest

from events_svc.gateways.fetching import Fetcher, Limits, fetcher
from events_svc.gateways.platforms import Call, asking
from events_svc.stats.heard import Gone, KeyMissing, Limited, Nonsense, Told, Trouble
from tests.gateways.platforms.cases import CASES, EIGHT, TROUBLES, TUBE, Case, reply, tube
from tests.gateways.platforms.replay import Replay, Reply, replaying


@pytest.fixture(scope="module")
async def replay() -> AsyncIterator[Replay]:
    async with replaying() as made:
        yield made


@pytest.fixture(scope="module")
async def fetch() -> AsyncIterator[Fetcher]:
    async with fetcher({"127.0.0.1"}) as made:
        yield made


def test_every_adapter_has_the_eight_cases() -> None:
    assert [name for name, (_, _, cases) in CASES.items() if not cases.keys() >= EIGHT] == []


@pytest.mark.parametrize("adapter", sorted(CASES))
async def test_every_case_is_understood(
    adapter: str, replay: Replay, fetch: Fetcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(asking, "_LIMITS", Limits(seconds=0.1, size=1_000_000, redirects=0))
    platform, thing, cases = CASES[adapter]
    understood = {}
    for name, case in cases.items():
        replay.put(case.reply)
        call = Call([thing], replay.origin, "key")
        understood[name] = await _understood(fetch, asking.adapter_of(platform, adapter), call)

    assert understood == {name: _expected(case) for name, case in cases.items()}


async def _understood(fetch: Fetcher, adapter: asking.Adapter, call: Call) -> object:
    try:
        heard = await asking.ask(fetch, adapter, call)
    except Trouble as trouble:
        return (type(trouble), getattr(trouble, "pause", None))
    (answer,) = heard.answers.values()
    return (type(answer), None) if isinstance(answer, Nonsense) else answer


def _expected(case: Case) -> object:
    return (case.understood, case.pause) if case.understood in TROUBLES else case.understood


async def test_fifty_videos_are_one_request_and_one_wrong_item_spoils_no_other(
    replay: Replay, fetch: Fetcher
) -> None:
    ids = [f"video-{number:05}" for number in range(50)]
    good = {
        "id": ids[0],
        "statistics": {"viewCount": "62400", "likeCount": "12", "commentCount": "3"},
    }
    wrong = {"id": ids[1], "statistics": {"viewCount": None, "likeCount": 5}}
    replay.put(reply({"items": [good, wrong, {"id": "video-of-others"}]}))

    call = Call(ids, replay.origin, "secret")
    heard = await asking.ask(fetch, asking.adapter_of("youtube", "youtube"), call)

    assert heard.answers[ids[0]] == Told(TUBE)
    assert isinstance(heard.answers[ids[1]], Nonsense)
    assert {type(heard.answers[name]) for name in ids[2:]} == {Gone}
    assert len(replay.asked) == 1
    assert "secret" not in replay.asked[0]
    assert replay.seen[0]["x-goog-api-key"] == "secret"


async def test_the_digest_is_of_the_body_as_it_came(replay: Replay, fetch: Fetcher) -> None:
    replay.put(tube())

    call = Call(["dQw4w9WgXcQ"], replay.origin, "key")
    heard = await asking.ask(fetch, asking.adapter_of("youtube", "youtube"), call)

    assert heard.digest == hashlib.sha256(tube().body).hexdigest()


async def test_without_a_key_nobody_is_asked(replay: Replay, fetch: Fetcher) -> None:
    replay.put(tube())

    with pytest.raises(KeyMissing):
        await asking.ask(fetch, asking.adapter_of("vimeo", "vimeo"), Call(["1"], replay.origin))

    assert replay.asked == []


async def test_a_private_address_is_nonsense_and_is_not_asked(replay: Replay) -> None:
    replay.put(tube())
    async with fetcher() as strict:
        with pytest.raises(Nonsense, match="private"):
            await asking.ask(
                strict,
                asking.adapter_of("owncast", replay.origin),
                Call(["status"], replay.origin),
            )

    assert replay.asked == []


@pytest.mark.parametrize(
    "body",
    [b"", b"\xff", b"[" * 100_000, b"[]", b"null", b'{"items":[1]}', b'{"items":[{"id":1}]}'],
    ids=["empty", "no-utf8", "deep", "list", "null", "number", "id"],
)
async def test_what_is_no_answer_is_nonsense(body: bytes, replay: Replay, fetch: Fetcher) -> None:
    replay.put(Reply(body))
    for adapter, (platform, thing, _) in CASES.items():
        with pytest.raises(Nonsense):
            await asking.ask(
                fetch, asking.adapter_of(platform, adapter), Call([thing], replay.origin, "key")
            )


async def test_a_pause_may_be_a_date(replay: Replay, fetch: Fetcher) -> None:
    dates = {
        "date": "Wed, 26 Aug 2026 01:00:00 GMT",
        "retry-after": "Wed, 26 Aug 2026 01:05:00 GMT",
    }
    replay.put(Reply(b"", 503, dates))

    with pytest.raises(Limited) as refused:
        await asking.ask(fetch, asking.adapter_of("owncast", ""), Call(["status"], replay.origin))

    assert refused.value.pause is not None
    assert refused.value.pause.total_seconds() == 300
