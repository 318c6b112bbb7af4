"""What a reader sees on a page, as plain values: no HTML, no files, no MkDocs.

A view is made for one language and one legal date. What does not depend on the language is worked out once, in
`Register`, and shared by all readers.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from itertools import groupby
from typing import Any

from generator import applicability, changes, timeline, urls
from generator.applicability import Applicability
from generator.changes import Change, ChangeSet
from generator.dataset import ControlList, Dataset
from generator.model import Act, Authorisation, Destinations, Entry, State, Version, value_on
from generator.recorded import Chronicle
from generator.text import NO_BREAK_SPACE, Limit, Phrase, Reader, own_name
from generator.vocabulary import CATEGORIES, MEMBER_STATES, PRODUCT_GROUPS

UNION_LIST = "annex-i"
"""The list that binds in every Member State."""


@dataclass(frozen=True)
class Register:
    """A dataset looked at on one legal date."""

    dataset: Dataset
    on: date
    counted: dict[str, Any] = field(default_factory=dict)
    """What `statistics.count` says of the dataset, where a page shows it."""

    chronicle: Chronicle = field(default_factory=Chronicle)
    """What was recorded, where the history is at hand."""

    @cached_property
    def applicability(self) -> applicability.Register:
        """What entries mean in the Member States."""
        return applicability.Register(self.dataset)

    @cached_property
    def meanings(self) -> dict[tuple[str, str], dict[str, Applicability]]:
        """What every entry means in every Member State on the register's date."""
        return self.applicability.on(self.on)

    @cached_property
    def counts(self) -> dict[str, Counter[str]]:
        """Member State to how many entries, without paragraphs, have each status there."""
        entries = [by_state for (_list, code), by_state in self.meanings.items() if "." not in code]
        return {state: Counter(by_state[state].status for by_state in entries) for state in MEMBER_STATES}

    @cached_property
    def helping(self) -> dict[str, list[tuple[str, bool]]]:
        """Entry of Annex I to the Union's authorisations that cover it, and whether only a part of it."""
        records = [(name, each) for name, each in self.dataset.authorisations.items() if each.issuer == "eu"]
        union = self.dataset.lists.get(UNION_LIST)
        found = {}
        for entry in union.top_entries if union else ():
            covered = [(name, applicability.coverage(each, entry.code)) for name, each in records]
            found[entry.code] = [(name, much == "part") for name, much in covered if much != "none"]
        return found

    @cached_property
    def history(self) -> list[ChangeSet]:
        """What acts did to the lists: legal time, told by the dataset alone."""
        return changes.history(self.dataset)

    @cached_property
    def history_by_entry(self) -> dict[tuple[str, str], list[tuple[ChangeSet, Change]]]:
        """List and entry code to what acts did to the entry and its paragraphs."""
        found: dict[tuple[str, str], list[tuple[ChangeSet, Change]]] = {}
        for change_set in self.history:
            for change in change_set.changes:
                key = (change_set.control_list, change.subject.split(".")[0])
                found.setdefault(key, []).append((change_set, change))
        return found

    @cached_property
    def successors(self) -> dict[tuple[str, str], tuple[tuple[str, str], ...]]:
        """List and code to the lists and codes of the entries that took it over."""
        found: dict[tuple[str, str], list[tuple[str, str]]] = {}
        for identifier, control_list in self.dataset.lists.items():
            for entry in control_list.entries.values():
                for other in entry.absorbs:
                    found.setdefault((other.on, other.code), []).append((identifier, entry.code))
        return {key: tuple(codes) for key, codes in found.items()}

    @cached_property
    def withdrawn(self) -> dict[tuple[str, str], date]:
        """List and code of entries that had been recorded by mistake, to the day on which they were taken off."""
        found = {}
        for recorded in self.chronicle.recorded:
            for change_set in recorded.sets:
                control_list = self.dataset.lists.get(change_set.control_list)
                for change in change_set.changes if control_list and change_set.act is None else ():
                    gone = control_list is not None and change.subject not in control_list.entries
                    if change.kind == "removed" and change.subject and "." not in change.subject and gone:
                        found[change_set.control_list, change.subject] = recorded.moment.date()
        return found

    @cached_property
    def counterparts(self) -> dict[tuple[str, str], tuple[tuple[str, Entry], ...]]:
        """List and code to the entries of other lists that say they control the same item."""
        found: dict[tuple[str, str], list[tuple[str, Entry]]] = {}
        for identifier, control_list in self.dataset.lists.items():
            for entry in control_list.entries.values():
                for counterpart in entry.same_as:
                    found.setdefault((counterpart.on, counterpart.code), []).append((identifier, entry))
        return {key: tuple(entries) for key, entries in found.items()}

    @cached_property
    def checked(self) -> date:
        """The day up to which the Union's list was looked at; pages of other lists name their own."""
        union = self.dataset.lists.get(UNION_LIST)
        return union.record.checked if union else self.on

    @cached_property
    def entries_by_act(self) -> dict[str, tuple[tuple[ControlList, str], ...]]:
        """Act to the entries and paragraphs with a version that it made or ended, and those it is known to touch.

        The act that made a list touches all of it, and is left out.
        """
        found: dict[str, dict[tuple[str, str], tuple[ControlList, str]]] = {}
        for control_list in self.dataset.lists.values():
            for code, entry in control_list.entries.items():
                for version in entry.in_force:
                    for act in {version.by, version.ended_by} - {None, *control_list.record.acts[:1]}:
                        found.setdefault(str(act), {})[control_list.identifier, code] = (control_list, code)
            for act in control_list.record.acts:
                for code in self.dataset.acts[act].entries if act in self.dataset.acts else ():
                    if code in control_list.entries:
                        found.setdefault(act, {})[control_list.identifier, code] = (control_list, code)
        return {act: tuple(entries.values()) for act, entries in found.items()}

    @cached_property
    def acts_backward(self) -> dict[tuple[str, str], tuple[str, ...]]:
        """Relation (`amends`, `corrects`) and act to the acts that have that relation to it."""
        found: dict[tuple[str, str], list[str]] = {}
        for identifier, act in self.dataset.acts.items():
            for relation, targets in (("amends", act.amends), ("corrects", act.corrects)):
                for target in targets:
                    found.setdefault((relation, target), []).append(identifier)
        return {key: tuple(acts) for key, acts in found.items()}

    def national_lists(self, state: str) -> list[ControlList]:
        return [each for each in self.dataset.lists.values() if each.record.issuer == state]

    def category(self, control_list: ControlList, entry: Entry) -> str | None:
        """Return the category of an entry, where the list follows the scheme of Annex I."""
        return entry.code[0] if control_list.record.scheme and entry.code[0] in CATEGORIES else None


