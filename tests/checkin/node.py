"""The engine of the browser, run by node: one process for any number of cases."""

import json
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from events_svc.checkin import verdict
from tests import machine

GATE = Path(verdict.__file__).parent.parent / "static" / "js" / "gate"
JUDGE = f"""
import {{ readFileSync }} from "node:fs";
import {{ judge }} from {json.dumps((GATE / "verdict.js").as_uri())};
const cases = JSON.parse(readFileSync(0, "utf8"));
process.stdout.write(JSON.stringify(cases.map(({{ found, door, passage }}) => judge(found, door, passage))));
"""
WORDS = f"""
import {{ readFileSync }} from "node:fs";
import {{ ruleWords }} from {json.dumps((GATE / "rule-words.js").as_uri())};
const {{ items, setting }} = JSON.parse(readFileSync(0, "utf8"));
process.stdout.write(JSON.stringify(items.map((item) => ruleWords(item, setting))));
"""


def judged(cases: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """The verdicts of verdict.js, in the order of the cases."""
    return ran(JUDGE, cases)


def ran(script: str, given: Any) -> Any:
    """What a module writes as JSON that reads `given` as JSON."""
    node = machine.program("node", "make setup")
    done = subprocess.run(
        [node, "--input-type=module", "-e", script],
        input=json.dumps(given),
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def worded(items: Sequence[Any], setting: dict[str, Any]) -> list[str]:
    """What rule-words.js says of these items of explanations."""
    return list(ran(WORDS, {"items": items, "setting": setting}))
