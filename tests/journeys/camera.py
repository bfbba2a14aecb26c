"""A camera out of a file: what Chromium's fake device shows, again and again."""

from collections.abc import Iterable, Sequence
from pathlib import Path

from PIL import Image, ImageChops, ImageFilter

from events_svc.documents import qr

FLAGS = ("--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream")
WIDTH, HEIGHT, FRAMES = 1280, 720, 5
SMALL = (640, 480)
SECONDS = 1.5  # that each of several tickets is held to the camera
GREY = 128


def showing(code: str, folder: Path) -> list[str]:
    """The flags for a camera that sees the QR code of `code`, as a phone's screen held to it."""
    return _camera([_held(code, (WIDTH, HEIGHT), module=8)] * FRAMES, folder, rate=10)


def passing(codes: Sequence[str], folder: Path) -> list[str]:
    """The flags for a camera to which one ticket after the other is held, the first a bad one: tilted, out
    of focus, in the dark.
    """
    seen = [_held(code, SMALL, module=6) for code in codes]
    seen[0] = worn(seen[0])
    held = round(SECONDS * 2)
    return _camera([one for picture in seen for one in [picture] * held], folder, rate=2)


def worn(seen: Image.Image) -> Image.Image:
    """What a cheap camera makes of it in a dark hall: turned, in perspective, blurred, a third of the light,
    with noise.
    """
    width, height = seen.size
    turned = seen.rotate(20, resample=Image.Resampling.BICUBIC, fillcolor=GREY)
    corners = (0, -0.06 * height, 0, 1.06 * height, width, height, width, 0)
    tilted = turned.transform(
        seen.size,
        Image.Transform.QUAD,
        corners,
        Image.Resampling.BICUBIC,
        fillcolor=GREY,
    )
    dim = tilted.filter(ImageFilter.GaussianBlur(2)).point(
        [value * 35 // 100 for value in range(256)]
    )
    return ImageChops.add(dim, Image.effect_noise(seen.size, 6), 1, -128)


def _held(code: str, size: tuple[int, int], *, module: int) -> Image.Image:
    seen = Image.new("L", size, GREY)
    picture = qr.image(code, module=module).convert("L")
    seen.paste(picture, ((size[0] - picture.width) // 2, (size[1] - picture.height) // 2))
    return seen


def _camera(frames: Iterable[Image.Image], folder: Path, *, rate: int) -> list[str]:
    """The flags for a camera that shows these pictures, `rate` of them a second."""
    seen = [*frames]
    width, height = seen[0].size
    grey = bytes([GREY]) * (width * height // 2)  # both colour planes, a quarter each
    video = folder / "camera.y4m"
    head = f"YUV4MPEG2 W{width} H{height} F{rate}:1 Ip A1:1 C420jpeg\n".encode()
    video.write_bytes(head + b"".join(b"FRAME\n" + one.tobytes() + grey for one in seen))
    return [*FLAGS, f"--use-file-for-fake-video-capture={video}"]
