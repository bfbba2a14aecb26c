"""Logs: one line an event, with what the caller knows."""

import json
import logging

from events_svc import logs


def _record(**extra: object) -> logging.LogRecord:
    record = logging.makeLogRecord(
        {"name": "events_svc.requests", "levelname": "INFO", "msg": "request"}
    )
    vars(record).update(extra)
    return record


def test_json_lines_carry_the_request_id_and_chinese_as_it_is() -> None:
    line = logs._Json().format(_record(request_id="ab12", title="论坛"))
    told = json.loads(line)
    told.pop("at")
    assert told == {
        "level": "info",
        "logger": "events_svc.requests",
        "message": "request",
        "request_id": "ab12",
        "title": "论坛",
    }
    assert "论坛" in line


def test_text_lines_name_their_fields() -> None:
    line = logs._Text().format(_record(request_id="ab12", status=200))
    assert line.endswith("info    events_svc.requests request request_id=ab12 status=200")
