"""Finds an entry by its code, however the code is typed."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from generator import timeline, urls
from generator.applicability import KINDS, Applicability, Register
from generator.changes import ChangeSet
from generator.dataset import ControlList, Dataset, Tree, default_label
from generator.model import Entry
from generator.problems import UsageError
from generator.recorded import Chronicle, Recorded
from generator.vocabulary import MEMBER_STATES


@dataclass(frozen=True)
class Question:
    """What is asked for."""

    code: str
    """As typed: 3A001.a.5, 3a1a5."""

    identifier: str | None
    """A list, or `None` for every list."""

    state: str | None
    """A Member State in small letters: what it means for exporters established there."""

    on: date


Found = list[tuple[ControlList, Entry]]


def plain(code: str) -> str:
    """Bring a code into the form in which codes are compared: `3A001.a.5`, `3a1a5` and `3A001A5` are `3a001a5`."""
    letters = re.sub(r"[^0-9a-z]", "", code.lower())
    return re.sub(r"^([0-9][a-z])([0-9]{1,2})(?![0-9])", lambda match: match[1] + match[2].zfill(3), letters)


def find(dataset: Dataset, question: Question) -> Found:
    """Return the entries and paragraphs that a question means.

    Raises:
        UsageError: there is no such list or State.
    """
    _refuse_unknown(dataset.lists, question.identifier, question.state)
    wanted = plain(question.code)
    return [
        (control_list, entry)
        for identifier, control_list in dataset.lists.items()
        if question.identifier in (None, identifier)
        for code, entry in control_list.entries.items()
        if plain(code) == wanted
    ]


def _refuse_unknown(lists: Iterable[str], identifier: str | None, state: str | None) -> None:
    if identifier is not None and identifier not in lists:
        raise UsageError(f"there is no list '{identifier}'; known: {', '.join(lists)}")
    if state is not None and state not in MEMBER_STATES:
        raise UsageError(f"'{state}' is no Member State; write a two-letter code such as NL or GR")


def as_records(dataset: Dataset, question: Question, found: Found) -> list[dict[str, Any]]:
    """Return what was found for a program."""
    records = []
    register = Register(dataset)
    for control_list, entry in found:
        standing = timeline.standing(control_list.versions(entry.code), question.on)
        records.append(
            {
                "list": control_list.identifier,
                "code": entry.code,
                "label": default_label(control_list.labels.get("en", {}).get(entry.code)),
                "on": question.on.isoformat(),
                "status": standing.status,
                "from": standing.version.start.isoformat() if standing.version.start else None,
                "by": standing.version.by,
                "until": standing.version.until.isoformat() if standing.version.until else None,
                "parameters": [
                    each.model_dump(mode="json", exclude_none=True) for each in entry.parameters_on(question.on)
                ],
                "paragraphs": [paragraph.code for paragraph in control_list.below(entry.code)],
                "address": urls.entry_page(control_list.identifier, entry),
                "applicability": _applicability(register, control_list, entry, question),
            }
        )
    return records


def _applicability(
    register: Register, control_list: ControlList, entry: Entry, question: Question
) -> dict[str, Any] | None:
    span = meaning(register, control_list, entry, question)
    if span is None:
        return None
    return {"state": question.state, "status": span.status, "article": span.article, "acts": list(span.acts)}


def meaning(register: Register, control_list: ControlList, entry: Entry, question: Question) -> Applicability | None:
    """Return what an entry means in the State that is asked for; `None` without one, or for other kinds of lists."""
    if question.state is None or control_list.record.kind not in KINDS:
        return None
    spans = register.spans(control_list, entry, question.state)
    return next(span for span in spans if span.holds(question.on))


@dataclass(frozen=True)
class Following:
    """Whose news is wanted; `None` means everybody's."""

    identifier: str | None
    """A list."""

    state: str | None
    """A Member State in small letters."""

    entry: str | None
    """An entry with its paragraphs, as typed."""

    since: date | None
    """The first day on which it was recorded."""


def list_names(tree: Tree) -> list[str]:
    """Return the identifiers of the lists in a tree, without reading them."""
    parts = (path.split("/") for path in tree)
    return sorted(each[1] for each in parts if len(each) == 3 and each[2] == "list.yaml")


def recorded_sets(
    lists: Iterable[str], chronicle: Chronicle, wanted: Following
) -> list[tuple[Recorded | None, ChangeSet]]:
    """Return the change sets that somebody follows, oldest first, each with when it was recorded.

    Raises:
        UsageError: there is no such list or State.
    """
    _refuse_unknown(lists, wanted.identifier, wanted.state)
    found: list[tuple[Recorded | None, ChangeSet]] = []
    for recorded in chronicle.recorded:
        if wanted.since is not None and recorded.moment.date() < wanted.since:
            continue
        for change_set in recorded.sets:
            told = _told_of(change_set, wanted)
            if told is not None:
                found.append((recorded, told))
    return found


def _told_of(change_set: ChangeSet, wanted: Following) -> ChangeSet | None:
    """Return the part of a change set that somebody follows."""
    if wanted.identifier not in (None, change_set.control_list):
        return None
    if wanted.state is not None and change_set.kind != "union" and change_set.issuer != wanted.state:
        return None
    if wanted.entry is None:
        return change_set
    code = plain(wanted.entry)
    chosen = tuple(each for each in change_set.changes if plain(each.subject.split(".")[0]) == code or not each.subject)
    return replace(change_set, changes=chosen) if chosen and change_set.control_list else None
