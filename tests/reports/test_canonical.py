"""The bytes of a report and the chain of their hashes."""

import hashlib
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from events_svc.reports import canonical

hashes = st.binary(min_size=1, max_size=8).map(canonical.sha256)
contents = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.text("abcxyz", max_size=4), inner, max_size=3)
    ),
    max_leaves=10,
)


def linked(own: list[str]) -> list[tuple[int, str, str]]:
    chain, previous = [], canonical.FIRST
    for number, sha256 in enumerate(own, 1):
        previous = canonical.link(previous, sha256)
        chain.append((number, sha256, previous))
    return chain


def test_names_are_sorted_and_nothing_stands_between_them() -> None:
    content = {"b": [1, None, True], "a": {"zh": "讲坛", "en": 'a "b"\n'}}

    assert canonical.encoded(content).decode() == (
        '{"a":{"en":"a \\"b\\"\\n","zh":"讲坛"},"b":[1,null,true]}'
    )


@given(contents)
def test_the_order_of_writing_changes_no_byte(content: Any) -> None:
    def turned(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: turned(value[key]) for key in reversed([*value])}
        return [turned(one) for one in value] if isinstance(value, list) else value

    assert canonical.encoded(turned(content)) == canonical.encoded(content)


def test_a_link_can_be_made_with_sha256sum_alone() -> None:
    own = canonical.sha256(b"{}")
    first = canonical.link(canonical.FIRST, own)

    assert first == hashlib.sha256(own.encode()).hexdigest()
    assert canonical.link(first, own) == hashlib.sha256((first + own).encode()).hexdigest()


@given(st.lists(hashes, max_size=5))
def test_a_whole_chain_has_no_break(own: list[str]) -> None:
    assert canonical.breaks(linked(own)) == []


@given(st.lists(hashes, min_size=2, max_size=5, unique=True), st.data())
def test_a_dropped_or_swapped_report_breaks_the_chain(own: list[str], data: st.DataObject) -> None:
    chain = linked(own)
    place = data.draw(st.integers(0, len(chain) - 2))
    dropped = chain[:place] + chain[place + 1 :]
    number, _, link = chain[place]
    swapped = [*chain[:place], (number, canonical.sha256(b"another"), link), *chain[place + 1 :]]

    assert canonical.breaks(dropped)[0] == chain[place + 1][0]
    assert canonical.breaks(swapped)[0] == number
