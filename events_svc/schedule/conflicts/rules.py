"""The rules. Pure: `find` looks at a whole agenda, `of` at one session among the others.

Whole agendas are walked once in the order of time: only sessions that still run, or have ended so
shortly before that a break or a way could matter, are compared.
"""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from datetime import timedelta

from events_svc.schedule.conflicts.facts import SHARED_SHARE, Facts, Slot, Span
from events_svc.schedule.conflicts.kinds import Conflict, ConflictKind

_MINUTE = timedelta(minutes=1)

Pair = Callable[[Slot, Slot, Facts], Iterator[Conflict]]


def find(facts: Facts) -> list[Conflict]:
    """All conflicts of the agenda, in the order of time; of two sessions the later one has it."""
    rest = timedelta(minutes=facts.rules.room_break_minutes)
    found = [conflict for slot in facts.slots if slot.is_ours for conflict in _alone(slot, facts)]
    found += _walk(facts, lambda slot: slot.rooms, _in_room, rest)
    found += _walk(facts, lambda slot: slot.people, _of_person, _margin(facts))
    found += _crowds(facts)
    return sorted(found, key=lambda conflict: (conflict.session.starts_at, conflict.session.id))


def of(slot: Slot, facts: Facts) -> list[Conflict]:
    """The conflicts that this session has, or would have, among the others of the agenda; hard ones first."""
    found = [*_alone(slot, facts)]
    rest = max(_margin(facts), timedelta(minutes=facts.rules.room_break_minutes))
    early, late = slot.starts_at - rest, slot.ends_at + rest
    for other in facts.slots:
        if other.ends_at > early and other.starts_at < late and other.id != slot.id:
            first, second = sorted((slot, other), key=_turn)
            found += [_seen_from(slot, one) for one in _between(first, second, facts)]
    return sorted(found, key=lambda conflict: not conflict.is_hard)


def _between(first: Slot, second: Slot, facts: Facts) -> Iterator[Conflict]:
    if not {*first.rooms}.isdisjoint(second.rooms):
        yield from _in_room(first, second, facts)
    if not {*first.people}.isdisjoint(second.people):
        yield from _of_person(first, second, facts)
    yield from _starred(first, second, facts)


def _margin(facts: Facts) -> timedelta:
    """How long after a session of a person the next one may still be touched by it."""
    ways = max(facts.ways.values(), default=0)
    return timedelta(minutes=max(facts.rules.speaker_break_minutes, ways))


def _seen_from(slot: Slot, conflict: Conflict) -> Conflict:
    return conflict if conflict.session.id == slot.id else conflict.turned()


def _alone(slot: Slot, facts: Facts) -> Iterator[Conflict]:
    """What is wrong with a session whatever the others do."""
    span = (slot.starts_at, slot.ends_at)
    if slot.starts_at < facts.begins_at or slot.ends_at > facts.ends_at:
        yield Conflict(ConflictKind.OUTSIDE_EVENT, slot)
    rooms = [facts.rooms[room] for room in slot.rooms]
    for room in rooms:
        if room.openings and not _within(span, room.openings):
            yield Conflict(ConflictKind.ROOM_CLOSED, slot, about=room.name)
    seats = [room.capacity for room in rooms if room.capacity is not None]
    if rooms and len(seats) == len(rooms) and slot.interest > sum(seats):
        name, given = rooms[0].name, sum(seats)
        yield Conflict(ConflictKind.ROOM_TOO_SMALL, slot, None, name, given, slot.interest)
    for person in (facts.people[who] for who in slot.people):
        if person.possible and not _within(span, person.possible):
            yield Conflict(ConflictKind.SPEAKER_AWAY, slot, about=person.name)
        elif person.preferred and not _within(span, person.preferred):
            yield Conflict(ConflictKind.SPEAKER_UNWILLING, slot, about=person.name)


def _in_room(first: Slot, second: Slot, facts: Facts) -> Iterator[Conflict]:
    """Two sessions in one room: not at once unless both share it, not without the break between."""
    if first.shares_room and second.shares_room:
        return
    room = next(facts.rooms[room] for room in first.rooms if room in second.rooms)
    gap, needed = (second.starts_at - first.ends_at) // _MINUTE, facts.rules.room_break_minutes
    if first.ends_at > second.starts_at:
        yield Conflict(ConflictKind.ROOM_TWICE, second, first, room.name)
    elif gap < needed and not (first.is_break or second.is_break):
        yield Conflict(ConflictKind.BREAK_TOO_SHORT, second, first, room.name, gap, needed)


def _of_person(first: Slot, second: Slot, facts: Facts) -> Iterator[Conflict]:
    """Two sessions of one person: not at once, not without the way and the break between."""
    gap, way = (second.starts_at - first.ends_at) // _MINUTE, facts.way(first, second)
    needed = facts.rules.speaker_break_minutes
    for person in (facts.people[who] for who in first.people if who in second.people):
        if first.ends_at > second.starts_at:
            yield Conflict(ConflictKind.SPEAKER_TWICE, second, first, person.name)
        elif gap < way:
            yield Conflict(ConflictKind.WAY_TOO_LONG, second, first, person.name, gap, way)
        elif gap < needed:
            yield Conflict(ConflictKind.BREAK_TOO_SHORT, second, first, person.name, gap, needed)


def _starred(first: Slot, second: Slot, facts: Facts) -> Iterator[Conflict]:
    """So many readers want to be at both, and these are a fifth of the readers of one of them."""
    if first.ends_at <= second.starts_at:
        return
    common = (first.fans & second.fans).bit_count()
    if common < facts.rules.shared_stars:
        return
    fewer = min(first.fans.bit_count(), second.fans.bit_count())
    if common * SHARED_SHARE >= fewer:
        yield Conflict(ConflictKind.STARRED_TOGETHER, second, first, given=common)


def _walk(
    facts: Facts, used: Callable[[Slot], Iterable[Hashable]], pair: Pair, rest: timedelta
) -> Iterator[Conflict]:
    """Each pair once that uses the same thing at once, or with less than `rest` between."""
    running: dict[Hashable, list[Slot]] = defaultdict(list)
    seen: set[tuple[int, int]] = set()
    for slot in facts.slots:
        for key in used(slot):
            still = [one for one in running[key] if one.ends_at + rest > slot.starts_at]
            running[key] = [*still, slot]
            fresh = [one for one in still if (one.id, slot.id) not in seen]
            seen.update((one.id, slot.id) for one in fresh)
            yield from _ours(fresh, slot, pair, facts)


def _crowds(facts: Facts) -> Iterator[Conflict]:
    """Pairs at the same time that many have starred."""
    running: list[Slot] = []
    for slot in facts.slots:
        if slot.fans.bit_count() >= facts.rules.shared_stars:
            running = [one for one in running if one.ends_at > slot.starts_at]
            yield from _ours(running, slot, _starred, facts)
            running.append(slot)


def _ours(others: Sequence[Slot], slot: Slot, pair: Pair, facts: Facts) -> Iterator[Conflict]:
    """What these clash about; seen from our session where the later one is another event's."""
    for other in others:
        if slot.is_ours:
            yield from pair(other, slot, facts)
        elif other.is_ours:
            yield from (_seen_from(other, conflict) for conflict in pair(other, slot, facts))


def _within(span: Span, windows: Sequence[Span]) -> bool:
    return any(start <= span[0] and span[1] <= end for start, end in windows)


def _turn(slot: Slot) -> tuple[object, int]:
    return slot.starts_at, slot.id
