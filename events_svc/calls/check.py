"""The audit of calls: what was accepted stands in the agenda, and is confirmed there with its proposal."""

from events_svc.database import rows

_MOST = 100
_WRONG = {
    "proposal {one} is accepted, but has no session": (
        "SELECT id AS one FROM proposal WHERE state IN ('accepted', 'confirmed') "
        "AND session_id IS NULL ORDER BY id"
    ),
    "proposal {one} is confirmed, but its session is a draft": (
        "SELECT p.id AS one FROM proposal p JOIN session s ON s.id = p.session_id "
        "WHERE p.state = 'confirmed' AND s.state = 'draft' ORDER BY p.id"
    ),
    "proposal {one} is withdrawn or cancelled, but its session takes place": (
        "SELECT p.id AS one FROM proposal p JOIN session s ON s.id = p.session_id "
        "WHERE p.state IN ('withdrawn', 'cancelled') AND s.state = 'confirmed' ORDER BY p.id"
    ),
    "proposal {one} was sent in, but nobody presents it": (
        "SELECT p.id AS one FROM proposal p WHERE p.state <> 'draft' AND NOT EXISTS "
        "(SELECT 1 FROM presenter r WHERE r.proposal_id = p.id AND r.state = 'joined') ORDER BY p.id"
    ),
}


async def broken() -> list[str]:
    """What must never be, at most a hundred of each kind."""
    found = []
    for words, query in _WRONG.items():
        found += [words.format(**row) for row in await rows(f"{query} LIMIT {_MOST}")]
    return found
