"""A bar for who looks on, plain lines for a file."""

from io import StringIO

from events_svc.commands.progress import Bar


class Terminal(StringIO):
    def isatty(self) -> bool:
        return True


def test_a_terminal_sees_a_bar_that_fills_and_goes_away() -> None:
    terminal = Terminal()
    bar = Bar(terminal, steps=2)
    bar.step("reading")
    bar.step("written")
    bar.step("one more than thought")
    bar.end()
    assert [part for part in terminal.getvalue().split("\r\x1b[K") if part] == [
        "████████████············ reading",
        "████████████████████████ written",
        "████████████████████████ one more than thought",
    ]
    assert terminal.getvalue().endswith("\r\x1b[K")


def test_a_file_gets_plain_lines() -> None:
    file = StringIO()
    bar = Bar(file, steps=2)
    bar.step("reading")
    bar.end()
    assert file.getvalue() == "reading\n"
