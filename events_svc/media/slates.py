"""A stream that goes on and shows nothing new: the waiting picture of a service whose encoder is away. Pure."""

LAST_SEGMENTS = 50  # in which the newest is looked for
_BYTE_RANGE = "#EXT-X-BYTERANGE:"


def is_repeating(playlist: str) -> bool:
    """Whether the newest segment of a media playlist is the same piece of the same file as one before it.

    One address in one playlist is one content: an encoder that uses names again does so only after they
    have left the playlist.
    """
    pieces = _pieces(_newest_lines(playlist))
    return len(pieces) > 1 and pieces[-1] in pieces[:-1]


def _pieces(playlist: str) -> list[tuple[str, str]]:
    """Address and byte range of each segment."""
    pieces: list[tuple[str, str]] = []
    byte_range, is_segment = "", False
    for line in playlist.split("\n"):
        if line.startswith("#EXTINF:"):
            is_segment = True
        elif line.startswith(_BYTE_RANGE):
            byte_range = line.removeprefix(_BYTE_RANGE).strip()
            if "@" not in byte_range:
                byte_range += (
                    f"+{len(pieces)}"  # goes on where the one before ended: never the same
                )
        elif is_segment and line.strip() and not line.startswith("#"):
            pieces.append((line.strip(), byte_range))
            byte_range, is_segment = "", False
    return pieces


def _newest_lines(playlist: str) -> str:
    """The playlist from some segments before its end on."""
    start = len(playlist)
    for _ in range(LAST_SEGMENTS):
        before = playlist.rfind("\n#EXTINF:", 0, start)
        if before < 0:
            return playlist
        start = before
    return playlist[start:]
