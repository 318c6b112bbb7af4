"""Writes commented files for a maintainer to fill in."""

import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from generator.dataset import Dataset
from generator.problems import UsageError
from generator.vocabulary import MEMBER_STATES

_IDENTIFIER = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_ACT = re.compile(r"[A-Za-z0-9]+(-[A-Za-z0-9]+)*")
_CELEX = re.compile(r"3([0-9]{4})[A-Z][0-9]{4}")
_YEAR = re.compile(r"(?<![0-9])(19[5-9][0-9]|20[0-9]{2})(?![0-9])")

_LIST = """\
kind: national                      # union, national, sanctions, third-country
issuer: {issuer:<28}# eu, or the code of the State in small letters
scheme: true                        # codes follow Annex I: digit, letter, number
legal_basis: ""                     # Regulation (EU) 2021/821, Art. 9; and the national act
in_force: [{{from: null, by: {act}}}]   # first day, and the act that made the list
acts: [{act}]                       # oldest first; each needs a file in acts/
entries_recorded: none              # complete, partial, none
tracked_since: {today}           # the state that you record first
checked: {today}                 # the day up to which you looked for changes
links: []                           # official addresses
destinations: null                  # in your own words
sources: [""]                       # where you saw all this
recalled: []                        # fields that no source confirms
"""

_ACT_FILE = """\
kind: {kind:<28}# regulation, delegated-regulation, national-act, corrigendum, notice …
status: unknown                     # adopted, in-force, overtaken, ended, not-binding, unknown
issuer: {issuer:<28}# eu, or the code of the State in small letters
celex: {celex}
name: null                          # what the act calls itself, where it has no CELEX
gazette: null                       # where it was published, such as OJ L, 2027/1, 5.1.2027
url: null                           # the official address, where there is no CELEX
adopted: null                       # year-month-day, or null
published: null
in_force: null
amends: []                          # identifiers of acts
sources: [""]                       # where you saw all this
recalled: []                        # fields that no source confirms
"""

_ENTRY = """\
- code: "{code}"
  in_force: [{{from: null, by: null}}]  # first day, and the act
  # regime: wassenaar               # where the number's range points to one
  # parameters:
  # - {{quantity: wavelength, above: 193, unit: nm}}
  # see_also: ["{code}"]
  # same_as: [{{list: annex-i, code: "{code}", relation: same, evidence: inferred}}]
"""


def scaffold(kind: Literal["list", "act", "entry"], identifier: str, dataset: Dataset, lists: Path) -> list[Path]:
    """Write the file or files for a new record.

    Args:
        kind: what is to be recorded.
        identifier: of the list (its folder), the act (its file), or `list/code` for an entry.
        dataset: what is there already.
        lists: the folder of the dataset.

    Returns:
        The files that were written or added to.

    Raises:
        UsageError: the identifier has not the form it needs, or is taken.
    """
    makers = {"list": _new_list, "act": _new_act, "entry": _new_entry}
    return makers[kind](identifier, dataset, lists)


def _new_list(identifier: str, dataset: Dataset, lists: Path) -> list[Path]:
    _demand(_IDENTIFIER, identifier, "small letters, digits and hyphens, such as es-order-2027")
    if identifier in dataset.lists:
        raise UsageError(f"there is a list '{identifier}' already")
    issuer = identifier.partition("-")[0]
    folder = lists / "national" / identifier
    text = _LIST.format(issuer=issuer if issuer in MEMBER_STATES else "eu", act="act-to-record", today=_today())
    return [
        _write(folder / "list.yaml", text),
        _write(folder / "labels/en/list.yaml", 'title: ""  # short, in your own words\n'),
    ]


def _new_act(identifier: str, dataset: Dataset, lists: Path) -> list[Path]:
    _demand(_ACT, identifier, "letters, digits and hyphens, such as 32027R0001 or es-order-2027")
    if identifier in dataset.acts:
        raise UsageError(f"there is an act '{identifier}' already")
    celex = _CELEX.fullmatch(identifier)
    years = _YEAR.findall(identifier)
    year = celex[1] if celex else years[0] if years else _today()[:4]
    prefix = identifier.partition("-")[0]
    text = _ACT_FILE.format(
        kind="delegated-regulation" if celex else "national-act",
        issuer=prefix if prefix in MEMBER_STATES else "eu",
        celex=identifier if celex else "null",
    )
    return [_write(lists / "acts" / year / f"{identifier}.yaml", text)]


def _new_entry(identifier: str, dataset: Dataset, lists: Path) -> list[Path]:
    list_identifier, _, code = identifier.partition("/")
    control_list = dataset.lists.get(list_identifier)
    if control_list is None:
        known = ", ".join(dataset.lists)
        raise UsageError(f"there is no list '{list_identifier}'; write list/code with one of: {known}")
    _demand(re.compile(r"[0-9A-Z][0-9A-Za-z]{0,15}"), code, "a code such as 3A999 after the list and a slash")
    if code in control_list.entries:
        raise UsageError(f"there is {code} on the list '{list_identifier}' already")
    siblings = [place.path for other, place in control_list.places.items() if other[:2] == code[:2]]
    folder = control_list.place.path.rpartition("/")[0]
    path = lists / (siblings[-1] if siblings else f"{folder}/entries.yaml")
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a", encoding="utf-8") as file:
        file.write(_ENTRY.format(code=code))
    return [path]


def _demand(pattern: re.Pattern[str], value: str, form: str) -> None:
    if not pattern.fullmatch(value) or len(value) > 60:
        raise UsageError(f"'{value}' is no identifier here; write {form}")


def _write(path: Path, text: str) -> Path:
    if path.exists():
        raise UsageError(f"{path} exists already")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def _today() -> str:
    return datetime.now(UTC).date().isoformat()
