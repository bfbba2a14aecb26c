"""What accounts refuse; the docstring is what people read."""

from typing import TypeVar

Found = TypeVar("Found")


class NotFound(Exception):
    """There is nothing here."""


def there(found: Found | None) -> Found:
    """What a lookup found; NotFound where it found nothing."""
    if found is None:
        raise NotFound
    return found


class TooManyAttempts(Exception):
    """That was too often. Please wait {seconds} seconds."""

    def __init__(self, seconds: int) -> None:
        self.seconds = seconds
        super().__init__(seconds)


class WrongPassword(Exception):
    """This e-mail and this password do not belong together."""


class LinkGone(Exception):
    """This link has been used or has expired. Ask for a new one."""


class EmailTaken(Exception):
    """There is an account for {email} already."""

    def __init__(self, email: str) -> None:
        self.email = email
        super().__init__(email)


class AlreadyInTeam(Exception):
    """{email} is in this team already."""

    def __init__(self, email: str) -> None:
        self.email = email
        super().__init__(email)


class LastOwner(Exception):
    """Somebody must stay owner: name another owner first."""


class SlugTaken(Exception):
    """The address “{slug}” is taken."""

    def __init__(self, slug: str) -> None:
        self.slug = slug
        super().__init__(slug)


class Circle(Exception):
    """An organisation cannot stand below itself."""


class TooDeep(Exception):
    """Organisations cannot stand more than {levels} levels deep."""

    def __init__(self, levels: int) -> None:
        self.levels = levels
        super().__init__(levels)
