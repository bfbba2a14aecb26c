"""Two web processes over one PostgreSQL: real processes, real connections."""

import json

import pytest

from events_svc.checkin.check import broken
from events_svc.checkin.models import Admission, Scan
from events_svc.config import Settings
from tests.checkin.factories import code_of, make_device, make_door, make_ticket
from tests.commands.fork import Forked
from tests.commands.processes import environment
from tests.databases import ENGINE

SCANNING = """
import asyncio, json, sys, uuid
from events_svc import config
from events_svc.checkin import admit, presented
from events_svc.checkin.scan import Scanned
from events_svc.database import connected

async def main(gate_id, tokens, codes):
    settings = config.load()
    async with connected(settings):
        print("ready", flush=True)
        await asyncio.to_thread(sys.stdin.readline)
        scans = [
            Scanned(
                uuid.uuid4(), tokens[n % len(tokens)], gate_id, code,
                await presented.scanned(code, secret_key=settings.secret_key),
            )
            for n, code in enumerate(codes)
        ]
        answers = await asyncio.gather(*(admit.admit(scan) for scan in scans))
        print(json.dumps([answer.reason for answer in answers]), flush=True)

asyncio.run(main(*json.loads(sys.argv[1])))
"""


@pytest.mark.skipif(ENGINE != "postgres", reason="one process serves SQLite")
async def test_two_processes_admit_every_ticket_once(database: None, settings: Settings) -> None:
    door = await make_door()
    codes = [await code_of(await make_ticket(door.ticket_type, number=n)) for n in range(1, 41)]
    tokens = [(await make_device(door.gate))[0].token_hash for _ in range(4)]
    processes = [
        _scanning(settings, [door.gate.id, tokens[:3], [*codes[:8], *codes, codes[0]]]),
        _scanning(settings, [door.gate.id, tokens[1:], [*codes[::-1], *codes[:9]]]),
    ]
    reasons = _answers(processes)
    assert sorted(reasons) == ["already_used"] * 58 + ["ok"] * 40
    assert await Admission.all().values_list("entries", flat=True) == [1] * 40
    assert await Scan.all().count() == 98
    assert await broken() == []


@pytest.mark.skipif(ENGINE != "postgres", reason="one process serves SQLite")
async def test_of_sixteen_scans_in_two_processes_one_is_admitted(
    database: None, settings: Settings
) -> None:
    door = await make_door()
    code = await code_of(await make_ticket(door.ticket_type))
    phones = [(await make_device(door.gate))[0].token_hash for _ in range(16)]
    processes = [_scanning(settings, [door.gate.id, phones[n::2], [code] * 8]) for n in range(2)]
    assert sorted(_answers(processes)) == ["already_used"] * 15 + ["ok"]
    assert await broken() == []


def _scanning(settings: Settings, asked: list[object]) -> Forked:
    env = environment(
        settings.var, DATABASE_URL=settings.database_url, SECRET_KEY=settings.secret_key
    )
    process = Forked(["-c", SCANNING, json.dumps(asked)], env)
    assert process.stdout.readline() == "ready\n"
    return process


def _answers(processes: list[Forked]) -> list[str]:
    """Start them at one moment; what they answered, all together."""
    for process in processes:
        process.stdin.write("\n")
        process.stdin.flush()
    return [reason for one in processes for reason in json.loads(one.communicate()[0])]
