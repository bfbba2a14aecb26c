"""Addresses as RFC 3986 wants them: what people write is encoded, what is none is nothing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from events_svc.schedule.importing.uris import web_address


@pytest.mark.parametrize(
    ("written", "address"),
    [
        ("https://a.example/x?y=1#z", "https://a.example/x?y=1#z"),
        (
            "https://chat.example/#/room/#2026:example",
            "https://chat.example/#/room/%232026:example",
        ),
        ("https://a.example/机器人 100%", "https://a.example/%E6%9C%BA%E5%99%A8%E4%BA%BA%20100%25"),
        ("https://a.example/?q=[x]", "https://a.example/?q=%5Bx%5D"),
        ("https://münchen.example:8080/", "https://xn--mnchen-3ya.example:8080/"),
        ("  https://a.example  ", "https://a.example"),
        ("javascript:alert(1)", ""),
        ("https://", ""),
        ("https://a b/", ""),
        ("https://user@a.example/", ""),
        ("//a.example", ""),
        ("https://[::1/", ""),
        ("https://a.example/" + "x" * 1000, ""),
        ("", ""),
    ],
)
def test_addresses_are_encoded_or_refused(written: str, address: str) -> None:
    assert web_address(written) == address


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=60))
def test_a_second_time_changes_nothing(path: str) -> None:
    once = web_address(f"https://a.example/{path}")
    assert web_address(once) == once
    assert once.isascii()
