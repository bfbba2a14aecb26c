"""A camera out of a file: what Chromium's fake device shows."""

from pathlib import Path

from PIL import Image

from events_svc.documents import qr

FLAGS = ("--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream")
WIDTH, HEIGHT, FRAMES = 1280, 720, 5


def showing(code: str, folder: Path) -> list[str]:
    """The flags for a camera that sees the QR code of `code`, as a phone's screen held to it."""
    seen = Image.new("L", (WIDTH, HEIGHT), 128)
    picture = qr.image(code, module=8).convert("L")
    seen.paste(picture, ((WIDTH - picture.width) // 2, (HEIGHT - picture.height) // 2))
    grey = bytes([128]) * (WIDTH * HEIGHT // 2)  # both colour planes, a quarter each
    video = folder / "camera.y4m"
    head = f"YUV4MPEG2 W{WIDTH} H{HEIGHT} F10:1 Ip A1:1 C420jpeg\n".encode()
    video.write_bytes(head + (b"FRAME\n" + seen.tobytes() + grey) * FRAMES)
    return [*FLAGS, f"--use-file-for-fake-video-capture={video}"]
