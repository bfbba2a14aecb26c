"""`events-svc backup FILE` and `restore FILE`: the whole database in one file.

SQLite: a consistent copy by its online backup, while the service runs. PostgreSQL: `pg_dump` in its
custom format, `pg_restore` back; both must be on the PATH. The salts of viewer keys are in no backup: they
are destroyed after 48 hours, a backup is kept. Nor are the lives of doors (checkin/sync): phones that followed
the database which is replaced take a snapshot of the other.
"""

import argparse
import asyncio
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

from events_svc.commands.errors import CommandFailed
from events_svc.config import Settings

MAGIC_SQLITE = b"SQLite format 3\x00"


async def backup(settings: Settings, arguments: argparse.Namespace) -> int:
    """Write the database to FILE; an existing file is never overwritten, a failed one is removed."""
    target = Path(arguments.file)
    if target.exists():
        raise CommandFailed(f"{target} exists already.")
    part = target.with_name(target.name + ".part")
    try:
        if settings.is_postgres:
            left_out = ["--no-unlogged-table-data", "--exclude-table-data=door_life"]
            options = ["--format=custom", *left_out, f"--file={part}"]
            await _run("pg_dump", *options, settings.database_url)
        else:
            await asyncio.to_thread(_copy, _sqlite_path(settings), part)
        part.rename(target)
    except sqlite3.OperationalError as error:
        raise CommandFailed(f"{target} cannot be written: {error}") from error
    finally:
        part.unlink(missing_ok=True)
    print(f"{target}: {target.stat().st_size:,} bytes")
    return 0


async def restore(settings: Settings, arguments: argparse.Namespace) -> int:
    """Put the database of FILE in the place of the present one, which must be empty or --replace given."""
    source = Path(arguments.file)
    if not source.is_file():
        raise CommandFailed(f"{source} is not there.")
    if settings.is_postgres:
        clean = ["--clean", "--if-exists"] if arguments.replace else []
        options = ["--exit-on-error", "--single-transaction", "--no-owner", *clean]
        await _run("pg_restore", *options, f"--dbname={settings.database_url}", str(source))
    else:
        put = _replace if arguments.replace else _put_back
        await asyncio.to_thread(put, source, _sqlite_path(settings))
    print(f"Restored from {source}.")
    return 0


def _copy(source: Path, target: Path) -> None:
    if not source.is_file():
        raise CommandFailed(f"There is no database at {source}.")
    with closing(sqlite3.connect(source)) as origin, closing(sqlite3.connect(target)) as copy:
        origin.backup(copy, pages=1000)
        copy.execute("PRAGMA secure_delete = ON")
        copy.execute("DELETE FROM salt_value")
        copy.execute("DELETE FROM door_life")
        copy.commit()
    _sound(target)


def _put_back(source: Path, target: Path) -> None:
    if target.exists():
        raise CommandFailed(f"{target} exists: stop the service and give --replace.")
    _replace(source, target)


def _replace(source: Path, target: Path) -> None:
    with source.open("rb") as file:
        if file.read(16) != MAGIC_SQLITE:
            raise CommandFailed(f"{source} is not a backup of a SQLite database.")
    _sound(source)
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_name(target.name + ".part")
    shutil.copyfile(source, part)
    for ending in ("-wal", "-shm"):
        Path(f"{target}{ending}").unlink(missing_ok=True)
    part.replace(target)


def _sound(path: Path) -> None:
    try:
        with closing(sqlite3.connect(path)) as connection:
            (verdict,) = connection.execute("PRAGMA quick_check").fetchone()
    except sqlite3.DatabaseError as error:
        verdict = str(error)
    if verdict != "ok":
        raise CommandFailed(f"{path} is damaged: {verdict}")


def _sqlite_path(settings: Settings) -> Path:
    return Path(settings.database_url.removeprefix("sqlite://").partition("?")[0])


async def _run(program: str, *arguments: str) -> None:
    if shutil.which(program) is None:
        raise CommandFailed(f"{program} is not on the PATH: install PostgreSQL's client programs.")
    process = await asyncio.create_subprocess_exec(
        program, *arguments, stderr=asyncio.subprocess.PIPE
    )
    _, errors = await process.communicate()
    if process.returncode:
        raise CommandFailed(f"{program}: {errors.decode(errors='replace').strip()}")
