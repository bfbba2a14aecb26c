"""Short records by their numbers, in memory that has no other use: a dictionary of as many takes twice as much.

Each object of Python has a head, and what lives long between others that do not keeps their pages in use.
Pages that were never written cost nothing.
"""

from mmap import mmap

FULL = 2  # places for each record, at least: a search ends after one or two
_NAME, _HEAD = 8, 9  # bytes: the number, then the length


class Slots:
    """At most `most` records of up to `size` bytes (255 are the end); numbers are 1 to 2^64 - 1.

    Open addressing with linear probing; who leaves is replaced by who came later to the same place
    (Knuth, The Art of Computer Programming 3, §6.4, algorithms L and R).
    """

    def __init__(self, *, most: int, size: int) -> None:
        places = 1 << (FULL * most - 1).bit_length()
        self._mask = places - 1
        self._names = memoryview(mmap(-1, 8 * places)).cast("Q")  # 0: nobody's place
        self._slots = memoryview(mmap(-1, 4 * places)).cast("I")
        self._wide = _HEAD + size
        self._records = mmap(-1, self._wide * most)
        self._marks = mmap(-1, most)  # 0: free
        self._free: list[int] = []
        self._begun = 0  # slots that were ever used
        self.most = most

    def __len__(self) -> int:
        return self._begun - len(self._free)

    def find(self, name: int) -> bytes | None:
        """The record of that number."""
        place = self._place(name)
        if not self._names[place]:
            return None
        records, start = self._records, self._slots[place] * self._wide + _HEAD
        return records[start : start + records[start - 1]]

    def keep(self, name: int, record: bytes, mark: int) -> bool:
        """Write the record with a mark (1 to 255); False, and nothing is kept, when there is no room."""
        place = self._place(name)
        if not self._names[place]:
            if len(self) == self.most:
                return False
            self._names[place], self._slots[place] = name, self._new(name)
        slot, size = self._slots[place], len(record)
        start = slot * self._wide + _HEAD
        self._records[start - 1] = size
        self._records[start : start + size] = record
        self._marks[slot] = mark
        return True

    def drop(self, name: int) -> None:
        """Forget the record of that number, if there is one."""
        place = self._place(name)
        if self._names[place]:
            slot = self._slots[place]
            self._marks[slot] = 0
            self._free.append(slot)
            self._close(place)

    def drop_marked(self, mark: int, most: int) -> bool:
        """Forget up to `most` records that bear the mark; whether none is left."""
        slot = self._marks.find(mark.to_bytes(1, "big"))
        for _ in range(most):
            if slot < 0:
                return True
            start = slot * self._wide
            self.drop(int.from_bytes(self._records[start : start + _NAME], "big"))
            slot = self._marks.find(mark.to_bytes(1, "big"), slot + 1)
        return slot < 0

    def _place(self, name: int) -> int:
        """Where the number stands, or else the empty place that it would get."""
        place, names = name & self._mask, self._names
        while (there := names[place]) and there != name:
            place = (place + 1) & self._mask
        return place

    def _new(self, name: int) -> int:
        """A free slot, which bears the number from now on."""
        if self._free:
            slot = self._free.pop()
        else:
            slot, self._begun = self._begun, self._begun + 1
        start = slot * self._wide
        self._records[start : start + _NAME] = name.to_bytes(_NAME, "big")
        return slot

    def _close(self, empty: int) -> None:
        """Empty the place; those after it that were sent on because of it move up."""
        place, mask = empty, self._mask
        while name := self._names[place := (place + 1) & mask]:
            if (place - name) & mask >= (place - empty) & mask:
                self._names[empty], self._slots[empty] = name, self._slots[place]
                empty = place
        self._names[empty] = 0
