"""What is wrong, where, and how to put it right: the one type that every layer reports with."""

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass


@dataclass(frozen=True, order=True, slots=True)
class Problem:
    """One finding. Sorting a list of problems puts them in the order of files and lines."""

    path: str
    """The file, relative to the folder that was checked, with forward slashes."""

    line: int
    """Counted from 1; 1 where the whole file is meant."""

    column: int
    """Counted from 1."""

    rule: str
    """Identifier of the rule, as in the documentation of the rules."""

    message: str
    """What is wrong, one sentence without a full stop."""

    hint: str = ""
    """How to put it right."""


class DataError(Exception):
    """The data cannot be used; `problems` says why. The command line shows them and exits with 1."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(set(problems)))
        super().__init__(f"{len(self.problems)} problems")


class UsageError(Exception):
    """The caller asked for something that does not exist; the text is a sentence for a person."""


def as_text(problems: Iterable[Problem]) -> str:
    """Write `file:line:column: RULE message` with the hint on a line of its own."""
    lines: list[str] = []
    for problem in problems:
        lines.append(f"{problem.path}:{problem.line}:{problem.column}: {problem.rule} {problem.message}")
        if problem.hint:
            lines.append(f"    fix: {problem.hint}")
    return "".join(line + "\n" for line in lines)


def as_json(problems: Iterable[Problem]) -> str:
    """Write an object with `total` and `problems`, for programs."""
    records = [asdict(problem) for problem in problems]
    return json.dumps({"total": len(records), "problems": records}, ensure_ascii=False, indent=2) + "\n"


def as_github(problems: Iterable[Problem]) -> str:
    """Write GitHub workflow commands, which show each problem beside the line of the pull request."""

    def escaped(text: str, also: str = "") -> str:
        for character in "%\r\n" + also:
            text = text.replace(character, f"%{ord(character):02X}")
        return text

    return "".join(
        f"::error file={escaped(problem.path, ':,')},line={problem.line},col={problem.column},"
        f"title={escaped(problem.rule, ':,')}::{escaped(problem.message)}"
        f"{escaped('. ' + problem.hint if problem.hint else '')}\n"
        for problem in problems
    )
