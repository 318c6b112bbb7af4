"""Which control binds in which Member State on a date, and on what basis: a pure function of the dataset.

Annex I binds in all Member States (Art. 3), a national list in the State that adopted it (Art. 9). An entry of another
State's list that the Commission has published needs a licence here only if the authority informs the exporter (Art.
10): that is never automatic. The catch-all clauses (Art. 4, 5, 6 and 8) can apply to anything, and are not part of it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Literal, get_args

from generator.dataset import ControlList, Dataset
from generator.model import Authorisation, Entry, Version
from generator.vocabulary import MEMBER_STATES, Evidence

Status = Literal[
    # In Annex I and in force: binds in all Member States (Art. 3).
    "union",
    # On this State's own list and in force (Art. 9).
    "national",
    # On another State's list that a compilation has published: a licence is needed if the authority says so (Art. 10).
    "notice",
    # On another State's list that is not known to be in a published compilation: no Art. 10 effect.
    "elsewhere",
    # Not in force.
    "none",
    # A fact that decides is not public, or not recorded.
    "unknown",
]
STATUSES: tuple[str, ...] = get_args(Status)

# The article of Regulation (EU) 2021/821 that a status rests on.
BASES: Mapping[str, str] = {"union": "3", "national": "9", "notice": "10"}

KINDS = ("union", "national")
"""Kinds of lists that this is about; the others are shown beside, with their own scope."""


@dataclass(frozen=True, slots=True)
class Applicability:
    """What an entry means in a State, for a span of time."""

    status: Status
    start: date | None
    """First day of the span; `None` where it reaches back before anything recorded."""

    until: date | None
    """First day after it; `None` while it lasts."""

    acts: tuple[str, ...]
    """The acts that it rests on: the one that made the version, and the compilation that published the list."""

    evidence: Evidence

    @property
    def article(self) -> str | None:
        return BASES.get(self.status)

    def holds(self, on: date) -> bool:
        return (self.start is None or self.start <= on) and (self.until is None or on < self.until)


@dataclass(frozen=True)
class Register:
    """The dataset with what is worked out once for all entries and States."""

    dataset: Dataset

    @cached_property
    def published(self) -> dict[str, list[tuple[date, str]]]:
        """List to the days on which a compilation published it, oldest first, with the compilation."""
        found: dict[str, list[tuple[date, str]]] = {}
        for identifier, act in self.dataset.acts.items():
            for name in act.compiles if act.published is not None else ():
                found.setdefault(name, []).append((act.published, identifier))  # type: ignore[arg-type]
        return {name: sorted(days) for name, days in found.items()}

    def spans(self, control_list: ControlList, entry: Entry, state: str) -> tuple[Applicability, ...]:
        """Return what an entry means in a State at any time: spans without a gap, oldest first.

        Args:
            control_list: Annex I or a national list.
            entry: an entry or paragraph of it.
            state: a Member State, two small letters.
        """
        if control_list.record.kind == "union" or control_list.record.issuer == state:
            return self._own[control_list.identifier, entry.code]
        return self._foreign[control_list.identifier, entry.code]

    def on(self, on: date) -> dict[tuple[str, str], dict[str, Applicability]]:
        """Return what every entry means in every State on a date."""
        found = {}
        for key, spans in self._own.items():
            own = _holding(spans, on)
            if key not in self._foreign:
                found[key] = dict.fromkeys(MEMBER_STATES, own)
            else:
                found[key] = dict.fromkeys(MEMBER_STATES, _holding(self._foreign[key], on))
                found[key][self.dataset.lists[key[0]].record.issuer] = own
        return found

    def dates(self) -> list[date]:
        """Return the days on which any status changes, oldest first; between two of them nothing does."""
        tables = (self._own, self._foreign)
        return sorted({span.start for table in tables for spans in table.values() for span in spans if span.start})

    @cached_property
    def _own(self) -> dict[tuple[str, str], tuple[Applicability, ...]]:
        """What entries mean where their list binds: the same in every such State."""
        return {
            (control_list.identifier, code): tuple(self._bind(control_list, control_list.versions(code)))
            for control_list in self._lists
            for code in control_list.entries
        }

    @cached_property
    def _foreign(self) -> dict[tuple[str, str], tuple[Applicability, ...]]:
        """What entries of national lists mean in the other States: the same in all of them."""
        return {
            (control_list.identifier, code): tuple(
                self._elsewhere(control_list.identifier, self._own[control_list.identifier, code])
            )
            for control_list in self._lists
            if control_list.record.kind == "national"
            for code in control_list.entries
        }

    @property
    def _lists(self) -> list[ControlList]:
        return [each for each in self.dataset.lists.values() if each.record.kind in KINDS]

    def _bind(self, control_list: ControlList, versions: Iterable[Version]) -> Iterable[Applicability]:
        status: Status = "union" if control_list.record.kind == "union" else "national"
        reached: date | None = None
        first = True
        for version in versions:
            start, evidence = version.start, version.evidence
            if start is None and first:
                start, evidence = self._known_since(control_list, version)
                yield Applicability("unknown", None, start, (), "inferred")
            elif start != reached or first:
                yield Applicability("none", reached, start, (), evidence)
            if start is None or version.until is None or start < version.until:
                acts = tuple(filter(None, (version.by,)))
                yield Applicability(status, start, version.until, acts, evidence)
            reached, first = version.until, False
        if reached is not None:
            yield Applicability("none", reached, None, tuple(filter(None, (version.ended_by,))), version.evidence)

    def _known_since(self, control_list: ControlList, version: Version) -> tuple[date, Evidence]:
        """Return the day from which a version without a start is known to apply: by its act, or as it was found."""
        act = self.dataset.acts.get(version.by or "")
        day = (act.in_force or act.published) if act is not None else None
        tracked = control_list.record.tracked_since
        known: tuple[date, Evidence] = (tracked, version.evidence)
        if day is not None and day < tracked:
            known = (day, "inferred")
        return (min(known[0], version.until), known[1]) if version.until is not None else known

    def _elsewhere(self, name: str, own: Iterable[Applicability]) -> Iterable[Applicability]:
        """Turn what binds in one State into what it means in the others; a compilation counts from its publication."""
        for span in own:
            if span.status != "national":
                yield span
                continue
            days = [(day, act) for day, act in self.published.get(name, ()) if span.holds(day)]
            day, compilation = days[0] if days else (span.until, "")
            if span.start is None or day is None or span.start < day:
                yield Applicability("elsewhere", span.start, day, span.acts, span.evidence)
            if compilation:
                yield Applicability("notice", day, span.until, (*span.acts, compilation), span.evidence)


def coverage(record: Authorisation, code: str) -> Literal["all", "part", "none"]:
    """Say whether an authorisation covers an entry or paragraph of Annex I, by its data alone; conditions come on top.

    A code stands for all that is below it, so an entry of which a paragraph is excluded is covered in part.
    """
    if not record.covers_all:
        return _named(record.covers, code)
    group = code[1]
    if group in record.excluded_groups or (record.covered_groups and group not in record.covered_groups):
        return "none"
    excluded = _named(record.excludes, code)
    return {"all": "none", "part": "part", "none": "all"}[excluded]  # type: ignore[return-value]


def _named(codes: Iterable[str], code: str) -> Literal["all", "part", "none"]:
    """Say how much of a code some others name: they, or what is above them, all of it; what is below them, a part."""
    codes = tuple(codes)
    if any(code == other or code.startswith(f"{other}.") for other in codes):
        return "all"
    return "part" if any(other.startswith(f"{code}.") for other in codes) else "none"


def applicability(dataset: Dataset, on: date) -> dict[tuple[str, str], dict[str, Applicability]]:
    """Say for every entry and paragraph of Annex I and of the national lists what it means in every Member State.

    Args:
        dataset: the register.
        on: a legal date.

    Returns:
        List and code to State to exactly one status with its basis.
    """
    return Register(dataset).on(on)


def _holding(spans: Iterable[Applicability], on: date) -> Applicability:
    return next(span for span in spans if span.holds(on))
