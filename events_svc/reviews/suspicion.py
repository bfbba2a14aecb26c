"""Which reviewers may be too near to which presenters. Pure: rows in, pairs with their reasons out."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from events_svc.calls.models import Presenter, Proposal
from events_svc.reviews.models import Reviewer

# Whoever has an address there says nothing about where he works.
PUBLIC_MAIL = {
    *(
        "gmail.com",
        "googlemail.com",
        "outlook.com",
        "hotmail.com",
        "live.com",
        "icloud.com",
        "me.com",
    ),
    *("yahoo.com", "proton.me", "protonmail.com", "gmx.de", "gmx.net", "web.de", "mail.ru"),
    *("qq.com", "foxmail.com", "163.com", "126.com", "yeah.net", "sina.com", "sina.cn", "sohu.com"),
    *("aliyun.com", "139.com", "189.cn"),
}


class Why(StrEnum):
    SAME_PERSON = "same_person"  # the same e-mail: enforced in the lookup without anybody saying so
    SAME_PLACE = "same_place"  # the same affiliation
    SAME_DOMAIN = "same_domain"  # an e-mail of the same house


@dataclass(frozen=True, slots=True)
class Suspicion:
    """This reviewer may have a conflict of interest with this proposal."""

    reviewer: Reviewer
    proposal: Proposal
    why: Why
    detail: str


def between(reviewers: Sequence[Reviewer], presenters: Iterable[Presenter]) -> list[Suspicion]:
    """One suspicion for each pair of reviewer (with user) and proposal, for the strongest reason."""
    found: dict[tuple[int, int], Suspicion] = {}
    for presenter in presenters:
        for reviewer in reviewers:
            reason = near(reviewer, presenter)
            if reason is None:
                continue
            one = Suspicion(reviewer, presenter.proposal, *reason)
            known = found.get((reviewer.id, one.proposal.id))
            if known is None or _STRENGTH[one.why] > _STRENGTH[known.why]:
                found[(reviewer.id, one.proposal.id)] = one
    return sorted(found.values(), key=lambda one: (one.proposal.id, one.reviewer.id))


def near(reviewer: Reviewer, presenter: Presenter) -> tuple[Why, str] | None:
    """Why the two may be too near, and the words in common; None when nothing tells so."""
    speaker = presenter.speaker
    own, theirs = reviewer.user.email.lower(), presenter.email.lower()
    if own in {theirs, (speaker.email or "").lower() if speaker else ""}:
        return Why.SAME_PERSON, own
    places = (speaker.affiliation or {}).values() if speaker else ()
    if plain(reviewer.affiliation) in {plain(place) for place in places if plain(place)}:
        return Why.SAME_PLACE, reviewer.affiliation
    domain = own.rpartition("@")[2]
    if domain == theirs.rpartition("@")[2] and domain not in PUBLIC_MAIL:
        return Why.SAME_DOMAIN, domain
    return None


def plain(name: str) -> str:
    """An affiliation without what people write now so, now so: case, blanks, punctuation, a leading "the"."""
    return re.sub(r"[\W_]+", "", re.sub(r"^the\s+", "", name.casefold().strip()))


_STRENGTH = {Why.SAME_DOMAIN: 1, Why.SAME_PLACE: 2, Why.SAME_PERSON: 3}
