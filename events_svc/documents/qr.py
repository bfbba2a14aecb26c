"""QR codes as SVG and PNG."""

import io
from collections.abc import Sequence

import qrcode
from markupsafe import Markup
from PIL import Image

ANY_MASK = 3
QUIET = 4  # modules of white around the code (ISO/IEC 18004)


def matrix(text: str, *, mask: int | None = None) -> list[list[bool]]:
    """The modules of the smallest QR code for `text` at error correction M, without the quiet zone.

    The best of the eight masks is chosen unless `mask` names one: signed codes look random, there every
    mask is as good as the next and choosing costs five times the drawing.
    """
    made = qrcode.QRCode(error_correction=qrcode.ERROR_CORRECT_M, border=0, mask_pattern=mask)
    made.add_data(text, optimize=0)
    made.make(fit=True)
    return made.get_matrix()  # type: ignore[no-any-return]  # the library has no types


def svg(text: str, *, title: str = "") -> Markup:
    """An <svg> element to stand in a page: black on white in any colour scheme, no inline style.

    `title` is what a screen reader says; without it the code is decoration.
    """
    modules = matrix(text)
    size = len(modules) + 2 * QUIET
    label = (
        Markup(' role="img" aria-label="{}"').format(title)
        if title
        else Markup(' aria-hidden="true"')
    )
    return Markup(
        '<svg xmlns="http://www.w3.org/2000/svg" class="qr" viewBox="0 0 {0} {0}"'
        ' shape-rendering="crispEdges"{1}><path fill="#fff" d="M0 0h{0}v{0}H0z"/>'
        '<path fill="#000" d="{2}"/></svg>'
    ).format(size, label, _path(modules))


def png(text: str, *, module: int = 10) -> bytes:
    """A PNG file of the code in black and white, `module` pixels a module."""
    made = io.BytesIO()
    image(text, module=module).save(made, "PNG", optimize=True)
    return made.getvalue()


def image(text: str, *, module: int = 10, mask: int | None = None) -> "Image.Image":
    """The code as a picture of one bit a pixel, with its quiet zone."""
    modules = matrix(text, mask=mask)
    size = len(modules) + 2 * QUIET
    white, quiet = b"\xff" * size * QUIET, b"\xff" * QUIET
    rows = b"".join(quiet + bytes(0 if dark else 255 for dark in row) + quiet for row in modules)
    small = Image.frombytes("L", (size, size), white + rows + white).convert("1")
    return small.resize((size * module, size * module), Image.Resampling.NEAREST)


def runs(row: Sequence[bool]) -> list[tuple[int, int]]:
    """The dark stretches of a row as (first module, length): few shapes instead of many squares."""
    found: list[tuple[int, int]] = []
    for x, is_dark in enumerate(row):
        if is_dark and found and sum(found[-1]) == x:
            found[-1] = (found[-1][0], found[-1][1] + 1)
        elif is_dark:
            found.append((x, 1))
    return found


def _path(modules: list[list[bool]]) -> str:
    return "".join(
        f"M{x + QUIET} {y + QUIET}h{length}v1h-{length}z"
        for y, row in enumerate(modules)
        for x, length in runs(row)
    )
