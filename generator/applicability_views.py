"""What a reader sees of applicability, as plain values: States, the patchwork, coordination, third countries."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import groupby

from generator import applicability, changes, timeline, urls
from generator.dataset import ControlList
from generator.model import Entry, Measure, Parameter
from generator.text import Phrase, countries
from generator.views import UNION_LIST, ActView, Link, ListView, Views
from generator.vocabulary import CATEGORIES, MEMBER_STATES


@dataclass(slots=True)
class MeasureView:
    """What a State does under an article."""

    article: str
    about: str
    answer: str
    mark: str
    """`yes`, `no`, `partly` or `unknown`."""

    note: str
    confirmed: bool
    acts: list[Link]
    sources: tuple[str, ...]


@dataclass(slots=True)
class Meaning:
    """What an entry means in some Member States."""

    status: str
    words: str
    states: list[Link]
    """Empty: in all Member States."""

    since: str
    acts: list[Link]
    confirmed: bool


@dataclass(slots=True)
class ForeignList:
    """Another State's list, and what it means here."""

    link: Link
    state: Link
    status: str
    words: str
    act: Link | None
    """The compilation that published it, or the act that made it."""


@dataclass(slots=True)
class PatchworkRow:
    """An entry of a national list, and what it means in each Member State."""

    link: Link
    list_link: Link
    state: str
    """Code of the State whose list it is."""

    category: str
    since: str
    start: str
    """First day, ISO 8601; empty where it is not known."""

    own: str
    """What it means in the State whose list it is: status, first day and end of each span, for a script."""

    elsewhere: str
    """The same for every other State."""

    cells: list[str]
    """Status in each Member State, in the order of the columns."""

    counterpart: Link | None
    act: Link | None


@dataclass(slots=True)
class StepView:
    """A step of coordination."""

    identifier: str
    label: Phrase
    kind: str
    state: str
    day: str
    until: str
    act: Link | None
    confirmed: bool
    sources: tuple[str, ...]


@dataclass(slots=True)
class Difference:
    """The same item with another limit on another list."""

    other: Link
    quantity: Phrase
    here: str
    there: str
    effect: str


