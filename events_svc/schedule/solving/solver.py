"""The model of OR-Tools CP-SAT. Runs in a press: the library costs 90 MB and two seconds.

Hard: a hall holds one talk at a time, a person is in one place, both with their rests, within their
windows. Wished, in the order of weight: every talk has a place; seats for who is interested; the times
that people prefer; no two talks side by side that many want to see both; early rather than late.
"""

from collections import defaultdict
from dataclasses import dataclass, field

from ortools.sat.python import cp_model

from events_svc.schedule.solving.first_fit import first_fit
from events_svc.schedule.solving.problem import (
    STEP,
    Hall,
    Placed,
    Problem,
    Solution,
    Talk,
    common,
    starts,
)

UNPLACED, SEAT, UNWILLING, TOGETHER, LATE = 100_000, 20, 400, 30, 1
MOST_SHORT = 500  # seats: beyond them a hall is as wrong as can be
WORKERS = 2


@dataclass(slots=True)
class Model:
    """The variables, and what each wish costs when it is not granted."""

    cp: cp_model.CpModel = field(default_factory=cp_model.CpModel)
    start: dict[int, cp_model.IntVar] = field(default_factory=dict)
    is_in: dict[tuple[int, int], cp_model.IntVar] = field(default_factory=dict)
    costs: list[tuple[int, cp_model.IntVar]] = field(default_factory=list)
    unwilling: list[cp_model.IntVar] = field(default_factory=list)
    together: list[cp_model.IntVar] = field(default_factory=list)


def solve(problem: Problem) -> Solution:
    """The best timetable that is found within `problem.seconds`; talks without any place are left out."""
    model = Model()
    possible = [talk for talk in problem.talks if _offer(model, talk, problem.halls)]
    ids = {talk.id for talk in possible}
    _one_at_a_time(model, possible, problem)
    for talk in possible:
        _wish(model, talk, problem)
    for one, other, readers in problem.apart:
        if {one, other} <= ids:
            _keep_apart(model, _named(possible, one), _named(possible, other), readers)
    _begin_with(model, first_fit(problem))
    model.cp.minimize(sum(cost * variable for cost, variable in model.costs))
    solver = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds = problem.seconds
    solver.parameters.num_workers = WORKERS
    status = solver.solve(model.cp)
    return _told(problem, model, solver, status)


