"""OpenAPI 3.1, generated from the operations of the code."""

import re
from collections.abc import Iterable
from typing import Any

import msgspec

from events_svc.web.api import Description, Operation
from events_svc.web.errors import Problem

_PARAMETER = re.compile(r"{(\w+)(?::(\w+))?}")
_SCHEMAS = {
    "int": {"type": "integer", "format": "int64"},
    "uuid": {"type": "string", "format": "uuid"},
    None: {"type": "string"},
}


def document(operations: Iterable[Operation], *, version: str) -> dict[str, Any]:
    """The OpenAPI 3.1 document of `operations`, schemas by JSON Schema 2020-12."""
    described = [operation.description for operation in operations]
    kinds: list[Any] = [Problem]
    for one in described:
        kinds += [kind for kind in (one.body, one.answer) if kind is not None]
    (_, *_), schemas = msgspec.json.schema_components(
        kinds, ref_template="#/components/schemas/{name}"
    )
    paths: dict[str, dict[str, Any]] = {}
    for one in described:
        paths.setdefault(plain(one.path), {})[one.method] = _operation(one)
    made: dict[str, Any] = _in_javascript(
        {
            "openapi": "3.1.0",
            "info": {"title": "events_svc", "version": version, "license": {"name": "MIT"}},
            "paths": paths,
            "components": {
                "schemas": schemas,
                "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
            },
        }
    )
    return made


def _in_javascript(part: Any) -> Any:
    """Patterns as ECMA-262 writes them: Python's `$` also stands before a last line feed, so ours end in `\\Z`."""
    if isinstance(part, dict):
        return {
            key: re.sub(r"\\Z$", "$", value)
            if key == "pattern" and isinstance(value, str)
            else _in_javascript(value)
            for key, value in part.items()
        }
    return [_in_javascript(one) for one in part] if isinstance(part, list) else part


def plain(path: str) -> str:
    """The path as OpenAPI writes it, without convertors: `/gates/{gate_id}/scans`."""
    return _PARAMETER.sub(r"{\1}", path)


def _operation(one: Description) -> dict[str, Any]:
    made: dict[str, Any] = {
        "operationId": one.name,
        "summary": one.summary,
        "parameters": [*_path_parameters(one), *_query_parameters(one)],
        "responses": _responses(one),
    }
    if one.body is not None:
        made["requestBody"] = {"required": True, "content": _json(one.body)}
    if one.method == "post":
        made["parameters"].append(
            {
                "name": "Idempotency-Key",
                "in": "header",
                "schema": {"type": "string", "minLength": 1, "maxLength": 200},
            }
        )
    if not one.is_public:
        made["security"] = [{"token": []}]
    return made


def _responses(one: Description) -> dict[str, Any]:
    good: dict[str, Any] = {"description": "Done"}
    if one.answer is not None:
        good["content"] = _json(one.answer)
    if one.files:
        good["content"] = {media_type: {} for media_type in one.files}
    is_empty = one.answer is None and not one.files
    status = 204 if is_empty and one.status == 200 else one.status
    made = {str(status): good}
    refusals = {*one.refusals}
    if not one.is_public:
        refusals.add(401)
    if one.body is not None or one.query is not None or one.method == "post":
        refusals.add(422)
    if one.body is not None:
        refusals |= {400, 413}
    if one.method == "post":
        refusals.add(409)
    if "{" in one.path:
        refusals.add(404)
    if one.method == "get" and one.answer is not None:
        made["304"] = {"description": "Not modified"}
    for status in sorted(refusals):
        made[str(status)] = {
            "description": "Refused",
            "content": {"application/problem+json": {"schema": _reference(Problem)}},
        }
    return made


def _path_parameters(one: Description) -> list[dict[str, Any]]:
    return [
        {"name": name, "in": "path", "required": True, "schema": _SCHEMAS[convertor or None]}
        for name, convertor in _PARAMETER.findall(one.path)
    ]


def _query_parameters(one: Description) -> list[dict[str, Any]]:
    if one.query is None:
        return []
    (_,), components = msgspec.json.schema_components([one.query])
    schema = components[one.query.__name__]
    return [
        {
            "name": name,
            "in": "query",
            "required": name in schema.get("required", ()),
            "schema": kind,
        }
        for name, kind in schema["properties"].items()
    ]


def _json(kind: Any) -> dict[str, Any]:
    return {"application/json": {"schema": _reference(kind)}}


def _reference(kind: Any) -> dict[str, Any]:
    (made,), _ = msgspec.json.schema_components([kind], ref_template="#/components/schemas/{name}")
    return made
