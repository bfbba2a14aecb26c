"""The command line: what people type, and what they read when it goes wrong."""

import json
import shutil
import signal
import sqlite3
import subprocess
import urllib.request
from pathlib import Path

import pytest

from tests.commands.fork import Forked
from tests.commands.processes import COMMAND, environment, free_port, run, serving


@pytest.fixture(scope="module")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a migrated SQLite database, whatever the engine; made once."""
    folder = tmp_path_factory.mktemp("migrated") / "var"
    assert run(environment(folder), "migrate").returncode == 0
    return folder


@pytest.fixture(scope="module")
def with_demo(migrated: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """The same with the demo in it, and what loading it said."""
    folder = tmp_path_factory.mktemp("demo") / "var"
    shutil.copytree(migrated, folder)
    loaded = run(environment(folder), "demo")
    assert loaded.returncode == 0
    return folder, loaded.stdout


@pytest.fixture
def env(migrated: Path, tmp_path: Path) -> dict[str, str]:
    """A migrated SQLite database in a folder of its own."""
    shutil.copytree(migrated, tmp_path / "var")
    return environment(tmp_path / "var")


def test_migrating_twice_changes_nothing_the_second_time(env: dict[str, str]) -> None:
    again = run(env, "migrate")
    assert (again.returncode, again.stdout) == (0, "The database is up to date.\n")


def test_a_wrong_setting_is_one_line_and_a_failure(tmp_path: Path) -> None:
    env = environment(tmp_path, DATABASE_URL="oracle://x")
    failed = subprocess.run([*COMMAND, "serve"], env=env, capture_output=True, text=True)
    assert failed.returncode == 1
    assert failed.stderr == "events-svc: DATABASE_URL: must begin with postgres:// or sqlite://\n"


def test_serving_without_migrations_says_what_to_do(tmp_path: Path) -> None:
    failed = run(environment(tmp_path), "serve")
    assert failed.returncode == 1
    assert failed.stderr.startswith("events-svc: The database lacks 0001_initial")
    assert "run `events-svc migrate`" in failed.stderr


@pytest.mark.parametrize(
    "command", ["check", "worker", "token add a@b.example", "export schedule --event nothing"]
)
def test_a_command_without_migrations_says_what_to_do(tmp_path: Path, command: str) -> None:
    failed = run(environment(tmp_path), *command.split())
    assert failed.returncode == 1
    assert failed.stderr == (
        "events-svc: The database lacks 0001_initial, 0002_guards, 0003_door_changes:"
        " run `events-svc migrate`.\n"
    )


@pytest.mark.parametrize("command", ["migrate", "serve", "check"])
def test_a_database_that_is_away_is_one_line(tmp_path: Path, command: str) -> None:
    address = f"postgres://me:secret@127.0.0.1:{free_port()}/events"
    failed = run(environment(tmp_path, DATABASE_URL=address), command)
    assert (failed.returncode, failed.stdout) == (1, "")
    assert failed.stderr.startswith("events-svc: The database cannot be reached: ")
    assert (failed.stderr.count("\n"), "secret" in failed.stderr) == (1, False)


def test_a_file_that_is_no_database_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "text").write_text("hello, this is no database\n" * 100)
    failed = run(environment(tmp_path, DATABASE_URL=f"sqlite://{tmp_path / 'text'}"), "check")
    assert failed.returncode == 1
    assert failed.stderr == ("events-svc: The database cannot be reached: file is not a database\n")


def test_serve_answers_and_ends_quietly_when_told(env: dict[str, str]) -> None:
    with subprocess.Popen([*COMMAND, "serve"], env=env, stdout=subprocess.PIPE, text=True) as one:
        assert one.stdout is not None
        assert one.stdout.readline() == f"Listening on http://127.0.0.1:{env['PORT']}\n"
        with urllib.request.urlopen(f"http://127.0.0.1:{env['PORT']}/healthz") as answer:
            assert json.load(answer) == {"status": "ok"}
        one.send_signal(signal.SIGTERM)
        assert one.wait(60) == 0


def test_a_port_that_is_taken_is_one_line(env: dict[str, str]) -> None:
    with serving(env):
        failed = run(env, "serve")
    assert failed.returncode == 1
    assert failed.stderr == (
        f"events-svc: Cannot listen on 127.0.0.1:{env['PORT']}: Address already in use. Set PORT.\n"
    )


def test_a_worker_ends_quietly_when_told(env: dict[str, str]) -> None:
    process = Forked(["-m", "events_svc", "worker"], env)
    assert process.stdout.readline() == "Waiting for jobs\n"
    process.send_signal(signal.SIGTERM)
    _, errors = process.communicate(timeout=20)
    assert (process.returncode, errors) == (0, "")


def test_a_sound_database_is_found_sound(env: dict[str, str]) -> None:
    checked = run(env, "check")
    assert (checked.returncode, checked.stdout.splitlines()[-1]) == (0, "Nothing is broken.")


def test_a_reader_who_leaves_ends_a_command_quietly(env: dict[str, str]) -> None:
    process = Forked(["-m", "events_svc", "openapi"], env)
    process.stdout.close()
    assert (process.wait(30), process.stderr.read()) == (141, "")


def test_the_openapi_document_comes_out(env: dict[str, str]) -> None:
    document = json.loads(run(env, "openapi").stdout)
    assert (document["openapi"], document["info"]["title"]) == ("3.1.0", "events_svc")


def test_a_backup_comes_back_as_it_was(env: dict[str, str], tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    assert run(env, "backup", str(kept)).returncode == 0
    elsewhere = environment(tmp_path / "elsewhere")
    assert run(elsewhere, "restore", str(kept)).returncode == 0
    assert run(elsewhere, "migrate").stdout == "The database is up to date.\n"


def test_a_backup_overwrites_nothing(env: dict[str, str], tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    kept.write_text("precious")
    failed = run(env, "backup", str(kept))
    assert (failed.returncode, kept.read_text()) == (1, "precious")


def test_a_backup_that_cannot_be_written_is_one_line(env: dict[str, str], tmp_path: Path) -> None:
    failed = run(env, "backup", str(tmp_path / "nowhere" / "kept"))
    assert failed.returncode == 1
    assert failed.stderr == (
        f"events-svc: {tmp_path / 'nowhere' / 'kept'} cannot be written: unable to open database file\n"
    )


def test_a_damaged_backup_changes_nothing(env: dict[str, str], tmp_path: Path) -> None:
    damaged = tmp_path / "damaged"
    damaged.write_bytes(b"SQLite format 3\x00" + b"rubbish" * 1000)
    failed = run(env, "restore", str(damaged), "--replace")
    assert failed.returncode == 1
    assert failed.stderr.startswith(f"events-svc: {damaged} is damaged: ")
    assert run(env, "migrate").stdout == "The database is up to date.\n"


def test_restoring_over_a_database_must_be_asked_for(env: dict[str, str], tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    run(env, "backup", str(kept))
    refused = run(env, "restore", str(kept))
    assert refused.returncode == 1
    assert "give --replace" in refused.stderr
    assert run(env, "restore", str(kept), "--replace").returncode == 0


def test_something_that_is_no_backup_is_refused(tmp_path: Path) -> None:
    (tmp_path / "text").write_text("hello")
    failed = run(environment(tmp_path / "var"), "restore", str(tmp_path / "text"))
    assert failed.returncode == 1
    assert (
        failed.stderr == f"events-svc: {tmp_path / 'text'} is not a backup of a SQLite database.\n"
    )


def test_a_person_is_added_with_a_password_from_standard_input(env: dict[str, str]) -> None:
    command = ["user", "add", "Ada@Example.org", "--operator"]
    added = run(env, *command, words="correct horse\n")
    again = run(env, *command, words="\n")
    assert (added.returncode, added.stdout) == (0, "ada@example.org may sign in.\n")
    assert (again.returncode, again.stderr) == (
        1,
        "events-svc: Ada@Example.org is known already.\n",
    )


@pytest.mark.parametrize(
    ("email", "password", "why"),
    [
        ("nobody", "", "“nobody” is no e-mail address."),
        ("a@b.example", "short", "A password has at least 10 characters."),
    ],
)
def test_a_person_who_could_never_sign_in_is_not_added(
    env: dict[str, str], email: str, password: str, why: str
) -> None:
    refused = run(env, "user", "add", email, words=password)
    assert (refused.returncode, refused.stderr) == (1, f"events-svc: {why}\n")
    assert "not known" in run(env, "token", "add", email).stderr


def test_the_demo_is_loaded_once(with_demo: tuple[Path, str]) -> None:
    folder, first = with_demo
    second = run(environment(folder), "demo")
    assert (second.returncode, "summit and agenda" in first) == (0, True)
    assert "summit and agenda" not in second.stdout
    assert "owner@demo.example" in second.stdout
    assert run(environment(folder), "check").returncode == 0


def test_an_agenda_goes_out_as_a_file(with_demo: tuple[Path, str], tmp_path: Path) -> None:
    env = environment(with_demo[0])
    target = tmp_path / "agenda.ics"
    done = run(env, "export", "schedule", "--event", "robot-forum-12", "--output", str(target))
    assert done.returncode == 0
    assert target.read_text().count("BEGIN:VEVENT") == 46
    unknown = run(env, "export", "schedule", "--event", "nothing")
    assert (unknown.returncode, unknown.stdout) == (1, "")


def test_the_demos_report_stands_until_a_row_is_changed(
    with_demo: tuple[Path, str], tmp_path: Path
) -> None:
    folder = tmp_path / "var"
    shutil.copytree(with_demo[0], folder)
    sound = run(environment(folder), "report", "verify")
    (path,) = folder.glob("*.sqlite3")
    with sqlite3.connect(path) as database:
        database.execute("DROP TRIGGER counter_snapshot_append_only")
        database.execute("UPDATE counter_snapshot SET value = value + 1 WHERE id = 5")
    broken = run(environment(folder), "report", "verify")
    database.close()

    assert sound.returncode == 0
    assert sound.stdout.startswith("ok   report 1, number 1, 124 rows, ")
    assert broken.returncode == 1
    assert "     recomputed it says something else\n" in broken.stdout
    assert broken.stdout.endswith("     counter_snapshot 5 has changed\n")
