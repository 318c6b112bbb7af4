"""The parts of the register that one can follow, and which of them a change is news for."""

from dataclasses import replace
from datetime import date
from typing import NamedTuple

from generator.change_views import ChangeViews, touched_categories
from generator.changes import ChangeSet
from generator.dataset import Dataset
from generator.vocabulary import CATEGORIES, MEMBER_STATES


class Slice(NamedTuple):
    """A part of the register that one can follow."""

    kind: str
    """`all`, `upcoming`, `list`, `category`, `state` or `entry`."""

    key: str = ""

    @property
    def name(self) -> str:
        """The name in its address: `list/annex-i`."""
        return f"{self.kind}/{self.key}" if self.key else self.kind


ALL = Slice("all")
UPCOMING = Slice("upcoming")


def ladder(dataset: Dataset) -> list[Slice]:
    """Return the slices that have feeds in every form; entries, which have RSS alone, are not among them."""
    return [
        ALL,
        UPCOMING,
        *(Slice("list", identifier) for identifier in dataset.lists),
        *(Slice("category", category) for category in CATEGORIES),
        *(Slice("state", code) for code in MEMBER_STATES if code in dataset.states),
    ]


def slices_of(change_set: ChangeSet, day: date) -> list[Slice]:
    """Return the slices whose feeds a change set that was recorded on a day is news for, those of its entries aside."""
    if change_set.is_silent:
        return []
    found = [ALL]
    if is_upcoming(change_set, day):
        found.append(UPCOMING)
    if change_set.control_list:
        found.append(Slice("list", change_set.control_list))
    loud = replace(change_set, changes=tuple(change for change in change_set.changes if not change.is_silent))
    found += [Slice("category", category) for category in touched_categories(loud)]
    if change_set.kind == "union":
        found += [Slice("state", code) for code in MEMBER_STATES]
    elif change_set.issuer in MEMBER_STATES:
        found.append(Slice("state", change_set.issuer))
    subjects = (change.subject.partition("/") for change in change_set.changes if not change.is_silent)
    found += [Slice("state", code) for kind, _slash, code in subjects if kind == "states"]
    return list(dict.fromkeys(found))


def is_upcoming(change_set: ChangeSet, day: date) -> bool:
    """Say whether something was still to come on the day on which the register learned it."""
    dates = [change.in_force for change in change_set.changes if change.in_force is not None and not change.is_silent]
    if dates:
        return max(dates) > day
    waits = change_set.act is not None and change_set.adopted is not None and change_set.published is None
    return waits and (change_set.applies is None or change_set.applies > day)


def concerns(change_set: ChangeSet, language: str) -> bool:
    """Say whether a change set is news in a language: a corrigendum of some language versions is news in those only."""
    return not change_set.languages or language in change_set.languages


def title(views: ChangeViews, each: Slice) -> str:
    """Return what a slice is called in a language."""
    _, dataset, reader = views.reader.gettext, views.dataset, views.reader
    if each.kind == "list" and each.key in dataset.lists:
        return reader.list_title(dataset.lists[each.key]).text
    if each.kind == "category":
        return f"{each.key} {reader.label('categories', each.key).text}"
    if each.kind == "state":
        return reader.state(each.key)
    if each.kind == "entry":
        identifier, code = each.key.split("/")
        control_list = dataset.lists.get(identifier)
        known = control_list is not None and code in control_list.entries
        return f"{code} {reader.entry_label(control_list, code).text}" if control_list and known else code
    return {"all": _("All changes"), "upcoming": _("Upcoming")}.get(each.kind, each.key)
