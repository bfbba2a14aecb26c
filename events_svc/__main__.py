"""The command line `events-svc`, which is `python -m events_svc`."""

import argparse
import asyncio
import sys

import uvloop

from events_svc import config
from events_svc.commands import backup, check, demo, migrate, openapi, serve
from events_svc.commands.errors import CommandFailed


def main() -> None:
    """Run the command that was typed; an error is one clear line and a non-zero exit."""
    arguments = parser().parse_args()
    try:
        settings = config.load()
        status = uvloop.run(arguments.run(settings, arguments))
    except (config.SettingWrong, CommandFailed) as error:
        print(f"events-svc: {error}", file=sys.stderr)
        status = 1
    except (KeyboardInterrupt, asyncio.CancelledError):
        status = 130
    sys.exit(status)


def parser() -> argparse.ArgumentParser:
    """Every command with its arguments."""
    whole = argparse.ArgumentParser(
        prog="events-svc", description="Summits, forums and training classes."
    )
    commands = whole.add_subparsers(required=True, metavar="COMMAND")

    def command(name: str, run: object, words: str) -> argparse.ArgumentParser:
        made = commands.add_parser(name, help=words, description=words)
        made.set_defaults(run=run)
        return made

    command("serve", serve.serve, "serve HTTP (with the worker inside, on SQLite)")
    command("worker", serve.worker, "do jobs and turn clocks")
    command("migrate", migrate.run, "bring the database to the newest migration")
    command("demo", demo.run, "load the demo, once")
    command("check", check.run, "audit the database for what must never break")
    command("openapi", openapi.run, "print the OpenAPI document")
    command("backup", backup.backup, "write the whole database to a file").add_argument("file")
    restored = command("restore", backup.restore, "put a backup back")
    restored.add_argument("file")
    restored.add_argument("--replace", action="store_true", help="overwrite the present database")
    return whole


if __name__ == "__main__":
    main()
