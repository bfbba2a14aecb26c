"""Answers that a hub was given go to its server; what the server does not take is found out, kept and told."""

from datetime import timedelta
from uuid import uuid4

import pytest

from events_svc import clock
from events_svc.checkin.models import Device
from events_svc.config import Settings
from events_svc.hub import answers, purge
from events_svc.hub.errors import Unreachable
from events_svc.hub.models import Holding, HubAnswer
from events_svc.hub.waiting import Waiting
from events_svc.hub.wire import HubRefusedAnswer, HubStatus
from events_svc.jobs import hub as following
from tests.checkin.factories import make_door
from tests.databases import ENGINE
from tests.hub.factories import Server, make_hub, move_to_hub

pytestmark = pytest.mark.skipif(ENGINE != "sqlite", reason="a hub has no other engine")

PHONE = Device(uid=uuid4(), name="East 1")
OTHER = Device(uid=uuid4(), name="West 1")


@pytest.fixture
def server(database: None) -> Server:
    return Server([])


async def test_a_batch_is_of_one_phone_and_not_too_large(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(answers, "MOST_BYTES", 120)
    await _keep(1, 2)
    await _keep(3, phone=OTHER)
    await _keep(4, words="x" * 300)
    await _keep(5, 6, 7)
    await answers.bring(server)
    assert server.batches == [[1, 2], [3], [4], [5, 6, 7]]
    assert server.phones == ["East 1", "West 1", "East 1", "East 1"]


@pytest.mark.parametrize("status", [404, 413, 422])
async def test_one_that_is_rejected_is_found_and_the_others_arrive(
    status: int, server: Server
) -> None:
    server.poison = {3: status}
    await _keep(1, 2, 3, 4)
    await answers.bring(server)
    await answers.bring(server)
    assert server.batches == [[1, 2, 3, 4], [1, 2], [3, 4], [3], [4]]
    assert server.listed == [
        HubRefusedAnswer(
            gate_id=1,
            ticket=3,
            given={"q1": ["yes"]},
            why={"zh": "no", "en": "no"},
            phone="East 1",
        )
    ]
    (left,) = await answers.stuck()
    assert (left.item["ticket"], left.refused["en"], left.told_at is not None) == (3, "no", True)


async def test_one_on_which_the_server_fails_is_tried_again_later_and_holds_up_no_other(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.poison = {1: 500}
    await _keep(1, 2)
    await answers.bring(server)
    await answers.bring(server)
    assert server.batches == [[1, 2], [1], [2]]
    kept = await HubAnswer.get()
    assert await answers.waiting() == Waiting(1, kept.kept_at, "no")
    later = clock.now() + timedelta(seconds=3)
    monkeypatch.setattr(clock, "now", lambda: later)
    server.poison = {}
    await answers.bring(server)
    assert (server.batches[-1], await answers.waiting()) == ([1], Waiting())


async def test_what_the_server_does_not_keep_stays_at_the_hub_and_is_told(server: Server) -> None:
    await _keep(13, 1)
    await answers.bring(server)
    await answers.bring(server)
    assert [one["ticket"] for _, one in server.answered] == [13, 1]
    assert [(one.ticket, one.why["zh"]) for one in server.listed] == [(13, "no such ticket")]
    (left,) = await answers.stuck()
    await answers.try_again(left)
    await answers.bring(server)
    assert len(server.answered) == 3
    await answers.settle(left)
    assert await HubAnswer.all().count() == 0


@pytest.mark.parametrize("is_full", [True, False])
async def test_what_the_server_has_no_room_to_list_is_told_later(
    is_full: bool, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.is_full = is_full
    await _keep(14, 1)
    for _ in range(2):
        await answers.bring(server)
    assert (await answers.are_open(), await answers.stuck_count()) == (is_full, 1)
    later = clock.now() + timedelta(seconds=3)
    monkeypatch.setattr(clock, "now", lambda: later)
    server.is_full = False
    await answers.bring(server)
    assert [one.ticket for one in server.listed] == ([14] if is_full else [])
    assert (await answers.are_open(), server.full) == (False, int(is_full))


async def test_without_contact_all_wait(server: Server) -> None:
    server.failure = Unreachable("cut")
    await _keep(1)
    with pytest.raises(Unreachable):
        await answers.bring(server)
    assert (await answers.waiting()).count == 1


async def test_nothing_is_purged_of_which_the_server_knows_nothing(
    database: None, settings: Settings
) -> None:
    door = await make_door()
    await move_to_hub(settings, await make_hub(door.event))
    await Holding.all().update(purge_at=clock.now() - timedelta(days=1))
    due = [await _is_due()]
    await _keep(1)
    due.append(await _is_due())
    await HubAnswer.all().update(refused_at=clock.now(), refused={"en": "no"})
    due.append(await _is_due())
    await HubAnswer.all().update(told_at=clock.now())
    assert [*due, await _is_due()] == [True, False, False, True]


async def test_a_hub_tells_what_waits(database: None, settings: Settings) -> None:
    door = await make_door()
    server = Server(await move_to_hub(settings, await make_hub(door.event)))
    server.poison = {1: 500}
    await _keep(1)
    for _ in range(2):
        await following.turn(server, HubStatus())
    kept = await HubAnswer.get()
    said = [(one.answers, one.answers_since, one.answers_trouble) for one in server.told]
    assert said == [(1, kept.kept_at, ""), (1, kept.kept_at, "no")]


async def _keep(*tickets: int, phone: Device = PHONE, words: str = "yes") -> None:
    items = [{"ticket": one, "fields": {"q1": [words]}} for one in tickets]
    await answers.keep(1, items, phone=phone)


async def _is_due() -> bool:
    return await purge.is_due(await Holding.get())