@dataclass(slots=True)
class Link:
    """A link within the site, below the language's folder."""

    address: str
    title: Phrase
    code: str = ""
    note: str = ""


@dataclass(slots=True)
class VersionView:
    """When a version applies, and by which act."""

    status: str
    """`in-force`, `upcoming` or `ended`."""

    sentence: str
    """Status and dates in words."""

    act: Link | None
    ended_by: Link | None
    start: str = ""
    """First day, ISO 8601; empty where it is not known."""

    end: str = ""
    """First day on which it no longer applies; empty while it does."""


@dataclass(slots=True)
class ParagraphView:
    """One paragraph of an entry, in a tree."""

    code: str
    path: str
    label: Phrase
    limits: tuple[Limit, ...]
    not_used: bool
    in_note: bool
    since: str
    """Words about its start, where it differs from its parent's."""

    spans: str
    """First days and ends of its own versions, for `dated` (`2021-09-09/2025-11-15`); empty where it has none."""

    variants: tuple[tuple[str, str, Phrase, tuple[Limit, ...]], ...]
    """Start, end, label and limits of each version, where those differ."""

    counterparts: list[Link]
    paragraphs: "list[ParagraphView]"


@dataclass(slots=True)
class EntryView:
    """An entry with its paragraphs: the page that everything leads to."""

    code: str
    list_link: Link
    category: Link | None
    group: str
    label: Phrase
    not_used: bool
    version: VersionView
    regime: Link | None
    series_500: bool
    amended: str
    untracked: str
    """Words about paragraphs whose start is not known."""

    destinations: str
    limits: tuple[Limit, ...]
    paragraphs: list[ParagraphView]
    see_also: list[Link]
    referring: list[Link]
    counterparts: list[Link]
    same_as: list[Link]
    predecessors: list[Link]
    successors: list[Link]
    official: str
    official_texts: dict[str, str]
    versions: list[VersionView]
    citation: str
    previous: Link | None
    following: Link | None


@dataclass(slots=True)
class EntryLine:
    """An entry in a table of entries."""

    link: Link
    not_used: bool
    version: VersionView
    spans: str
    """First days and ends of its versions, as `spans` writes them."""


@dataclass(slots=True)
class GroupView:
    """A product group of a category, with its entries."""

    key: str
    title: str
    entries: list[EntryLine]


@dataclass(slots=True)
class CategoryLine:
    """A category in the table of a list."""

    link: Link
    entries: int
    paragraphs: int


