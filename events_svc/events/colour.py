"""The accent of an event, legible on light and dark paper. Pure.

Contrast as in WCAG 2.2, §1.4.3: at least 4.5 for text, against paper and against washed paper.
"""

import colorsys
from dataclasses import dataclass

Rgb = tuple[float, float, float]

LIGHT = ("#fbfaf7", "#f2efe8")  # --paper and --wash of tokens.css
DARK = ("#171614", "#262420")
INK, WHITE = "#221100", "#ffffff"
READABLE = 4.5
_STEPS = 256


@dataclass(frozen=True, slots=True)
class Accents:
    """The accent on light and on dark paper, and the ink of a button that has it as its ground."""

    light: str
    on_light: str
    dark: str
    on_dark: str


def accents(colour: str) -> Accents:
    """`colour` (`#rrggbb`), darkened for light paper and lightened for dark paper where needed."""
    light = legible(colour, LIGHT)
    dark = legible(colour, DARK)
    return Accents(light, ink_on(light), dark, ink_on(dark))


def legible(colour: str, grounds: tuple[str, ...]) -> str:
    """The colour of the same hue nearest in lightness that reads on all `grounds`."""
    towards = 0.0 if luminance(grounds[0]) > 0.5 else 1.0
    hue, lightness, saturation = colorsys.rgb_to_hls(*_rgb(colour))
    found = colour.lower()
    for step in range(1, _STEPS + 1):
        if all(contrast(found, ground) >= READABLE for ground in grounds):
            break
        moved = lightness + (towards - lightness) * step / _STEPS
        found = _hex(colorsys.hls_to_rgb(hue, moved, saturation))
    return found


def ink_on(colour: str) -> str:
    """White or dark ink, whichever reads better on `colour`."""
    return max((WHITE, INK), key=lambda ink: contrast(ink, colour))


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours, from 1 to 21."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def luminance(colour: str) -> float:
    """The relative luminance of a colour, from 0 (black) to 1 (white)."""
    red, green, blue = (_linear(channel) for channel in _rgb(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else float(((channel + 0.055) / 1.055) ** 2.4)


def _rgb(colour: str) -> Rgb:
    red, green, blue = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return red, green, blue


def _hex(rgb: Rgb) -> str:
    return "#" + "".join(f"{round(channel * 255):02x}" for channel in rgb)
