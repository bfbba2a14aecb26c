"""What a test needs of the machine. A developer without it skips the test; CI installs it, there it fails."""

import os
import shutil
import sys
from pathlib import Path
from typing import NoReturn

import pytest


def missing(what: str) -> NoReturn:
    """Skip the test that asks, saying what is missing; in CI, where `.ci/run` installs it, fail."""
    if os.environ.get("CI"):
        pytest.fail(f"{what}, and CI skips nothing")
    pytest.skip(what)


def program(name: str, hint: str) -> str:
    """The path of a program, also of one that a wheel brought; else see `missing`."""
    found = shutil.which(name, path=f"{Path(sys.executable).parent}:{os.environ['PATH']}")
    return found or missing(f"{name} is not installed: {hint}")
