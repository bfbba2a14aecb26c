"""Every job that is enqueued somewhere has somebody who does it."""

import re
from pathlib import Path

from events_svc.worker import CLOCKS, HANDLERS

ROOT = Path(__file__).parent.parent.parent / "events_svc"


def test_every_kind_of_job_has_its_handler() -> None:
    kinds = set()
    for path in ROOT.rglob("*.py"):
        kinds |= set(re.findall(r'enqueue\(\s*"([a-z_.]+)"', path.read_text()))
    assert kinds - set(HANDLERS) == set()


def test_every_module_of_jobs_is_at_work() -> None:
    modules = {path.stem for path in (ROOT / "jobs").glob("*.py")}
    with_jobs = {name for name in modules if _has_jobs(ROOT / "jobs" / f"{name}.py")}
    functions = [getattr(handler, "func", handler) for handler in HANDLERS.values()]
    functions += [clock.run for clock in CLOCKS]
    assert with_jobs - {function.__module__.rpartition(".")[2] for function in functions} == set()


def _has_jobs(path: Path) -> bool:
    return bool(re.search(r"^(HANDLERS|CLOCKS)\b.*= [{\[].*\S", path.read_text(), re.M))


def test_no_two_clocks_share_a_name() -> None:
    names = [clock.name for clock in CLOCKS]
    assert sorted(names) == sorted(set(names))
