"""Secrets of others, sealed at rest."""

import pytest

from events_svc.accounts.sealing import SealBroken, opened, sealed

KEY = "tests-need-a-key-of-thirty-two-characters"


def test_a_sealed_secret_opens_with_the_same_key_and_name() -> None:
    box = sealed("AIza-密钥", KEY, name="platform_key:1:youtube")

    assert "AIza" not in box
    assert opened(box, KEY, name="platform_key:1:youtube") == "AIza-密钥"


@pytest.mark.parametrize(
    ("box", "key", "name"),
    [
        (sealed("x", KEY, name="a"), KEY, "b"),
        (sealed("x", KEY, name="a"), KEY + "!", "a"),
        ("AAAA", KEY, "a"),
        ("no base64", KEY, "a"),
        ("", KEY, "a"),
    ],
    ids=["copied-to-another-row", "another-key", "short", "letters", "empty"],
)
def test_what_does_not_open_says_so(box: str, key: str, name: str) -> None:
    with pytest.raises(SealBroken):
        opened(box, key, name=name)