@dataclass(slots=True)
class ListView:
    """A control list."""

    identifier: str
    title: Phrase
    kind: str
    issuer: str
    issuer_link: Link | None
    legal_basis: str
    destinations: str
    version: VersionView
    entries: int
    paragraphs: int
    recorded: str
    checked: str
    tracked_since: str
    official: list[str]
    categories: list[CategoryLine]
    groups: list[GroupView]
    acts: "list[ActView]"
    sources: tuple[str, ...]
    unverified: tuple[str, ...]


@dataclass(slots=True)
class ActView:
    """A legal act or notice."""

    identifier: str
    link: Link
    name: str
    kind: str
    status: str
    status_key: str
    issuer: str
    dates: list[tuple[str, str, bool]]
    """What happened, when, and whether a source confirmed it."""

    year: int | None
    day: date | None
    gazette: str
    reference: str
    celex: str
    official: str
    languages: str
    amends: list[Link]
    amended_by: list[Link]
    corrects: list[Link]
    corrected_by: list[Link]
    repeals: list[Link]
    lists: list[Link]
    entries: list[Link]
    sources: tuple[str, ...]
    unverified: tuple[str, ...]
    upcoming: bool


@dataclass(slots=True)
class RegimeView:
    """A regime and who takes part."""

    identifier: str
    short: str
    name: str
    label: Phrase
    founded: int
    members: str
    url: str
    numbers: str
    memberships: dict[str, tuple[str, str]] = field(default_factory=dict)
    """State to a mark (`yes`, `no`, `unknown`) and words about it."""


@dataclass(slots=True)
class StateView:
    """A Member State."""

    code: str
    name: str
    languages: str
    authorities: list[tuple[str, str, bool]]
    """Name, address, and whether a source confirmed the name."""

    regimes: list[tuple[Link, str, str]]
    lists: list[ListView]
    acts: list[ActView]
    sources: tuple[str, ...]


@dataclass(slots=True)
class AuthorisationView:
    """A general export authorisation; what is empty is not recorded."""

    identifier: str
    number: str
    label: Phrase
    standing: str
    """When one of a State applies, in words."""

    customs_document: str
    section: str
    items: str
    covers: list[Link]
    excludes: list[Link]
    destinations: str
    removed: list[str]
    registration: str
    reporting: str
    conditions: tuple[str, ...]
    act: Link | None
    sources: tuple[str, ...]
    unverified: tuple[str, ...]


@dataclass(slots=True)
class StatusLine:
    """How far a language is."""

    code: str
    name: str
    shares: list[tuple[int, int]]
    """Found and wanted: interface strings, entry labels, paragraph labels, reviewed labels."""

    gap: Link | None
    """The oldest entry without a label."""


