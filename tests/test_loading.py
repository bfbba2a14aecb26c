"""What loading leaves out is nothing that anybody would miss."""

import gc
import inspect
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
