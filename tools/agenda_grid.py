"""Write static/css/agenda-grid.css: a class for each row, length and column of the agenda's grid.

A strict CSP allows no `style` attribute, so a session says where it stands by classes. A test compares
the file with what this prints.
"""

from pathlib import Path

ROWS = 28 * 60 // 5 + 2
COLUMNS = 82
FILE = Path(__file__).parent.parent / "events_svc" / "static" / "css" / "agenda-grid.css"


def sheet() -> str:
    """The style sheet: r = row, s = rows long, c = column, w = columns wide."""
    rules = [
        *(f".r-{n}{{grid-row-start:{n}}}" for n in range(1, ROWS + 1)),
        *(f".s-{n}{{grid-row-end:span {n}}}" for n in range(1, ROWS + 1)),
        *(f".c-{n}{{grid-column-start:{n}}}" for n in range(1, COLUMNS + 1)),
        *(f".w-{n}{{grid-column-end:span {n}}}" for n in range(1, COLUMNS + 1)),
    ]
    return "/* Written by tools/agenda_grid.py. */\n" + "\n".join(rules) + "\n"


if __name__ == "__main__":
    FILE.write_text(sheet())
    print(FILE)
