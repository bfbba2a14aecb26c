"""How far long work has come: a bar where somebody looks on, plain lines where a file is written."""

from typing import TextIO

WIDTH = 24


class Bar:
    """A bar of so many steps; each step says what is done."""

    def __init__(self, stream: TextIO, *, steps: int) -> None:
        self.stream, self.steps, self.done = stream, steps, 0

    def step(self, words: str) -> None:
        """One step more."""
        self.done = min(self.done + 1, self.steps)
        if not self.stream.isatty():
            print(words, file=self.stream, flush=True)
            return
        filled = WIDTH * self.done // self.steps
        bar = "█" * filled + "·" * (WIDTH - filled)
        print(f"\r\x1b[K{bar} {words[:60]}", end="", file=self.stream, flush=True)

    def end(self) -> None:
        """The line belongs to others again."""
        if self.stream.isatty():
            print("\r\x1b[K", end="", file=self.stream, flush=True)
