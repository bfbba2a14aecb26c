"""How long until ready, and how much memory."""

from collections.abc import Iterator

from benchmarks import servers, world
from benchmarks.bench import Bench
from benchmarks.report import Row, say


def rows(bench: Bench) -> Iterator[Row]:
    """A web process right after its start."""
    say("start")
    with bench.on("sqlite") as env:
        world.build(env, tickets=1, codes=0)
        with servers.running(env) as server:
            yield Row("ready after", server.ready_after, "s", goal=1.5, at_most=True)
            memory = server.memory() / 2**20
            yield Row("memory of a process", memory, "MB", goal=120, at_most=True)
