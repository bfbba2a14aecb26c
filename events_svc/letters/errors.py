"""What writing to people refuses; the docstring is what people read."""


class LetterRefused(Exception):
    """This mail cannot be sent like this."""


class UnknownPlaceholder(LetterRefused):
    """Nobody knows what stands for {placeholder} here."""

    def __init__(self, placeholder: str, field: str) -> None:
        super().__init__(placeholder, field)
        self.placeholder = "{" + placeholder + "}"
        self.field = field  # subject_zh, body_en …


class WordsMissing(LetterRefused):
    """A mail needs a subject and a text in the same language."""


class LetterGone(LetterRefused):
    """This mail is on its way already, or was called off: it stays as it is."""


class TimePassed(LetterRefused):
    """This moment is over already."""


class NobodyThere(LetterRefused):
    """Nobody would get this mail."""
