"""Who shall judge what, so that everybody has the same to do. Pure.

A semi-matching: each proposal wants `each` judges, none of whom is barred from it. Cheapest in the sum of
the squares of the loads is the most even of all possible, and a sharing is cheapest just when no chain
of hand-overs leads from a judge to one who has at least two fewer (Harvey, Ladner, Lovász, Tamir:
Semi-matchings for bipartite graphs and load balancing, 2006).
"""

from collections import deque
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass

Pair = tuple[int, int]  # judge, proposal


@dataclass(frozen=True, slots=True)
class Judge:
    """Who judges: no proposal that is barred, and those of `tracks` only (empty: all)."""

    id: int
    barred: Set[int] = frozenset()
    tracks: Set[int] = frozenset()


def balanced(
    proposals: Mapping[int, int | None],  # each with its track
    judges: Sequence[Judge],
    *,
    each: int,
    kept: Set[Pair] = frozenset(),
) -> set[Pair]:
    """Pairs in which each proposal has `each` judges, or as many as may judge it, as evenly as possible.

    `kept` pairs stay, count towards both, and are part of the answer. The same question has the same
    answer, in whatever order it is put.
    """
    sharing = _Sharing(proposals, sorted(judges, key=lambda judge: judge.id), kept)
    for proposal in sorted(proposals):
        for _ in range(each - len(sharing.of_proposal[proposal])):
            sharing.give_to_the_idlest(proposal)
    while sharing.hand_over():
        pass
    return sharing.pairs


class _Sharing:
    def __init__(
        self, proposals: Mapping[int, int | None], judges: Sequence[Judge], kept: Set[Pair]
    ) -> None:
        self.kept = kept
        self.judges = [judge.id for judge in judges]
        self.may = {
            proposal: [judge.id for judge in judges if _may(judge, proposal, track)]
            for proposal, track in proposals.items()
        }
        self.of_judge: dict[int, set[int]] = {judge: set() for judge in self.judges}
        self.of_proposal: dict[int, set[int]] = {proposal: set() for proposal in proposals}
        for judge, proposal in kept:
            if judge in self.of_judge and proposal in self.of_proposal:
                self._add(judge, proposal)

    @property
    def pairs(self) -> set[Pair]:
        found = {(judge, proposal) for judge, mine in self.of_judge.items() for proposal in mine}
        return found | {*self.kept}

    def give_to_the_idlest(self, proposal: int) -> None:
        free = [judge for judge in self.may[proposal] if judge not in self.of_proposal[proposal]]
        if free:
            self._add(min(free, key=lambda judge: (len(self.of_judge[judge]), judge)), proposal)

    def hand_over(self) -> bool:
        """One chain of hand-overs from a judge to one who has at least two fewer; False: there is none."""
        for start in sorted(self.judges, key=lambda judge: (-len(self.of_judge[judge]), judge)):
            if chain := self._chain(start):
                for giver, proposal, taker in chain:
                    self.of_judge[giver].remove(proposal)
                    self.of_proposal[proposal].remove(giver)
                    self._add(taker, proposal)
                return True
        return False

    def _chain(self, start: int) -> list[tuple[int, int, int]]:
        """The hand-overs of a shortest chain, the last first, so that nobody holds one twice."""
        came: dict[int, tuple[int, int]] = {}
        waiting = deque([start])
        while waiting:
            giver = waiting.popleft()
            for proposal, taker in self._handovers(giver):
                if taker == start or taker in came:
                    continue
                came[taker] = (giver, proposal)
                if len(self.of_judge[taker]) <= len(self.of_judge[start]) - 2:
                    return self._traced(start, taker, came)
                waiting.append(taker)
        return []

    def _handovers(self, giver: int) -> list[Pair]:
        free = [one for one in sorted(self.of_judge[giver]) if (giver, one) not in self.kept]
        return [
            (proposal, taker)
            for proposal in free
            for taker in self.may[proposal]
            if taker not in self.of_proposal[proposal]
        ]

    def _traced(
        self, start: int, end: int, came: Mapping[int, tuple[int, int]]
    ) -> list[tuple[int, int, int]]:
        chain, taker = [], end
        while taker != start:
            giver, proposal = came[taker]
            chain.append((giver, proposal, taker))
            taker = giver
        return chain

    def _add(self, judge: int, proposal: int) -> None:
        self.of_judge[judge].add(proposal)
        self.of_proposal[proposal].add(judge)


def _may(judge: Judge, proposal: int, track: int | None) -> bool:
    return proposal not in judge.barred and (not judge.tracks or track in judge.tracks)
