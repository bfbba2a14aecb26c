"""What events refuse; the docstring is what people read."""


class SlugTaken(Exception):
    """Another page has the address {slug} already."""

    def __init__(self, slug: str) -> None:
        super().__init__(slug)
        self.slug = slug


class AddressFixed(Exception):
    """The address of a public event stays as it is, so that no link breaks."""


class EditionTaken(Exception):
    """The series has this edition already."""


class EventCancelled(Exception):
    """This event was cancelled and does not change any more."""


class NotPublished(Exception):
    """Only a published event can be cancelled."""


class EndsBeforeStart(Exception):
    """The end must be after the start."""


class PartOfItself(Exception):
    """An event cannot be a part of itself."""


class PartyTwice(Exception):
    """This organisation has this role already."""


class OrganisationUnknown(Exception):
    """Please choose an organisation, or name a new one."""


class ChoiceUnknown(Exception):
    """Please choose one of the list."""

    def __init__(self, field: str) -> None:
        super().__init__(field)
        self.field = field
        self.errors = {field: self.__doc__ or ""}
