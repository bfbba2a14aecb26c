"""A printed report on its way down the pages: where the next thing goes, and the foot of each page."""

from fpdf.enums import Align

from events_svc.documents.report_facts import PrintedReport
from events_svc.documents.sheet import INK, MILLIMETRES_PER_POINT, SOFT, Sheet

WIDTH, HEIGHT, MARGIN = 210.0, 297.0, 18.0
TEXT = WIDTH - 2 * MARGIN
END = HEIGHT - 22.0
SMALL = 7.5
COLOURS = {
    "a": (168, 50, 31),
    "b": (43, 76, 140),
    "c": (31, 107, 58),
    "d": (138, 90, 0),
    "e": (106, 101, 93),
    "f": (200, 194, 184),
}


class Flow:
    """Where the next thing goes; a new page where it does not fit, each with its foot."""

    def __init__(self, sheet: Sheet, report: PrintedReport) -> None:
        self.sheet, self.report, self.page = sheet, report, 0
        self.turn()

    def turn(self) -> None:
        """Go on at the top of an empty page."""
        self.sheet.page()
        self.page += 1
        self.y = MARGIN
        foot = self.report.words.page.format(number=self.page)
        mark = next((told for name, told in self.report.proof if name == "SHA-256"), "")
        self.sheet.rule(MARGIN, HEIGHT - 17, TEXT)
        self._foot(f"{self.report.title} · {self.report.words.draft or mark}", Align.L)
        self._foot(foot, Align.R)

    def room(self, height: float) -> None:
        """At least so much room below."""
        if self.y + height > END:
            self.turn()

    def write(self, text: str, *, size: float, style: str = "", soft: bool = False) -> None:
        """A paragraph over the whole width, broken over pages where it must be."""
        if not text:
            return
        for line in self.sheet.lines(text, TEXT, size=size, style=style):
            self.room(leading(size))
            box = (MARGIN, self.y, TEXT, leading(size) + 0.1)
            self.sheet.text(line, box, size=size, style=style, ink=SOFT if soft else INK)
            self.y += leading(size)

    def heading(self, text: str, *, with_room: float) -> None:
        """The title of a part, never alone at the foot of a page."""
        self.room(with_room + 12)
        self.y += 5
        self.write(text, size=13, style="B")
        self.y += 1.5

    def _foot(self, text: str, align: Align) -> None:
        width = TEXT - 20 if align is Align.L else 20.0
        x = MARGIN if align is Align.L else WIDTH - MARGIN - width
        box = (x, HEIGHT - 15.5, width, 4)
        self.sheet.text(text, box, size=SMALL, ink=SOFT, align=align)


def leading(size: float) -> float:
    """The height of a line, in millimetres."""
    return size * MILLIMETRES_PER_POINT * 1.3
