"""Reports whose rows the worker reads to freeze them: those that stand on more than somebody waits for."""

from enum import StrEnum

from tortoise import fields
from tortoise.indexes import Index
from tortoise.migrations.constraints import CheckConstraint

from events_svc.accounts.models import Organisation
from events_svc.outbox.work import Work
from events_svc.reports.models import ReportKind


class ReadingState(StrEnum):
    RUNNING = "running"
    DONE = "done"
    EMPTY = "empty"  # nothing to report any more
    GONE = "gone"  # what it is about was deleted


class ReportReading(Work):
    """Somebody wants this report frozen; `report_id` is the one that came of it.

    `done` of about `total` rows were read.
    """

    organisation: fields.ForeignKeyRelation[Organisation] = fields.ForeignKeyField(
        "models.Organisation",
        related_name="report_readings",
        on_delete=fields.CASCADE,
        db_index=True,
    )
    organisation_id: int
    kind = fields.CharEnumField(ReportKind, max_length=16)
    event_id = fields.BigIntField(null=True)
    series_id = fields.BigIntField(null=True)
    year = fields.IntField(null=True)
    note = fields.CharField(max_length=300, default="")
    state = fields.CharEnumField(ReadingState, max_length=16, default=ReadingState.RUNNING)
    report_id = fields.BigIntField(null=True)
    total = fields.BigIntField(default=0)
    done = fields.BigIntField(default=0)

    class Meta:
        table = "report_reading"
        constraints = [
            CheckConstraint(
                check="(state = 'done') = (report_id IS NOT NULL)",
                name="report_reading_done_with_report",
            ),
        ]
        indexes = [Index(fields=["organisation_id", "state"], name="report_reading_of")]

    @property
    def is_running(self) -> bool:
        return self.state is ReadingState.RUNNING
