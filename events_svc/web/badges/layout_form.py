"""The form of a layout: its head, a row for each part, a colour for each ticket type. Fields in, layout out."""

from typing import Annotated, Any

import msgspec
from starlette.datastructures import FormData

from events_svc.badges.layout import (
    MOST_PARTS,
    Align,
    Fold,
    Ink,
    Kind,
    Layout,
    Millimetres,
    Paper,
    Part,
    Points,
    Side,
    Weight,
    outside,
)
from events_svc.web import forms
from events_svc.web.fields import Colour, Id
from events_svc.web.i18n import gettext

COLOUR = "colour-"


class HeadForm(msgspec.Struct):
    name: Annotated[str, msgspec.Meta(max_length=80)]
    width: Side
    height: Side
    fold: Fold = Fold.NONE
    paper: Paper = Paper.EACH


class PartForm(msgspec.Struct):
    """One row; without a kind there is no part."""

    kind: Kind
    x: Millimetres
    y: Millimetres
    width: Millimetres
    height: Millimetres
    size: Points = 12.0
    weight: Weight = Weight.REGULAR
    align: Align = Align.LEFT
    ink: Ink = Ink.INK
    words: Annotated[str, msgspec.Meta(max_length=200)] = ""
    question: Id | None = None


class ColourForm(msgspec.Struct):
    colour: Colour


def read(form: FormData) -> tuple[str, Layout]:
    """Name and layout; raises Malformed with the fields that are wrong, `x-3` in the row 3."""
    errors: dict[str, str] = {}
    head = _typed(form, HeadForm, "", errors)
    parts = [_typed(form, PartForm, f"-{row}", errors) for row in rows(form)]
    ids = [key.removeprefix(COLOUR) for key in form if key.startswith(COLOUR)]
    colours = {one: _colour(form, one, errors) for one in ids if one.isdecimal()}
    if errors or head is None:
        raise forms.Malformed(errors, dict(form))
    made = Layout(
        width=head.width,
        height=head.height,
        parts=tuple(Part(**msgspec.structs.asdict(one)) for one in parts if one),
        fold=head.fold,
        paper=head.paper,
        colours=colours,
    )
    _refuse_outside(form, made)
    return head.name, made


def rows(form: FormData) -> list[int]:
    """The rows in which something stands."""
    return [row for row in range(MOST_PARTS) if form.get(f"kind-{row}")]


def values(name: str, layout: Layout) -> dict[str, Any]:
    """The fields of a layout as it stands."""
    head = {"name": name, "width": f"{layout.width:g}", "height": f"{layout.height:g}"}
    said: dict[str, Any] = {**head, "fold": layout.fold.value, "paper": layout.paper.value}
    for row, part in enumerate(layout.parts):
        for field, value in msgspec.to_builtins(part).items():
            said[f"{field}-{row}"] = _written(value)
    return said


def _written(value: float | str | None) -> str:
    if isinstance(value, float):
        return f"{value:g}"
    return "" if value is None else str(value)


def _typed(form: FormData, kind: Any, suffix: str, errors: dict[str, str]) -> Any:
    """The fields with the suffix as `kind`; what is wrong goes to `errors`."""
    names = [field.name for field in msgspec.structs.fields(kind)]
    own = FormData([(name, form.get(name + suffix) or "") for name in names])
    try:
        return forms.typed(own, kind)
    except forms.Malformed as wrong:
        errors |= {name + suffix: message for name, message in wrong.errors.items()}
        return None


def _colour(form: FormData, type_id: str, errors: dict[str, str]) -> str:
    own = FormData([("colour", form[COLOUR + type_id])])
    try:
        return forms.typed(own, ColourForm).colour
    except forms.Malformed as wrong:
        errors[COLOUR + type_id] = wrong.errors["colour"]
        return ""


def _refuse_outside(form: FormData, layout: Layout) -> None:
    filled = rows(form)
    wrong = [filled[number - 1] for number in outside(layout)]
    if wrong:
        words = gettext("This lies over the edge of the badge.")
        raise forms.Malformed({f"x-{row}": words for row in wrong}, dict(form))
