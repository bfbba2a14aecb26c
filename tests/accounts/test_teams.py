"""Teams: people come by e-mail, change roles and go; an owner stays."""

import asyncio

import httpx
import pytest

from events_svc.accounts import teams
from events_svc.accounts.errors import AlreadyInTeam, LastOwner, NotFound
from events_svc.accounts.models import (
    AuditEntry,
    EventMembership,
    Membership,
    Organisation,
    Role,
    User,
)
from events_svc.accounts.teams import Team
from events_svc.config import Settings
from events_svc.events.models import Event
from events_svc.outbox.models import Job, Mail
from tests.accounts.factories import csrf, make_organisation, make_user, sign_in
from tests.accounts.test_links import work_off
from tests.asked import asked
from tests.events.factories import make_event


@pytest.fixture
async def organisation(database: None) -> Organisation:
    return await make_organisation()


@pytest.fixture
async def owner(organisation: Organisation) -> User:
    return await make_user(role=Role.OWNER, organisation=organisation)


@pytest.fixture
async def event(organisation: Organisation) -> Event:
    return await make_event(organisation=organisation)


async def roles() -> dict[str, str]:
    return {
        email: role.value
        for email, role in await Membership.all().values_list("user__email", "role")
    }


async def test_who_is_new_becomes_a_user_and_gets_a_link(
    client: httpx.AsyncClient, settings: Settings, organisation: Organisation, owner: User
) -> None:
    await sign_in(client, owner)
    form = {"email": "Bo@Example.org", "role": "finance", "csrf": await csrf(client)}
    await client.post("/organiser/organisations/cameta/team", data=form)
    await work_off(settings)
    mail = await Mail.get()
    assert await roles() == {"ada@example.org": "owner", "bo@example.org": "finance"}
    assert (mail.recipient, mail.subject) == (
        "bo@example.org",
        "You are in the team of Organisation cameta",
    )
    assert "as Finance" in mail.body_text
    link = mail.body_text.partition("http://testserver")[2].split("?")[0]
    client.cookies.clear()
    answer = await client.post(link, data={"csrf": await csrf(client)})
    assert answer.status_code == 303
    assert "bo@example.org" in (await client.get("/account")).text


async def test_who_has_a_password_gets_no_link(
    settings: Settings, organisation: Organisation
) -> None:
    await User.create(email="bo@example.org", name="Bo", language="en", password_hash="$argon2id$")
    await teams.add(Team(organisation), "bo@example.org", role=Role.DOOR, language="zh")
    await work_off(settings)
    assert (await Mail.get()).body_text.endswith("http://testserver/sign-in")


async def test_nobody_is_in_a_team_twice(organisation: Organisation, owner: User) -> None:
    with pytest.raises(AlreadyInTeam):
        await teams.add(Team(organisation), owner.email, role=Role.DOOR, language="en")
    assert (await roles(), await Job.all().count()) == ({"ada@example.org": "owner"}, 0)


async def test_many_who_add_the_same_person_add_one(organisation: Organisation) -> None:
    team = Team(organisation)
    adding = [teams.add(team, "bo@example.org", role=Role.DOOR, language="en") for _ in range(6)]
    results = await asyncio.gather(*adding, return_exceptions=True)
    assert sum(isinstance(one, User) for one in results) == 1
    assert sum(isinstance(one, AlreadyInTeam) for one in results) == 5
    assert (await User.all().count(), await Job.all().count()) == (1, 1)


async def test_the_last_owner_stays(organisation: Organisation, owner: User) -> None:
    member = await Membership.get()
    with pytest.raises(LastOwner):
        await teams.remove(Team(organisation), member.id)
    with pytest.raises(LastOwner):
        await teams.change(Team(organisation), member.id, role=Role.VIEWER)
    assert await roles() == {"ada@example.org": "owner"}
    assert await AuditEntry.all().count() == 0


async def test_two_owners_who_remove_each_other_leave_one(
    organisation: Organisation, owner: User
) -> None:
    await make_user("bo@example.org", role=Role.OWNER, organisation=organisation)
    ids = [one.id for one in await Membership.all()]
    results = await asyncio.gather(
        *(teams.remove(Team(organisation), one) for one in ids), return_exceptions=True
    )
    assert sorted(type(one).__name__ for one in results) == ["LastOwner", "NoneType"]
    assert list((await roles()).values()) == ["owner"]