class Views:
    """Makes the views of one language.

    Args:
        register: the dataset and the legal date.
        reader: the language.
    """

    def __init__(self, register: Register, reader: Reader) -> None:
        self.register = register
        self.dataset = register.dataset
        self.reader = reader
        self._ = reader.gettext
        self._acts: dict[str, ActView] = {}
        self._lists: dict[str, ListView] = {}

    # -- entries ------------------------------------------------------------------------------------------------------

    def entry(self, control_list: ControlList, entry: Entry) -> EntryView:
        """Make the view of an entry and all its paragraphs."""
        reader, record = self.reader, control_list.record
        category = self.register.category(control_list, entry)
        versions = control_list.versions(entry.code)
        position = control_list.positions[entry.code]
        label = reader.entry_label(control_list, entry.code)
        return EntryView(
            code=entry.code,
            list_link=Link(urls.list_page(control_list.identifier), reader.list_title(control_list)),
            category=self.category_link(control_list, category, entry.part) if category else None,
            group=reader.short_label("product-groups", entry.code[1]) if category else "",
            label=label,
            not_used=entry.not_used,
            version=self.standing(control_list, versions),
            regime=self.regime_link(entry.regime) if entry.regime else None,
            series_500=control_list.identifier == UNION_LIST and entry.code[2:3] == "5",
            amended=self._amended(entry),
            untracked=self._untracked(control_list, entry),
            destinations=entry.destinations or "",
            limits=tuple(reader.limit(parameter) for parameter in entry.parameters_on(self.register.on)),
            paragraphs=self._paragraphs(control_list, entry.code),
            see_also=[self.entry_link(control_list, code) for code in entry.see_also],
            referring=[self.entry_link(control_list, code) for code in control_list.referring.get(entry.code, ())],
            counterparts=self._counterparts(control_list, entry.code),
            same_as=self._same_as(entry),
            predecessors=self._links((other.on, other.code) for other in entry.absorbs),
            successors=self._links(self.register.successors.get((control_list.identifier, entry.code), ())),
            official=urls.official_text(record.consolidated, reader.language) if record.consolidated else "",
            official_texts=self._texts(control_list, entry),
            versions=[self._version(control_list, version) for version in versions],
            citation=self._citation(control_list, entry),
            previous=self._neighbour(control_list, position - 1),
            following=self._neighbour(control_list, position + 1),
        )

    def _paragraphs(self, control_list: ControlList, code: str) -> list[ParagraphView]:
        reader = self.reader
        views = []
        for child in control_list.children.get(code, ()):
            entry = control_list.entries[child]
            since = self._own_start(control_list, entry)
            views.append(
                ParagraphView(
                    child,
                    entry.path,
                    reader.entry_label(control_list, child),
                    tuple([reader.limit(parameter) for parameter in entry.parameters_on(self.register.on)]),
                    entry.not_used,
                    entry.in_note,
                    since,
                    spans(entry.in_force).strip("/"),
                    self._variants(control_list, entry),
                    self._codes_elsewhere(control_list, entry),
                    self._paragraphs(control_list, child),
                )
            )
        return views

    def _variants(
        self, control_list: ControlList, entry: Entry
    ) -> tuple[tuple[str, str, Phrase, tuple[Limit, ...]], ...]:
        """Return what each version says, where label or limits differ between versions."""
        own = control_list.labels.get(self.reader.language, {}).get(entry.code)
        starts = {*(own if isinstance(own, dict) else ())}
        starts |= {*(entry.parameters if isinstance(entry.parameters, dict) else ())}
        if len(starts) < 2:
            return ()
        ordered = sorted(starts)
        return tuple(
            (
                start.isoformat() if place else "",
                ordered[place + 1].isoformat() if place + 1 < len(ordered) else "",
                self.reader.entry_label(control_list, entry.code, start),
                tuple(self.reader.limit(parameter) for parameter in entry.parameters_on(start)),
            )
            for place, start in enumerate(ordered)
        )

    def _own_start(self, control_list: ControlList, entry: Entry) -> str:
        """Return words about the start of a paragraph, where its own is known."""
        if not entry.in_force or entry.in_force[-1].start is None:
            return ""
        return self.standing(control_list, entry.in_force).sentence

    def _untracked(self, control_list: ControlList, entry: Entry) -> str:
        """Say once that the paragraphs of an entry have no known start, where that is so."""
        first = (control_list.entries[code] for code in control_list.children.get(entry.code, ()))
        if not any(paragraph.in_force and paragraph.in_force[-1].start is None for paragraph in first):
            return ""
        since = {"date": self.reader.date(control_list.record.tracked_since)}
        return self._("Paragraphs without a date: in force since before tracking began (%(date)s).") % since

    def _counterparts(self, control_list: ControlList, code: str) -> list[Link]:
        """Link the entries of other lists that say they control the same item."""
        links = []
        for identifier, entry in self.register.counterparts.get((control_list.identifier, code), ()):
            other = self.dataset.lists[identifier]
            link = self.entry_link(other, entry.code, named=True)
            link.note = f"{link.note}: {self.standing(other, other.versions(entry.code)).sentence}"
            links.append(link)
        return links

    def _codes_elsewhere(self, control_list: ControlList, entry: Entry) -> list[Link]:
        """Link the same item on other lists by issuer and code, short enough to stand beside a paragraph."""
        others = [
            (self.dataset.lists[identifier], other.code)
            for identifier, other in self.register.counterparts.get((control_list.identifier, entry.code), ())
        ]
        others += [
            (self.dataset.lists[counterpart.on], counterpart.code)
            for counterpart in entry.same_as
            if counterpart.on in self.dataset.lists
        ]
        return [
            Link(
                urls.entry_page(other.identifier, other.entries[code]),
                self.reader.list_title(other),
                f"{other.record.issuer.upper()}{NO_BREAK_SPACE}{code}",
            )
            for other, code in others
            if code in other.entries
        ]

    def _same_as(self, entry: Entry) -> list[Link]:
        notes = {
            "same": self._("same item"),
            "narrower": self._("controls less there"),
            "wider": self._("controls more there"),
        }
        links = []
        for counterpart in entry.same_as:
            other = self.dataset.lists.get(counterpart.on)
            if other is not None and counterpart.code in other.entries:
                link = self.entry_link(other, counterpart.code, named=True)
                link.note = notes[counterpart.relation]
                links.append(link)
        return links

    def _links(self, codes: Iterable[tuple[str, str]]) -> list[Link]:
        lists = ((self.dataset.lists.get(identifier), code) for identifier, code in codes)
        return [self.entry_link(each, code, named=True) for each, code in lists if each and code in each.entries]

    def _amended(self, entry: Entry) -> str:
        if entry.amended_between is None:
            return ""
        first, last = (self.reader.date(day) for day in entry.amended_between)
        return self._("The wording changed between %(first)s and %(last)s; the act is not recorded.") % {
            "first": first,
            "last": last,
        }

    def _texts(self, control_list: ControlList, entry: Entry) -> dict[str, str]:
        """Return the official wording by code, in the reader's language, where it was imported."""
        texts = control_list.texts.get(self.reader.language)
        if not texts:
            return {}
        codes = [entry.code, *(paragraph.code for paragraph in control_list.below(entry.code))]
        return {code: value_on(texts[code], self.register.on) for code in codes if code in texts}

    def _citation(self, control_list: ControlList, entry: Entry) -> str:
        record = control_list.record
        title = self.reader.list_title(control_list).text
        return ", ".join(filter(None, (entry.code, title, record.legal_basis, record.consolidated)))

    def _neighbour(self, control_list: ControlList, position: int) -> Link | None:
        entries = control_list.top_entries
        return self.entry_link(control_list, entries[position].code) if 0 <= position < len(entries) else None

    def entry_link(self, control_list: ControlList, code: str, named: bool = False) -> Link:
        """Link an entry or paragraph; `named` says of which list it is."""
        entry = control_list.entries[code]
        note = self.reader.list_title(control_list).text if named else ""
        address = urls.entry_page(control_list.identifier, entry)
        return Link(address, self.reader.entry_label(control_list, code), code, note)

    # -- versions -----------------------------------------------------------------------------------------------------

    def standing(self, control_list: ControlList, versions: tuple[Version, ...]) -> VersionView:
        """Make the view of the version that applies on the legal date, or of the nearest one."""
        return self._version(control_list, timeline.standing(versions, self.register.on).version)

    def _version(self, control_list: ControlList, version: Version) -> VersionView:
        status = timeline.standing((version,), self.register.on).status
        sentence = self._sentence(control_list, version, status)
        if version.evidence != "verified":
            sentence = self._("%(fact)s (unverified)") % {"fact": sentence}
        return VersionView(
            status,
            sentence,
            self.act_link(version.by) if version.by else None,
            self.act_link(version.ended_by) if version.ended_by else None,
            version.start.isoformat() if version.start else "",
            version.until.isoformat() if version.until else "",
        )

    def _sentence(self, control_list: ControlList, version: Version, status: str) -> str:
        date_of = self.reader.date
        if status == "ended":
            return self._("No longer in force since %(date)s") % {"date": date_of(version.until or self.register.on)}
        if version.start is None:
            return self._("In force since before tracking began (%(date)s)") % {
                "date": date_of(control_list.record.tracked_since)
            }
        if status == "upcoming":
            return self._("Will apply from %(date)s") % {"date": date_of(version.start)}
        return self._("In force since %(date)s") % {"date": date_of(version.start)}

    # -- lists --------------------------------------------------------------------------------------------------------

    def control_list(self, control_list: ControlList) -> ListView:
        """Make the view of a list: its categories, and its entries where they are few; made once for a language."""
        if control_list.identifier not in self._lists:
            self._lists[control_list.identifier] = self._make_list(control_list)
        return self._lists[control_list.identifier]

    def _make_list(self, control_list: ControlList) -> ListView:
        reader, record = self.reader, control_list.record
        entries = control_list.top_entries
        states = record.issuer in self.dataset.states
        categories = self._categories(control_list)
        return ListView(
            identifier=control_list.identifier,
            title=reader.list_title(control_list),
            kind=self.list_kind(record.kind),
            issuer=reader.state(record.issuer),
            issuer_link=Link(urls.state_page(record.issuer), Phrase(reader.state(record.issuer))) if states else None,
            legal_basis=record.legal_basis,
            destinations=record.destinations or "",
            version=self.standing(control_list, record.in_force),
            entries=len(entries),
            paragraphs=len(control_list.entries) - len(entries),
            recorded=self._completeness(record.entries_recorded),
            checked=reader.date(record.checked),
            tracked_since=reader.date(record.tracked_since),
            official=self._list_sources(control_list),
            categories=categories,
            groups=[]
            if len(entries) > 60
            else [GroupView("", "", [self._line(control_list, each) for each in entries])],
            acts=[
                self.act(identifier)
                for identifier in reversed(timeline.acts_of_list(self.dataset, control_list.identifier))
            ],
            sources=record.sources,
            unverified=record.recalled,
        )

    def _list_sources(self, control_list: ControlList) -> list[str]:
        record = control_list.record
        consolidated = [urls.official_text(record.consolidated, self.reader.language)] if record.consolidated else []
        return [*consolidated, *record.links]

    def _categories(self, control_list: ControlList) -> list[CategoryLine]:
        lines = []
        for category in CATEGORIES if control_list.record.scheme else ():
            members = [entry for entry in control_list.entries.values() if entry.code[0] == category]
            if members:
                tops = sum(not entry.is_paragraph for entry in members)
                link = self.category_link(control_list, category, None)
                lines.append(CategoryLine(link, tops, len(members) - tops))
        return lines

    def category_link(self, control_list: ControlList, category: str, part: int | None) -> Link:
        """Link a category, or the part of one."""
        address = urls.category_page(control_list.identifier, category)
        key = f"{category}.{part}" if part else category
        return Link(address + (f"#part-{part}" if part else ""), self.reader.label("categories", key), category)

    def category_groups(
        self, control_list: ControlList, category: str
    ) -> Iterator[tuple[Phrase | None, list[GroupView]]]:
        """Yield the parts of a category (one without a title where it has none), each with its product groups."""
        members = [entry for entry in control_list.top_entries if entry.code[0] == category]
        for part, entries in groupby(sorted(members, key=lambda entry: entry.part or 0), lambda entry: entry.part):
            title = self.reader.label("categories", f"{category}.{part}") if part else None
            yield title, self._groups(control_list, list(entries))

    def _groups(self, control_list: ControlList, entries: list[Entry]) -> list[GroupView]:
        groups = []
        for letter in PRODUCT_GROUPS:
            lines = [self._line(control_list, entry) for entry in entries if entry.code[1] == letter]
            if lines:
                groups.append(GroupView(letter, self.reader.short_label("product-groups", letter), lines))
        return groups

    def _line(self, control_list: ControlList, entry: Entry) -> EntryLine:
        versions = control_list.versions(entry.code)
        version = self.standing(control_list, versions)
        return EntryLine(self.entry_link(control_list, entry.code), entry.not_used, version, spans(versions))

    def list_kind(self, kind: str) -> str:
        """Return a kind of list in words."""
        _ = self._
        return {
            "union": _("Union list (Art. 3)"),
            "national": _("National list (Art. 9)"),
            "sanctions": _("Sanctions annex"),
            "third-country": _("List of a third country"),
        }[kind]

    def _completeness(self, recorded: str) -> str:
        _ = self._
        return {
            "complete": _("all entries recorded"),
            "partial": _("some entries recorded"),
            "none": _("entries not recorded"),
        }[recorded]

    # -- acts ---------------------------------------------------------------------------------------------------------

    def act(self, identifier: str) -> ActView:
        """Make the view of an act; made once for each language."""
        if identifier not in self._acts:
            self._acts[identifier] = self._make_act(identifier, self.dataset.acts[identifier])
        return self._acts[identifier]

    def _make_act(self, identifier: str, act: Act) -> ActView:
        reader = self.reader
        day = timeline.act_date(act)
        return ActView(
            identifier=identifier,
            link=self.act_link(identifier),
            name=act.name or "",
            kind=self._act_kind(act.kind),
            status=self._act_status(act.status),
            status_key=act.status,
            issuer=reader.state(act.issuer),
            dates=self._act_dates(act),
            year=day.year if day else None,
            day=day,
            gazette=act.gazette or "",
            reference=act.reference or "",
            celex=act.celex or "",
            official=urls.act_source(act, reader.language) or "",
            languages=reader.joined(reader.language_name(code) for code in act.languages) if act.languages else "",
            amends=self._act_links(act.amends),
            amended_by=self._act_links(self.register.acts_backward.get(("amends", identifier), ())),
            corrects=self._act_links(act.corrects),
            corrected_by=self._act_links(self.register.acts_backward.get(("corrects", identifier), ())),
            repeals=self._act_links(act.repeals),
            lists=[
                Link(urls.list_page(each.identifier), reader.list_title(each))
                for each in self.dataset.lists.values()
                if identifier in each.record.acts
            ],
            entries=[
                self.entry_link(control_list, code, named=True)
                for control_list, code in self.register.entries_by_act.get(identifier, ())
            ],
            sources=act.sources,
            unverified=act.recalled,
            upcoming=timeline.is_upcoming(act, self.register.on),
        )

    def _act_dates(self, act: Act) -> list[tuple[str, str, bool]]:
        _ = self._
        dates = (
            (_("Adopted"), act.adopted, "adopted"),
            (_("Published"), act.published, "published"),
            (_("In force from"), act.in_force, "in-force"),
            (_("No longer in force from"), act.ended, "ended"),
        )
        return [(what, self.reader.date(day), name not in act.recalled) for what, day, name in dates if day is not None]

    def _act_links(self, identifiers: Iterable[str]) -> list[Link]:
        return [self.act_link(identifier) for identifier in identifiers]

    def act_link(self, identifier: str) -> Link:
        """Link an act by what it is cited as."""
        act = self.dataset.acts[identifier]
        cited = act.celex or act.reference or act.gazette or identifier
        return Link(urls.act_page(identifier), self.reader.label("acts", identifier), cited)

    def _act_kind(self, kind: str) -> str:
        _ = self._
        return {
            "regulation": _("Regulation"),
            "delegated-regulation": _("Delegated regulation"),
            "national-act": _("National act"),
            "corrigendum": _("Corrigendum"),
            "recommendation": _("Recommendation"),
            "notice": _("Notice"),
            "policy-paper": _("Policy paper"),
            "unidentified": _("Not identified"),
        }[kind]

    def _act_status(self, status: str) -> str:
        _ = self._
        return {
            "adopted": _("adopted, not seen published"),
            "in-force": _("in force"),
            "overtaken": _("in force, overtaken by later acts"),
            "ended": _("no longer in force"),
            "not-binding": _("not binding"),
            "unknown": _("not established"),
        }[status]

    def upcoming(self) -> list[ActView]:
        """Return the acts that are adopted or published and do not apply yet."""
        return [self.act(identifier) for identifier in timeline.upcoming_acts(self.dataset, self.register.on)]

    # -- States, regimes, authorisations ------------------------------------------------------------------------------

    def state(self, code: str) -> StateView:
        """Make the view of a Member State."""
        reader, state = self.reader, self.dataset.states[code]
        return StateView(
            code=code,
            name=reader.state(code),
            languages=reader.joined(reader.language_name(language) for language in state.languages),
            authorities=[
                (authority.name, authority.url or "", "name" not in authority.recalled)
                for authority in state.authorities
            ],
            regimes=[
                (self.regime_link(identifier), *self._membership(state, identifier))
                for identifier in self.dataset.regimes
            ],
            lists=[self.control_list(each) for each in self.register.national_lists(code)],
            acts=[self.act(identifier) for identifier, act in self.dataset.acts.items() if act.issuer == code],
            sources=state.sources,
        )

    def _membership(self, state: State, regime: str) -> tuple[str, str]:
        """Return a mark (`yes`, `no`, `unknown`) and words."""
        membership = state.regimes.get(regime)
        if membership is None or membership.member is None:
            return "unknown", self._("not established")
        if not membership.member:
            return "no", self._("does not take part")
        if membership.since is None:
            return "yes", self._("takes part")
        words = self._("since %(year)s") % {"year": membership.since}
        return "yes", words if membership.evidence == "verified" else self._("%(fact)s (unverified)") % {"fact": words}

    def regime_link(self, identifier: str) -> Link:
        regime = self.dataset.regimes[identifier]
        return Link(f"{urls.REGIMES}#{identifier}", self.reader.label("regimes", identifier), regime.short)

    def regimes(self) -> list[RegimeView]:
        """Return every regime with the membership of every Member State."""
        return [
            RegimeView(
                identifier,
                regime.short,
                regime.name,
                self.reader.label("regimes", identifier),
                regime.founded,
                self.reader.number(regime.members) if regime.members else "",
                regime.url,
                "{:03}–{:03}".format(*regime.code_range) if regime.code_range else "",
                {code: self._membership(state, identifier) for code, state in self.dataset.states.items()},
            )
            for identifier, regime in self.dataset.regimes.items()
        ]

    def authorisations(self, issuer: str) -> list[AuthorisationView]:
        """Return the general export authorisations of the Union (`eu`) or of a State."""
        records = self.dataset.authorisations.items()
        return [self._authorisation(identifier, each) for identifier, each in records if each.issuer == issuer]

    def _authorisation(self, identifier: str, record: Authorisation) -> AuthorisationView:
        reader, removed = self.reader, record.destinations.removed if record.destinations else {}
        link = self.authorisation_link(identifier)
        return AuthorisationView(
            identifier=identifier,
            number=link.code,
            label=link.title,
            standing="" if record.issuer == "eu" else self._authorisation_standing(record),
            customs_document=record.customs_document,
            section=record.section or "",
            items=self._covered_items(record),
            covers=self._union_links(record.covers),
            excludes=self._union_links(record.excludes),
            destinations=self._reached(record.destinations),
            removed=[
                self._("%(country)s until %(date)s")
                % {"country": reader.state(code), "date": reader.date(version.until)}
                for code, version in removed.items()
                if version.until
            ],
            registration=record.registration or "",
            reporting=record.reporting or "",
            conditions=record.conditions,
            act=self.act_link(record.act) if record.act in self.dataset.acts and record.act else None,
            sources=record.sources,
            unverified=record.recalled,
        )

    def authorisation_link(self, identifier: str) -> Link:
        """Return the way to an authorisation; one that has only a number has no title."""
        label = self.reader.label("authorisations", identifier)
        title = label if label.text != identifier else Phrase("")
        return Link(f"{urls.AUTHORISATIONS}#{identifier}", title, self.dataset.authorisations[identifier].number or "")

    def _authorisation_standing(self, record: Authorisation) -> str:
        if record.ended is not None and record.ended <= self.register.on:
            return self._("No longer in force since %(date)s") % {"date": self.reader.date(record.ended)}
        if record.seen is not None:
            return self._("last seen in force on %(date)s") % {"date": self.reader.date(record.seen)}
        return self._("not established whether it still applies")

    def _reached(self, destinations: Destinations | None) -> str:
        if destinations is None:
            return self._("not public, or not recorded")
        names = ", ".join(self.reader.state(code) for code in self.reader.sorted_states(destinations.countries))
        return f"{self._('Every destination except:')} {names}" if destinations.all_except else names

    def _covered_items(self, record: Authorisation) -> str:
        _ = self._
        if record.covers_all is None:
            return _("not public, or not recorded")
        parts = [_("All of Annex I") if record.covers_all else _("Only the entries named")]
        if record.covered_groups:
            parts.append(_("only product groups %(groups)s") % {"groups": self.reader.joined(record.covered_groups)})
        if record.excluded_groups:
            parts.append(_("not product groups %(groups)s") % {"groups": self.reader.joined(record.excluded_groups)})
        if record.excludes_annex_iv:
            parts.append(_("nothing of Annex IV"))
        return "; ".join(parts)

    def _union_links(self, codes: Iterable[str]) -> list[Link]:
        control_list = self.dataset.lists.get(UNION_LIST)
        if control_list is None:
            return []
        return [self.entry_link(control_list, code) for code in codes if code in control_list.entries]

    def states(self) -> list[tuple[str, str, int]]:
        """Return code, name and number of national lists of every Member State, by name."""
        known = [code for code in MEMBER_STATES if code in self.dataset.states]
        return [
            (code, self.reader.state(code), len(self.register.national_lists(code)))
            for code in self.reader.sorted_states(known)
        ]

    # -- state of translation -----------------------------------------------------------------------------------------

    def status(self) -> dict[str, Any]:
        """Return how far each language is, and each list in this one, for the page that shows it."""
        counted = self.register.counted.get("languages", {})
        own = counted.get(self.reader.language, {"lists": {}})["lists"]
        return {
            "lines": [self._language_line(code, numbers) for code, numbers in counted.items()],
            "lists": [
                (
                    Link(urls.list_page(identifier), self.reader.list_title(self.dataset.lists[identifier])),
                    _shares([numbers]),
                    self.reader.date(self.dataset.lists[identifier].record.checked),
                )
                for identifier, numbers in own.items()
            ],
        }

    def _language_line(self, code: str, numbers: dict[str, Any]) -> StatusLine:
        gaps = [(identifier, each["oldest_gap"]) for identifier, each in numbers["lists"].items() if each["oldest_gap"]]
        gap = self.entry_link(self.dataset.lists[gaps[0][0]], gaps[0][1]) if gaps else None
        shares = [(numbers["strings"], numbers["strings_total"]), *_shares(list(numbers["lists"].values()))]
        return StatusLine(code, own_name(code), shares, gap)


def spans(versions: Iterable[Version]) -> str:
    """Write versions for a script that shows another date: first day and end of each, `/` between, blanks around."""
    return " ".join(
        f"{version.start.isoformat() if version.start else ''}/{version.until.isoformat() if version.until else ''}"
        for version in versions
    )


def _shares(counts: list[dict[str, Any]]) -> list[tuple[int, int]]:
    """Return found and wanted of entry labels, paragraph labels and reviewed labels, added up."""
    pairs = (("entries", "entries_total"), ("paragraphs", "paragraphs_total"), ("reviewed", "labels"))
    return [(sum(each[found] for each in counts), sum(each[wanted] for each in counts)) for found, wanted in pairs]
