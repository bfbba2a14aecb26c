"""Whatever an import says, it says in Chinese too."""

import ast
from pathlib import Path

from events_svc.schedule import importing
from events_svc.web.i18n import merged

SAYS = {"refused", "Problem", "Unreadable", "odd"}


def reasons(path: Path) -> set[str]:
    """The patterns that this module gives to what is wrong or odd."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Call) and node.args:
            name = getattr(node.func, "id", getattr(node.func, "attr", ""))
            found |= {node.args[0]} if name in SAYS else set()
        elif isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "reason":
            found.add(node.value)
    return {one.value for one in found if isinstance(one, ast.Constant) and one.value}


def test_every_reason_has_its_chinese() -> None:
    folder, catalogue = Path(importing.__path__[0]), merged("zh")
    said = {reason for path in folder.glob("*.py") for reason in reasons(path)}
    missing = {reason for reason in said if not getattr(catalogue.get(reason), "string", "")}
    assert (len(said) > 60, missing) == (True, set())
