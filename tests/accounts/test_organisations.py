"""Organisations are a tree: rights reach down, paths stay right, nothing stands below itself."""

import asyncio
import random

import httpx
import pytest

from events_svc.accounts import check, organisations, recognise, tree
from events_svc.accounts.errors import Circle, LastOwner, SlugTaken, TooDeep
from events_svc.accounts.models import AuditEntry, Membership, Organisation, Role, User
from events_svc.accounts.organisations import LEVELS, Facts, found
from events_svc.accounts.permissions import Permission
from events_svc.accounts.queries import organisations as visible
from events_svc.accounts.register import add_user
from tests.accounts.factories import csrf, make_organisation, make_user, sign_in

FACTS = Facts(name={"zh": "分会", "en": "Branch"})


@pytest.fixture
async def root(database: None) -> Organisation:
    return await make_organisation("root")


@pytest.fixture
async def owner(root: Organisation) -> User:
    return await make_user(role=Role.OWNER, organisation=root)


async def paths() -> dict[str, str]:
    return dict(await Organisation.all().values_list("slug", "path"))


async def right_paths() -> dict[str, str]:
    """What the paths must be, from the parents."""
    rows = {one.id: one for one in await Organisation.all()}

    def path(one: Organisation) -> str:
        above = path(rows[one.parent_id]) if one.parent_id else "/"  # type: ignore[attr-defined]  # a row of organisations
        return f"{above}{one.id}/"

    return {one.slug: path(one) for one in rows.values()}


async def test_a_branch_stands_below_its_parent(root: Organisation) -> None:
    branch = await found("branch", FACTS, parent=root, owner_id=None)
    leaf = await found("leaf", FACTS, parent=branch, owner_id=None)
    assert leaf.path == f"/{root.id}/{branch.id}/{leaf.id}/"
    assert await paths() == await right_paths()


async def test_an_address_is_given_once(root: Organisation) -> None:
    with pytest.raises(SlugTaken):
        await found("root", FACTS, parent=None, owner_id=None)
    assert await Organisation.all().count() == 1


async def test_the_tree_is_at_most_eight_deep(root: Organisation) -> None:
    last = root
    for level in range(2, LEVELS + 1):
        last = await found(f"level-{level}", FACTS, parent=last, owner_id=None)
    with pytest.raises(TooDeep):
        await found("level-9", FACTS, parent=last, owner_id=None)
    assert await Organisation.all().count() == LEVELS


async def test_a_subtree_moves_as_a_whole(root: Organisation, owner: User) -> None:
    old, new = [await make_organisation(slug, parent=root) for slug in ("old", "new")]
    branch = await make_organisation("branch", parent=old)
    await make_organisation("leaf", parent=branch)
    await tree.move(branch, below=new)
    assert await paths() == await right_paths()
    assert (await paths())["leaf"].startswith(new.path)
    assert (await AuditEntry.get()).action == "organisation.moved"


async def test_ten_is_not_below_one(root: Organisation, owner: User) -> None:
    branches = [await make_organisation(f"branch-{n}", parent=root) for n in range(12)]
    await tree.move(branches[0], below=branches[11])
    assert await paths() == await right_paths()


@pytest.mark.parametrize("below", ["branch", "leaf"])
async def test_nothing_moves_below_itself(root: Organisation, owner: User, below: str) -> None:
    branch = await make_organisation("branch", parent=root)
    await make_organisation("leaf", parent=branch)
    before = await paths()
    with pytest.raises(Circle):
        await tree.move(branch, below=await Organisation.get(slug=below))
    assert await paths() == before


async def test_two_that_move_below_each_other_make_no_circle(
    root: Organisation, owner: User
) -> None:
    one, two = [await make_organisation(slug, parent=root) for slug in ("one", "two")]
    results = await asyncio.gather(
        tree.move(one, below=two), tree.move(two, below=one), return_exceptions=True
    )
    assert sorted(type(result).__name__ for result in results) == ["Circle", "NoneType"]
    assert await paths() == await right_paths()


async def test_a_branch_founded_while_its_parent_moves_lands_below_it(
    root: Organisation, owner: User
) -> None:
    old, new = [await make_organisation(slug, parent=root) for slug in ("old", "new")]
    await asyncio.gather(
        tree.move(old, below=new),
        *(found(f"leaf-{n}", FACTS, parent=old, owner_id=None) for n in range(5)),
    )
    assert await paths() == await right_paths()


@pytest.mark.parametrize("seed", range(3))
async def test_paths_stay_right_whatever_moves(root: Organisation, owner: User, seed: int) -> None:
    chance = random.Random(seed)
    everything = [root]
    for number in range(8):
        parent = chance.choice(everything)
        everything.append(await make_organisation(f"o-{number}", parent=parent))
    for _ in range(15):
        moved, below = chance.choice(everything[1:]), chance.choice(everything)
        await asyncio.gather(tree.move(moved, below=below), return_exceptions=True)
    assert await paths() == await right_paths()


async def test_a_subtree_too_deep_for_its_new_place_stays(root: Organisation, owner: User) -> None:
    deep = root
    for level in range(2, LEVELS):
        deep = await make_organisation(f"level-{level}", parent=deep)
    branch = await make_organisation("branch", parent=root)
    await make_organisation("leaf", parent=branch)
    with pytest.raises(TooDeep):
        await tree.move(branch, below=deep)
    assert await paths() == await right_paths()