def _begin_with(model: Model, first: list[Placed]) -> None:
    """The solver starts from this timetable."""
    spots = {one.talk: one for one in first}
    for number, start in model.start.items():
        if number in spots:
            model.cp.add_hint(start, spots[number].start // STEP)
    for (number, hall), here in model.is_in.items():
        model.cp.add_hint(here, number in spots and spots[number].hall == hall)


def _offer(model: Model, talk: Talk, halls: list[Hall]) -> bool:
    """Variables for every hall in which the talk fits at some time; whether there is one."""
    fits = {hall.id: starts(common(talk.possible, hall.windows), talk.minutes) for hall in halls}
    fits = {hall: spans for hall, spans in fits.items() if spans}
    if not fits:
        return False
    everywhere = [span for spans in fits.values() for span in spans]
    start = model.cp.new_int_var_from_domain(_domain(everywhere), f"start {talk.id}")
    model.start[talk.id] = start
    for hall, spans in fits.items():
        here = model.cp.new_bool_var(f"{talk.id} in {hall}")
        model.is_in[talk.id, hall] = here
        model.cp.add_linear_expression_in_domain(start, _domain(spans)).only_enforce_if(here)
    left = model.cp.new_bool_var(f"{talk.id} left")
    model.cp.add_exactly_one([left, *(model.is_in[talk.id, hall] for hall in fits)])
    model.costs.append((UNPLACED + talk.interest, left))
    return True


def _one_at_a_time(model: Model, talks: list[Talk], problem: Problem) -> None:
    """Nothing overlaps in a hall or for a person, rests included."""
    in_hall: dict[int, list[cp_model.IntervalVar]] = defaultdict(list)
    of_person: dict[int, list[cp_model.IntervalVar]] = defaultdict(list)
    by_id = {talk.id: talk for talk in talks}
    for (number, hall), here in model.is_in.items():
        talk = by_id[number]
        in_hall[hall].append(_taken(model, talk, problem.room_rest, here))
        for person in talk.people:
            of_person[person].append(_taken(model, talk, problem.people_rest, here))
    for intervals in (*in_hall.values(), *of_person.values()):
        model.cp.add_no_overlap(intervals)


def _taken(model: Model, talk: Talk, rest: int, here: cp_model.IntVar) -> cp_model.IntervalVar:
    start = model.start[talk.id]
    return model.cp.new_optional_fixed_size_interval_var(
        start, _steps(talk.minutes + rest), here, f"{talk.id} {here.name} {rest}"
    )


def _wish(model: Model, talk: Talk, problem: Problem) -> None:
    for hall in problem.halls:
        here = model.is_in.get((talk.id, hall.id))
        short = talk.interest - hall.capacity if hall.capacity is not None else 0
        if here is not None and short > 0:
            model.costs.append((SEAT * min(short, MOST_SHORT), here))
    model.costs.append((LATE, model.start[talk.id]))
    spans = starts(talk.preferred, talk.minutes)
    if spans:
        against = model.cp.new_bool_var(f"{talk.id} unwilling")
        inside = model.cp.add_linear_expression_in_domain(model.start[talk.id], _domain(spans))
        inside.only_enforce_if(~against)
        model.unwilling.append(against)
        model.costs.append((UNWILLING, against))


def _keep_apart(model: Model, one: Talk, other: Talk, readers: int) -> None:
    """Either is over before the other begins, or it costs as many readers as want both."""
    first = model.cp.new_bool_var(f"{one.id} before {other.id}")
    second = model.cp.new_bool_var(f"{other.id} before {one.id}")
    together = model.cp.new_bool_var(f"{one.id} with {other.id}")
    for before, early, late in ((first, one, other), (second, other, one)):
        over = model.start[early.id] + _steps(early.minutes)
        model.cp.add(over <= model.start[late.id]).only_enforce_if(before)
    model.cp.add_bool_or([first, second, together])
    model.together.append(together)
    model.costs.append((TOGETHER * readers, together))


def _told(
    problem: Problem, model: Model, solver: cp_model.CpSolver, status: cp_model.CpSolverStatus
) -> Solution:
    impossible = [talk.id for talk in problem.talks if talk.id not in model.start]
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return Solution([], [talk.id for talk in problem.talks], impossible, "unknown")
    placed = [
        Placed(talk, hall, solver.value(model.start[talk]) * STEP)
        for (talk, hall), here in model.is_in.items()
        if solver.boolean_value(here)
    ]
    there = {one.talk for one in placed}
    return Solution(
        placed=sorted(placed, key=lambda one: (one.start, one.hall)),
        left=[talk.id for talk in problem.talks if talk.id not in there],
        impossible=impossible,
        status="optimal" if status == cp_model.OPTIMAL else "feasible",
        unwilling=sum(solver.boolean_value(one) for one in model.unwilling),
        crowded=_crowded(problem, placed),
        together=sum(solver.boolean_value(one) for one in model.together),
    )


def _crowded(problem: Problem, placed: list[Placed]) -> int:
    """People beyond the seats, over all talks."""
    seats = {hall.id: hall.capacity for hall in problem.halls}
    interest = {talk.id: talk.interest for talk in problem.talks}
    rooms = ((seats[one.hall], interest[one.talk]) for one in placed)
    return sum(max(0, wanted - there) for there, wanted in rooms if there is not None)


def _named(talks: list[Talk], number: int) -> Talk:
    return next(talk for talk in talks if talk.id == number)


def _steps(minutes: int) -> int:
    return -(-minutes // STEP)


def _domain(spans: list[tuple[int, int]]) -> cp_model.Domain:
    return cp_model.Domain.from_intervals([list(span) for span in spans])
