"""RFC 7986 wants COLOR as a name of CSS3: the nearest one to `#rrggbb`. Pure."""

_NAMED = {
    "black": 0x000000, "dimgray": 0x696969, "gray": 0x808080, "silver": 0xC0C0C0,
    "maroon": 0x800000, "brown": 0xA52A2A, "firebrick": 0xB22222, "crimson": 0xDC143C,
    "red": 0xFF0000, "tomato": 0xFF6347, "coral": 0xFF7F50, "salmon": 0xFA8072,
    "chocolate": 0xD2691E, "saddlebrown": 0x8B4513, "orange": 0xFFA500, "gold": 0xFFD700,
    "goldenrod": 0xDAA520, "khaki": 0xF0E68C, "olive": 0x808000, "yellowgreen": 0x9ACD32,
    "darkgreen": 0x006400, "green": 0x008000, "forestgreen": 0x228B22, "seagreen": 0x2E8B57,
    "limegreen": 0x32CD32, "darkseagreen": 0x8FBC8F, "teal": 0x008080, "darkcyan": 0x008B8B,
    "turquoise": 0x40E0D0, "skyblue": 0x87CEEB, "steelblue": 0x4682B4, "dodgerblue": 0x1E90FF,
    "royalblue": 0x4169E1, "blue": 0x0000FF, "navy": 0x000080, "midnightblue": 0x191970,
    "darkslateblue": 0x483D8B, "slateblue": 0x6A5ACD, "indigo": 0x4B0082, "purple": 0x800080,
    "mediumpurple": 0x9370DB, "orchid": 0xDA70D6, "plum": 0xDDA0DD, "hotpink": 0xFF69B4,
    "darkslategray": 0x2F4F4F, "slategray": 0x708090, "white": 0xFFFFFF,
}  # fmt: skip


def nearest_name(colour: str) -> str:
    """The name whose red, green and blue are nearest to those of `#rrggbb`."""
    wanted = _parts(int(colour.removeprefix("#"), 16))
    return min(_NAMED, key=lambda name: _distance(_parts(_NAMED[name]), wanted))


def _parts(value: int) -> tuple[int, int, int]:
    return value >> 16, value >> 8 & 255, value & 255


def _distance(one: tuple[int, ...], other: tuple[int, ...]) -> int:
    return sum((a - b) ** 2 for a, b in zip(one, other, strict=True))
