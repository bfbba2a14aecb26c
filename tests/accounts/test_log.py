"""The event's log: everything once, the newest first, of this event alone."""

import ast
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

import events_svc
from events_svc.accounts import audit
from events_svc.accounts.models import Role
from events_svc.web import i18n
from events_svc.web.accounts import log_words
from events_svc.web.accounts.actions import action_words, detail_words
from tests.accounts.factories import make_user, sign_in
from tests.events.factories import make_event


async def test_the_log_is_paged_and_leaves_nothing_out(client: httpx.AsyncClient) -> None:
    event = await make_event()
    other = await make_event("forum", organisation=event.organisation)
    for number in range(120):
        await audit.record("thing.done", f"thing:{number}", event_id=event.id)
        await audit.record("thing.done", f"strange:{number}", event_id=other.id)
    await sign_in(client, await make_user(role=Role.OWNER, organisation=event.organisation))
    found: list[int] = []
    url = "/organiser/events/summit/log"
    while url:
        text = (await client.get(url)).text
        assert "strange:" not in text
        found += [int(part.partition("<")[0]) for part in text.split(">thing:")[1:]]
        older = text.rpartition('" rel="next"')[0].rpartition("?before=")[2]
        url = f"/organiser/events/summit/log?before={older}" if older else ""
    assert found == list(range(119, -1, -1))


async def test_an_impossible_cursor_is_refused(client: httpx.AsyncClient) -> None:
    event = await make_event()
    await sign_in(client, await make_user(role=Role.OWNER, organisation=event.organisation))
    for cursor in ("x", "-1", "0", "9" * 40):
        answer = await client.get("/organiser/events/summit/log", params={"before": cursor})
        assert answer.status_code == 422


async def test_what_people_wrote_is_shown_as_text(client: httpx.AsyncClient) -> None:
    event = await make_event()
    await audit.record("thing.done", "thing:1", event_id=event.id, name="<script>alert(1)</script>")
    await sign_in(client, await make_user(role=Role.OWNER, organisation=event.organisation))
    text = (await client.get("/organiser/events/summit/log")).text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in text


@pytest.mark.parametrize(
    ("action", "words"),
    [
        ("order.paid", "订单 · 已支付"),
        ("ticket_type.changed", "票种 · 已更改"),
        ("strange_thing.done", "strange thing · done"),
        ("bare", "bare"),
    ],
)
def test_the_log_speaks_in_words(action: str, words: str) -> None:
    token = i18n.language.set("zh")
    found = action_words(action)
    i18n.language.reset(token)
    assert found == words


def test_every_thing_and_happening_of_the_log_has_its_chinese() -> None:
    catalogue = i18n.merged("zh")
    words = [
        *log_words.THINGS.values(),
        *log_words.HAPPENINGS.values(),
        *log_words.DETAILS.values(),
    ]
    assert [word for word in words if not catalogue.get(word)] == []


def test_money_in_the_log_is_told_as_money_and_what_is_not_so_is_left_out() -> None:
    detail = {"total_minor": 120_000, "code": "KX47QM", "strange": 1, "free": False, "note": None}
    token = i18n.language.set("zh")
    found = dict(detail_words(detail, "CNY"))
    i18n.language.reset(token)
    assert found == {"合计": "¥1,200.00", "代码": "KX47QM", "strange": 1}


def test_everything_that_is_recorded_has_its_words() -> None:
    actions = {action for path in _modules() for action in _recorded(ast.parse(path.read_text()))}
    assert len(actions) > 100
    things, happenings = zip(*(action.split(".") for action in actions), strict=True)
    assert sorted(set(things) - set(log_words.THINGS)) == []
    assert sorted(set(happenings) - set(log_words.HAPPENINGS)) == []


def _modules() -> Iterator[Path]:
    for path in Path(events_svc.__file__).parent.rglob("*.py"):
        if "migrations" not in path.parts and "audit" in path.read_text():
            yield path


def _recorded(tree: ast.Module) -> Iterator[str]:
    """What `audit.record("noun.verb", …)` is given, where it is written out."""
    for call in ast.walk(tree):
        if isinstance(call, ast.Call) and ast.unparse(call.func) == "audit.record":
            match call.args[0]:
                case ast.Constant(value=str(action)):
                    yield action
