"""Bytes become JSON values, or a refusal with line and column: no depth, no numbers without end, no NaN."""

from typing import Any

import orjson

from events_svc.schedule.importing.errors import Place, refused

MOST_VALUES = 1_500_000  # commas, braces and brackets: FOSDEM 2026 as JSON has some 60,000
DEEPEST = 40

Tree = dict[str, Any]


def tree(raw: bytes) -> Tree:
    """The object that the bytes hold; raises FileRefused for what is no JSON, too large or too deep."""
    if sum(map(raw.count, (b",", b"{", b"["))) > MOST_VALUES:
        raise refused("The file has too many elements.")
    try:
        found = orjson.loads(raw)
    except orjson.JSONDecodeError as error:
        place = Place(error.lineno, column=str(error.colno))
        raise refused("This is not well-formed JSON: {value}", error.msg, place) from error
    if not isinstance(found, dict):
        raise refused("The file is no JSON object.", place=Place(1))
    _refuse_depth(found)
    return found


def objects(found: object) -> list[Tree]:
    """The objects of a list; nothing for what is no list."""
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []


def mapping(found: object) -> Tree:
    """The object, or an empty one for what is none."""
    return found if isinstance(found, dict) else {}


def text_of(found: object) -> str:
    """A string or number as a string; empty for anything else."""
    if isinstance(found, str):
        return found.strip()
    return str(found) if isinstance(found, int) and not isinstance(found, bool) else ""


def _refuse_depth(found: object) -> None:
    layer, depth = [found], 0
    while layer:
        layer = [below for one in layer for below in _below(one)]
        depth += 1
        if depth > DEEPEST:
            raise refused("The elements are nested too deeply.")


def _below(one: object) -> list[object]:
    values = one.values() if isinstance(one, dict) else one if isinstance(one, list) else ()
    return [value for value in values if isinstance(value, dict | list)]
