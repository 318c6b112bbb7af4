"""Legal time: which version of a thing applies on a date. Knows nothing of Git."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from generator.dataset import Dataset
from generator.model import Act, Version
from generator.vocabulary import Evidence


@dataclass(frozen=True, slots=True)
class Standing:
    """What a list of versions says for one date."""

    status: Literal["in-force", "upcoming", "ended"]
    version: Version
    """The version that applies, or the next one, or the last one."""


def standing(versions: Sequence[Version], on: date) -> Standing:
    """Say whether something is in force on a date.

    Args:
        versions: oldest first, at least one. A start of `None` lies before every date, an end of `None` after.
        on: a legal date.

    Returns:
        The version whose first day is not after `on` and whose `until` lies after it; otherwise the next version to
        come; otherwise the last one that ended.
    """
    for version in reversed(versions):
        if version.start is None or version.start <= on:
            applies = version.until is None or on < version.until
            return Standing("in-force" if applies else "ended", version)
    return Standing("upcoming", versions[0])


@dataclass(frozen=True, slots=True)
class Event:
    """A day on which something began, changed or ended, by an act."""

    kind: Literal["start", "amendment", "end"]
    on: date | None
    """A legal date; `None` where it is not known."""

    by: str | None
    evidence: Evidence = field(compare=False)


def events(versions: Sequence[Version]) -> list[Event]:
    """Return what happened to something with these versions, oldest first.

    What began at an unknown time by an unknown act is no event. A version that starts on the day on which the one
    before ends amends it; otherwise one ends and another starts.
    """
    found = []
    previous: Version | None = None
    for version in versions:
        follows = previous is not None and previous.until is not None and previous.until == version.start
        if previous is not None and not follows:
            found.append(Event("end", previous.until, previous.ended_by, previous.evidence))
        if version.start is not None or version.by is not None:
            found.append(Event("amendment" if follows else "start", version.start, version.by, version.evidence))
        previous = version
    if previous is not None and previous.until is not None:
        found.append(Event("end", previous.until, previous.ended_by, previous.evidence))
    return found


def is_upcoming(act: Act, on: date) -> bool:
    """Say whether an act is adopted or published and does not apply on a date yet."""
    if act.status == "adopted":
        return act.adopted is not None and act.adopted <= on
    return act.in_force is not None and on < act.in_force


def upcoming_acts(dataset: Dataset, on: date) -> list[str]:
    """Return the identifiers of acts still to come, in the order of their dates; those without a date last."""

    def order(identifier: str) -> tuple[date, str]:
        act = dataset.acts[identifier]
        return act.in_force or act.published or date.max, identifier

    return sorted((identifier for identifier, act in dataset.acts.items() if is_upcoming(act, on)), key=order)


def act_date(act: Act) -> date | None:
    """Return the date under which an act is filed: published, else adopted, else in force."""
    return act.published or act.adopted or act.in_force


def acts_of_list(dataset: Dataset, identifier: str) -> list[str]:
    """Return the acts of a list that are recorded, oldest first."""
    return [act for act in dataset.lists[identifier].record.acts if act in dataset.acts]
