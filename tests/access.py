"""What a route answers to whom; each noun states it in `tests/<noun>/access.py`, test_access.py walks it.

ACCESS = {
    "GET /events/{slug}": Access(200),
    "POST /organiser/events/{slug}/orders": Access(422, roles={"owner", "organiser", "finance"}),
    "POST /organiser/gates/{id:int}/pairing": Access(303, roles=DOOR, path={"id": "{gate_id}"}),
}

async def furnish(event: Event) -> dict[str, str]:
    '''Create what the paths name; answers the path parameters (of this noun's table alone).'''
"""

from collections.abc import Set
from dataclasses import dataclass, field

ROLES = ("owner", "organiser", "agenda", "finance", "door", "viewer")


@dataclass(frozen=True)
class Access:
    """`roles` (of the event's organisation) get `ok`; none named: everybody, strangers too.

    A stranger gets `stranger` (303 = to the sign-in page; API: 401), everybody else, a member of
    another organisation among them, gets `other`. `path` replaces path parameters of `furnish`; a value
    like `{gate_id}` names one of them.

    `deviations` says what single asking people get instead: `{"owner": 200, "foreign": 422}`; the
    people are the ROLES, `foreign` (an owner of another organisation) and `stranger`.
    """

    ok: int
    roles: Set[str] = frozenset()
    stranger: int = 303
    other: int = 404
    path: dict[str, str] = field(default_factory=dict)
    deviations: dict[str, int] = field(default_factory=dict)

    def expected(self, *, is_api: bool) -> dict[str, int]:
        """The status that each of the asking people gets."""
        if not self.roles:
            everybody = dict.fromkeys((*ROLES, "foreign", "stranger"), self.ok)
            return {**everybody, **self.deviations}
        stranger = 401 if is_api and self.stranger == 303 else self.stranger
        given = {role: self.ok if role in self.roles else self.other for role in ROLES}
        return {**given, "foreign": self.other, "stranger": stranger, **self.deviations}
