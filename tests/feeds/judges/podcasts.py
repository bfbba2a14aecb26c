"""Readers of podcasts that we did not write: feedparser, podcastparser (gPodder), partytime (Podcast Index)."""

import io
import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import feedparser
import podcastparser

HERE = Path(__file__).parent
ROOT = HERE.parent.parent.parent


def by_feedparser(body: bytes) -> Any:
    """What feedparser sees; it must take the feed without a complaint."""
    seen = feedparser.parse(io.BytesIO(body))
    assert not seen.bozo, seen.get("bozo_exception")
    assert seen.version == "rss20"
    return seen


def by_podcastparser(body: bytes) -> dict[str, Any]:
    """What gPodder's parser sees."""
    seen: dict[str, Any] = podcastparser.parse("http://testserver/feed", io.BytesIO(body))
    return seen


def by_partytime(body: bytes, folder: Path) -> dict[str, Any]:
    """What the Podcast Index's parser sees; it must take the feed for one."""
    path = folder / "feed.xml"
    path.write_bytes(body)
    node = shutil.which("node") or "node"
    told = subprocess.run(
        [node, str(HERE / "podcasts.mjs"), str(path)],
        capture_output=True,
        check=True,
        cwd=ROOT,
        env={**os.environ, "PARTYTIME_LOG": "silent"},
    )
    (seen,) = json.loads(told.stdout.splitlines()[-1])
    assert seen is not None
    return dict(seen)
