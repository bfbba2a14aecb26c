"""A list brought in: compared first, then all of it or nothing."""

import json
from typing import Any, cast

import httpx
import pytest

from events_svc.accounts.models import Role
from events_svc.events.models import Series
from events_svc.jobs import Context
from events_svc.jobs.recordings import HANDLERS
from events_svc.media import index
from events_svc.media.importing import apply, begin
from events_svc.media.importing.apply import Target
from events_svc.media.importing.compare import Change
from events_svc.media.importing.models import RecordingImport
from events_svc.media.importing.understand import understood
from events_svc.media.models import Recording, Source
from events_svc.media.recording_models import RecordingFile
from events_svc.media.search import Wanted
from events_svc.outbox.models import Job
from events_svc.schedule.importing.errors import FileRefused
from tests.accounts.factories import csrf, make_organisation, make_user, sign_in
from tests.asked import asked
from tests.media.importing.test_understand import TABLE, TALK, VIDEO


@pytest.fixture
async def target(database: None) -> Target:
    organisation = await make_organisation()
    series = await Series.create(organisation=organisation, slug="capek", name={"zh": "恰佩克"})
    return Target(organisation, series)


async def begun(target: Target, raw: str) -> RecordingImport:
    library = understood(raw.encode(), timezone="Asia/Shanghai")
    return await begin.begin(target, library, raw=raw.encode())


async def brought_in(target: Target, raw: str) -> RecordingImport:
    """The list as the worker has brought it in."""
    made = await begun(target, raw)
    await work_at(made)
    return await RecordingImport.get(id=made.id)


async def work_at(found: RecordingImport) -> None:
    """The job of the import is done; it needs nothing but the database."""
    await HANDLERS["recordings.import"](cast("Context", None), {"import_id": found.id})


async def _bring_in(target: Target, given: Any) -> dict[str, int]:
    raw = given if isinstance(given, str) else json.dumps(given)
    return counts_of(await brought_in(target, raw))


def counts_of(found: RecordingImport) -> dict[str, int]:
    return {"new": found.made, "changed": found.changed, "unchanged": found.unchanged}


async def test_a_table_becomes_public_recordings_that_are_found(target: Target) -> None:
    counts = await _bring_in(target, TABLE)

    rows = await Recording.all().order_by("episode").values("slug", "origin", "tags", "licence")
    assert counts == {"new": 2, "changed": 0, "unchanged": 0}
    assert rows == [
        {
            "slug": "capek-1",
            "origin": "table:e1",
            "tags": ["机器人", "孪生"],
            "licence": "CC-BY-4.0",
        },
        {"slug": "capek-2", "origin": "table:e2", "tags": [], "licence": ""},
    ]
    found = await index.find(Wanted("孪生", series_id=target.series.id if target.series else 0))
    assert [one.slug for one in found.recordings] == ["capek-1"]


async def test_the_same_list_again_changes_nothing(target: Target) -> None:
    for given in (TABLE, {"events": [TALK]}, {"data": [VIDEO]}):
        await _bring_in(target, given)

        again = await _bring_in(target, given)

        assert (again["new"], again["changed"]) == (0, 0)
    assert await Recording.all().count() == 4


async def test_what_a_list_says_anew_is_changed_and_what_it_leaves_blank_stays(
    target: Target,
) -> None:
    await _bring_in(target, TABLE)
    changed = (
        TABLE.replace("第二期", "第二期：水泵")
        .replace("CC BY 4.0", "")
        .replace("2.mp4,,", "2.mp4 https://media.example.org/2.webm,,")
    )
    library = understood(changed.encode(), timezone="Asia/Shanghai")

    planned = await apply.planned(target, library)
    before = await Recording.get(episode=2)
    await brought_in(target, changed)

    (wanted,) = planned.of("changed")
    after = await Recording.get(episode=2)
    assert wanted.changes == [
        Change("title", {"zh": "第二期"}, {"zh": "第二期：水泵"}),
        Change("links", "", ["https://media.example.org/2.webm"]),
    ]
    assert (before.title, after.title) == ({"zh": "第二期"}, {"zh": "第二期：水泵"})
    assert (await Recording.get(episode=1)).licence == "CC-BY-4.0"
    assert await Source.filter(recording=after).count() == 2
    assert [one.id for one in (await index.find(Wanted("水泵"))).recordings] == [after.id]


