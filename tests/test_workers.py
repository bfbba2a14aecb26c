"""What the forks that run the suite share: each test is run by one of them."""

import multiprocessing
from collections import Counter
from multiprocessing.connection import Connection

import pytest

from tests import workers

FORKS = multiprocessing.get_context("fork")


def test_every_file_is_taken_once_however_many_take() -> None:
    queue = workers.filled(range(300))
    lines = [_reader(queue) for _ in range(4)]
    assert Counter(number for line in lines for number in line.recv()) == Counter(range(300))


def test_files_keep_the_order_of_their_tests(request: pytest.FixtureRequest) -> None:
    items = request.session.items
    files = workers.by_file(items)
    assert {id(item) for file in files for item in file} == {id(item) for item in items}
    assert all(len({item.path for item in file}) == 1 for file in files)


def _reader(queue: int) -> Connection:
    ours, theirs = FORKS.Pipe(duplex=False)
    FORKS.Process(target=lambda: theirs.send([*workers.taken(queue)])).start()
    theirs.close()
    return ours
