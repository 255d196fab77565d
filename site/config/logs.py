"""What is written down of an error: never the values of a row."""

import logging
import re

# PostgreSQL adds the refused row or key to its message: "DETAIL:  Failing row contains (…)".
_ROW = re.compile(r"^(\s*DETAIL:).*$", re.MULTILINE)


class WithoutRows(logging.Formatter):
    """A log line in which what the database tells of a row is left out."""

    def format(self, record: logging.LogRecord) -> str:
        return _ROW.sub(r"\1 (…)", super().format(record))
