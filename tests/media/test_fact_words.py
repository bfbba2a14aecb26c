"""What the prober writes down is read by people in their own language."""

import re

import pytest

from events_svc.jobs.letter import speaking
from events_svc.web.media.fact_words import reason_words, state_words

REASONS = [
    "EXT-X-ENDLIST",
    "EXT-X-PLAYLIST-TYPE:VOD",
    "EXT-X-PROGRAM-DATE-TIME 10:00:00Z",
    "EXT-X-MEDIA-SEQUENCE 7 → 8",
    "no new segment for 18 s",
    "the same segment again",
    "HTTP 404",
    "no answer within 4.5 s",
    "a private address",
    "no address of the web",
    "more than 2000000 bytes",
    "more than 4 redirects",
    "not a playlist: does not begin with #EXTM3U",
    "looked at no longer",
    "ClientConnectorDNSError",
    "ServerDisconnectedError",
]
STATES = ["live", "ended", "vod", "stalled", "slate", "offline", "unreadable", "unknown", "open"]


@pytest.mark.parametrize("reason", REASONS)
def test_every_reason_has_words_in_chinese_with_its_numbers(reason: str) -> None:
    with speaking("zh"):
        words = reason_words(reason)

    assert re.search("[\u4e00-\u9fff]", words)
    if not reason.startswith("not a playlist"):
        assert re.findall(r"\d+", words) == re.findall(r"\d+", reason)


def test_every_state_has_words_in_both_languages() -> None:
    with speaking("en"):
        english = [state_words(state) for state in STATES]
    with speaking("zh"):
        chinese = [state_words(state) for state in STATES]

    assert len({*english, *chinese}) == 2 * len(STATES)
    assert all(re.search("[\u4e00-\u9fff]", words) for words in chinese)


def test_what_a_platform_or_a_person_wrote_stays_as_it_is() -> None:
    assert reason_words("PeerTube: isLive false") == "PeerTube: isLive false"
