"""The demo's facts, out of the JSON files beside this module."""

import json
from functools import cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent


@cache
def read(name: str) -> Any:
    """The content of `association`, `agenda` or `episodes`."""
    return json.loads((FOLDER / f"{name}.json").read_text("utf-8"))
