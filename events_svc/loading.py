"""How the program is loaded: hundreds of modules, without what nobody needs from it."""

import gc
import inspect
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from typing import Any


@contextmanager
def quickly() -> Iterator[None]:
    """What is imported within is loaded in two thirds of the time, and stays.

    The garbage collector rests, and never looks at what was loaded: that would take 0.1 s each time. No
    class has a source: Tortoise would parse that of each model in search of `#:` comments, to make them
    comments of columns (4 ms a model, 0.4 s). Ours have none; a test sees to it. And Tortoise loads
    pydantic wherever it is installed, as with our tests: 7 MB that nobody here uses. Models make their
    filters when they are asked by them (`database.filters`).
    """
    was_on, reader = gc.isenabled(), inspect.getsource

    def sparing(of: Any) -> str:
        if inspect.isclass(of):
            raise OSError("the source of a class is not read while loading")
        return reader(of)

    gc.disable()
    hides_pydantic = sys.modules.setdefault("pydantic", None) is None  # type: ignore[arg-type]  # None: no such module
    inspect.getsource = sparing  # type: ignore[assignment]  # nobody names the argument
    try:
        with import_module("events_svc.database.filters").unmade():
            yield
    finally:
        if hides_pydantic:
            del sys.modules["pydantic"]
        inspect.getsource = reader
        gc.freeze()
        if was_on:
            gc.enable()
