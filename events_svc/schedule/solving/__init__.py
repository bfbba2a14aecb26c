"""A timetable out of constraints: gathered from the agenda, solved in a process of its own, kept as a scenario."""
