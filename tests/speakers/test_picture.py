"""Pictures are drawn anew; none takes more memory than it should."""

import io

import pytest
from PIL import Image

from speakers.errors import PictureTooLarge
from speakers.picture import SIDE, drawn


def test_a_picture_that_lies_on_its_side_is_upright() -> None:
    orientation = Image.Exif()
    orientation[0x0112] = 6
    made = io.BytesIO()
    Image.new("RGB", (1000, 500)).save(made, "JPEG", exif=orientation)
    shown = Image.open(io.BytesIO(drawn(made.getvalue())))
    assert (shown.size, dict(shown.getexif())) == ((SIDE // 2, SIDE), {})


def test_a_small_file_that_unpacks_to_a_huge_picture_is_refused() -> None:
    made = io.BytesIO()
    Image.new("1", (5000, 5000)).save(made, "PNG")
    assert len(made.getvalue()) < 10_000
    with pytest.raises(PictureTooLarge):
        drawn(made.getvalue())
