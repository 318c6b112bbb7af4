"""What a reader sees of changes, as plain values: in words of one language, with links, figures and redlines."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from generator import timeline, urls
from generator.changes import Change, ChangeSet, ParameterChange
from generator.dataset import ControlList
from generator.model import Entry
from generator.recorded import Recorded
from generator.redline import Span, redline
from generator.text import Phrase
from generator.timeline import Event
from generator.views import Link, ListView, Views
from generator.vocabulary import CATEGORIES, CHANGE_KINDS, MEMBER_STATES, SOURCE_LANGUAGE

MOST_FIELDS = 8
"""Fields of one record that are shown one by one."""

LONGEST_FIELD = 160
"""Characters of a value that are shown."""


@dataclass(slots=True)
class LimitView:
    """A control threshold before and after; empty where there was none or is none."""

    quantity: Phrase
    old: str
    new: str
    effect: str
    """`widened`, `narrowed` or `unclear`."""

    effect_words: str


@dataclass(slots=True)
class RedlineView:
    """A wording before and after."""

    language: str
    official: bool
    spans: list[Span]


@dataclass(slots=True)
class ChangeView:
    """One change, for a reader."""

    identifier: str
    kind: str
    kind_words: str
    code: str
    link: Link | None
    """The page of the code, where there is one."""

    label: Phrase
    day: str
    """First day on which it applies, in words; empty where it is not known."""

    in_force: date | None
    unverified: bool
    languages: str
    limits: list[LimitView]
    redlines: list[RedlineView]
    fields: list[tuple[str, str, str]]
    related: list[Link]
    paragraphs: str


@dataclass(slots=True)
class GroupView:
    """Changes of one sort, under their title."""

    key: str
    title: str
    changes: list[ChangeView]


@dataclass(slots=True)
class ChangeSetView:
    """What one act, or one correction, did to one list."""

    identifier: str
    title: str
    act: Link | None
    official: str
    list_link: Link | None
    nature: str
    nature_words: str
    languages: str
    dates: list[tuple[str, str, str]]
    """What happened, when, and where that date comes from."""

    reason: str
    """Why a correction was made, as its author said."""

    counts: list[tuple[str, int]]
    """Sorts of changes and how many there are, in words."""

    groups: list[GroupView]
    states: list[Link]
    """Member States whose exporters it binds; empty where it binds in all of them or in none."""

    everywhere: bool
    """It binds in all Member States."""


@dataclass(slots=True)
class Mark:
    """A day on a drawn time line."""

    date: date
    position: float
    """Per cent of the line's length from its beginning."""

    kind: str
    """`start`, `amendment`, `end`, or `now` for the reader's own day."""

    event: Event | None


@dataclass(slots=True)
class Step:
    """One change in the history of a list or an entry, with the act that made it."""

    change: ChangeView
    act: Link | None


@dataclass(slots=True)
class Story:
    """What acts did to an entry: in words, and on a line."""

    steps: list[Step]
    marks: list[Mark]


@dataclass(slots=True)
class ChangeRow:
    """An act or a correction in the table of all changes."""

    day: date | None
    shown: str
    link: Link
    what: str
    counts: list[tuple[str, int]]
    lists: list[Link]
    tokens: dict[str, str]
    """What it can be filtered by: name of the filter to the values that it stands for, blanks between."""