async def test_a_branch_without_owner_does_not_leave_its_tree(
    root: Organisation, owner: User
) -> None:
    branch = await make_organisation("branch", parent=root)
    with pytest.raises(LastOwner):
        await tree.move(branch, below=None)
    assert (await Organisation.get(id=branch.id)).path == branch.path


async def test_rights_reach_down_and_never_up_or_sideways(root: Organisation) -> None:
    branch = await make_organisation("branch", parent=root)
    await make_organisation("leaf", parent=branch)
    await make_organisation("sister", parent=root)
    user = await make_user(role=Role.OWNER, organisation=branch)
    person = recognise.Person(user_id=user.id, organisations={branch.path: Role.OWNER})
    seen = await visible(person, Permission.ORGANISATION_EDIT)
    assert [one.slug for one in seen] == ["branch", "leaf"]


async def test_an_owner_founds_a_branch_on_the_page(
    client: httpx.AsyncClient, root: Organisation, owner: User
) -> None:
    await sign_in(client, owner)
    form = {
        "csrf": await csrf(client),
        "slug": "robots",
        "name_zh": "机器人分会",
        "name_en": "Robot Branch",
        "kind": "branch",
        "parent": "root",
    }
    answer = await client.post("/organiser/organisations", data=form)
    made = await Organisation.get(slug="robots").select_related("parent")
    assert answer.headers["location"] == "/organiser/organisations/robots"
    assert (made.name, made.parent) == ({"zh": "机器人分会", "en": "Robot Branch"}, root)
    assert "机器人分会" in (await client.get("/organiser/organisations?lang=zh")).text


async def test_a_taken_address_is_said_beside_its_field(
    client: httpx.AsyncClient, root: Organisation, owner: User
) -> None:
    await sign_in(client, owner)
    token = await csrf(client)
    form = {"csrf": token, "slug": "root", "name_en": "Mine", "parent": "root"}
    answer = await client.post("/organiser/organisations", data=form)
    assert answer.status_code == 422
    assert ("The address “root” is taken." in answer.text, 'value="Mine"' in answer.text) == (
        True,
        True,
    )


async def test_an_operator_founds_at_the_top_and_owns_what_was_founded(
    client: httpx.AsyncClient, database: None
) -> None:
    operator = await add_user("op@example.org", name="Op", is_operator=True)
    await sign_in(client, operator)
    form = {"csrf": await csrf(client), "slug": "new", "name_en": "New"}
    answer = await client.post("/organiser/organisations", data=form)
    member = await Membership.get().select_related("organisation")
    assert (answer.status_code, member.role, member.organisation.path) == (
        303,
        Role.OWNER,
        f"/{member.organisation.id}/",
    )


@pytest.mark.parametrize("parent", ["", "elsewhere", "nowhere"])
async def test_an_owner_founds_only_below_the_own(
    client: httpx.AsyncClient, root: Organisation, owner: User, parent: str
) -> None:
    await make_organisation("elsewhere")
    await sign_in(client, owner)
    token = await csrf(client)
    form = {"csrf": token, "slug": "new", "name_en": "New", "parent": parent}
    answer = await client.post("/organiser/organisations", data=form)
    assert (answer.status_code, await Organisation.filter(slug="new").count()) == (404, 0)


async def test_the_owner_of_a_branch_does_not_take_it_away(
    client: httpx.AsyncClient, root: Organisation, owner: User
) -> None:
    branch, other = [await make_organisation(slug, parent=root) for slug in ("branch", "other")]
    chief = await make_user("bo@example.org", role=Role.OWNER, organisation=branch)
    await Membership.create(user=chief, organisation=other, role=Role.OWNER)
    await sign_in(client, chief)
    form = {"csrf": await csrf(client), "parent": "other"}
    answer = await client.post("/organiser/organisations/branch/place", data=form)
    assert (answer.status_code, await paths()) == (404, await right_paths())


async def test_an_owner_edits_and_moves_on_the_page(
    client: httpx.AsyncClient, root: Organisation, owner: User
) -> None:
    one, two = [await make_organisation(slug, parent=root) for slug in ("one", "two")]
    await sign_in(client, owner)
    token = await csrf(client)
    edited = {"csrf": token, "name_zh": "一", "url": "https://one.example", "kind": "office"}
    await client.post("/organiser/organisations/one", data=edited)
    await client.post("/organiser/organisations/one/place", data={"csrf": token, "parent": "two"})
    await one.refresh_from_db()
    assert (one.name, one.kind, one.url) == ({"zh": "一"}, "office", "https://one.example")
    assert one.path == f"{two.path}{one.id}/"


@pytest.mark.parametrize("url", ["javascript:alert(1)", "ftp://x.example", "https://a b"])
async def test_a_web_site_is_a_web_site(
    client: httpx.AsyncClient, root: Organisation, owner: User, url: str
) -> None:
    await sign_in(client, owner)
    form = {"csrf": await csrf(client), "name_en": "Root", "url": url}
    answer = await client.post("/organiser/organisations/root", data=form)
    await root.refresh_from_db()
    assert (answer.status_code, root.url) == (422, None)


async def test_editing_is_noted(root: Organisation) -> None:
    await organisations.edit(root, FACTS)
    assert await AuditEntry.all().values_list("action", "organisation_id") == [
        ("organisation.edited", root.id)
    ]


async def test_the_audit_finds_what_does_not_stand_where_its_path_says(root: Organisation) -> None:
    branch = await make_organisation("branch", parent=root)
    assert await check.broken() == []
    await Organisation.filter(id=branch.id).update(path="/9/")
    assert await check.broken() == ["organisation branch does not stand where its path says"]
