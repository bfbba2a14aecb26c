"""`events-svc check` on a hub's own database: of what it can know it says what is so, and of the rest nothing."""

import pytest

from events_svc.checkin.admit import admit
from events_svc.commands import check
from events_svc.config import Settings
from events_svc.hub import purge
from tests.checkin.factories import code_of, make_door, make_ticket, scan_ticket, scanned
from tests.databases import ENGINE
from tests.hub.factories import SERVER, make_hub, move_to_hub

pytestmark = pytest.mark.skipif(ENGINE != "sqlite", reason="a hub has no other engine")


async def test_a_hub_is_audited_as_a_door_and_says_so(
    database: None, settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    door = await make_door()
    elsewhere, here = [await make_ticket(door.ticket_type, number=n) for n in (1, 2)]
    await scan_ticket(door, elsewhere)
    code = await code_of(here)
    await move_to_hub(settings, await make_hub(door.event))
    await admit(await scanned(door, code))
    assert await _checked(capsys) == [
        f"This is the database of a hub of {SERVER}: its door is audited;"
        " orders and tickets are copies, which are audited at the server.",
        "ok   checkin",
        "ok   outbox",
        "Nothing is broken.",
    ]


@pytest.mark.usefixtures("own_copy")
async def test_a_hub_that_ended_says_so(
    settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    await move_to_hub(settings, await make_hub((await make_door()).event))
    await purge.everything("revoked")
    assert (await _checked(capsys))[0] == (
        f"This is the database of a hub of {SERVER}: it has ended, and holds nothing any more."
    )


async def _checked(capsys: pytest.CaptureFixture[str]) -> list[str]:
    await check.audit()
    return capsys.readouterr().out.splitlines()
