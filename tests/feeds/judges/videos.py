"""Judges of JSON-LD and oEmbed that we did not write: Google's rules, schema.org's vocabulary, oembed.com."""

import importlib
import json
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
ROOT = HERE.parent.parent.parent

# https://oembed.com §2.3.4: what an answer of type video holds, and of which kinds.
OEMBED_VIDEO = {
    "type": "object",
    "required": ["type", "version", "html", "width", "height"],
    "properties": {
        "type": {"const": "video"},
        "version": {"const": "1.0"},
        "html": {"type": "string", "minLength": 1},
        **{name: {"type": "integer", "minimum": 1} for name in ("width", "height")},
        **{name: {"type": "string"} for name in ("title", "author_name", "provider_name")},
        **{
            name: {"type": "string", "format": "uri", "pattern": "^https?://"}
            for name in ("author_url", "provider_url", "thumbnail_url")
        },
        "cache_age": {"type": "integer", "minimum": 0},
        **{
            name: {"type": "integer", "minimum": 1}
            for name in ("thumbnail_width", "thumbnail_height")
        },
    },
    "dependentRequired": {
        "thumbnail_url": ["thumbnail_width", "thumbnail_height"],
        "thumbnail_width": ["thumbnail_url"],
    },
    "additionalProperties": False,
}


def unknown(said: Any, at: str = "") -> Iterator[str]:
    """The types and properties that schema.org does not have (by pydantic2-schemaorg)."""
    if isinstance(said, list):
        for one in said:
            yield from unknown(one, at)
    elif isinstance(said, dict):
        kind = said.get("@type")
        if kind is not None:
            names = _names(kind)
            yield from (f"{at}{kind}.{name}" for name in said if name not in names)
        for name, value in said.items():
            yield from unknown(value, f"{at}{kind or ''}/{name} ")


def by_google(said: dict[str, Any]) -> list[dict[str, Any]]:
    """What Google's rules for video miss or refuse."""
    node = shutil.which("node") or "node"
    told = subprocess.run(
        [node, str(HERE / "videos.mjs")],
        input=json.dumps(said).encode(),
        capture_output=True,
        check=True,
        cwd=ROOT,
    )
    issues: list[dict[str, Any]] = json.loads(told.stdout)
    return issues


def _names(kind: str) -> set[str]:
    module = importlib.import_module(f"pydantic2_schemaorg.{kind}")
    return {one.alias for one in getattr(module, kind).__fields__.values()} | {"@id", "@context"}
