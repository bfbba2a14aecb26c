"""What the documentation promises is there, and what is there is documented."""

import re
from pathlib import Path

from events_svc.__main__ import parser

ROOT = Path(__file__).parent.parent


def test_every_setting_is_documented_and_every_documented_one_exists() -> None:
    read = re.findall(r'environ(?:\.get\(|, )"([A-Z_]+)"', _text("events_svc/config.py"))
    read += ["PORT"]
    rows = re.findall(r"^\| (`[A-Z_`, ]+) \|", _text("docs/operating.md"), re.M)
    documented = [name for row in rows for name in re.findall(r"[A-Z_]+", row)]
    assert sorted(documented) == sorted(set(read))


def test_every_command_is_in_the_readme() -> None:
    (commands,) = [a for a in parser()._actions if hasattr(a, "choices") and a.choices]
    named = set(re.findall(r"`events-svc ([a-z]+)", _text("README.md")))
    assert set(commands.choices or ()) - named == set()


def test_both_readmes_name_the_same_commands() -> None:
    pattern = r"make [a-z]+"
    english, chinese = _text("README.md"), _text("README.zh.md")
    assert set(re.findall(pattern, english)) == set(re.findall(pattern, chinese))


def test_every_target_of_make_has_its_line_of_help() -> None:
    makefile = _text("Makefile")
    (phony,) = re.findall(r"^\.PHONY: (.+)$", makefile, re.M)
    helped = re.findall(r"^([a-z-]+):.*## \S", makefile, re.M)
    assert sorted(helped) == sorted(phony.split())


def test_every_decision_has_a_quotable_sentence() -> None:
    for path in sorted((ROOT / "docs" / "decisions").glob("*.md")):
        assert re.search(r"^\*\*.+\*\*$", path.read_text(), re.M), path.name


def _text(path: str) -> str:
    return (ROOT / path).read_text()


def test_what_the_comparison_names_is_there() -> None:
    rows = (ROOT / "docs" / "compared.md").read_text().splitlines()
    named = [
        path for row in rows if row.startswith("|") for path in re.findall(r"`([\w/.]+)`", row)
    ]
    tests = [path for path in named if not path.startswith(("/", "docs/"))]
    missing = [path for path in tests if not (ROOT / "tests" / path).exists()]
    missing += [path for path in named if path.startswith("docs/") and not (ROOT / path).exists()]
    assert (missing, len(tests) > 50) == ([], True)
