"""What differs between two wordings, word by word; codes, numbers and legal tokens stay whole."""

import re
from collections.abc import Sequence
from difflib import SequenceMatcher
from typing import Literal, NamedTuple

_TOKEN = re.compile(
    r"""
    [0-9][A-E][0-9]{3}(?:\.[0-9a-z]{1,3})*          # a code: 3A001.a.5
  | [0-9]+(?:[.,\u00a0\u202f][0-9]+)*(?:[×x]10[⁻⁰¹²³⁴⁵⁶⁷⁸⁹0-9-]+)?   # a number with its separators: 1,5 or 10.000
  | \([0-9A-Za-z]{1,4}\)                            # a point: (a), (iv)
  | [≤≥<>=±]                                        # a comparator
  | \w+(?:[-'’/]\w+)*                               # a word
  | \s+
  | .
    """,
    re.VERBOSE | re.DOTALL,
)
LIMIT = 4_000
"""Tokens on each side; longer wordings are shown as a whole old and a whole new one, so that none stalls a build."""


class Span(NamedTuple):
    """A stretch of text that stands in both wordings, or in one."""

    kind: Literal["same", "deleted", "inserted"]
    text: str


def redline(old: str, new: str) -> list[Span]:
    """Compare two wordings.

    Returns:
        Spans in reading order: without the deleted ones they read as `new`, without the inserted ones as `old`.
    """
    before, after = _TOKEN.findall(old), _TOKEN.findall(new)
    if max(len(before), len(after)) > LIMIT:
        return [Span("deleted", old), Span("inserted", new)]
    spans: list[Span] = []
    for kind, start, end, new_start, new_end in _operations(before, after):
        if kind == "equal":
            spans.append(Span("same", "".join(before[start:end])))
            continue
        if end > start:
            spans.append(Span("deleted", "".join(before[start:end])))
        if new_end > new_start:
            spans.append(Span("inserted", "".join(after[new_start:new_end])))
    return spans


def _operations(before: Sequence[str], after: Sequence[str]) -> list[tuple[str, int, int, int, int]]:
    """Return what turns one into the other; a lone blank between two changes belongs to them."""
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    merged: list[tuple[str, int, int, int, int]] = []
    operations = matcher.get_opcodes()
    for position, operation in enumerate(operations):
        kind, start, end, new_start, new_end = operation
        lone = kind == "equal" and end - start == 1 and before[start].isspace()
        inside = 0 < position < len(operations) - 1
        kind = "replace" if lone and inside else kind
        if merged and kind != "equal" and merged[-1][0] != "equal":
            merged[-1] = ("replace", merged[-1][1], end, merged[-1][3], new_end)
        else:
            merged.append((kind, start, end, new_start, new_end))
    return merged
