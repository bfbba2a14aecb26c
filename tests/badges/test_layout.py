import msgspec
import pytest
from starlette.datastructures import FormData

from events_svc.badges.errors import PartOutside
from events_svc.badges.layout import PALETTE, Kind, Layout, Part, check
from events_svc.badges.presets import PRESETS
from events_svc.documents.badge_parts import places, within
from events_svc.web.badges import layout_form
from events_svc.web.forms import Malformed

pytestmark = pytest.mark.engineless


@pytest.mark.parametrize("preset", [*PRESETS])
def test_ours_lie_within_their_edges_and_are_kept_as_json(preset: str) -> None:
    layout = check(PRESETS[preset])
    kept = msgspec.json.encode(msgspec.to_builtins(layout))
    assert msgspec.convert(msgspec.json.decode(kept), Layout) == layout


@pytest.mark.parametrize("preset", [*PRESETS])
def test_the_form_says_what_the_layout_is(preset: str) -> None:
    fields = layout_form.values("Ours", PRESETS[preset])
    form = FormData({key: str(value or "") for key, value in fields.items()})
    assert layout_form.read(form) == ("Ours", PRESETS[preset])


def test_a_part_over_the_edge_is_named() -> None:
    inside = Part(Kind.NAME, 0, 0, 60, 40)
    layout = Layout(60, 40, (inside, msgspec.structs.replace(inside, x=1)))
    with pytest.raises(PartOutside) as refused:
        check(layout)
    assert refused.value.number == 2


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("width", "29"),
        ("height", "nan"),
        ("x-0", "-1"),
        ("x-0", "59"),
        ("y-0", "inf"),
        ("size-0", "1e9"),
        ("kind-0", "photo"),
        ("colour-3", "red"),
        ("words-0", "x" * 201),
        ("question-0", "0"),
    ],
)
def test_what_does_not_fit_is_said_beside_its_field(field: str, value: str) -> None:
    right = {"name": "Ours", "width": "60", "height": "40", "kind-0": "name"}
    right |= {"x-0": "1", "y-0": "1", "width-0": "20", "height-0": "10", "colour-3": "#123456"}
    assert layout_form.read(FormData(right))[1].colours == {"3": "#123456"}
    with pytest.raises(Malformed) as wrong:
        layout_form.read(FormData({**right, field: value}))
    assert [*wrong.value.errors] == [field]


def test_a_type_has_the_chosen_colour_or_one_of_ours() -> None:
    layout = msgspec.structs.replace(PRESETS["a6"], colours={"7": "#123456"})
    assert (layout.colour(7), layout.colour(8)) == ("#123456", PALETTE[8 % len(PALETTE)])


def test_a4_holds_as_many_as_fit() -> None:
    assert len(places(PRESETS["label"])) == 10
    assert places(PRESETS["label"])[0] == (15, 11)
    assert places(PRESETS["a6"]) == []


def test_a_picture_keeps_its_proportion_in_its_box() -> None:
    assert within((0, 0, 40, 10), 2) == (10, 0, 20, 10)
    assert within((0, 0, 10, 40), 2) == (0, 17.5, 10, 5)
