"""Lists of recordings that are being brought in, a portion at a time, or have been."""

from enum import StrEnum
from typing import Any

from tortoise import fields
from tortoise.indexes import Index
from tortoise.migrations.constraints import CheckConstraint

from events_svc.accounts.models import Organisation
from events_svc.events.models import Series
from events_svc.outbox.work import Work


class ImportState(StrEnum):
    RUNNING = "running"
    DONE = "done"


class RecordingImport(Work):
    """A list of recordings, of which the first `done` rows stand.

    `body` has the rows that are still to come, packed (`rows.packed`); it is blank once all stand. `meant`
    says of each row which recording it was compared with before the first was written, null: none, it is
    new. `problems` are rows that could not be written after all: line, path, title, reason and its values.
    """

    organisation: fields.ForeignKeyRelation[Organisation] = fields.ForeignKeyField(
        "models.Organisation",
        related_name="recording_imports",
        on_delete=fields.CASCADE,
        db_index=True,
    )
    organisation_id: int
    series: fields.ForeignKeyNullableRelation[Series] = fields.ForeignKeyField(
        "models.Series",
        related_name="recording_imports",
        on_delete=fields.CASCADE,
        null=True,
        db_index=True,
    )
    series_id: int | None
    state = fields.CharEnumField(ImportState, max_length=16, default=ImportState.RUNNING)
    dialect = fields.CharField(max_length=40)
    digest = fields.CharField(max_length=64)  # SHA-256 of the file
    body = fields.BinaryField()
    meant: list[int | None] = fields.JSONField()
    total = fields.IntField()
    done = fields.IntField(default=0)
    made = fields.IntField(default=0)
    changed = fields.IntField(default=0)
    problems: list[dict[str, Any]] = fields.JSONField(default=list)

    class Meta:
        table = "recording_import"
        constraints = [
            CheckConstraint(check="done >= 0 AND done <= total", name="recording_import_within"),
        ]
        indexes = [Index(fields=["organisation_id", "id"], name="recording_import_of")]

    @property
    def is_running(self) -> bool:
        return self.state is ImportState.RUNNING

    @property
    def unchanged(self) -> int:
        """How many of the rows that were looked at say what stood already."""
        return self.done - self.made - self.changed - len(self.problems)
