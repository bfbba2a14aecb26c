"""docs/api.md tells one story with curl; here it is executed against a running service."""

import re
import subprocess
from pathlib import Path

from tests import machine
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


def test_the_story_of_the_documentation_happens(tmp_path: Path) -> None:
    machine.program("curl", "apt-get install curl")
    with own_database(tmp_path, like="demo") as url:
        told = _happens(environment(tmp_path / "var", DATABASE_URL=url))
    assert told.returncode == 0, told.stdout + told.stderr
    assert [line for line in told.stdout.splitlines() if line in TOLD] == TOLD


def _happens(env: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """The commands of the documentation, run by bash against a service of their own."""
    token = owners_token(env)
    with serving(env):
        story = {"BASE": f"http://127.0.0.1:{env['PORT']}", "TOKEN": token, "PATH": env["PATH"]}
        script = "set -euo pipefail\n" + "\n".join(_blocks())
        return subprocess.run(
            ["bash", "-c", script], env=story, capture_output=True, text=True, timeout=60
        )


def _blocks() -> list[str]:
    return re.findall(r"^```sh\n(.*?)^```$", STORY.read_text(), re.M | re.S)
