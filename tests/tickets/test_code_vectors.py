"""Python and the browser read the same codes and refuse the same rubbish."""

import json
import subprocess
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from events_svc.tickets.codes import CodeInvalid, Payload, read, verify
from events_svc.web.assets import STATIC
from tests import machine

VECTORS = json.loads((Path(__file__).parent / "code_vectors.json").read_text())
KEYS = {int(number): bytes.fromhex(key) for number, key in VECTORS["keys"].items()}
TIMES = {"valid_from", "valid_until"}
MODULE = STATIC / "js" / "ticket-code.js"
IN_NODE = f"""
import {{ readFileSync }} from "node:fs";
import {{ verify }} from {json.dumps(MODULE.as_uri())};
const {{ keys, codes, without }} = JSON.parse(readFileSync(0, "utf8"));
if (without) {{
  crypto.subtle.importKey = () => {{ throw new DOMException("old", "NotSupportedError"); }};
}}
const publicKeys = new Map(Object.entries(keys).map(([n, hex]) => [Number(n), Buffer.from(hex, "hex")]));
const said = [];
for (const code of codes) {{
  said.push(await verify(code, publicKeys).catch((error) => error.constructor.name));
}}
console.log(JSON.stringify(said, (_, value) => typeof value === "bigint" ? String(value) : value));
"""


@pytest.mark.parametrize("vector", VECTORS["valid"], ids=lambda vector: vector["name"])
def test_a_true_code_is_read(vector: dict[str, Any]) -> None:
    assert verify(vector["code"], KEYS) == _payload(vector["payload"])
    assert read(vector["code"]).payload == _payload(vector["payload"])


@pytest.mark.parametrize("vector", VECTORS["invalid"], ids=lambda vector: vector["name"])
def test_a_false_code_is_refused(vector: dict[str, Any]) -> None:
    with pytest.raises(CodeInvalid):
        verify(vector["code"], KEYS)


@pytest.mark.parametrize("without", [False, True], ids=["WebCrypto", "noble"])
def test_the_browser_says_the_same(without: bool) -> None:
    codes = [vector["code"] for vector in VECTORS["valid"] + VECTORS["invalid"]]
    said = _in_node({"keys": VECTORS["keys"], "codes": codes, "without": without})
    count = len(VECTORS["valid"])
    assert said[count:] == ["CodeInvalid"] * len(VECTORS["invalid"])
    assert [_from_browser(one) for one in said[:count]] == [
        _payload(vector["payload"]) for vector in VECTORS["valid"]
    ]


def _payload(fields: dict[str, Any]) -> Payload:
    return Payload(
        **{
            name: value
            if value is None
            else datetime.fromisoformat(value)
            if name in TIMES
            else int(value)
            for name, value in fields.items()
        }
    )


def _from_browser(said: dict[str, Any]) -> Payload:
    names = {
        "keyNumber": "key_number",
        "eventId": "event_id",
        "ticketTypeId": "ticket_type_id",
        "ticketNumber": "ticket_number",
        "serial": "serial",
        "validFrom": "valid_from",
        "validUntil": "valid_until",
    }
    return _payload({names[name]: value for name, value in said.items()})


def _in_node(asked: dict[str, Any]) -> list[Any]:
    node = machine.program("node", "make setup")
    done = subprocess.run(
        [node, "--input-type=module", "-e", IN_NODE],
        input=json.dumps(asked),
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    said: list[Any] = json.loads(done.stdout)
    return said
