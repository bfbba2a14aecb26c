"""The command line `events-svc`, which is `python -m events_svc`."""

import argparse
import os
import signal
import sys
from collections.abc import Callable, Coroutine
from types import ModuleType
from typing import TypeAlias

import uvloop

from events_svc.loading import quickly

with quickly():
    from events_svc import config
    from events_svc.accounts.models import Role
    from events_svc.accounts.permissions import SCOPES
    from events_svc.commands import (
        backup,
        check,
        demo,
        export_schedule,
        gate,
        import_people,
        import_schedule,
        keys,
        migrate,
        openapi,
        report,
        serve,
        token,
        user,
        worker,
    )
    from events_svc.commands.errors import CommandFailed
    from events_svc.config import Settings

Command = Callable[[Settings, argparse.Namespace], Coroutine[object, object, int]]
FORMATS = ("csv", "ics", "json", "jsonld", "xcal", "xml")  # of `export schedule`
Parsers: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"


def main() -> None:
    """Run the command that was typed; an error is one clear line and a non-zero exit. Into a pipe from
    which nobody reads on (`| head -1`) it ends quietly.
    """
    try:
        try:
            status = _status()
        finally:
            sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # the end flushes once more
        status = 128 + signal.SIGPIPE
    sys.exit(status)


def _status() -> int:
    arguments = parser().parse_args()
    try:
        settings = config.load()
        return uvloop.run(_run(arguments)(settings, arguments))
    except (config.SettingWrong, CommandFailed) as error:
        print(f"events-svc: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


def _run(arguments: argparse.Namespace) -> Command:
    """What runs the command: it is loaded now, the others are not."""
    with quickly():
        run: Command = getattr(arguments.command, arguments.run)
    return run


def parser() -> argparse.ArgumentParser:
    """Every command with its arguments."""
    whole = argparse.ArgumentParser(
        prog="events-svc", description="Summits, forums and training classes."
    )
    commands = whole.add_subparsers(required=True, metavar="COMMAND")
    _processes(commands)
    _database(commands)
    _timetables(commands)
    _people(commands)
    _keys(commands)
    _reports(commands)
    _command(commands, "openapi", openapi, "print the OpenAPI document")
    return whole


def _processes(commands: Parsers) -> None:
    _command(
        commands, "serve", serve, "serve HTTP (with the worker inside, on SQLite)", run="serve"
    )
    _command(commands, "worker", worker, "do jobs and turn clocks")
    hub = _command(commands, "gate", gate, "be the hub of a door: fetch an event, serve scanners")
    hub.add_argument("--upstream", required=True, metavar="URL", help="the server")
    hub.add_argument("--token", required=True, metavar="T", help="of the hub; `-` reads it")
    hub.add_argument("--port", type=int, default=8443)
    hub.add_argument(
        "--address", action="append", default=[], help="where phones find it; default: all"
    )


def _database(commands: Parsers) -> None:
    _command(commands, "migrate", migrate, "bring the database to the newest migration")
    _command(commands, "demo", demo, "load the demo, once")
    _command(commands, "check", check, "audit the database for what must never break")
    kept = _command(commands, "backup", backup, "write the whole database to a file", run="backup")
    kept.add_argument("file")
    restored = _command(commands, "restore", backup, "put a backup back", run="restore")
    restored.add_argument("file")
    restored.add_argument("--replace", action="store_true", help="overwrite the present database")


def _timetables(commands: Parsers) -> None:
    importing = _group(commands, "import", "bring something in from a file")
    brought = _command(importing, "schedule", import_schedule, "import a timetable")
    brought.add_argument("file")
    brought.add_argument("--event", required=True, metavar="SLUG")
    brought.add_argument("--dry-run", action="store_true", help="only say what would change")
    brought.add_argument(
        "--take-dates", action="store_true", help="give the event the file's dates"
    )
    people = _command(importing, "people", import_people, "a table of people becomes tickets")
    people.add_argument("file")
    people.add_argument("--event", required=True, metavar="SLUG")
    people.add_argument("--type", metavar="NAME", help="ticket type of rows that name none")
    people.add_argument("--buyer", metavar="NAME", help="one order for all, by this buyer")
    people.add_argument("--email", help="the buyer's address")
    people.add_argument("--mail", action="store_true", help="send everybody the ticket")
    people.add_argument("--dry-run", action="store_true", help="only say what would happen")
    exporting = _group(commands, "export", "write something to a file or standard output")
    written = _command(exporting, "schedule", export_schedule, "the released agenda")
    written.add_argument("--event", required=True, metavar="SLUG")
    written.add_argument("--format", choices=FORMATS, default="ics")
    written.add_argument("--lang", choices=["zh", "en", "both"], default="zh")
    written.add_argument("--output", metavar="FILE")


def _people(commands: Parsers) -> None:
    users = _group(commands, "user", "people who sign in")
    added = _command(users, "add", user, "add a person; the password is asked for", run="add")
    added.add_argument("email")
    added.add_argument("--name")
    added.add_argument("--organisation", metavar="SLUG")
    added.add_argument("--role", choices=[role.value for role in Role], default=Role.OWNER.value)
    added.add_argument("--operator", action="store_true", help="of the whole installation")

    tokens = _group(commands, "token", "tokens for the API")
    issued = _command(tokens, "add", token, "print a new token; it is shown once", run="add")
    issued.add_argument("email")
    issued.add_argument("--name", default="command line")
    issued.add_argument("--organisation", metavar="SLUG")
    issued.add_argument("--scope", action="append", choices=sorted(SCOPES))


def _keys(commands: Parsers) -> None:
    signing = _group(commands, "keys", "the keys that sign ticket codes")
    for name, words in (
        ("rotate", "sign with a new key; codes that are out stay good"),
        ("withdraw", "a key was stolen: refuse codes that are out, mail new ones"),
    ):
        made = _command(signing, name, keys, words, run=name)
        made.add_argument("--event", required=True, metavar="SLUG")


def _reports(commands: Parsers) -> None:
    reports = _group(commands, "report", "reports that keep what they said")
    frozen = _command(reports, "freeze", report, "freeze a report as it is now", run="freeze")
    about = frozen.add_mutually_exclusive_group(required=True)
    about.add_argument("--event", metavar="SLUG")
    about.add_argument("--series", metavar="SLUG")
    about.add_argument("--organisation", metavar="SLUG", help="with all below it")
    frozen.add_argument("--year", type=int, help="of the organisation")
    frozen.add_argument("--note", default="")
    checked = _command(
        reports, "verify", report, "recompute reports; name changed rows", run="verify"
    )
    checked.add_argument("sha256", nargs="?", help="of one report, its first letters are enough")


def _command(
    commands: Parsers, name: str, command: ModuleType, words: str, *, run: str = "run"
) -> argparse.ArgumentParser:
    """`run` of the module `command` is what the command does; the module is loaded late."""
    made = commands.add_parser(name, help=words, description=words)
    made.set_defaults(command=command, run=run)
    return made


def _group(commands: Parsers, name: str, words: str) -> Parsers:
    group = commands.add_parser(name, help=words, description=words)
    return group.add_subparsers(required=True, metavar="WHAT")


if __name__ == "__main__":
    main()
