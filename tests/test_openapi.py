"""The OpenAPI document is true: whatever a program sends, the answer is one that the document states.

`OPENAPI_EXAMPLES=300 python -m pytest tests/test_openapi.py` asks longer than the suite does.
"""

import asyncio
import json
import os
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from functools import cache
from typing import Any

import httpx
import jsonschema
import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, Phase, given
from hypothesis import settings as bounds
from hypothesis import strategies as st
from schemathesis import Case
from schemathesis.generation import GenerationMode
from schemathesis.schemas import BaseSchema
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)
from starlette.applications import Starlette

from events_svc.accounts import api_tokens
from events_svc.accounts.models import Role
from events_svc.accounts.permissions import SCOPES
from events_svc.accounts.person import Person
from events_svc.app import routes
from events_svc.config import Settings
from events_svc.web import openapi
from events_svc.web.api import Operation
from tests import turns
from tests.accounts.factories import make_organisation, make_user
from tests.conftest import browser
from tests.emptying import empty
from tests.test_access import furnished, nouns
from tests.world import Copy

OPERATIONS = [route for route in routes() if isinstance(route, Operation)]
DOCUMENT = openapi.document(OPERATIONS, version="1")
EXAMPLES = int(os.environ.get("OPENAPI_EXAMPLES", "4"))
# Requests are drawn from the document, which no database minds and which is most of the cost: every second
# operation is asked on each engine. That each answers on both is in test_access.py.
ASKED = turns.readers(OPERATIONS)
CHECKS = [status_code_conformance, content_type_conformance, response_schema_conformance]


@dataclass(frozen=True)
class World:
    """The application with furnished tables, an owner's token, and what the paths name."""

    client: httpx.AsyncClient
    token: str
    copy: Copy
    parameters: dict[str, dict[str, str]]  # by noun

    async def answer(self, sent: requests.PreparedRequest) -> httpx.Response:
        sent.headers["Authorization"] = f"Bearer {self.token}"
        return await self.client.request(
            str(sent.method),
            str(sent.url),
            headers={**sent.headers},  # type: ignore[arg-type]  # requests' types, not httpx's
            content=sent.body,  # type: ignore[arg-type]  # requests' types, not httpx's
        )


@pytest.fixture(scope="module")
async def world(
    app: Starlette, settings: Settings, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[World]:
    """An event for each noun with all that it furnishes, and a token of their owner's."""
    await empty(settings)
    organisation = await make_organisation()
    owner = await make_user("owner@example.org", role=Role.OWNER, organisation=organisation)
    person = Person(user_id=owner.id)
    token = await api_tokens.issue(person, organisation, name="All", scopes=list(SCOPES))
    parameters = {noun: await furnished(noun, module, organisation) for noun, module in nouns()}
    copy = Copy(settings, tmp_path_factory.mktemp("world"))
    await copy.take()
    async with browser(app) as client:
        yield World(client, token, copy, parameters)
    await copy.forget()


@pytest.mark.parametrize("operation", ASKED, ids=lambda one: one.description.name)
async def test_an_operation_answers_as_the_document_says(
    world: World, operation: Operation
) -> None:
    loop, statuses = asyncio.get_running_loop(), list[int]()

    @bounds(
        max_examples=EXAMPLES,
        database=None,
        derandomize="OPENAPI_EXAMPLES" not in os.environ,
        deadline=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(cases(world, operation))
    def ask(case: Case[Any]) -> None:
        sent = requests.Request(**_request(case)).prepare()
        answering = asyncio.run_coroutine_threadsafe(world.answer(sent), loop)
        case.validate_response(answering.result(), checks=CHECKS)
        statuses.append(answering.result().status_code)

    try:
        await asyncio.to_thread(ask)
    finally:
        await world.copy.put_back()
    said = operation.description
    stated = DOCUMENT["paths"][openapi.plain(said.path)][said.method]["responses"]
    assert statuses
    assert {str(one) for one in statuses} <= stated.keys()


def test_the_document_holds_together() -> None:
    jsonschema.Draft202012Validator.check_schema({"$defs": DOCUMENT["components"]["schemas"]})
    names = [one["operationId"] for path in DOCUMENT["paths"].values() for one in path.values()]
    assert len(names) == len({*names}) == len(OPERATIONS)
    referred = {*re.findall(r'"#/components/schemas/([^"]+)"', json.dumps(DOCUMENT))}
    assert referred == DOCUMENT["components"]["schemas"].keys()


def test_an_operation_describes_itself() -> None:
    for path, operations in DOCUMENT["paths"].items():
        for one in operations.values():
            given = {p["name"] for p in one["parameters"] if p["in"] == "path"}
            assert given == {*re.findall(r"{(\w+)}", path)}
            assert one["summary"]
            assert all(answer["description"] for answer in one["responses"].values())
            assert min(one["responses"]) < "300"


def cases(world: World, operation: Operation) -> st.SearchStrategy[Case[Any]]:
    """Requests as the document wants them and as it does not, to what is there and to what is not."""
    told = operation.description
    path = openapi.plain(told.path)
    described = _schema()[path][told.method.upper()]
    noun = operation.endpoint.__module__.split(".")[2]
    known = world.parameters["checkin" if noun.startswith("door_") else noun]
    named = {name: known[name] for name in operation.param_convertors if name in known}
    return st.one_of(
        described.as_strategy(path_parameters=named),
        described.as_strategy(path_parameters=named),
        described.as_strategy(GenerationMode.NEGATIVE, path_parameters=named),
        described.as_strategy(),
    )


@cache
def _schema() -> BaseSchema:
    return schemathesis.openapi.from_dict(DOCUMENT)


def _request(case: Case[Any]) -> dict[str, Any]:
    """What `requests` needs of a case."""
    known = {"method", "url", "headers", "cookies", "params", "json", "data", "files"}
    sent = case.as_transport_kwargs(base_url="http://testserver")
    return {name: value for name, value in sent.items() if name in known}
