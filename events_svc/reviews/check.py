"""The audit of reviewing: scores are within their ranges, nobody is asked in spite of a conflict of interest."""

from events_svc.database import rows

_MOST = 100
_WRONG = {
    "score {one} lies outside the range of its category": (
        "SELECT s.id AS one FROM review_score s JOIN review_category c ON c.id = s.category_id "
        "WHERE s.value < c.least OR s.value > c.most ORDER BY s.id"
    ),
    "review {one} abstains, but has a score": (
        "SELECT DISTINCT r.id AS one FROM review r JOIN review_score s ON s.review_id = r.id "
        "WHERE r.is_abstention ORDER BY r.id"
    ),
    "review {one} judges a proposal of another call": (
        "SELECT r.id AS one FROM review r JOIN reviewer w ON w.id = r.reviewer_id "
        "JOIN proposal p ON p.id = r.proposal_id WHERE p.call_id <> w.call_id ORDER BY r.id"
    ),
    "assignment {one} is in spite of a conflict of interest": (
        "SELECT a.id AS one FROM review_assignment a JOIN review_interest i "
        "ON i.reviewer_id = a.reviewer_id AND i.proposal_id = a.proposal_id "
        "WHERE NOT i.is_dismissed ORDER BY a.id"
    ),
}


async def broken() -> list[str]:
    """What must never be, at most a hundred of each kind."""
    found = []
    for words, query in _WRONG.items():
        found += [words.format(**row) for row in await rows(f"{query} LIMIT {_MOST}")]
    return found