async def test_a_recording_that_stands_is_known_by_its_link(target: Target) -> None:
    await _bring_in(target, {"events": [TALK]})
    await Recording.all().update(origin=None)

    again = await _bring_in(target, {"events": [TALK | {"duration": 2401}]})

    assert again == {"new": 0, "changed": 1, "unchanged": 0}
    assert await Recording.all().order_by("id").values("duration_seconds", "origin") == [
        {"duration_seconds": 2401, "origin": "media.ccc.de:8f2618e2"}
    ]
    assert await RecordingFile.all().count() == 3


async def test_episodes_of_a_branch_are_known_in_the_series_of_its_association(
    target: Target,
) -> None:
    branch = await make_organisation("branch", parent=target.organisation)
    await _bring_in(Target(branch, target.series), TABLE)

    again = await _bring_in(target, TABLE)

    assert again == {"new": 0, "changed": 0, "unchanged": 2}


async def test_a_list_that_says_a_thing_twice_is_refused_and_nothing_is_done(
    target: Target,
) -> None:
    with pytest.raises(FileRefused, match="line 4: “x” is in the list twice"):
        await _bring_in(target, TABLE + "e1,3,x,,2022-03-01,,,,https://media.example.org/3.mp4,,\n")

    assert await Recording.all().count() == 0


async def test_an_address_that_is_taken_is_said_with_its_row_before_anything_is_done(
    target: Target,
) -> None:
    head, one, two = TABLE.strip().split("\n")
    given = "\n".join([f"{head},slug", f"{one},free", f"{two},bulk"])

    with pytest.raises(FileRefused, match="line 3: Another recording already has the address"):
        await begun(target, given)

    assert (await Recording.all().count(), await RecordingImport.all().count()) == (0, 0)
    assert await Job.all().count() == 0


async def test_the_organiser_sees_what_would_change_before_it_does(
    client: httpx.AsyncClient, target: Target
) -> None:
    user = await make_user(role=Role.ORGANISER, organisation=target.organisation)
    await sign_in(client, user)
    client.headers["x-csrf-token"] = await csrf(client)
    assert target.series is not None
    data = {"series_id": str(target.series.id)}

    shown = await client.post(
        "/organiser/recordings/bulk", data=data, files={"file": ("list.csv", TABLE.encode())}
    )
    count = await Recording.all().count()
    carried = shown.text.partition('name="upload" value="')[2].partition('"')[0]
    done = await client.post("/organiser/recordings/imports", data=data | {"upload": carried})
    waiting = await client.get(done.headers["location"])
    await work_at(await RecordingImport.all().get())
    over = await client.get(done.headers["location"])

    assert (shown.status_code, count, done.status_code) == (200, 0, 303)
    assert "Episode 1" in shown.text
    assert ("0 of 2 rows" in waiting.text, 'name="look-again"' in waiting.text) == (True, True)
    assert ("2 of 2 rows" in over.text, 'name="look-again"' in over.text) == (True, False)
    assert await Recording.all().count() == 2


async def test_a_wrong_list_is_shown_with_every_row_and_keeps_what_was_pasted(
    client: httpx.AsyncClient, target: Target
) -> None:
    user = await make_user(role=Role.ORGANISER, organisation=target.organisation)
    await sign_in(client, user)
    client.headers["x-csrf-token"] = await csrf(client)
    pasted = TABLE.replace("56:10", "long").replace("2022/01/26", "soon")

    refused = await client.post("/organiser/recordings/bulk", data={"pasted": pasted})

    assert refused.status_code == 422
    assert "line 2 · column duration · “long” is not a length like 1:02:03." in refused.text
    assert "line 3 · column recorded_at · “soon” is not a day" in refused.text
    assert "e1,1,第一期" in refused.text
    assert await Recording.all().count() == 0


async def test_the_series_of_another_organisation_takes_no_recordings(
    client: httpx.AsyncClient, target: Target
) -> None:
    theirs = await make_organisation("theirs")
    await sign_in(client, await make_user(role=Role.ORGANISER, organisation=theirs))
    client.headers["x-csrf-token"] = await csrf(client)
    assert target.series is not None

    refused = await client.post(
        "/organiser/recordings/imports",
        data={"pasted": TABLE, "series_id": str(target.series.id)},
    )

    assert (refused.status_code, await Recording.all().count()) == (422, 0)


async def test_naming_a_recording_does_not_read_those_that_stand(target: Target) -> None:
    async with asked() as statements:
        counts = await _bring_in(target, TABLE)
    assert counts["new"] == 2
    assert [one for one in statements if 'CAST("slug"' in one] == []
