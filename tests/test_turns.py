"""No test that has a database in it runs with one engine only."""

import pytest

from tests import turns
from tests.commands.processes import run  # whose presence says that this module makes databases


def test_a_test_that_uses_the_database_is_not_engineless(
    request: pytest.FixtureRequest, database: None
) -> None:
    assert not turns.is_engineless(request.node)


def test_a_test_whose_module_starts_processes_is_not_engineless(
    request: pytest.FixtureRequest,
) -> None:
    assert callable(run)
    assert not turns.is_engineless(request.node)


@pytest.mark.engineless
def test_a_test_that_is_marked_is_engineless(request: pytest.FixtureRequest) -> None:
    assert turns.is_engineless(request.node)
