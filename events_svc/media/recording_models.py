"""What belongs to a recording: its chapters, subtitles, files to keep, and the picture that stands for it."""

from enum import StrEnum

from tortoise import fields
from tortoise.migrations.constraints import CheckConstraint, UniqueConstraint
from tortoise.models import Model

from events_svc.media.models import Recording


class TrackKind(StrEnum):
    """As the `kind` of HTML's <track>: subtitles translate, captions also tell what is heard."""

    SUBTITLES = "subtitles"
    CAPTIONS = "captions"


class FileKind(StrEnum):
    VIDEO = "video"
    AUDIO = "audio"
    SLIDES = "slides"
    DOCUMENT = "document"


class Chapter(Model):
    """A part of a recording that begins at a moment and has a title."""

    id = fields.BigIntField(primary_key=True)
    recording: fields.ForeignKeyRelation[Recording] = fields.ForeignKeyField(
        "models.Recording", related_name="chapters", on_delete=fields.CASCADE, db_index=True
    )
    recording_id: int
    starts_ms = fields.IntField()
    title: dict[str, str] = fields.JSONField()

    class Meta:
        table = "recording_chapter"
        constraints = [
            UniqueConstraint(fields=("recording_id", "starts_ms"), name="chapter_begins_once"),
            CheckConstraint(check="starts_ms >= 0", name="chapter_begins_after_start"),
        ]


class TextTrack(Model):
    """Subtitles of a recording in one language: WebVTT, and what the search and the transcript read of it.

    `lines` has one line a cue. `marks` are 32-bit numbers, three a cue: its first and last millisecond, and
    where it begins in `folded`, the whole text as the search compares it (media.transcripts).
    """

    id = fields.BigIntField(primary_key=True)
    recording: fields.ForeignKeyRelation[Recording] = fields.ForeignKeyField(
        "models.Recording", related_name="tracks", on_delete=fields.CASCADE, db_index=True
    )
    recording_id: int
    language = fields.CharField(max_length=40)
    kind = fields.CharEnumField(TrackKind, max_length=16, default=TrackKind.SUBTITLES)
    is_automatic = fields.BooleanField(
        default=False
    )  # made by a machine, and not yet read by a person
    body = fields.TextField()  # WebVTT, served as it stands
    digest = fields.CharField(max_length=64)  # SHA-256 of the body in hex: its ETag
    cues = fields.IntField()
    lines = fields.TextField()
    folded = fields.TextField()
    marks = fields.BinaryField()
    updated_at = fields.DatetimeField(auto_now=True)

    class Meta:
        table = "recording_track"
        constraints = [
            UniqueConstraint(
                fields=("recording_id", "language", "kind"), name="recording_track_once"
            ),
            CheckConstraint(check="cues > 0", name="recording_track_says_something"),
        ]


class RecordingFile(Model):
    """A file of a recording to keep: the video in a quality, the sound alone, slides, a hand-out."""

    id = fields.BigIntField(primary_key=True)
    recording: fields.ForeignKeyRelation[Recording] = fields.ForeignKeyField(
        "models.Recording", related_name="files", on_delete=fields.CASCADE, db_index=True
    )
    recording_id: int
    kind = fields.CharEnumField(FileKind, max_length=16)
    url = fields.CharField(max_length=1000)
    title = fields.CharField(max_length=200, default="")
    media_type = fields.CharField(max_length=120)
    language = fields.CharField(max_length=40, default="")
    quality = fields.CharField(max_length=40, default="")  # 1080p, 128k
    size = fields.BigIntField(null=True)  # octets
    position = fields.IntField(default=0)

    class Meta:
        table = "recording_file"
        constraints = [
            UniqueConstraint(fields=("recording_id", "url"), name="recording_file_once"),
            CheckConstraint(check="size IS NULL OR size >= 0", name="recording_file_size"),
        ]


class RecordingPicture(Model):
    """The picture that stands for a recording, kept here: no visitor's machine asks another server for it."""

    id = fields.BigIntField(primary_key=True)
    recording: fields.ForeignKeyRelation[Recording] = fields.ForeignKeyField(
        "models.Recording", related_name="pictures", on_delete=fields.CASCADE, db_index=True
    )
    recording_id: int
    media_type = fields.CharField(max_length=40)
    width = fields.IntField()
    height = fields.IntField()
    digest = fields.CharField(max_length=64)
    body = fields.BinaryField()

    class Meta:
        table = "recording_picture"
        constraints = [
            UniqueConstraint(fields=("recording_id",), name="recording_picture_once"),
            CheckConstraint(check="width > 0 AND height > 0", name="recording_picture_seen"),
        ]


class RecordingTokens(Model):
    """What a published recording is found by: the tokens that the application makes (media.tokens).

    The id is the recording's place among the newest (media.places), so that both engines find in the order
    of the index and stop when a page is full.
    """

    id = fields.BigIntField(primary_key=True, generated=False)
    recording: fields.ForeignKeyRelation[Recording] = fields.ForeignKeyField(
        "models.Recording", related_name="token_rows", on_delete=fields.CASCADE, db_index=True
    )
    recording_id: int
    tokens = fields.TextField()

    class Meta:
        table = "recording_tokens"
        constraints = [UniqueConstraint(fields=("recording_id",), name="recording_tokens_once")]
