"""What loading leaves out is nothing that anybody would miss."""

import gc
import inspect
import subprocess
import sys
from importlib import import_module

from events_svc.database import MODELS
from events_svc.loading import quickly


def test_no_model_says_anything_in_comments_that_loading_skips() -> None:
    assert [name for name in MODELS if "#:" in inspect.getsource(import_module(name))] == []


def test_afterwards_garbage_is_collected_and_sources_are_read_again() -> None:
    reader = inspect.getsource
    with quickly():
        assert not gc.isenabled()
    assert gc.isenabled()
    assert inspect.getsource is reader


HEAVY = {"datasketches", "fpdf", "fontTools", "numpy", "ortools", "playwright", "xlsxwriter"}


def test_a_web_process_loads_nothing_that_only_the_press_needs() -> None:
    program = "import sys, events_svc.app, events_svc.worker; print(*sys.modules)"
    told = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert HEAVY & {*told.stdout.split()} == set()
