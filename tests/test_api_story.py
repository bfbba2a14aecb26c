"""docs/api.md tells one story with curl; here it is executed against a running service."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.commands.house import owners_token
from tests.commands.processes import environment, serving
from tests.databases import own_database

STORY = Path(__file__).parent.parent / "docs" / "api.md"
TOLD = [
    "draft",
    "2027-05-20T01:00:00Z",
    "1",
    "published",
    "1",
    "304",
    "paid",
    "ok",
    "ok",
    "already_used",
]


@pytest.mark.skipif(shutil.which("curl") is None, reason="the story is told with curl")
def test_the_story_of_the_documentation_happens(tmp_path: Path) -> None:
    with own_database(tmp_path, like="demo") as url:
        _happens(environment(tmp_path / "var", DATABASE_URL=url))


def _happens(env: dict[str, str]) -> None:
    token = owners_token(env)
    with serving(env):
        story = {"BASE": f"http://127.0.0.1:{env['PORT']}", "TOKEN": token, "PATH": env["PATH"]}
        script = "set -euo pipefail\n" + "\n".join(_blocks())
        told = subprocess.run(
            ["bash", "-c", script], env=story, capture_output=True, text=True, timeout=60
        )
    assert told.returncode == 0, told.stdout + told.stderr
    assert [line for line in told.stdout.splitlines() if line in TOLD] == TOLD


def _blocks() -> list[str]:
    return re.findall(r"^```sh\n(.*?)^```$", STORY.read_text(), re.M | re.S)
