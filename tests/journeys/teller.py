"""Who tells stories to a server's database: a process of its own that is connected once and told many."""

import json
from collections.abc import Mapping
from threading import Lock
from typing import Any

from tests.commands.fork import Forked


class Teller:
    """Begins at the first story, in the environment of the server; one story at a time."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self._environ = environ
        self._process: Forked | None = None
        self._turn = Lock()

    def tell(self, story: str, facts: Mapping[str, Any]) -> Any:
        """What the story answers; its failure is that of the test that asked for it."""
        with self._turn:
            process = self._process = self._process or Forked(
                ["-m", "tests.journeys.stories"], self._environ
            )
            process.stdin.write(json.dumps([story, facts]) + "\n")
            process.stdin.flush()
            line = process.stdout.readline()
            self._process = process if line else None
        assert line, process.communicate()
        told = json.loads(line)
        assert "failed" not in told, told["failed"]
        return told["answer"]

    def end(self) -> None:
        """Without another story the process ends by itself."""
        if self._process is not None:
            self._process.communicate()