class ApplicabilityViews:
    """Makes the views of applicability in one language.

    Args:
        views: the language's other views.
    """

    def __init__(self, views: Views) -> None:
        self.views = views
        self.dataset = views.dataset
        self.reader = views.reader
        self.on = views.register.on
        self._ = views.reader.gettext

    @cached_property
    def register(self) -> applicability.Register:
        return self.views.register.applicability

    # -- words --------------------------------------------------------------------------------------------------------

    @cached_property
    def status_words(self) -> dict[str, str]:
        """Return what each status means, in words."""
        _ = self._
        return {
            "union": _("on Annex I: binds in all Member States (Art. 3)"),
            "national": _("on this State's own list (Art. 9)"),
            "notice": _(
                "on another State's published list: a licence is needed if the authority informs the exporter (Art. 10)"
            ),
            "elsewhere": _("on another State's list that no known compilation has published: no effect here"),
            "none": _("not in force"),
            "unknown": _("not public, or not recorded"),
        }

    def _articles(self) -> dict[str, str]:
        _ = self._
        return {
            "4": _("Suspicion of a use for weapons (Art. 4(3))"),
            "6": _("Brokering (Art. 6)"),
            "7": _("Transit (Art. 7)"),
            "8": _("Technical assistance (Art. 8)"),
            "9": _("National list (Art. 9)"),
            "10": _("Other States' lists (Art. 10)"),
            "11": _("Transfers within the Union (Art. 11)"),
            "12": _("National general export authorisations (Art. 12(6))"),
            "22": _("Customs offices (Art. 22)"),
        }

    def practice(self, state: str) -> str:
        """Say how a State applies Article 10."""
        _ = self._
        return {
            "stated": _("Its law or its authority names Article 10 in public."),
            "individual": _("It acts by notices to single exporters only."),
            "no-basis": _("Its law knows no such licence."),
            "unknown": _("How this State applies Article 10 is not public, or not recorded."),
        }[self.dataset.states[state].article_10]

    # -- States -------------------------------------------------------------------------------------------------------

    def measures(self, state: str) -> list[MeasureView]:
        """Return what is known of a State's choices, article by article."""
        articles = self._articles()
        known = {measure.article: measure for measure in self.dataset.states[state].measures}
        return [self._measure(article, about, known.get(article)) for article, about in articles.items()]  # type: ignore[call-overload]

    def _measure(self, article: str, about: str, measure: Measure | None) -> MeasureView:
        _ = self._
        words = {
            "yes": _("used"),
            "no": _("not used"),
            "partly": _("used in part, or by a rule of another kind"),
            "not-established": _("not established"),
        }
        if measure is None:
            return MeasureView(article, about, words["not-established"], "unknown", "", True, [], ())
        mark = "unknown" if measure.answer == "not-established" else measure.answer
        confirmed = measure.evidence == "verified"
        acts = [self.views.act_link(act) for act in measure.acts if act in self.dataset.acts]
        return MeasureView(
            article, about, words[measure.answer], mark, measure.note or "", confirmed, acts, measure.sources
        )

    def foreign_lists(self, state: str) -> list[ForeignList]:
        """Return the other States' lists that are in force, with what they mean in this State."""
        found = []
        for control_list in self.dataset.lists.values():
            record = control_list.record
            if record.kind != "national" or record.issuer == state:
                continue
            if timeline.standing(record.in_force, self.on).status != "in-force":
                continue
            published = [act for day, act in self.register.published.get(control_list.identifier, ()) if day <= self.on]
            status = "notice" if published else "elsewhere"
            made = record.in_force[0].by
            act = published[0] if published else made
            found.append(
                ForeignList(
                    Link(urls.list_page(control_list.identifier), self.reader.list_title(control_list)),
                    self._state_link(record.issuer),
                    status,
                    self.status_words[status],
                    self.views.act_link(act) if act in self.dataset.acts and act else None,
                )
            )
        return found

    def _state_link(self, code: str) -> Link:
        return Link(urls.state_page(code), Phrase(self.reader.state(code)), code.upper())

    def counts(self, state: str) -> list[tuple[str, int]]:
        """Return how many entries have each status in a State on the reader's day."""
        found = self.views.register.counts[state]
        words = self.status_words
        return [(words[status], found[status]) for status in words if found[status]]

    def upcoming(self, state: str) -> list[ActView]:
        """Return the acts that concern a State and do not apply yet."""
        lists = {UNION_LIST, *(each.identifier for each in self.views.register.national_lists(state))}
        acts = {act for name in lists if name in self.dataset.lists for act in self.dataset.lists[name].record.acts}
        return [act for act in self.views.upcoming() if act.identifier in acts]

    def destinations(self) -> list[tuple[str, str]]:
        """Return code and name of every country outside the Union, by name."""
        return [(code, self.reader.state(code)) for code in self.reader.sorted_states(countries() - {*MEMBER_STATES})]

    def reach(self) -> list[tuple[str, list[bool]]]:
        """Return groups of destinations, and whether each of the Union's general authorisations reaches them.

        A group holds the destinations that the same authorisations reach, those that most reach first; what no
        authorisation names stands last.
        """
        records = [each.destinations for each in self.dataset.authorisations.values() if each.issuer == "eu"]
        known = [each for each in records if each is not None]
        groups: dict[tuple[bool, ...], list[str]] = {}
        for code in self.reader.sorted_states({code for each in known for code in each.countries}):
            groups.setdefault(tuple((code in each.countries) != each.all_except for each in known), []).append(code)
        rows = [(", ".join(self.reader.state(code) for code in codes), list(marks)) for marks, codes in groups.items()]
        rows.sort(key=lambda row: -sum(row[1]))
        return [*rows, (self._("Every other destination"), [each.all_except for each in known])]

    # -- the patchwork ------------------------------------------------------------------------------------------------

    def columns(self) -> list[tuple[str, str]]:
        """Return code and name of the Member States, in the order of the columns."""
        return [(code, self.reader.state(code)) for code in MEMBER_STATES]

    def patchwork(self) -> list[PatchworkRow]:
        """Return every entry of every national list with what it means in each Member State."""
        return [
            self._patchwork_row(control_list, entry)
            for control_list in self.dataset.lists.values()
            if control_list.record.kind == "national"
            for entry in control_list.top_entries
        ]

    def _patchwork_row(self, control_list: ControlList, entry: Entry) -> PatchworkRow:
        key = (control_list.identifier, entry.code)
        versions = control_list.versions(entry.code)
        view = self.views.standing(control_list, versions)
        others = [self.dataset.lists.get(each.on) for each in entry.same_as]
        counterpart = next(
            (
                self.views.entry_link(other, each.code)
                for other, each in zip(others, entry.same_as, strict=True)
                if other is not None and other.record.kind == "union" and each.code in other.entries
            ),
            None,
        )
        return PatchworkRow(
            link=self.views.entry_link(control_list, entry.code),
            list_link=Link(urls.list_page(control_list.identifier), self.reader.list_title(control_list)),
            state=control_list.record.issuer,
            category=entry.code[0] if control_list.record.scheme and entry.code[0] in CATEGORIES else "",
            since=view.sentence,
            start=view.start,
            own=_dated(self.register.spans(control_list, entry, control_list.record.issuer)),
            elsewhere=_dated(self.register.spans(control_list, entry, "")),
            cells=[self.views.register.meanings[key][state].status for state in MEMBER_STATES],
            counterpart=counterpart,
            act=view.act,
        )

    def unrecorded(self) -> list[ListView]:
        """Return the national lists whose entries are not recorded."""
        lists = self.dataset.lists.values()
        wanted = (each for each in lists if each.record.kind == "national" and each.record.entries_recorded == "none")
        return [self.views.control_list(each) for each in wanted]

    def growth(self) -> list[tuple[date, int]]:
        """Return how many entries of national lists were in force, at each day since 2021 on which that changed.

        Entries whose start is not known began before their list was tracked: they count from the beginning.
        """
        days = [day for day in self.register.dates() if date(2021, 9, 9) < day < self.on]
        found = [(day, self._national_entries(day)) for day in (date(2021, 9, 9), *days, self.on)]
        changed = [next(same) for _count, same in groupby(found, lambda item: item[1])]
        return [*changed, found[-1]]

    def _national_entries(self, day: date) -> int:
        lists = [each for each in self.dataset.lists.values() if each.record.kind == "national"]
        entries = ((each, entry, each.record.issuer) for each in lists for entry in each.top_entries)
        spans = (self.register.spans(*asked) for asked in entries)
        return sum(span.status in ("national", "unknown") for each in spans for span in each if span.holds(day))

    # -- an entry -----------------------------------------------------------------------------------------------------

    def meanings(self, control_list: ControlList, entry: Entry) -> list[Meaning]:
        """Return what an entry means in the Member States: where its list binds first, then elsewhere."""
        record = control_list.record
        if record.kind not in applicability.KINDS:
            return []
        groups = [[]] if record.kind == "union" else [[record.issuer], [s for s in MEMBER_STATES if s != record.issuer]]
        by_state = self.views.register.meanings[control_list.identifier, entry.code]
        found = []
        for states in groups:
            span = by_state[states[0] if states else MEMBER_STATES[0]]
            found.append(
                Meaning(
                    span.status,
                    self.status_words[span.status],
                    [self._state_link(code) for code in self.reader.sorted_states(states)],
                    self._("since %(date)s") % {"date": self.reader.date(span.start)} if span.start else "",
                    [self.views.act_link(act) for act in span.acts if act in self.dataset.acts],
                    span.evidence == "verified",
                )
            )
        return found

    def helping(self, control_list: ControlList, entry: Entry) -> list[tuple[Link, bool]]:
        """Return the Union's general export authorisations that cover an entry, and whether only a part of it."""
        covered = self.views.register.helping.get(entry.code, ()) if control_list.record.kind == "union" else ()
        return [(self.views.authorisation_link(name), partly) for name, partly in covered]

    # -- the same item with another limit ------------------------------------------------------------------------------

    def differences(self, control_list: ControlList, entry: Entry) -> list[Difference]:
        """Return the limits that differ between an entry with its paragraphs and the counterparts in the data."""
        found = []
        for each in (entry, *control_list.below(entry.code)):
            pairs = [(self.dataset.lists.get(other.on), other.code) for other in each.same_as]
            pairs += [
                (self.dataset.lists[name], other.code)
                for name, other in self.views.register.counterparts.get((control_list.identifier, each.code), ())
            ]
            for other_list, code in pairs:
                if other_list is not None and code in other_list.entries:
                    found += self._differences(control_list, each, other_list, other_list.entries[code])
        return found

    def _differences(
        self, control_list: ControlList, entry: Entry, other_list: ControlList, other: Entry
    ) -> list[Difference]:
        words = {
            "widened": self._("controls more there"),
            "narrowed": self._("controls less there"),
            "unclear": self._("effect unclear"),
        }
        link = self.views.entry_link(other_list, other.code, named=True)
        here, there = self._limits(control_list, entry), self._limits(other_list, other)
        return [
            Difference(
                link,
                self.reader.limit(mine).quantity,
                self.reader.limit(mine).limit,
                self.reader.limit(there[quantity]).limit,
                words[changes.effect(mine, there[quantity])],
            )
            for quantity, mine in here.items()
            if quantity in there and there[quantity] != mine
        ]

    def _limits(self, control_list: ControlList, entry: Entry) -> dict[str, Parameter]:
        """Return the limits of an entry and its paragraphs by quantity; what has several cannot be compared so."""
        all_limits = [
            parameter for each in (entry, *control_list.below(entry.code)) for parameter in each.parameters_on(self.on)
        ]
        often = Counter(parameter.quantity for parameter in all_limits)
        return {parameter.quantity: parameter for parameter in all_limits if often[parameter.quantity] == 1}

    # -- coordination and third countries ------------------------------------------------------------------------------

    def coordination(self) -> list[tuple[str, list[StepView]]]:
        """Return the steps of coordination by kind, each kind oldest first."""
        _ = self._
        kinds = {
            "proposal": _("What the White Paper of 2024 proposes"),
            "outcome": _("What became of it"),
            "consultation": _("Drafts and consultations"),
            "step": _("Steps of the Union"),
        }
        found = []
        for kind, title in kinds.items():
            steps = [
                self._step(identifier, title)
                for identifier, step in sorted(
                    self.dataset.coordination.items(), key=lambda item: item[1].day or date.min
                )
                if step.kind == kind
            ]
            if steps:
                found.append((title, steps))
        return found

    def _step(self, identifier: str, kind: str) -> StepView:
        step = self.dataset.coordination[identifier]
        known = step.act is not None and step.act in self.dataset.acts
        return StepView(
            identifier=identifier,
            label=self.reader.label("coordination", identifier),
            kind=kind,
            state=self.reader.state(step.state) if step.state else "",
            day=self.reader.date(step.day) if step.day else "",
            until=self.reader.date(step.until) if step.until else "",
            act=self.views.act_link(step.act) if known and step.act else None,
            confirmed=step.evidence == "verified",
            sources=step.sources,
        )

    def third_countries(self) -> list[tuple[str, list[ListView], list[ActView]]]:
        """Return each country outside the Union with its lists and acts, newest act first."""
        issuers = {act.issuer for act in self.dataset.acts.values()} - {"eu", *MEMBER_STATES}
        found = []
        for issuer in self.reader.sorted_states(issuers):
            lists = [
                self.views.control_list(each) for each in self.dataset.lists.values() if each.record.issuer == issuer
            ]
            acts = [self.views.act(key) for key, act in self.dataset.acts.items() if act.issuer == issuer]
            acts.sort(key=lambda act: act.day or date.min, reverse=True)
            found.append((self.reader.state(issuer), lists, acts))
        return found


def _dated(spans: Iterable[applicability.Applicability]) -> str:
    """Write spans for a script: status, first day and end of each, `/` between, blanks around."""
    return " ".join(f"{span.status}/{span.start or ''}/{span.until or ''}" for span in spans)
