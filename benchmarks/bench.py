"""What every row of the benchmark has at hand."""

import contextlib
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from benchmarks.servers import environment, postgres_database


@dataclass(frozen=True, slots=True)
class Bench:
    """A folder for files and a PostgreSQL server for databases."""

    folder: Path
    server: str

    @contextlib.contextmanager
    def on(self, engine: str) -> Iterator[dict[str, str]]:
        """The settings of an empty database of its own on `sqlite` or `postgres`."""
        folder = Path(tempfile.mkdtemp(dir=self.folder))
        if engine == "sqlite":
            yield environment(folder, f"sqlite://{folder / 'bench.sqlite3'}")
            return
        with postgres_database(self.server) as url:
            yield environment(folder, url)