async def test_a_branch_may_live_on_the_owners_above_it(
    organisation: Organisation, owner: User
) -> None:
    branch = await make_organisation("branch", parent=organisation)
    await make_user("bo@example.org", role=Role.OWNER, organisation=branch)
    member = await Membership.get(organisation=branch)
    await teams.remove(Team(branch), member.id)
    assert await roles() == {"ada@example.org": "owner"}


async def test_a_role_is_changed_and_noted(organisation: Organisation, owner: User) -> None:
    bo = await make_user("bo@example.org", role=Role.DOOR, organisation=organisation)
    member = await Membership.get(user=bo)
    await teams.change(Team(organisation), member.id, role=Role.AGENDA)
    entry = await AuditEntry.get()
    assert (await roles())["bo@example.org"] == "agenda"
    assert (entry.action, entry.detail) == ("team.changed", {"user_id": bo.id, "role": "agenda"})


async def test_a_member_of_another_team_is_not_found(
    organisation: Organisation, owner: User
) -> None:
    elsewhere = await make_organisation("elsewhere")
    await make_user("eve@example.net", role=Role.OWNER, organisation=elsewhere)
    member = await Membership.get(organisation=elsewhere)
    with pytest.raises(NotFound):
        await teams.remove(Team(organisation), member.id)
    assert await Membership.exists(id=member.id)


async def test_an_event_has_a_team_of_its_own(
    client: httpx.AsyncClient, settings: Settings, event: Event, owner: User
) -> None:
    await sign_in(client, owner)
    token = await csrf(client)
    url = "/organiser/events/summit/team"
    await client.post(url, data={"email": "bo@example.org", "role": "door", "csrf": token})
    member = await EventMembership.get().select_related("user")
    assert (member.user.email, member.role) == ("bo@example.org", Role.DOOR)
    await client.post(f"{url}/{member.id}", data={"role": "viewer", "csrf": token})
    assert (await EventMembership.get()).role is Role.VIEWER
    await client.post(f"{url}/{member.id}/removal", data={"csrf": token})
    assert await EventMembership.all().count() == 0
    await work_off(settings)
    assert (await Mail.get()).subject in {
        "You are in the team of Robot Summit",
        "您已加入“机器人峰会”团队",
    }


async def test_the_owner_of_an_event_has_its_team_and_no_other(
    client: httpx.AsyncClient, event: Event
) -> None:
    other = await make_event("forum", organisation=event.organisation)
    await sign_in(client, await make_user("bo@example.org", role=Role.OWNER, event=event))
    form = {"email": "eve@example.org", "role": "door", "csrf": await csrf(client)}
    statuses = [
        (await client.post(f"/organiser/events/{one.slug}/team", data=form)).status_code
        for one in (event, other)
    ]
    statuses += [(await client.post("/organiser/organisations/cameta/team", data=form)).status_code]
    assert statuses == [303, 404, 404]
    assert await Membership.all().count() == 0


async def test_who_is_in_the_team_already_is_said_beside_the_field(
    client: httpx.AsyncClient, event: Event, owner: User
) -> None:
    await sign_in(client, owner)
    form = {"email": owner.email, "role": "door", "csrf": await csrf(client)}
    answer = await client.post("/organiser/organisations/cameta/team", data=form)
    assert (answer.status_code, await roles()) == (422, {"ada@example.org": "owner"})
    assert "ada@example.org is in this team already." in answer.text


async def test_one_member_and_six_take_the_same_number_of_queries(
    client: httpx.AsyncClient, event: Event, owner: User
) -> None:
    await sign_in(client, owner)
    await make_user("p@example.org", role=Role.DOOR, event=event)
    counts, shown = [], []
    for number in range(2):
        async with asked() as heard:
            shown.append((await client.get("/organiser/events/summit/team")).text)
        counts.append(len(heard))
        for other in range(5 * (1 - number)):
            await make_user(f"p{other}@example.org", role=Role.DOOR, event=event)
    assert [text.count("@example.org") for text in shown] == [2, 7]
    assert counts[0] == counts[1] > 0


async def test_removing_ends_the_right_at_once(client: httpx.AsyncClient, event: Event) -> None:
    bo = await make_user("bo@example.org", role=Role.VIEWER, event=event)
    await sign_in(client, bo)
    before = (await client.get("/organiser/events/summit/team")).status_code
    await teams.remove(Team(event.organisation, event.id), (await EventMembership.get()).id)
    after = (await client.get("/organiser/events/summit/team")).status_code
    assert (before, after) == (200, 404)
