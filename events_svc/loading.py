"""How the program is loaded: hundreds of modules, without what nobody needs from it. Decision 0046."""

import gc
import inspect
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib import import_module
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ExtensionFileLoader, ModuleSpec, PathFinder
from importlib.util import module_from_spec
from threading import RLock
from types import ModuleType
from typing import Any

COMMANDS = {
    *("backup", "check", "demo", "export_schedule", "gate", "import_people", "import_schedule"),
    *("keys", "migrate", "openapi", "report", "serve", "token", "user", "worker"),
}

# Loaded by the first who uses them, in a tenth of a second at most: most processes never do. Who wants one
# imports the module (`import icalendar`), never a name out of it, and mentions it in functions alone.
LATE = {
    *(f"events_svc.commands.{name}" for name in COMMANDS),
    "events_svc.feeds.texts",
    "events_svc.gateways.resolving",
    "events_svc.worker",
    "PIL.Image",
    "PIL.ImageDraw",
    "PIL.ImageFont",
    "PIL.ImageOps",
    "aiohttp",
    "aiosmtplib",
    "dateutil.rrule",
    "icalendar",
    "lxml.etree",
    "maxminddb",
    "phonenumbers",
    "python_calamine",
    "qrcode",
}


@contextmanager
def quickly() -> Iterator[None]:
    """What is imported within is loaded in two thirds of the time, and stays; what is LATE is not loaded.

    The garbage collector rests, and never looks at what was loaded: that would take 0.1 s each time. No
    class has a source: Tortoise would parse that of each model in search of `#:` comments, to make them
    comments of columns (4 ms a model, 0.4 s). Ours have none; a test sees to it. And Tortoise loads
    pydantic wherever it is installed, as with our tests: 7 MB that nobody here uses. Models make their
    filters when they are asked by them (`database.filters`).
    """
    was_on, reader, late = gc.isenabled(), inspect.getsource, _Late(LATE)

    def sparing(of: Any) -> str:
        if inspect.isclass(of):
            raise OSError("the source of a class is not read while loading")
        return reader(of)

    gc.disable()
    if hides_pydantic := "pydantic" not in sys.modules:
        sys.modules["pydantic"] = None  # type: ignore[assignment]  # None: there is no such module
    inspect.getsource = sparing  # type: ignore[assignment]  # nobody names the argument
    sys.meta_path.insert(0, late)
    try:
        with import_module("events_svc.database.filters").unmade():
            yield
    finally:
        sys.meta_path.remove(late)
        if hides_pydantic:
            del sys.modules["pydantic"]
        inspect.getsource = reader
        gc.freeze()
        if was_on:
            gc.enable()


class _Late(MetaPathFinder, Loader):
    """Finds modules of these names, and leaves them unloaded; what is not installed is not found."""

    def __init__(self, names: set[str]) -> None:
        self._names = names

    def find_spec(
        self, name: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if name not in self._names or (found := PathFinder.find_spec(name, path)) is None:
            return None
        late = ModuleSpec(name, self, origin=found.origin, loader_state=found)
        late.submodule_search_locations = found.submodule_search_locations
        late.has_location = True
        return late

    def exec_module(self, module: ModuleType) -> None:
        module.__class__ = _Unloaded


class _Unloaded(ModuleType):
    """A module that is loaded when somebody first asks it for something; then it is one as any other."""

    def __getattribute__(self, name: str) -> Any:
        """Names of the module itself (`__spec__`, `__path__`) are told at once: importing asks for them."""
        if not name.startswith("__"):
            with _ONE_AT_A_TIME:
                late = ModuleType.__getattribute__(self, "__spec__")
                if late is not None and late.loader_state is not None:
                    _load(self, late)
        return ModuleType.__getattribute__(self, name)

    def __getattr__(self, name: str) -> Any:
        """A name with underscores that only the loaded module has."""
        with _ONE_AT_A_TIME:
            late = self.__spec__
            if late is not None and late.loader_state is not None:
                _load(self, late)
        return ModuleType.__getattribute__(self, name)


_ONE_AT_A_TIME = RLock()  # a thread that asks meanwhile waits for the whole module


def _load(module: ModuleType, late: ModuleSpec) -> None:
    found, late.loader_state = (
        late.loader_state,
        None,
    )  # who asks it while it loads, asks in a circle
    try:
        if isinstance(found.loader, ExtensionFileLoader):
            _take_over(module, found)
        else:
            found.loader.exec_module(module)
    except BaseException:
        late.loader_state = found
        raise
    module.__spec__, module.__loader__ = found, found.loader
    module.__class__ = ModuleType


def _take_over(module: ModuleType, found: ModuleSpec) -> None:
    """What is written in C makes its module itself: ours has the same contents."""
    assert found.loader is not None
    made = sys.modules[found.name] = module_from_spec(found)
    found.loader.exec_module(made)
    vars(module).update(vars(made))
