"""What a hub says of itself on its own pages."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class About:
    """Its server, where phones find it, by what its certificate is known, and the key of its own pages."""

    server: str
    addresses: tuple[str, ...]
    fingerprint: str
    authority: str  # PEM
    key: str = field(repr=False)
    token: str = field(default="", repr=False)  # with which it speaks to its server

    @property
    def spoken_fingerprint(self) -> str:
        """The fingerprint as phones and browsers show it: `AB:CD:…`."""
        digits = self.fingerprint.upper()
        return ":".join(digits[n : n + 2] for n in range(0, len(digits), 2))
