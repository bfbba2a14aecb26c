"""Every route, every role, a stranger and the owner of another organisation: what does each get?

The nouns state it in `tests/<noun>/access.py`; a route that nobody stated fails. The owner asks on both
engines, the others take turns: `make test` has everybody ask everything.
"""

import importlib
import re
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType

import pytest
from starlette.applications import Starlette
from starlette.routing import BaseRoute, Mount, Route

from events_svc.accounts.models import Organisation, Role, User
from events_svc.app import routes
from events_svc.config import Settings
from events_svc.database import rows
from events_svc.web.auth import COOKIE
from events_svc.web.forms import CSRF_COOKIE
from events_svc.web.middleware import REQUESTS, SECONDS
from tests import turns
from tests.access import ROLES, Access
from tests.accounts.factories import csrf, make_organisation, make_user, sign_in
from tests.asking import status_of
from tests.conftest import browser
from tests.emptying import empty
from tests.events.factories import make_event
from tests.world import Copy

SAFE = {"GET", "HEAD"}
_PARAMETER = re.compile(r"{(\w+)(?::\w+)?}")


@dataclass(frozen=True)
class Row:
    """One line of a noun's table."""

    noun: str
    key: str
    access: Access

    @property
    def method(self) -> str:
        return self.key.partition(" ")[0]

    @property
    def path(self) -> str:
        return self.key.partition(" ")[2]

    @property
    def is_api(self) -> bool:
        return self.path.startswith("/api/")


@dataclass(frozen=True)
class World:
    """The application with furnished tables, who may ask, and what the paths name."""

    app: Starlette
    copy: Copy
    people: dict[str, dict[str, str]]  # the headers of each who asks
    parameters: dict[str, dict[str, str]]  # by noun
    noted: list[int] = field(default_factory=list)  # how much the audit log held at last

    def path(self, row: Row) -> str:
        known = self.parameters[row.noun]
        own = {name: value.format_map(known) for name, value in row.access.path.items()}
        return _PARAMETER.sub(lambda found: {**known, **own}[found[1]], row.path)

    async def answer(self, row: Row, who: str) -> int:
        """The status for one person; a refusal changes nothing, a change is put back."""
        form, body = "application/x-www-form-urlencoded", b""
        if row.is_api:
            form, body = "application/json", b"{}"
        headers = self.people[who]
        if row.method not in SAFE:
            headers = {**headers, "content-type": form, "content-length": str(len(body))}
        status = await status_of(self.app, row.method, self.path(row), headers=headers, body=body)
        if status >= 400:
            assert await audited() == self.noted[-1], f"{who} was refused, but changed something"
        elif row.method not in SAFE:
            await self.copy.put_back()
            self.noted.append(self.noted[0])
        else:
            self.noted.append(await audited())
        return status


def nouns() -> Iterator[tuple[str, ModuleType]]:
    """The modules `tests/<noun>/access.py`."""
    for path in sorted(Path(__file__).parent.glob("*/access.py"), reverse=True):  # /metrics early
        noun = path.parent.name
        yield noun, importlib.import_module(f"tests.{noun}.access")


def plain(key: str) -> str:
    """A key without convertors: `{id:int}` and `{id}` name the same route."""
    return _PARAMETER.sub(r"{\1}", key)


def served(found: list[BaseRoute], prefix: str = "") -> Iterator[str]:
    """`METHOD /path` of every route; HEAD is answered as GET is, files of `static` are everybody's."""
    for route in found:
        if isinstance(route, Mount) and route.routes:
            yield from served(list(route.routes), prefix + route.path)
        elif isinstance(route, Route):
            for method in sorted((route.methods or set()) - {"HEAD"}):
                yield plain(f"{method} {prefix}{route.path}")


TABLE = [
    Row(noun, plain(key), access)
    for noun, module in nouns()
    for key, access in module.ACCESS.items()
]


@pytest.fixture(scope="module")
async def world(
    app: Starlette, settings: Settings, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[World]:
    """An event for each noun with all that it furnishes, people of every role, and one from elsewhere."""
    await empty(settings)
    REQUESTS.clear()
    SECONDS.clear()
    organisation = await make_organisation()
    elsewhere = await make_organisation("elsewhere")
    users = {
        role: await make_user(f"{role}@example.org", role=Role(role), organisation=organisation)
        for role in ROLES
    }
    users["foreign"] = await make_user(
        "foreign@example.net", role=Role.OWNER, organisation=elsewhere
    )
    parameters = {noun: await furnished(noun, module, organisation) for noun, module in nouns()}
    people = {who: await headers_of(app, user) for who, user in users.items()}
    people["stranger"] = await headers_of(app, None)
    copy = Copy(settings, tmp_path_factory.mktemp("world"))
    await copy.take()
    yield World(app, copy, people, parameters, [await audited()])
    await copy.forget()


async def audited() -> int:
    """How many changes the audit log holds."""
    return int((await rows("SELECT count(*) AS count FROM audit_entry"))[0]["count"])


async def furnished(noun: str, module: ModuleType, organisation: Organisation) -> dict[str, str]:
    """What the paths of a noun name, about an event of its own: nouns do not stumble over each other."""
    event = await make_event(f"{noun}-summit", organisation=organisation)
    furnish = getattr(module, "furnish", None)
    return {"slug": event.slug, **(await furnish(event) if furnish else {})}


async def headers_of(app: Starlette, user: User | None) -> dict[str, str]:
    """The headers of a browser with a valid CSRF token, signed in as `user`."""
    async with browser(app) as client:
        if user is not None:
            await sign_in(client, user)
        token = await csrf(client)  # belongs to the sign-in
        cookies = {
            name: client.cookies[name] for name in (CSRF_COOKIE, COOKIE) if name in client.cookies
        }
    return {
        "cookie": "; ".join(f"{name}={value}" for name, value in cookies.items()),
        "x-csrf-token": token,
        "sec-fetch-site": "same-origin",
        "accept-language": "en",
    }


def test_every_route_is_stated_once_and_exists() -> None:
    stated, found = Counter(row.key for row in TABLE), set(served(routes()))
    assert {
        "stated nowhere": sorted(found - stated.keys()),
        "stated, but not served": sorted(stated.keys() - found),
        "stated twice": [key for key, times in stated.items() if times > 1],
    } == {"stated nowhere": [], "stated, but not served": [], "stated twice": []}


@pytest.mark.parametrize("row", TABLE, ids=lambda row: row.key)
async def test_everybody_gets_what_the_table_states(world: World, row: Row) -> None:
    everybody = row.access.expected(is_api=row.is_api)
    turn = {"owner", *turns.readers([who for who in everybody if who != "owner"])}
    expected = {who: status for who, status in everybody.items() if who in turn}
    assert {who: await world.answer(row, who) for who in expected} == expected
