"""Reads a table that relates customs codes to entries, such as the Commission's correlation table saved as CSV."""

import csv
import re
from dataclasses import dataclass
from pathlib import Path

from generator.dataset import ControlList
from generator.lookup import plain
from generator.problems import DataError, Problem

COLUMNS = ("customs_code", "code")
_CUSTOMS_CODE = re.compile(r"[0-9]{4}([0-9]{2}){0,3}")


@dataclass(frozen=True)
class Table:
    """What a file relates, and what in it could not be used."""

    codes: dict[str, list[str]]
    """Customs code to codes of the list, both in order."""

    misses: list[Problem]
    """Rows that were left out, each with its line and the reason."""


def read(path: Path, control_list: ControlList) -> Table:
    """Read a CSV file with the columns `customs_code` and `code`, in any order and with any others beside.

    Args:
        path: UTF-8, with commas or semicolons. Customs codes may have blanks and dots (8486 20 90), codes may lack
            their dots (2B350g).
        control_list: the list that the codes are of.

    Raises:
        DataError: the file cannot be read, or lacks a column.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError):
        raise DataError(
            [Problem(str(path), 1, 1, "encoding", "this is no text file in UTF-8", "save it as CSV, UTF-8")]
        ) from None
    rows = csv.DictReader(text.splitlines(), delimiter=";" if ";" in text.partition("\n")[0] else ",")
    missing = [name for name in COLUMNS if name not in (rows.fieldnames or ())]
    if missing:
        hint = f"the first line must name the columns {' and '.join(COLUMNS)}"
        raise DataError([Problem(str(path), 1, 1, "missing-field", f"there is no column '{missing[0]}'", hint)])
    known = {plain(code): code for code in control_list.entries}
    table = Table({}, [])
    for row in rows:
        customs_code = re.sub(r"[\s.]", "", row["customs_code"] or "")
        code = known.get(plain(row["code"] or ""))
        if code is None or not _CUSTOMS_CODE.fullmatch(customs_code):
            what = (
                f"there is no {row['code']!r} on the list"
                if code is None
                else f"{row['customs_code']!r} is no customs code"
            )
            hint = "the table may be of an older list; look the code up, or leave the row out"
            table.misses.append(Problem(str(path), rows.line_num, 1, "correlation", what, hint))
            continue
        codes = table.codes.setdefault(customs_code, [])
        if code not in codes:
            codes.append(code)
    return Table(dict(sorted(table.codes.items())), table.misses)


def as_yaml(table: Table, year: int, source: str) -> str:
    """Write the table as `correlation.yaml`."""
    lines = [f"year: {year}", "sources:", f"- {_quoted(source)}", "codes:"]
    lines += [f'  "{customs_code}": [{", ".join(map(_quoted, codes))}]' for customs_code, codes in table.codes.items()]
    return "\n".join(lines) + "\n"


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
