"""The figures as people and programs read them."""

import json
import sys
from dataclasses import asdict, dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Row:
    """A figure beside its floor; `ratio` is figure by floor, `goal` what it should at least (most) be."""

    work: str
    figure: float
    unit: str
    floor: float | None = None
    goal: float | None = None
    at_most: bool = False
    note: str = ""

    @property
    def ratio(self) -> float | None:
        return self.figure / self.floor if self.floor else None

    @property
    def is_reached(self) -> bool | None:
        """Whether the goal is reached, None where there is none."""
        if self.goal is None:
            return None
        value = self.ratio if self.floor else self.figure
        assert value is not None
        return value <= self.goal if self.at_most else value >= self.goal


def say(line: str) -> None:
    """Progress, on standard error."""
    print(f"  {line} …", file=sys.stderr, flush=True)


def table(rows: list[Row]) -> str:
    """All figures as a table."""
    head = ["work", "figure", "floor", "ratio", "goal", ""]
    lines = [head, *(_cells(row) for row in rows)]
    widths = [max(_width(line[n]) for line in lines) for n in range(len(head))]
    return "\n".join(
        "  ".join(
            cell + " " * (width - _width(cell)) for cell, width in zip(line, widths, strict=True)
        )
        for line in lines
    )


def write(rows: list[Row], path: Path) -> None:
    """All figures as JSON."""
    found = [{**asdict(row), "ratio": row.ratio, "is_reached": row.is_reached} for row in rows]
    path.write_text(json.dumps(found, ensure_ascii=False, indent=2))


def _cells(row: Row) -> list[str]:
    sign = "≤" if row.at_most else "≥"
    marks = {True: "reached", False: "short", None: ""}
    return [
        row.work,
        f"{row.figure:,.4g} {row.unit}",
        f"{row.floor:,.0f}" if row.floor else "",
        f"{row.ratio:.2f}" if row.ratio else "",
        f"{sign} {row.goal:g}" if row.goal is not None else "",
        f"{marks[row.is_reached]} {row.note}".strip(),
    ]


def _width(text: str) -> int:
    return len(text)
