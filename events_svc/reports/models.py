"""Reports that were frozen: what they say, the rows they stand on, who may read them, when they were checked."""

from enum import StrEnum

from tortoise import fields
from tortoise.indexes import Index
from tortoise.migrations.constraints import CheckConstraint, UniqueConstraint
from tortoise.models import Model

from events_svc.accounts.models import Organisation


class ReportKind(StrEnum):
    EVENT = "event"
    SERIES = "series"
    ORGANISATION = "organisation"
    YEAR = "year"


class FrozenReport(Model):
    """A report as it was frozen: canonical JSON, its SHA-256, and the link to the one before, append only.

    `number` counts the reports of the organisation, `link` is over the link before and `sha256`. Event
    and series are named by id alone: a report outlives what it is about.
    """

    id = fields.BigIntField(primary_key=True)
    organisation: fields.ForeignKeyRelation[Organisation] = fields.ForeignKeyField(
        "models.Organisation",
        related_name="frozen_reports",
        on_delete=fields.RESTRICT,
        db_index=True,
    )
    organisation_id: int
    number = fields.IntField()
    kind = fields.CharEnumField(ReportKind, max_length=16)
    event_id = fields.BigIntField(null=True)
    series_id = fields.BigIntField(null=True)
    year = fields.IntField(null=True)
    title: dict[str, str] = fields.JSONField()
    note = fields.CharField(max_length=300, default="")
    frozen_at = fields.DatetimeField()
    author = fields.CharField(max_length=254, default="")
    body = fields.TextField()
    sha256 = fields.CharField(max_length=64)
    link = fields.CharField(max_length=64)

    class Meta:
        table = "frozen_report"
        constraints = [
            UniqueConstraint(
                fields=("organisation_id", "number"), name="frozen_report_number_once"
            ),
            UniqueConstraint(fields=("sha256",), name="frozen_report_sha256_once"),
            CheckConstraint(check="number >= 1", name="frozen_report_number_positive"),
        ]
        indexes = [
            Index(fields=["event_id", "id"], name="frozen_report_event"),
            Index(fields=["series_id", "id"], name="frozen_report_series"),
        ]


class ReportRows(Model):
    """The rows of one table that a report stands on: id, digest, and a copy where the row may still grow."""

    id = fields.BigIntField(primary_key=True)
    report: fields.ForeignKeyRelation[FrozenReport] = fields.ForeignKeyField(
        "models.FrozenReport", related_name="row_lists", on_delete=fields.RESTRICT, db_index=True
    )
    report_id: int
    name = fields.CharField(max_length=40)  # of the table
    data = fields.BinaryField()  # packed by reports.evidence

    class Meta:
        table = "report_rows"
        constraints = [UniqueConstraint(fields=("report_id", "name"), name="report_rows_once")]


class ReportPublication(Model):
    """Everybody may read the report."""

    id = fields.BigIntField(primary_key=True)
    report: fields.ForeignKeyRelation[FrozenReport] = fields.ForeignKeyField(
        "models.FrozenReport", related_name="publications", on_delete=fields.RESTRICT, db_index=True
    )
    report_id: int
    published_at = fields.DatetimeField()

    class Meta:
        table = "report_publication"
        constraints = [UniqueConstraint(fields=("report_id",), name="report_publication_once")]


class ReportCheck(Model):
    """The report was recomputed from its rows: `findings` is empty when all was as frozen."""

    id = fields.BigIntField(primary_key=True)
    report: fields.ForeignKeyRelation[FrozenReport] = fields.ForeignKeyField(
        "models.FrozenReport", related_name="checks", on_delete=fields.RESTRICT, db_index=True
    )
    report_id: int
    at = fields.DatetimeField()
    rows = fields.BigIntField()
    findings: list[dict[str, object]] = fields.JSONField()

    class Meta:
        table = "report_check"
        indexes = [Index(fields=["report_id", "id"], name="report_check_latest")]
