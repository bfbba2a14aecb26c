"""Slots are a dictionary that is never larger than was said."""

from hypothesis import given
from hypothesis import strategies as st

from events_svc.stats.slots import Slots

Known = dict[int, tuple[bytes, int]]
MOST = 6
# Few numbers, of which many would stand in the same places (there are 16).
names = st.sampled_from([1, 2, 15, 16, 17, 31, 32, 33, 2**60 - 1, 2**64 - 1])
acts = st.one_of(
    st.tuples(st.just("keep"), names, st.binary(max_size=4), st.integers(1, 3)),
    st.tuples(st.just("drop"), names),
    st.tuples(st.just("drop_marked"), st.integers(1, 3), st.integers(0, 3)),
)


@given(st.lists(acts, max_size=60))
def test_slots_hold_what_a_dictionary_holds(told: list[tuple[object, ...]]) -> None:
    slots, known = Slots(most=MOST, size=4), Known()
    for act, *said in told:
        getattr(Act, str(act))(slots, known, *said)
        assert len(slots) == len(known) <= MOST
    for name in [1, 2, 15, 16, 17, 31, 32, 33, 2**60 - 1, 2**64 - 1]:
        assert slots.find(name) == known.get(name, (None,))[0]


class Act:
    """The same with both."""

    @staticmethod
    def keep(slots: Slots, known: Known, name: int, record: bytes, mark: int) -> None:
        has_room = name in known or len(known) < MOST
        assert slots.keep(name, record, mark) is has_room
        if has_room:
            known[name] = (record, mark)

    @staticmethod
    def drop(slots: Slots, known: Known, name: int) -> None:
        slots.drop(name)
        known.pop(name, None)

    @staticmethod
    def drop_marked(slots: Slots, known: Known, mark: int, most: int) -> None:
        marked = {name for name, (_, its) in known.items() if its == mark}
        assert slots.drop_marked(mark, most) is (len(marked) <= most)
        gone = {name for name in marked if slots.find(name) is None}
        assert len(gone) == min(most, len(marked))
        for name in gone:
            del known[name]
