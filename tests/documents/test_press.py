"""The press: a process of its own, that comes when it is needed and goes when it is not."""

import os
from typing import Any

import pytest

from events_svc.documents import fonts, press, ticket
from tests import machine
from tests.documents.test_printing import make_printed

pytestmark = pytest.mark.engineless


@pytest.fixture(autouse=True)
def _typefaces() -> None:
    if not (fonts.FOLDER / fonts.REGULAR[0]).is_file():
        machine.missing("the typefaces are not installed: make setup")
    press.forget()


async def test_it_prints_what_the_drawing_alone_would() -> None:
    words = [make_printed()]
    there, here = await press.printed("ticket.pdf", words), ticket.pdf(words)
    assert (there[:5], abs(len(there) - len(here)) < 100) == (b"%PDF-", True)


async def test_what_the_drawing_refuses_reaches_the_one_who_asked() -> None:
    with pytest.raises(AttributeError):
        await press.printed("ticket.nothing", [])
    assert (await press.printed("ticket.pdf", [make_printed()])).startswith(b"%PDF-")


async def test_what_was_printed_lately_is_not_drawn_again(monkeypatch: pytest.MonkeyPatch) -> None:
    first = await press.printed("ticket.pdf", [make_printed()])
    monkeypatch.setattr(press, "_press", None)
    assert await press.printed("ticket.pdf", [make_printed()]) is first


async def test_what_is_large_is_not_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(press, "LARGEST_KEPT", 10)
    first = await press.printed("ticket.pdf", [make_printed()])
    assert await press.printed("ticket.pdf", [make_printed()]) is not first


async def test_a_press_that_died_is_replaced() -> None:
    await press.printed("ticket.pdf", [make_printed()])
    press.forget()
    process = press._press._process
    assert process is not None
    process.kill()
    process.wait()
    assert (await press.printed("ticket.pdf", [make_printed()])).startswith(b"%PDF-")


async def test_a_job_that_breaks_the_press_is_told_so_and_the_next_one_is_printed() -> None:
    with pytest.raises(press.PressBroken):
        await press.printed("ticket.pdf", Poison())
    press.forget()
    assert (await press.printed("ticket.pdf", [make_printed()])).startswith(b"%PDF-")


class Poison:
    """Ends the process that reads it."""

    def __reduce__(self) -> tuple[Any, ...]:
        return os._exit, (1,)
