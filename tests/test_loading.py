"""What loading leaves out is nothing that anybody would miss."""

import gc
import inspect
import subprocess
import sys
import threading
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from types import ModuleType

import pytest

from events_svc import loading
from events_svc.database import MODELS
from events_svc.loading import quickly


def test_no_model_says_anything_in_comments_that_loading_skips() -> None:
    assert [name for name in MODELS if "#:" in inspect.getsource(import_module(name))] == []


def test_afterwards_garbage_is_collected_and_sources_are_read_again() -> None:
    reader, finders = inspect.getsource, [*sys.meta_path]
    with quickly():
        assert not gc.isenabled()
    assert gc.isenabled()
    assert inspect.getsource is reader
    assert sys.meta_path == finders


HEAVY = {"datasketches", "fpdf", "fontTools", "numpy", "ortools", "playwright", "xlsxwriter"}
PROGRAM = """
import sys
from events_svc.loading import quickly
with quickly():
    import events_svc.app, events_svc.worker
print(*(name for name, module in sys.modules.items() if type(module).__name__ != "_Unloaded"))
"""


def test_a_web_process_loads_nothing_that_only_few_need() -> None:
    told = subprocess.run(
        [sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=True
    )
    assert (HEAVY | loading.LATE) & {*told.stdout.split()} == set()


@pytest.mark.parametrize("name", sorted(loading.LATE))
def test_what_is_loaded_late_is_there(name: str) -> None:
    assert import_module(name).__spec__ is not None


@pytest.fixture
def late(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[ModuleType]:
    """A module that counts how often it is loaded, and is loaded late."""
    (tmp_path / "late_one.py").write_text(
        "import time\nloads = [*globals().get('loads', []), 1]\ntime.sleep(0.01)\nlast = 'here'\n"
    )
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr(loading, "LATE", {"late_one", "late_other"})
    with quickly():
        yield import_module("late_one")
    del sys.modules["late_one"]


def test_a_late_module_is_loaded_by_the_first_who_asks(late: ModuleType) -> None:
    assert "last" not in vars(late)
    assert late.last == "here"
    assert (type(late), late.__name__, late.loads) == (ModuleType, "late_one", [1])
    assert sys.modules["late_one"] is late


def test_who_asks_while_it_loads_waits_for_the_whole(late: ModuleType) -> None:
    found: list[str] = []
    askers = [threading.Thread(target=lambda: found.append(late.last)) for _ in range(8)]
    for asker in askers:
        asker.start()
    for asker in askers:
        asker.join()
    assert (found, late.loads) == (["here"] * 8, [1])


def test_who_asks_while_it_loads_for_what_is_there_waits_too(late: ModuleType) -> None:
    """What it has already may need what it has not yet."""
    first = threading.Thread(target=lambda: late.last)
    first.start()
    while "loads" not in vars(late) and first.is_alive():
        pass
    assert (late.loads, vars(late)["last"]) == ([1], "here")
    first.join()


def test_what_a_late_module_lacks_it_lacks(late: ModuleType) -> None:
    with pytest.raises(AttributeError, match="late_one"):
        late.nothing  # noqa: B018 it is asked for


def test_a_late_module_that_is_not_installed_is_missed_at_once(late: ModuleType) -> None:
    with pytest.raises(ModuleNotFoundError):
        import_module("late_other")
