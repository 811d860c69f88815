"""Logs as one JSON object a line, without patient data: a route's pattern, never its address or its words."""

from __future__ import annotations

import json
import logging
from datetime import UTC, datetime
from typing import Any

FIELDS = ("route", "method", "status", "milliseconds", "user", "event")


class JsonFormatter(logging.Formatter):
    """Format a record with its time, level, place and the few named fields that are no patient data."""

    def format(self, record: logging.LogRecord) -> str:
        """Give one line of JSON. Of an error it says the type and the places in our code, never the values."""
        line: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
        }
        line |= {name: getattr(record, name) for name in FIELDS if hasattr(record, name)}
        if record.name.startswith("papule"):
            line["message"] = record.getMessage()
        else:
            line["message"] = str(record.msg)  # the pattern: its arguments may hold an address or a name
        if record.exc_info and record.exc_info[0]:
            line["error"] = record.exc_info[0].__name__
            line["where"] = _places(record.exc_info[2])
        return json.dumps(line, ensure_ascii=False)


def _places(trace: Any) -> list[str]:  # noqa: ANN401 -- a traceback, or None
    found = []
    while trace is not None:
        code = trace.tb_frame.f_code
        found.append(f"{code.co_filename.rpartition('/')[2]}:{trace.tb_lineno} {code.co_name}")
        trace = trace.tb_next
    return found[-8:]
