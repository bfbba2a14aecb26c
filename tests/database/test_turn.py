"""SQLite's thread gets the interpreter soon."""

import sys

import pytest

from events_svc.database import sqlite
from tests.databases import ENGINE


@pytest.mark.skipif(ENGINE != "sqlite", reason="the other engine has no thread")
@pytest.mark.usefixtures("database")
def test_a_loop_that_computes_gives_the_interpreter_to_the_database_soon() -> None:
    assert sys.getswitchinterval() == pytest.approx(sqlite.TURN)