class ChangeViews:
    """Makes the views of changes in one language.

    Args:
        views: the language's other views.
    """

    def __init__(self, views: Views) -> None:
        self.views = views
        self.dataset = views.dataset
        self.reader = views.reader
        self._ = views.reader.gettext
        self._kinds = self.kind_words()
        self._effects = self._effect_words()

    # -- words --------------------------------------------------------------------------------------------------------

    def kind_words(self) -> dict[str, str]:
        """Return what each kind of change is called."""
        _ = self._
        words = {
            "added": _("Added"),
            "removed": _("Removed"),
            "renumbered": _("Renumbered"),
            "absorbed": _("Taken over by another list"),
            "parameter": _("Limit changed"),
            "amended": _("Wording changed"),
            "reference": _("Reference changed"),
            "applicability": _("Scope changed"),
            "act": _("Act recorded or changed"),
            "correction": _("Record corrected"),
            "text": _("Official text imported"),
            "label": _("Label changed"),
            "translation": _("Translation changed"),
            "source": _("Source changed"),
        }
        return {kind: words[kind] for kind in CHANGE_KINDS}

    def _effect_words(self) -> dict[str, str]:
        _ = self._
        return {"widened": _("widened"), "narrowed": _("narrowed"), "unclear": _("effect unclear")}

    def _group_titles(self) -> dict[str, str]:
        _ = self._
        return {
            "widened": _("Controls widened"),
            "narrowed": _("Controls narrowed"),
            "unclear": _("Limits changed, effect unclear"),
            "added": _("Additions"),
            "removed": _("Removals"),
            "renumbered": _("Renumberings"),
            "absorbed": _("Taken over by another list"),
            "amended": _("Wording"),
            "reference": _("References"),
            "applicability": _("Scope"),
            "act": _("Acts"),
            "correction": _("Records corrected"),
            "text": _("Official texts"),
            "label": _("Labels"),
            "translation": _("Translations"),
            "source": _("Sources"),
        }

    def _nature_words(self, change_set: ChangeSet) -> str:
        editorial = change_set.act is None and change_set.is_silent
        return self._("Editorial work") if editorial else self.nature_words(change_set.nature)

    def nature_words(self, nature: str) -> str:
        _ = self._
        return {
            "amendment": _("Amendment"),
            "corrigendum": _("Corrigendum"),
            "correction": _("Correction of the register"),
        }[nature]

    # -- one set ------------------------------------------------------------------------------------------------------

    def change_set(self, change_set: ChangeSet, recorded: Recorded | None = None) -> ChangeSetView:
        """Make the view of a change set; with `recorded`, it says when and why the register learned it."""
        control_list = self.dataset.lists.get(change_set.control_list)
        known = change_set.act is not None and change_set.act in self.dataset.acts
        act = self.views.act_link(change_set.act) if known and change_set.act else None
        changes = [self.change(change_set, change) for change in change_set.changes]
        groups = self._groups(change_set.changes, changes)
        return ChangeSetView(
            identifier=change_set.identifier,
            title=self.title(change_set),
            act=act,
            official=self._official(change_set.act) if known and change_set.act else "",
            list_link=self._list_link(control_list),
            nature=change_set.nature,
            nature_words=self._recording(change_set) or self._nature_words(change_set),
            languages=self._languages(change_set.languages),
            dates=self._dates(change_set, recorded),
            reason=recorded.reason if recorded is not None and change_set.act is None else "",
            counts=[(group.title, len(group.changes)) for group in groups],
            groups=groups,
            states=self._states(change_set),
            everywhere=change_set.kind == "union",
        )

    def _official(self, act: str) -> str:
        return urls.act_source(self.dataset.acts[act], self.reader.language) or ""

    def title(self, change_set: ChangeSet) -> str:
        """Say in one line what a change set is, with the date from which it applies."""
        _ = self._
        control_list = self.dataset.lists.get(change_set.control_list)
        name = self.reader.list_title(control_list).text if control_list else change_set.control_list
        if self._recording(change_set):
            return _("Recorded: %(list)s") % {"list": name or _("the register")}
        if change_set.act is None:
            values = {"list": name or _("acts and States")}
            if change_set.is_silent:
                return _("Editorial: %(list)s") % values
            return _("Correction of the register: %(list)s") % values
        act = self._act_name(change_set.act)
        day = self._applies(change_set)
        values = {"act": act, "list": name, "date": self.reader.date(day) if day else ""}
        if not name:
            return act
        return _("%(list)s: %(act)s, in force from %(date)s") % values if day else f"{name}: {act}"

    def _recording(self, change_set: ChangeSet) -> str:
        """Return a word where a list, or the register itself, was recorded as a whole."""
        return self._("First recorded") if change_set.identifier.endswith("/recorded") else ""

    def _act_name(self, identifier: str) -> str:
        if identifier not in self.dataset.acts:
            return identifier
        link = self.views.act_link(identifier)
        return f"{link.title.text} ({link.code})"

    @staticmethod
    def _applies(change_set: ChangeSet) -> date | None:
        days = [change.in_force for change in change_set.changes if change.in_force is not None]
        return max(days) if days else change_set.applies

    def _dates(self, change_set: ChangeSet, recorded: Recorded | None) -> list[tuple[str, str, str]]:
        _, day = self._, self.reader.date
        from_act, unverified = _("from the record of the act"), _("unverified")
        dates = [
            (what, day(value), unverified if name in change_set.unverified else from_act)
            for what, value, name in (
                (_("Adopted"), change_set.adopted, "adopted"),
                (_("Published"), change_set.published, "published"),
            )
            if value is not None
        ]
        starts = Counter((change.in_force, change.evidence) for change in change_set.changes if change.in_force)
        if not starts and change_set.applies is not None:
            starts[change_set.applies, "recalled" if "in-force" in change_set.unverified else "verified"] = 1
        for value, evidence in sorted(starts, key=str):
            if value is not None:
                source = _("from the versions on the list") if evidence == "verified" else unverified
                dates.append((_("In force from"), day(value), source))
        if recorded is not None:
            dates.append((_("Recorded"), day(recorded.moment.date()), _("from the history of the register")))
        return dates

    def _states(self, change_set: ChangeSet) -> list[Link]:
        if change_set.issuer not in self.dataset.states:
            return []
        return [Link(urls.state_page(change_set.issuer), Phrase(self.reader.state(change_set.issuer)))]

    def _list_link(self, control_list: ControlList | None) -> Link | None:
        if control_list is None:
            return None
        return Link(urls.list_page(control_list.identifier), self.reader.list_title(control_list))

    def _groups(self, changes: Iterable[Change], views: Iterable[ChangeView]) -> list[GroupView]:
        titles = self._group_titles()
        groups: dict[str, list[ChangeView]] = {key: [] for key in titles}
        for change, view in zip(changes, views, strict=True):
            groups[change.effect or "unclear" if change.kind == "parameter" else change.kind].append(view)
        return [GroupView(key, titles[key], found) for key, found in groups.items() if found]

    def _languages(self, codes: Iterable[str]) -> str:
        return self.reader.joined([self.reader.language_name(code) for code in codes])

    # -- one change ---------------------------------------------------------------------------------------------------

    def change(self, change_set: ChangeSet, change: Change) -> ChangeView:
        """Make the view of a change."""
        control_list = self.dataset.lists.get(change_set.control_list)
        link = self._subject_link(control_list, change.subject)
        label = link.title if link else Phrase("")
        if not change.subject and control_list is not None:
            label = self.reader.list_title(control_list)
        return ChangeView(
            identifier=change.identifier,
            kind=change.kind,
            kind_words=self._kinds[change.kind],
            code=link.code if link else change.subject,
            link=link,
            label=label,
            day=self.reader.date(change.in_force) if change.in_force else "",
            in_force=change.in_force,
            unverified=change.evidence != "verified",
            languages=self._languages(change.languages),
            limits=[self._limit(each) for each in change.parameters],
            redlines=self._redlines(change),
            fields=self._fields(change),
            related=[
                self._subject_link(self.dataset.lists.get(on), code) or Link("", Phrase(code))
                for on, code in change.related
            ],
            paragraphs=self._paragraphs(change),
        )

    def _fields(self, change: Change) -> list[tuple[str, str, str]]:
        """Return the fields that differ, as many and as long as one reads; Git has the rest."""
        if change.kind == "parameter":
            return []
        shown = [(each.name, _short(each.old), _short(each.new)) for each in change.fields[:MOST_FIELDS]]
        if len(change.fields) > MOST_FIELDS:
            more = self._("and %(number)s more")
            shown.append(("…", "", more % {"number": self.reader.number(len(change.fields) - MOST_FIELDS)}))
        return shown

    def _paragraphs(self, change: Change) -> str:
        if not change.paragraphs:
            return ""
        number = {"number": self.reader.number(change.paragraphs)}
        if not change.subject:
            return self.reader.ngettext("%(number)s code", "%(number)s codes", change.paragraphs) % number
        with_paragraphs = self.reader.ngettext(
            "with %(number)s paragraph", "with %(number)s paragraphs", change.paragraphs
        )
        return with_paragraphs % number

    def _subject_link(self, control_list: ControlList | None, subject: str) -> Link | None:
        if control_list is not None and subject in control_list.entries:
            return self.views.entry_link(control_list, subject)
        kind, _slash, name = subject.partition("/")
        if kind == "acts" and name in self.dataset.acts:
            return self.views.act_link(name)
        if kind == "states" and name in self.dataset.states:
            return Link(urls.state_page(name), Phrase(self.reader.state(name)), name.upper())
        if kind == "authorisations" and name in self.dataset.authorisations:
            return self.views.authorisation_link(name)
        return None

    def _limit(self, change: ParameterChange) -> LimitView:
        old = self.reader.limit(change.old) if change.old else None
        new = self.reader.limit(change.new) if change.new else None
        quantity = (new or old).quantity if new or old else Phrase("")  # type: ignore[union-attr]
        shown = [
            f"{each.limit} ({each.condition})" if each and each.condition else each.limit if each else ""
            for each in (old, new)
        ]
        return LimitView(quantity, shown[0], shown[1], change.effect, self._effects[change.effect])

    def _redlines(self, change: Change) -> list[RedlineView]:
        """Compare wordings in the reader's language, or in the source language where there is none."""
        found = {(each.language, each.official): each for each in change.wordings}
        chosen = [each for each in found.values() if each.language == self.reader.language]
        if not chosen and not change.languages:
            chosen = [each for each in found.values() if each.language == SOURCE_LANGUAGE]
        chosen = chosen or (list(found.values()) if change.languages else [])
        return [RedlineView(each.language, each.official, redline(each.old, each.new)) for each in chosen]

    # -- pages --------------------------------------------------------------------------------------------------------

    def rows(self) -> list[ChangeRow]:
        """Return every act, and every correction, as a line of a table, newest first; those without a date last."""
        rows = [self._act_row(identifier) for identifier in self.dataset.acts]
        rows += [self._correction_row(recorded, each) for recorded, each in self._loud_corrections()]
        return sorted(rows, key=lambda row: (row.day or date.min, row.link.address), reverse=True)

    def _act_row(self, identifier: str) -> ChangeRow:
        act = self.views.act(identifier)
        sets = self._by_act.get(identifier, [])
        groups: Counter[str] = Counter()
        for change_set in sets:
            for group in self.change_set(change_set).groups:
                groups[group.title] += len(group.changes)
        homes = [each for each in self.dataset.lists.values() if identifier in each.record.acts]
        issuers = {*(each.record.issuer for each in homes), self.dataset.acts[identifier].issuer}
        states = MEMBER_STATES if any(each.record.kind == "union" for each in homes) else issuers & set(MEMBER_STATES)
        return ChangeRow(
            day=act.day,
            shown=self.reader.date(act.day) if act.day else "",
            link=act.link,
            what=f"{act.kind}, {act.status}",
            counts=list(groups.items()),
            lists=act.lists,
            tokens={
                "list": " ".join(each.identifier for each in homes),
                "category": " ".join(dict.fromkeys(key for each in sets for key in touched_categories(each))),
                "state": " ".join(sorted(states)),
                "kind": " ".join(sorted({change.kind for each in sets for change in each.changes} or {"act"})),
            },
        )

    def _correction_row(self, recorded: Recorded, change_set: ChangeSet) -> ChangeRow:
        view = self.change_set(change_set, recorded)
        day = recorded.moment.date()
        address = urls.change_set_page(None, change_set.identifier, change_set.control_list)
        states = MEMBER_STATES if change_set.kind == "union" else {change_set.issuer} & set(MEMBER_STATES)
        return ChangeRow(
            day=day,
            shown=self.reader.date(day),
            link=Link(address, Phrase(view.title)),
            what=view.reason,
            counts=view.counts,
            lists=[view.list_link] if view.list_link else [],
            tokens={
                "list": change_set.control_list,
                "category": " ".join(touched_categories(change_set)),
                "state": " ".join(sorted(states)),
                "kind": " ".join(sorted({change.kind for change in change_set.changes})),
            },
        )

    def _loud_corrections(self) -> Iterator[tuple[Recorded, ChangeSet]]:
        """Yield what no act made and somebody should know; labels and sources are left to the history in Git."""
        for recorded in self.views.register.chronicle.recorded:
            for change_set in recorded.sets:
                loud = tuple(change for change in change_set.changes if not change.is_silent)
                if change_set.act is None and loud and not change_set.identifier.endswith("/recorded"):
                    yield recorded, replace(change_set, changes=loud)

    def corrections(self) -> list[tuple[str, ChangeSetView]]:
        """Return every correction with its anchor, newest first."""
        found = [
            (urls.anchor(each.identifier), self.change_set(each, recorded))
            for recorded, each in self._loud_corrections()
        ]
        return found[::-1]

    @cached_property
    def _by_act(self) -> dict[str, list[ChangeSet]]:
        found: dict[str, list[ChangeSet]] = {}
        for change_set in self.views.register.history:
            found.setdefault(change_set.act or "", []).append(change_set)
        return found

    def of_act(self, identifier: str) -> list[ChangeSetView]:
        """Return what an act did, list by list."""
        return [self.change_set(change_set) for change_set in self._by_act.get(identifier, [])]

    def steps(self) -> list[tuple[ListView, list[Step]]]:
        """Return every list with what happened to it, newest first."""
        lists = self.dataset.lists.values()
        return [(self.views.control_list(each), self.steps_of_list(each)) for each in lists]

    def steps_of_list(self, control_list: ControlList) -> list[Step]:
        """Return what happened to a list, newest first: a step for each change of an entry or paragraph."""
        steps = [
            self._step(change_set, change)
            for change_set in self.views.register.history
            if change_set.control_list == control_list.identifier
            for change in change_set.changes
        ]
        return sorted(steps, key=lambda step: step.change.in_force or date.min, reverse=True)

    def _step(self, change_set: ChangeSet, change: Change) -> Step:
        known = change_set.act is not None and change_set.act in self.dataset.acts
        return Step(
            self.change(change_set, change), self.views.act_link(change_set.act) if known and change_set.act else None
        )

    def of_entry(self, control_list: ControlList, entry: Entry) -> Story:
        """Return what acts did to an entry and its paragraphs, newest first, and the same as a line."""
        key = (control_list.identifier, entry.code)
        told = self.views.register.history_by_entry.get(key, [])
        steps = [self._step(change_set, change) for change_set, change in told]
        events = timeline.events(control_list.versions(entry.code))
        events += [
            Event("amendment", change.in_force, change_set.act, change.evidence)
            for change_set, change in told
            if change.subject != entry.code
        ]
        return Story(sorted(steps, key=lambda step: step.change.in_force or date.min, reverse=True), self.marks(events))

    # -- time lines ---------------------------------------------------------------------------------------------------

    def marks_of_list(self, control_list: ControlList) -> list[Mark]:
        """Place what acts did to a list on a line."""
        events = timeline.events(control_list.record.in_force)
        for change_set in self.views.register.history:
            if change_set.control_list == control_list.identifier:
                days = {change.in_force or change_set.applies for change in change_set.changes if change.subject}
                events += [Event("amendment", day, change_set.act, "verified") for day in days]
        return self.marks(events)

    def marks_of_state(self, state: str) -> list[Mark]:
        """Place what happened to the lists of a State on a line."""
        lists = self.views.register.national_lists(state)
        return self.marks([mark.event for each in lists for mark in self.marks_of_list(each) if mark.event])

    def marks(self, events: Iterable[Event]) -> list[Mark]:
        """Place events on a line from the first of them to the last, with the reader's own day on it.

        Args:
            events: what happened; those without a date have no place on the line.
        """
        dated = {(event.on, event.kind): event for event in events if event.on is not None}
        if not dated:
            return []
        days = [self.reader.on, *(day for day, _kind in dated)]
        first, span = min(days), max(1, (max(days) - min(days)).days)
        marks = [
            Mark(day, round(100 * (day - first).days / span, 2), kind, event) for (day, kind), event in dated.items()
        ]
        now = Mark(self.reader.on, round(100 * (self.reader.on - first).days / span, 2), "now", None)
        return sorted([*marks, now], key=lambda mark: mark.date)


def _short(text: str) -> str:
    return text if len(text) <= LONGEST_FIELD else f"{text[: LONGEST_FIELD - 1]}…"


def touched_categories(change_set: ChangeSet) -> list[str]:
    """Return the categories that a change set touches, where the list has any; as a whole, it touches all."""
    subjects = [change.subject for change in change_set.changes]
    if not change_set.scheme:
        return []
    if "" in subjects:
        return list(CATEGORIES)
    return [category for category in CATEGORIES if any(subject.startswith(category) for subject in subjects)]
