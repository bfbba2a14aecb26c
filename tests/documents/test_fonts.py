import io
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

from events_svc.documents import fonts
from events_svc.documents.fonts import FontsMissing

pytestmark = pytest.mark.engineless


@pytest.mark.parametrize(
    ("character", "name"),
    [
        ("中", "NotoSansSC-Regular.ttf"),
        ("䶮", "NotoSansSC-Regular.ttf"),
        ("𬭎", "NotoSansSC-Regular.ttf"),
        ("𠮷", "NotoSansJP-Regular.ttf"),
        ("🤖", "NotoEmoji-Regular.ttf"),
    ],
)
def test_rare_characters_of_names_have_a_typeface(character: str, name: str) -> None:
    assert fonts.typeface_of(character, fonts.REGULAR) == name


@pytest.mark.parametrize("name", sorted({*fonts.REGULAR, *fonts.BOLD}))
def test_a_subset_draws_the_same_glyphs_as_the_whole(name: str) -> None:
    face, whole = fonts.typeface(name), TTFont(fonts.path_of(name), lazy=True)
    letters = [c for c in "Ada é中䶮𬭎𠮷か🤖❤️👍🏽🇨🇳" if face.glyph(c)]
    part = TTFont(io.BytesIO(face.subset(letters)))
    assert set(part.getBestCmap()) == {ord(letter) for letter in (" ", *letters)}
    for letter in letters:
        ours, theirs = part.getBestCmap()[ord(letter)], whole.getBestCmap()[ord(letter)]
        assert part["hmtx"][ours] == whole["hmtx"][theirs]
        assert (
            part["glyf"][ours].getCoordinates(part["glyf"])[0]
            == whole["glyf"][theirs].getCoordinates(whole["glyf"])[0]
        )


def test_a_character_between_two_groups_is_not_there() -> None:
    assert fonts.typeface("NotoSansSC-Regular.ttf").glyph("\U0010fffd") == 0


def test_text_is_composed_and_cleaned_and_holes_are_shown() -> None:
    assert fonts.printable("  e\u0301\tA\u200b❤\ufe0f \x07ሀ\n") == "é A❤ □"


def test_a_text_is_cut_into_stretches_of_one_typeface() -> None:
    assert list(fonts.runs("吉𠮷𠮷A🤖", fonts.BOLD)) == [
        ("NotoSansSC-Bold.ttf", "吉"),
        ("NotoSansJP-Bold.ttf", "𠮷𠮷"),
        ("NotoSansSC-Bold.ttf", "A"),
        ("NotoEmoji-Regular.ttf", "🤖"),
    ]


def test_a_missing_typeface_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(fonts, "FOLDER", tmp_path)
    with pytest.raises(FontsMissing) as refusal:
        fonts.path_of("NotoSansSC-Bold.ttf")
    assert refusal.value.file == "NotoSansSC-Bold.ttf"
