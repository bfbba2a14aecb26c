"""A journey that fails beside others is told once more, alone; what failed at first is said (decision 0056)."""

from collections.abc import Sequence

import pytest

MOST = 2  # in a run: where more fail, it is not the machine


class Unsteady:
    """The plug-in that keeps the first failure of a journey, and prints it when the journey then passed."""

    def __init__(self, items: Sequence[pytest.Item]) -> None:
        self._journeys = {one.nodeid: one for one in items if one.get_closest_marker("journey")}
        self._first: dict[str, str] = {}

    def keeps(self, nodeid: str, reports: Sequence[pytest.TestReport]) -> bool:
        """Whether this end of a test is not reported, because the test will be run again."""
        failed = [report.longreprtext for report in reports if report.failed]
        if not failed or nodeid not in self._journeys or nodeid in self._first:
            return False
        if len(self._first) == MOST:
            return False
        self._first[nodeid] = "\n".join(failed)
        return True

    @property
    def again(self) -> list[pytest.Item]:
        """The journeys to be told once more."""
        return [self._journeys[nodeid] for nodeid in self._first]

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """Say, with its whole first failure, what passed only alone: somebody has to look at it."""
        passed = {report.nodeid for report in terminalreporter.getreports("passed")}
        for nodeid, failure in self._first.items():
            if nodeid in passed:
                terminalreporter.section(f"UNSTEADY: {nodeid} failed, and passed alone", red=True)
                terminalreporter.write_line(failure)
