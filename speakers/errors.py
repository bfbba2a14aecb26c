"""What people's calendars refuse; the docstring is what people read."""

from datetime import datetime


class SpeakerBusy(Exception):
    """This speaker is already engaged at that time."""

    def __init__(self, speaker_id: int, starts_at: datetime, ends_at: datetime) -> None:
        super().__init__(speaker_id, starts_at, ends_at)
        self.speaker_id = speaker_id
        self.starts_at = starts_at
        self.ends_at = ends_at


class SpeakerUnknown(Exception):
    """There is no such speaker."""


class EndsBeforeStart(Exception):
    """The end must be after the start."""


class NameMissing(Exception):
    """A speaker needs a name."""


class PictureUnreadable(Exception):
    """This is no picture that can be read. JPEG, PNG, WebP or GIF, please."""


class PictureTooLarge(Exception):
    """This picture is too large: at most {megabytes} MB."""

    def __init__(self, megabytes: int) -> None:
        super().__init__(megabytes)
        self.megabytes = megabytes
