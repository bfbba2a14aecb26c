"""Tokens for programs: shown once, held to their scopes and organisation, revoked."""

from datetime import timedelta

import httpx
import pytest

from events_svc import clock
from events_svc.accounts import api_tokens, recognise
from events_svc.accounts.models import ApiToken, Membership, Organisation, Role, User
from events_svc.accounts.permissions import Permission
from events_svc.accounts.person import ANONYMOUS
from events_svc.accounts.recognise import by_token
from events_svc.events.models import Event
from tests.accounts.factories import csrf, make_organisation, make_user, sign_in
from tests.events.factories import make_event


@pytest.fixture
async def organisation(database: None) -> Organisation:
    return await make_organisation()


@pytest.fixture
async def owner(organisation: Organisation) -> User:
    return await make_user(role=Role.OWNER, organisation=organisation)


async def issue(user: User, organisation: Organisation, *scopes: str, days: int = 1) -> str:
    person = recognise.Person(user_id=user.id, actor=f"user:{user.id}")
    expires_at = clock.now() + timedelta(days=days)
    return await api_tokens.issue(
        person, organisation, name="Import", scopes=scopes, expires_at=expires_at
    )


async def test_a_token_is_shown_once(
    client: httpx.AsyncClient, organisation: Organisation, owner: User
) -> None:
    await sign_in(client, owner)
    form = {
        "csrf": await csrf(client),
        "token_name": "Import",
        "organisation": organisation.slug,
        "scopes": ["events:read", "orders:read"],
    }
    shown = (await client.post("/account/tokens", data=form)).text
    secret = shown.partition("<code>")[2].partition("</code>")[0]
    token = await ApiToken.get()
    assert (secret.startswith("es_"), token.name) == (True, "Import")
    assert token.scopes == ["events:read", "orders:read"]
    assert secret not in (await client.get("/account")).text
    assert secret not in str(dict(token))


async def test_a_token_says_who_it_is(
    client: httpx.AsyncClient, organisation: Organisation, owner: User
) -> None:
    secret = await issue(owner, organisation, "events:read")
    answer = await client.get("/api/v1/me", headers={"authorization": f"Bearer {secret}"})
    assert answer.json() == {
        "email": "ada@example.org",
        "name": "Ada",
        "scopes": ["events:read"],
        "organisations": [{"slug": "cameta", "name": organisation.name}],
    }
    assert (await ApiToken.get()).used_at is not None


async def test_a_token_for_a_branch_reaches_the_branch_alone(
    client: httpx.AsyncClient, organisation: Organisation, owner: User
) -> None:
    branch = await make_organisation("branch", parent=organisation)
    secret = await issue(owner, branch, "events:read")
    answer = await client.get("/api/v1/me", headers={"authorization": f"Bearer {secret}"})
    assert [one["slug"] for one in answer.json()["organisations"]] == ["branch"]


async def test_a_token_does_not_do_what_is_not_in_its_scopes(
    organisation: Organisation, owner: User
) -> None:
    person = await by_token(await issue(owner, organisation, "orders:read"))
    granted = {one for one in Permission if person.may(one, path=organisation.path)}
    assert granted == {Permission.EVENT_VIEW, Permission.ORDERS_VIEW}


async def test_a_token_never_touches_the_account(
    client: httpx.AsyncClient, organisation: Organisation, owner: User
) -> None:
    headers = {"authorization": f"Bearer {await issue(owner, organisation, 'events:write')}"}
    assert (await client.get("/account", headers=headers)).status_code == 404
    form = {"new": "a new password", "csrf": await csrf(client)}
    answer = await client.post("/account/password", data=form, headers=headers)
    await owner.refresh_from_db()
    assert (answer.status_code, owner.password_hash) == (404, None)


async def test_a_token_does_not_edit_teams(
    client: httpx.AsyncClient, organisation: Organisation, owner: User
) -> None:
    secret = await issue(owner, organisation, "events:write")
    form = {"email": "eve@example.org", "role": "owner", "csrf": await csrf(client)}
    url = f"/organiser/organisations/{organisation.slug}/team"
    headers = {"authorization": f"Bearer {secret}"}
    assert (await client.post(url, data=form, headers=headers)).status_code == 404
    assert await User.filter(email="eve@example.org").count() == 0


async def test_the_token_of_who_left_opens_what_everybody_sees(
    client: httpx.AsyncClient, organisation: Organisation, owner: User
) -> None:
    event = await make_event(organisation=organisation)
    headers = {"authorization": f"Bearer {await issue(owner, organisation, 'events:write')}"}
    await Membership.filter(user=owner).delete()
    change = {"title": {"en": "Mine still"}}
    answer = await client.patch("/api/v1/events/summit", json=change, headers=headers)
    assert answer.status_code == 404
    await User.filter(id=owner.id).update(is_active=False)
    answer = await client.patch("/api/v1/events/summit", json=change, headers=headers)
    assert answer.status_code == 401
    assert (await Event.get(id=event.id)).title == event.title


async def test_revoked_expired_and_made_up_tokens_open_nothing(
    client: httpx.AsyncClient, organisation: Organisation, owner: User
) -> None:
    secret = await issue(owner, organisation, "events:read")
    await sign_in(client, owner)
    token = await ApiToken.get()
    form = {"csrf": await csrf(client)}
    assert (
        await client.post(f"/account/tokens/{token.id}/revocation", data=form)
    ).status_code == 303
    late = await issue(owner, organisation, "events:read", days=1)
    clock.shift(timedelta(days=2))
    assert [await by_token(one) for one in (secret, late, "es_made_up", "")] == [ANONYMOUS] * 4
    headers = {"authorization": f"Bearer {secret}"}
    assert (await client.get("/api/v1/me", headers=headers)).status_code == 401


async def test_nobody_revokes_the_token_of_another(
    client: httpx.AsyncClient, organisation: Organisation, owner: User
) -> None:
    secret = await issue(owner, organisation, "events:read")
    token = await ApiToken.get()
    await sign_in(client, await make_user("eve@example.org"))
    form = {"csrf": await csrf(client)}
    answer = await client.post(f"/account/tokens/{token.id}/revocation", data=form)
    assert (answer.status_code, (await by_token(secret)).user_id) == (404, owner.id)


@pytest.mark.parametrize("scopes", [[], ["everything"], ["events:read", "everything"]])
async def test_a_token_needs_scopes_that_exist(
    client: httpx.AsyncClient, organisation: Organisation, owner: User, scopes: list[str]
) -> None:
    await sign_in(client, owner)
    form = {
        "csrf": await csrf(client),
        "token_name": "Import",
        "organisation": organisation.slug,
        "scopes": scopes,
    }
    answer = await client.post("/account/tokens", data=form)
    assert (answer.status_code, await ApiToken.all().count()) == (422, 0)
    assert "Choose what the token may do." in answer.text


async def test_a_token_is_not_made_for_an_organisation_of_others(
    client: httpx.AsyncClient, owner: User
) -> None:
    await make_organisation("elsewhere")
    await sign_in(client, owner)
    form = {
        "csrf": await csrf(client),
        "token_name": "Import",
        "organisation": "elsewhere",
        "scopes": ["events:read"],
    }
    answer = await client.post("/account/tokens", data=form)
    assert (answer.status_code, await ApiToken.all().count()) == (404, 0)
