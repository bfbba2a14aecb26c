"""Rights reach down the tree, roles only add up, tokens only take away."""

from hypothesis import given
from hypothesis import strategies as st

from events_svc.accounts.models import Role
from events_svc.accounts.permissions import PERMISSIONS, SCOPES, Permission
from events_svc.accounts.person import ANONYMOUS, Person

ids = st.integers(1, 30)
paths = st.lists(ids, min_size=1, max_size=4, unique=True).map(
    lambda parts: "/" + "".join(f"{part}/" for part in parts)
)
roles = st.sampled_from(Role)
people = st.builds(
    Person,
    user_id=st.just(1),
    organisations=st.dictionaries(paths, roles, max_size=4),
    events=st.dictionaries(ids, roles, max_size=3),
)
permissions = st.sampled_from(Permission)


def parts(path: str) -> list[str]:
    return path.strip("/").split("/")


@given(people, permissions, paths, ids)
def test_a_right_comes_from_a_role_above_or_at_the_event(
    person: Person, permission: Permission, path: str, event_id: int
) -> None:
    above = [
        role
        for root, role in person.organisations.items()
        if parts(path)[: len(parts(root))] == parts(root)
    ]
    here = [person.events[event_id]] if event_id in person.events else []
    expected = any(permission in PERMISSIONS[role] for role in [*above, *here])
    assert person.may(permission, path=path, event_id=event_id) is expected


@given(permissions, paths, ids)
def test_a_stranger_may_nothing(permission: Permission, path: str, event_id: int) -> None:
    assert not ANONYMOUS.may(permission, path=path, event_id=event_id)


@given(people, st.frozensets(st.sampled_from([*SCOPES, "unknown"])), permissions, paths, ids, paths)
def test_a_token_may_nothing_that_its_person_may_not(
    person: Person,
    scopes: frozenset[str],
    permission: Permission,
    path: str,
    event_id: int,
    within: str,
) -> None:
    token = Person(
        user_id=1,
        organisations=person.organisations,
        events=person.events,
        scopes=scopes,
        within=within,
    )
    if token.may(permission, path=path, event_id=event_id):
        assert person.may(permission, path=path, event_id=event_id)
        assert path.startswith(within)
        assert any(permission in SCOPES.get(scope, ()) for scope in scopes)


@given(people, permissions, paths)
def test_roots_are_exactly_where_the_right_begins(
    person: Person, permission: Permission, path: str
) -> None:
    reached = any(path.startswith(root) for root in person.roots(permission))
    assert reached is person.may(permission, path=path)


@given(people, permissions, paths, paths)
def test_the_roots_of_a_token_do_not_leave_its_organisation(
    person: Person, permission: Permission, path: str, within: str
) -> None:
    token = Person(
        user_id=1, organisations=person.organisations, scopes=frozenset(SCOPES), within=within
    )
    reached = any(path.startswith(root) for root in token.roots(permission))
    assert reached is token.may(permission, path=path)


@given(roles)
def test_an_owner_may_everything_and_a_viewer_least(role: Role) -> None:
    assert PERMISSIONS[role] <= PERMISSIONS[Role.OWNER] == frozenset(Permission)
    assert Permission.EVENT_VIEW in PERMISSIONS[role]


def test_only_owners_touch_teams_and_organisations() -> None:
    mighty = {Permission.TEAM_EDIT, Permission.ORGANISATION_EDIT}
    assert [role for role in Role if PERMISSIONS[role] & mighty] == [Role.OWNER]
    assert not any(granted & mighty for granted in SCOPES.values())
