"""A list is written a portion at a time: whoever is killed in between is followed, and no row comes twice."""

import asyncio
import base64
from contextlib import suppress
from typing import Any

import httpx
import pytest

from events_svc.accounts.models import AuditEntry, Role
from events_svc.media.importing import apply, portions
from events_svc.media.importing.apply import Target
from events_svc.media.importing.models import ImportState, RecordingImport
from events_svc.media.models import Recording, Source
from events_svc.outbox.models import Job, JobState
from tests.accounts.factories import csrf, make_organisation, make_user, sign_in
from tests.media.factories import make_recording
from tests.media.importing.test_apply import begun, brought_in, counts_of, work_at

HEAD = "id,title_en,recorded_at,url\n"
LIST = HEAD + "".join(
    f"e{n},Talk {n},2022-01-01,https://media.example.org/{n}.mp4\n" for n in range(5)
)
pytestmark = pytest.mark.usefixtures("in_twos")


class KilledError(BaseException):
    """As by kill -9: nobody catches it."""


@pytest.fixture
def in_twos(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(portions, "PORTION", 2)


@pytest.fixture
async def target(database: None) -> Target:
    return Target(await make_organisation())


async def origins() -> list[str]:
    found = await Recording.all().order_by("id").values_list("origin", flat=True)
    return [str(one) for one in found]


ALL = [f"table:e{n}" for n in range(5)]


async def test_each_portion_is_counted_with_its_rows(target: Target) -> None:
    made = await begun(target, LIST)
    found = await portions.begun(made.id)
    assert found is not None

    more = [(await portions.go_on(made.id, found.rows), len(await origins())) for _ in range(4)]

    over = await RecordingImport.get(id=made.id)
    assert more == [(True, 2), (True, 4), (False, 5), (False, 5)]
    assert (over.state, over.done, over.made, bytes(over.body)) == (ImportState.DONE, 5, 5, b"")
    assert await portions.begun(made.id) is None


async def test_who_was_killed_between_two_rows_is_followed_and_no_row_comes_twice(
    target: Target, monkeypatch: pytest.MonkeyPatch
) -> None:
    made, written = await begun(target, LIST), [0]

    async def killed(*told: Any) -> None:
        written[0] += 1
        if written[0] == 4:
            raise KilledError
        await apply.write(*told)

    with monkeypatch.context() as patch, suppress(KilledError):
        patch.setattr(portions, "write", killed)
        await work_at(made)
    left = (await origins(), (await RecordingImport.get(id=made.id)).done)
    await work_at(made)

    assert left == (ALL[:2], 2)
    assert (await origins(), await Source.all().count()) == (ALL, 5)


async def test_two_workers_at_one_list_write_each_row_once(target: Target) -> None:
    made = await begun(target, LIST)

    await asyncio.gather(*(work_at(made) for _ in range(3)))

    assert (sorted(await origins()), await Source.all().count()) == (ALL, 5)
    assert await AuditEntry.filter(action="recordings.imported").count() == 1


async def test_the_same_list_sent_twice_at_once_is_one_import(target: Target) -> None:
    made = await asyncio.gather(*(begun(target, LIST) for _ in range(3)))
    await work_at(made[0])
    again = await brought_in(target, LIST)

    assert len({one.id for one in made}) == 1
    assert counts_of(again) == {"new": 0, "changed": 0, "unchanged": 5}
    assert await origins() == ALL


async def test_an_import_whose_job_is_dead_goes_on_when_the_list_is_sent_again(
    target: Target,
) -> None:
    made = await begun(target, LIST)
    found = await portions.begun(made.id)
    assert found is not None
    await portions.go_on(made.id, found.rows)
    await Job.filter(kind="recordings.import").update(state=JobState.DEAD)

    again = await asyncio.gather(*(begun(target, LIST) for _ in range(3)))
    waiting = await Job.filter(kind="recordings.import").values_list("state", flat=True)
    await asyncio.gather(*(work_at(made) for _ in range(2)))

    assert ({one.id for one in again}, waiting) == ({made.id}, [JobState.WAITING])
    assert (sorted(await origins()), await Source.all().count()) == (ALL, 5)


async def test_an_import_that_failed_says_so_and_is_tried_again(
    client: httpx.AsyncClient, target: Target
) -> None:
    made = await begun(target, LIST)
    await Job.filter(id=made.job_id).update(state=JobState.DEAD, attempts=12)
    page, api = f"/organiser/recordings/imports/{made.id}", f"/api/v1/recordings/imports/{made.id}"
    await sign_in(client, await make_user(role=Role.ORGANISER, organisation=target.organisation))

    dead, told = await client.get(page), [(await client.get(api)).json()["state"]]
    await client.post(f"{page}/again", headers={"x-csrf-token": await csrf(client)})
    told.append((await client.get(api)).json()["state"])

    assert ("It failed" in dead.text, "look-again" in dead.text) == (True, False)
    assert told == ["failed", "running"]
    assert (await Job.get(id=made.job_id)).state is JobState.WAITING


async def test_a_row_that_came_from_elsewhere_in_the_meantime_is_that_one(target: Target) -> None:
    made = await begun(target, LIST)
    theirs = await make_recording(target.organisation, slug="by-hand", origin="table:e3")

    await work_at(made)

    over = await RecordingImport.get(id=made.id)
    assert counts_of(over) == {"new": 4, "changed": 1, "unchanged": 0}
    assert (await Recording.get(id=theirs.id)).title == {"en": "Talk 3", **theirs.title} | {
        "en": "Talk 3"
    }


async def test_a_row_that_cannot_be_written_after_all_is_named_and_the_others_stand(
    client: httpx.AsyncClient, target: Target
) -> None:
    head, *lines = LIST.strip().split("\n")
    given = "\n".join([f"{head},slug", *(f"{line},talk-{n}" for n, line in enumerate(lines))])
    made = await begun(target, given)
    await make_recording(await make_organisation("theirs"), slug="talk-3")
    await work_at(made)
    await sign_in(client, await make_user(role=Role.ORGANISER, organisation=target.organisation))

    page = await client.get(f"/organiser/recordings/imports/{made.id}")
    told = (await client.get(f"/api/v1/recordings/imports/{made.id}")).json()

    words = "line 5 · Talk 3 · Another recording already has the address “talk-3”."
    assert words in page.text
    assert {name: told[name] for name in ("state", "total", "done", "new", "problems")} == {
        "state": "done", "total": 5, "done": 5, "new": 4, "problems": [words],
    }  # fmt: skip


async def test_the_api_begins_an_import_and_says_how_far_it_is(
    client: httpx.AsyncClient, target: Target
) -> None:
    await sign_in(client, await make_user(role=Role.ORGANISER, organisation=target.organisation))
    client.headers["x-csrf-token"] = await csrf(client)
    body = {"file": base64.b64encode(LIST.encode()).decode()}

    dry = await client.post("/api/v1/recordings/imports", json=body | {"dry_run": True})
    sent = (await client.post("/api/v1/recordings/imports", json=body)).json()

    assert (dry.json()["progress"], dry.json()["counts"]["new"]) == (None, 5)
    assert (sent["progress"]["state"], sent["progress"]["done"]) == ("running", 0)
    await work_at(await RecordingImport.get(id=sent["progress"]["id"]))
    told = await client.get(f"/api/v1/recordings/imports/{sent['progress']['id']}")
    assert (told.json()["state"], told.json()["done"], told.json()["new"]) == ("done", 5, 5)
