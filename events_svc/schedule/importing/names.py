"""Numbers and codes of sessions: the file's own where they are free, else others. Pure."""

import hashlib
from collections.abc import Iterable

_ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # as content.ALPHABET
_LENGTH = 6


class Numbers:
    """The numbers of an event's sessions, each once."""

    def __init__(self, taken: Iterable[int]) -> None:
        self.taken = {*taken}
        self.next = max(self.taken, default=0) + 1

    def take(self, wished: int | None) -> int:
        """The wished number if it is free, else the smallest beyond those that stood."""
        if wished is not None and wished not in self.taken:
            self.taken.add(wished)
            return wished
        while self.next in self.taken:
            self.next += 1
        self.taken.add(self.next)
        return self.next


class Codes:
    """The codes of an event's sessions, each once."""

    def __init__(self, taken: Iterable[str]) -> None:
        self.taken = {*taken}

    def take(self, wished: str, key: str) -> str:
        """The wished code if it is free, else one that follows from `key`."""
        attempt = 0
        while not wished or wished in self.taken:
            wished = _code(f"{key} {attempt}")
            attempt += 1
        self.taken.add(wished)
        return wished


def _code(words: str) -> str:
    octets = hashlib.sha256(words.encode()).digest()[:_LENGTH]
    return "".join(_ALPHABET[octet % len(_ALPHABET)] for octet in octets)
