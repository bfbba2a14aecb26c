"""Reports of CMCD version 2 in event mode (CTA-5004-B): `application/cmcd`, one report a line. Pure.

A report is a dictionary of structured fields (RFC 8941 §3.2): `cid="7",e=ps,pt=12000,sid="…",sn=4,sta=p,v=2`.
What a beat needs is read, everything else only has to be well formed; a value in parentheses and the
parameters behind a `;` are passed over.
"""

import re
from collections.abc import Iterator, Mapping, Sequence

Value = str | int | float | bool
Report = Mapping[str, Value]

MOST_REPORTS = 100

# Possessive throughout: a hostile line is given up at once, not tried in all ways.
_KEY = r"[A-Za-z*][A-Za-z0-9_.*-]*+"
_BARE = r'(?:"(?:[^"\\\x00-\x1f\x7f]|\\["\\])*+"|[A-Za-z0-9*?:+-][^\s,;"()]*+)'
_ITEM = rf"{_BARE}(?:;[ ]*+{_KEY}(?:={_BARE})?+)*+"
_LIST = rf"\([ ]*+(?:{_ITEM}(?:[ ]++(?=[^ )]){_ITEM})*+)?+[ ]*+\)"
_MEMBER = re.compile(
    rf"(?P<key>{_KEY})(?:=(?P<value>{_BARE}|{_LIST}))?+(?:;[ ]*+{_KEY}(?:={_BARE})?+)*+"
    r"[ \t]*+(?:,[ \t]*+|\Z)"
)
_NUMBER = re.compile(r"-?[0-9]{1,15}(?P<fraction>\.[0-9]{1,3})?")


class ReportMalformed(Exception):
    """Line {line} is not a report of CMCD version 2."""

    def __init__(self, line: int) -> None:
        self.line = line
        super().__init__(line)


class TooManyReports(Exception):
    """At most {most} reports fit in one body."""

    def __init__(self) -> None:
        self.most = MOST_REPORTS
        super().__init__(self.most)


def reports(body: bytes) -> list[Report]:
    """The reports of a body; raises ReportMalformed with the first line that is none."""
    lines = body.splitlines()
    if len(lines) > MOST_REPORTS:
        raise TooManyReports
    return [_report(line, number) for number, line in enumerate(lines, start=1) if line.strip()]


def is_beat(report: Report) -> bool:
    """Whether the report tells of a playing; others tell of requests, bitrates, advertisements."""
    return "sta" in report


def telling(states: Sequence[tuple[object, ...]]) -> list[int]:
    """The places of those beats of one playing that must be kept: the last of each run of equal states.

    Reports that were sent together arrive together: the server's clock stands still between them. Beats are
    cumulative, so of a run in one state the last says all, and the clock has passed since the body before.
    """
    return [
        place
        for place, state in enumerate(states)
        if place + 1 == len(states) or states[place + 1] != state
    ]


def _report(line: bytes, number: int) -> Report:
    try:
        return dict(_members(line.decode().strip(" \t\r")))
    except ValueError as error:  # a UnicodeDecodeError is one
        raise ReportMalformed(number) from error


def _members(text: str) -> Iterator[tuple[str, Value]]:
    place = 0
    while place < len(text):
        found = _MEMBER.match(text, place)
        if found is None or (found.end() == len(text) and text[-1] == ","):
            raise ValueError(text)
        place = found.end()
        yield found["key"], _value(found["value"])


def _value(raw: str | None) -> Value:
    if raw is None:
        return True
    if raw.startswith('"'):
        return re.sub(r"\\(.)", r"\1", raw[1:-1])
    if raw in {"?0", "?1"}:
        return raw == "?1"
    number = _NUMBER.fullmatch(raw)
    if number is None:
        return raw
    return float(raw) if number["fraction"] else int(raw)
