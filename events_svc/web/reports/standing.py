"""Whether a frozen report stands, in words: now, or when it was checked last."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from events_svc import clock
from events_svc.reports import canonical, verify
from events_svc.reports.models import FrozenReport, ReportCheck
from events_svc.reports.recompute import Verdict
from events_svc.web.i18n import gettext
from events_svc.web.reports import words


@dataclass(frozen=True, slots=True)
class Standing:
    """`is_sound` None: its rows were never read again. `findings`: what is wrong, in words."""

    is_sound: bool | None
    at: datetime | None
    rows: int
    findings: Sequence[str]


def of_verdict(verdict: Verdict) -> Standing:
    """What was found just now."""
    said = [told(one) for one in verify.findings(verdict)]
    return Standing(verdict.is_sound, clock.now(), verdict.rows, said)


def of_check(report: FrozenReport, check: ReportCheck | None) -> Standing:
    """What the last check found; that the report fits its hash is looked at now."""
    said = [told(one) for one in check.findings] if check else []
    if canonical.sha256(report.body.encode()) != report.sha256:
        altered = told({"table": "frozen_report", "row": 0, "what": "altered"})
        said = [altered, *(one for one in said if one != altered)]
    is_sound = False if said else (True if check else None)
    return Standing(is_sound, check.at if check else None, check.rows if check else 0, said)


def told(finding: dict[str, Any]) -> str:
    """One finding as people read it."""
    known = {
        "altered": gettext("The stored report does not fit its hash"),
        "unlinked": gettext("The report does not follow from the one before it"),
        "different": gettext("Recomputed from its rows the report says something else"),
        "changed": gettext("%(table)s row %(row)s has changed"),
        "missing": gettext("%(table)s row %(row)s is missing"),
        "added": gettext("%(table)s row %(row)s was slipped in"),
    }
    return known[finding["what"]] % {"table": words.table(finding["table"]), "row": finding["row"]}
