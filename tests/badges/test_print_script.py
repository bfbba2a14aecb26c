"""badge.js: the phone's side of printing, run by node."""

import json

import pytest

from tests.checkin.node import GATE, ran

pytestmark = pytest.mark.engineless

PRINT = f"""
import {{ readFileSync }} from "node:fs";
import {{ printBadge }} from {json.dumps((GATE / "badge.js").as_uri())};
const stories = JSON.parse(readFileSync(0, "utf8"));
const told = [];
for (const {{ answers, yes }} of stories) {{
  const sent = [], opened = [];
  const outcome = await printBadge({{
    gate: 3, ticket: 7,
    ask: async () => yes,
    open: (url) => opened.push(url),
    send: async (url, body) => (sent.push([url, body.seen]), answers.shift()),
  }});
  told.push([outcome, sent.map(([, seen]) => seen), opened, sent[0][0]]);
}}
process.stdout.write(JSON.stringify(told));
"""
URL = "/api/v1/gates/3/badges"


def test_the_phone_prints_asks_and_asks_again_when_another_gate_was_faster() -> None:
    first, asked, again = [{"pdf": None, "copies": n} for n in (0, 1, 2)]
    done = {**first, "pdf": "/gate/badges/1.pdf", "copies": 1}
    stories = [
        {"answers": [done], "yes": False},
        {"answers": [asked], "yes": False},
        {"answers": [asked, again, done], "yes": True},
        {"answers": ["away"], "yes": True},
        {"answers": ["refused"], "yes": True},
    ]
    assert ran(PRINT, stories) == [
        ["printed", [0], [done["pdf"]], URL],
        ["kept", [0], [], URL],
        ["printed", [0, 1, 2], [done["pdf"]], URL],
        ["away", [0], [], URL],
        ["refused", [0], [], URL],
    ]
