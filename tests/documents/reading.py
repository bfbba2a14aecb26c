"""Read what was drawn, with the tools that this machine has."""

import subprocess
from pathlib import Path

from tests import machine


def read_codes(picture: Path) -> list[str]:
    """What a scanner reads in a picture."""
    return _run("zbarimg", "-q", "--raw", str(picture)).splitlines()


def draw_pages(file: Path) -> list[Path]:
    """The pages of a PDF as pictures beside it."""
    _run("pdftoppm", "-r", "200", "-png", str(file), str(file.with_suffix("")))
    return sorted(file.parent.glob(f"{file.stem}-*.png"))


def words_of(file: Path) -> str:
    """The text of a PDF as a reader copies it."""
    return _run("pdftotext", "-layout", str(file), "-")


def _run(program: str, *arguments: str) -> str:
    found = machine.program(program, "apt-get install poppler-utils zbar-tools")
    return subprocess.run([found, *arguments], capture_output=True, text=True, check=True).stdout
