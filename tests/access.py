"""What a route answers to whom; each noun states it in `tests/<noun>/access.py`, test_access.py walks it.

ACCESS = {
    "GET /events/{slug}": Access(200),
    "POST /organiser/events/{slug}/orders": Access(422, roles={"owner", "organiser", "finance"}),
}

async def furnish(event: Event) -> dict[str, str]:
    '''Create what the paths name; answers the path parameters.'''
"""

from collections.abc import Set
from dataclasses import dataclass, field

ROLES = ("owner", "organiser", "agenda", "finance", "door", "viewer")


@dataclass(frozen=True)
class Access:
    """`roles` (of the event's organisation) get `ok`; none named: everybody, strangers too.

    A stranger gets `stranger` (303 = to the sign-in page; API: 401), everybody else, a member of
    another organisation among them, gets `other`. `path` replaces path parameters of `furnish`.
    """

    ok: int
    roles: Set[str] = frozenset()
    stranger: int = 303
    other: int = 404
    path: dict[str, str] = field(default_factory=dict)
