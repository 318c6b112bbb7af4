"""Views to pages: finished HTML bodies with their addresses. Knows nothing of MkDocs.

The Jinja environment is our own, with autoescape on: everything that comes from the dataset is escaped.
"""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template
from markupsafe import Markup, escape

from generator import urls
from generator.applicability_views import ApplicabilityViews
from generator.change_views import ChangeViews, Mark
from generator.dataset import ControlList
from generator.model import Entry
from generator.text import Limit, Phrase, Reader, own_name
from generator.urls import depth
from generator.views import UNION_LIST, Link, ListView, ParagraphView, Register, Views, spans
from generator.vocabulary import CATEGORIES, LIST_KINDS, SILENT_KINDS

FEED_FORMS = {
    "atom": ("Atom", "application/atom+xml"),
    "rss": ("RSS", "application/rss+xml"),
    "json": ("JSON", "application/feed+json"),
    "ics": ("iCalendar", "text/calendar"),
}
"""Forms of feeds: what they are called, and their media types."""

SYMBOLS = {"union": "3", "national": "9", "notice": "10", "elsewhere": "–", "none": "·", "unknown": "?"}
"""Statuses in a cell: the article that they rest on, or a sign."""

TEMPLATES = Path(__file__).parent / "templates"


@dataclass(slots=True)
class Page:
    """A page of one language: a value that a host can pour into its frame."""

    address: str
    """Below the language's folder, ending in a slash or empty: `lists/annex-i/3A001/`."""

    section: str
    """Which part of the site it belongs to: one of `SECTIONS`."""

    title: str
    description: str
    body: str
    contents: tuple[tuple[str, Phrase], ...] = ()
    """Anchors and titles of its sections, for the list beside the page."""

    feeds: str = ""
    """Elements of the head that name its feeds, for feed readers."""


@dataclass(frozen=True)
class Project:
    """Addresses of the project itself, which every page links."""

    repository: str
    base_url: str = ""
    """Where the site stands, ending in a slash."""

    feeds: bool = False
    """The site has feeds and calendars; without the history of the dataset it has none."""

    def edit(self, path: str) -> str:
        """Return where a file of the dataset can be changed."""
        return f"{self.repository}/edit/main/{path}"

    def report(self, page: str) -> str:
        """Return where a mistake on a page can be reported."""
        return f"{self.repository}/issues/new?title={page.replace('/', '%2F')}"


# Part of the site -> address. The titles are in `section_titles`.
SECTIONS: dict[str, str] = {
    "home": urls.HOME,
    "lists": urls.LISTS,
    "states": urls.STATES,
    "check": urls.CHECK,
    "patchwork": urls.PATCHWORK,
    "changes": urls.CHANGES,
    "upcoming": urls.UPCOMING,
    "feeds": urls.FEEDS,
    "regimes": urls.REGIMES,
    "authorisations": urls.AUTHORISATIONS,
    "coordination": urls.COORDINATION,
    "third-countries": urls.THIRD_COUNTRIES,
    "data": urls.DATA,
    "status": urls.STATUS,
    "about": urls.ABOUT,
}


def section_titles(gettext: Callable[[str], str]) -> dict[str, str]:
    """Return the titles of the parts of the site, in their order."""
    _ = gettext
    return {
        "home": _("Home"),
        "lists": _("Lists"),
        "states": _("Member States"),
        "check": _("Check"),
        "patchwork": _("Patchwork"),
        "changes": _("Changes"),
        "upcoming": _("Upcoming"),
        "feeds": _("Feeds"),
        "regimes": _("Regimes"),
        "authorisations": _("Authorisations"),
        "coordination": _("Coordination"),
        "third-countries": _("Third countries"),
        "data": _("Data"),
        "status": _("Status"),
        "about": _("About"),
    }


def feed_forms(name: str) -> Sequence[str]:
    """Return the forms that a feed has: calendars of dates are made of everything, of lists and of States."""
    if name.startswith("entry/"):
        return ("rss",)
    return ("atom", "rss", "json", "ics")[: 3 if name.startswith(("category/", "upcoming")) else 4]


def phrase_html(phrase: Phrase) -> Markup:
    """Write a phrase, marked with its language where that is not the page's."""
    text = escape(phrase.text)
    return Markup(f'<span lang="{phrase.language}">{text}</span>') if phrase.language else text  # noqa: S704


def link_html(to: Link, root: str) -> Markup:
    """Write a link within the site; `root` is the way from the page to the folder of its language."""
    code = f'<span class="code">{escape(to.code)}</span> ' if to.code else ""
    note = f' <span class="note">({escape(to.note)})</span>' if to.note else ""
    return Markup(f'<a href="{root}{to.address}">{code}{phrase_html(to.title)}</a>{note}')  # noqa: S704


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        auto_reload=False,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals.update(phrase=phrase_html, link=link_html, feed_forms=feed_forms, feed_names=FEED_FORMS)
    return environment


@cache
def _template(name: str) -> Template:
    return _environment().get_template(name)


class PageMaker:
    """Makes the pages of one language.

    Args:
        register: the dataset and the legal date.
        reader: the language.
        project: where files are edited and mistakes reported.
    """

    def __init__(self, register: Register, reader: Reader, project: Project) -> None:
        self.register = register
        self.reader = reader
        self.project = project
        self.views = Views(register, reader)
        self.change_views = ChangeViews(self.views)
        self.applicability_views = ApplicabilityViews(self.views)
        self._ = reader.gettext
        self._titles = section_titles(reader.gettext)

    def pages(self) -> Iterator[Page]:
        """Yield every page of the language."""
        yield from self._fixed_pages()
        for control_list in self.register.dataset.lists.values():
            yield self._list(control_list)
            yield from self._categories(control_list)
            for entry in control_list.top_entries:
                yield self.entry(control_list, entry)
        yield from self._withdrawn()
        for identifier in self.register.dataset.acts:
            yield self._act(identifier)
        for code in self.register.dataset.states:
            yield self._state(code)

    # -- one page each ------------------------------------------------------------------------------------------------

    def _fixed_pages(self) -> Iterator[Page]:
        views, _ = self.views, self._
        states = views.states()
        lists = [views.control_list(each) for each in self.register.dataset.lists.values()]
        kinds = [
            (views.list_kind(kind), [view for view in lists if view.kind == views.list_kind(kind)])
            for kind in LIST_KINDS
        ]
        latest = [row for row in self.change_views.rows() if row.lists and row.day and row.day <= self.register.on][:6]
        yield self._page(
            "home",
            _("EU Control Lists"),
            "home.html",
            upcoming=views.upcoming(),
            latest=latest,
            lists=lists,
            states=states,
        )
        yield self._page("lists", _("Lists"), "lists.html", kinds=[(kind, found) for kind, found in kinds if found])
        yield self._page("states", _("Member States"), "states.html", states=states)
        yield from self._change_pages(lists, states)
        yield from self._applicability_pages(lists, states)
        yield self._page("regimes", _("Export control regimes"), "regimes.html", regimes=views.regimes(), states=states)
        files = [
            (view, urls.list_csv(view.identifier, self.reader.language), urls.list_json(view.identifier))
            for view in lists
        ]
        tables = [
            (self._titles["changes"], "api/v1/acts.json"),
            (self._titles["states"], "api/v1/states.json"),
            (self._titles["regimes"], "api/v1/regimes.json"),
            (self._titles["authorisations"], "api/v1/authorisations.json"),
        ]
        yield self._page("data", _("Data"), "data.html", files=files, tables=tables)
        yield self._page("status", _("State of translation"), "status.html", **self.views.status())
        yield self._page("about", _("About"), "about.html", repository=self.project.repository)

    def _change_pages(self, lists: Sequence[ListView], states: Sequence[tuple[str, str, int]]) -> Iterator[Page]:
        _, shown = self._, self.change_views
        categories = [(key, self.reader.label("categories", key)) for key in CATEGORIES]
        choices = {
            "list": [(view.identifier, view.title.text) for view in lists],
            "category": [(key, f"{key} {label.text}") for key, label in categories],
            "state": [(code, name) for code, name, _lists in states],
            "kind": [(kind, words) for kind, words in shown.kind_words().items() if kind not in SILENT_KINDS],
        }
        years = [(year, list(rows)) for year, rows in groupby(shown.rows(), lambda row: row.day and row.day.year)]
        yield self._page("changes", _("Changes"), "changes.html", years=years, choices=choices, follow=["all"])
        corrections = shown.corrections()
        yield self._make(
            urls.CORRECTIONS,
            "changes",
            _("Corrections of the register"),
            "corrections.html",
            description=_("What the register had recorded wrongly, and when that was put right. No law changed."),
            crumbs_to=[self._crumb("changes")],
            corrections=corrections,
        )
        upcoming = [(act, shown.of_act(act.identifier)) for act in self.views.upcoming()]
        yield self._page("upcoming", _("Upcoming"), "upcoming.html", upcoming=upcoming, follow=["upcoming"])
        yield self._make(
            urls.COMPARE,
            "changes",
            _("Compare two dates"),
            "compare.html",
            description=_("What differs on a list between any two dates."),
            crumbs_to=[self._crumb("changes")],
            lists=shown.steps(),
            choices=choices["list"],
        )
        yield self._page("feeds", _("Feeds and calendars"), "feeds.html", **self._feed_table(choices))

    def _applicability_pages(self, lists: Sequence[ListView], states: Sequence[tuple[str, str, int]]) -> Iterator[Page]:
        _, shown = self._, self.applicability_views
        rows = shown.patchwork()
        meanings = {status: words for status, words in shown.status_words.items() if status != "union"}
        named = {row.list_link.address.split("/")[1] for row in rows}
        choices = {
            "list": [(view.identifier, view.title.text) for view in lists if view.identifier in named],
            "category": [(key, f"{key} {self.reader.label('categories', key).text}") for key in CATEGORIES],
            "state": [(code, name) for code, name, _lists in states if any(row.state == code for row in rows)],
            "in": [(code, name) for code, name, _lists in states],
            "status": [(status, f"{SYMBOLS[status]} {words}") for status, words in meanings.items()],
        }
        yield self._page(
            "patchwork",
            _("Patchwork of national controls"),
            "patchwork.html",
            rows=rows,
            columns=shown.columns(),
            choices=choices,
            words=meanings,
            symbols=SYMBOLS,
            today=self.register.on.isoformat(),
            unrecorded=shown.unrecorded(),
            growth=self._growth_svg(shown.growth()),
        )
        words = json.dumps(self._check_words(), ensure_ascii=False)
        destinations = shown.destinations()
        yield self._page(
            "check", _("Check an item"), "check.html", states=states, words=words, destinations=destinations
        )
        yield self._page(
            "authorisations",
            _("General export authorisations"),
            "authorisations.html",
            authorisations=self.views.authorisations("eu"),
            national=[(name, self.views.authorisations(code)) for code, name, _lists in states],
            reach=shown.reach(),
            states=states,
            words=words,
            destinations=destinations,
        )
        yield self._page(
            "coordination", _("Coordination of national lists"), "coordination.html", groups=shown.coordination()
        )
        countries = shown.third_countries()
        yield self._page(
            "third-countries", _("Controls of third countries"), "third-countries.html", countries=countries
        )

    def _check_words(self) -> dict[str, str]:
        """Return what the script that answers a question says."""
        _ = self._
        return {
            **self.applicability_views.status_words,
            "nothing": _("The register has no such code. That does not mean that the item is not controlled."),
            "on": _("on %(date)s"),
            "since": _("since %(date)s"),
            "act": _("Acts"),
            "unverified": _("unverified"),
            "follow": _("Follow"),
            "authorisations": _("Union general export authorisations that may help"),
            "national-authorisations": _("National general export authorisations (Art. 12(6))"),
            "no-authorisation": _("None of EU001 to EU008 covers this code and this destination."),
            "conditions": _("Read their conditions first: some uses, users and items are excluded."),
        }

    def _growth_svg(self, steps: Sequence[tuple[date, int]]) -> Markup:
        """Draw how many entries of national lists were in force since 2021, as steps; the table has the figures."""
        if len(steps) < 2:
            return Markup("")
        first, most = steps[0][0], max(count for _day, count in steps) or 1
        days = max(1, (steps[-1][0] - first).days)
        path = ""
        for day, count in steps:
            x, y = 40 + 920 * (day - first).days / days, 150 - 130 * count / most
            path += f"H{x:.0f}V{y:.0f}" if path else f"M{x:.0f} 150V{y:.0f}"
        years = ""
        for year in range(first.year + 1, steps[-1][0].year + 1):
            x = 40 + 920 * (date(year, 1, 1) - first).days / days
            years += f'<text x="{x:.0f}" y="178" text-anchor="middle">{year}</text>'
        title = escape(self._("Entries of national lists in force, as far as they are recorded."))
        return Markup(  # noqa: S704
            f'<svg class="growth" viewBox="0 0 1000 190" role="img" aria-label="{title}">'
            f'<path class="area" d="{path}V150Z"/><path class="axis" d="M40 150H960"/>{years}'
            f'<text x="960" y="14" text-anchor="end">{steps[-1][1]}</text></svg>'
        )

    def _feed_table(self, choices: Mapping[str, Sequence[tuple[str, str]]]) -> dict[str, Any]:
        """Return what the page of feeds lists: titles of groups, with name and title of each feed."""
        _, titles = self._, self._titles
        if not self.project.feeds:
            return {"groups": [], "calendars": "", "feeds": False}
        groups = [
            ("", [("all", _("All changes")), ("upcoming", _("Upcoming"))]),
            (titles["lists"], [(f"list/{key}", title) for key, title in choices["list"]]),
            (_("Categories"), [(f"category/{key}", title) for key, title in choices["category"]]),
            (titles["states"], [(f"state/{key}", title) for key, title in choices["state"]]),
        ]
        host = self.project.base_url.partition("://")[2]
        calendars = f"webcal://{host}{self.reader.language}/" if host else ""
        return {"groups": groups, "calendars": calendars, "feeds": True, "follow": ["all"]}

    def _withdrawn(self) -> Iterator[Page]:
        """Make a page for each code that had been recorded by mistake, since its address was published."""
        for (identifier, code), day in self.register.withdrawn.items():
            control_list = self.register.dataset.lists[identifier]
            title = self.reader.list_title(control_list)
            yield self._make(
                f"{urls.LISTS}{identifier}/{code}/",
                "lists",
                code,
                "withdrawn.html",
                description=f"{code} – {title.text}",
                crumbs_to=[self._crumb("lists"), Link(urls.list_page(identifier), title)],
                code=code,
                day=self.reader.date(day),
            )

    def entry(self, control_list: ControlList, entry: Entry) -> Page:
        """Make the page of an entry."""
        view = self.views.entry(control_list, entry)
        story = self.change_views.of_entry(control_list, entry)
        contents = [
            (each.path, Phrase(f"{each.path} {each.label.text}", each.label.language)) for each in view.paragraphs
        ]
        crumbs = [self._crumb("lists"), view.list_link, *([view.category] if view.category else [])]
        return self._make(
            urls.entry_page(control_list.identifier, entry),
            "lists",
            f"{entry.code} {view.label.text}",
            "entry.html",
            contents=tuple(contents),
            edit=self.register.dataset.label_file(control_list, self.reader.language, entry.code),
            official=view.official,
            checked=control_list.record.checked,
            description=f"{view.code} – {view.label.text}. {view.version.sentence}.",
            crumbs_to=crumbs,
            view=view,
            story=story,
            differences=self.applicability_views.differences(control_list, entry),
            meanings=self.applicability_views.meanings(control_list, entry),
            helping=self.applicability_views.helping(control_list, entry),
            line=self._line_svg(story.marks),
            follow=[f"entry/{control_list.identifier}/{entry.code}"],
            spans=spans(control_list.versions(entry.code)),
            limits=self._limits_html(view.limits),
            paragraphs=Markup(self._paragraphs_html(view.paragraphs, view.official_texts)),  # noqa: S704
            list_sources=control_list.record.links,
        )

    # Paragraphs are written here and not by a template: a build writes over 80,000 of them, and this is ten times as
    # fast. Codes and paths match a pattern without special characters; everything else is escaped.

    def _paragraphs_html(self, paragraphs: Sequence[ParagraphView], texts: Mapping[str, str]) -> str:
        return "".join([self._paragraph_html(paragraph, texts) for paragraph in paragraphs])

    def _paragraph_html(self, view: ParagraphView, texts: Mapping[str, str]) -> str:
        kind = ' class="not-used"' if view.not_used else ""
        dated = f' data-spans="{view.spans}"' if view.spans else ""
        label = self._("Not used") if view.not_used else phrase_html(view.label)
        if view.variants:
            label = self._variants_html(view)
        parts = [f'<li id="{view.path}"{kind}{dated}><a class="code" href="#{view.path}">{view.path}</a> {label}']
        notes = [self._("in a note")] if view.in_note else []
        parts += [f' <span class="note">({escape(note)})</span>' for note in (*notes, view.since) if note]
        if view.limits and not view.variants:
            parts.append(self._limits_html(view.limits))
        for other in view.counterparts:
            title = escape(other.title.text)
            parts.append(
                f' <a class="code counterpart" href="../../../{other.address}" title="{title}">{other.code}</a>'
            )
        if view.code in texts:
            parts.append(f"<blockquote>{escape(texts[view.code])}</blockquote>")
        if view.paragraphs:
            parts.append(f"<ul>{self._paragraphs_html(view.paragraphs, texts)}</ul>")
        return "".join((*parts, "</li>\n"))

    def _variants_html(self, view: ParagraphView) -> Markup:
        """Write what each version says; those that do not apply on the page's date are hidden."""
        today = self.register.on.isoformat()
        parts = []
        for start, end, label, limits in view.variants:
            hidden = "" if start <= today and (not end or today < end) else " hidden"
            said = f"{phrase_html(label)}{self._limits_html(limits)}"
            parts.append(f'<span class="variant" data-spans="{start}/{end}"{hidden}>{said}</span>')
        return Markup("".join(parts))  # noqa: S704

    def _line_svg(self, marks: Sequence[Mark]) -> Markup:
        """Draw days on a line. The list beside it says the same in words, so readers of a screen skip the picture."""
        if len(marks) < 2:
            return Markup("")
        years = range(marks[0].date.year + 1, marks[-1].date.year + 1)
        days = max(1, (marks[-1].date - marks[0].date).days)
        step = 1 + len(years) // 12
        parts = ['<svg class="line" viewBox="0 0 1000 64" aria-hidden="true"><path class="axis" d="M20 24H980"/>']
        for year in years:
            place = 20 + 960 * (date(year, 1, 1) - marks[0].date).days / days
            parts.append(f'<path class="year" d="M{place:.1f} 24v8"/>')
            if year % step == 0:
                parts.append(f'<text x="{place:.1f}" y="52" text-anchor="middle">{year}</text>')
        for mark in marks:
            place = 20 + 9.6 * mark.position
            shape = "M-9 0 0-9 9 0 0 9z" if mark.kind == "amendment" else "M0-14V14"
            if mark.kind in ("start", "end"):
                parts.append(f'<circle class="mark mark-{mark.kind}" cx="{place:.1f}" cy="24" r="8"/>')
            else:
                parts.append(f'<path class="mark mark-{mark.kind}" transform="translate({place:.1f} 24)" d="{shape}"/>')
        return Markup("".join((*parts, "</svg>")))  # noqa: S704

    def _limits_html(self, limits: Sequence[Limit]) -> Markup:
        """Write limits as a list; empty where there are none."""
        items = "".join([self._limit_html(limit) for limit in limits])
        return Markup(f'<ul class="limits">{items}</ul>' if items else "")  # noqa: S704

    @staticmethod
    @cache
    def _limit_html(limit: Limit) -> str:
        condition = f' <span class="note">({escape(limit.condition)})</span>' if limit.condition else ""
        quantity = f'<span class="quantity">{phrase_html(limit.quantity)}</span>'
        return f'<li>{quantity} <span class="limit">{escape(limit.limit)}</span>{condition}</li>'

    def _list(self, control_list: ControlList) -> Page:
        view = self.views.control_list(control_list)
        return self._make(
            urls.list_page(control_list.identifier),
            "lists",
            view.title.text,
            "list.html",
            edit=f"{control_list.place.path.removesuffix('list.yaml')}labels/{self.reader.language}/list.yaml",
            official=view.official[0] if view.official else "",
            checked=control_list.record.checked,
            description=f"{view.title.text}. {view.version.sentence}.",
            crumbs_to=[self._crumb("lists")],
            view=view,
            line=self._line_svg(self.change_views.marks_of_list(control_list)),
            history=self.change_views.steps_of_list(control_list),
            follow=[f"list/{control_list.identifier}"],
            csv=urls.list_csv(control_list.identifier, self.reader.language),
            json=urls.list_json(control_list.identifier),
        )

    def _categories(self, control_list: ControlList) -> Iterator[Page]:
        for line in self.views.control_list(control_list).categories:
            category = line.link
            title = self.reader.list_title(control_list)
            yield self._make(
                category.address,
                "lists",
                f"{category.code} {category.title.text}",
                "category.html",
                edit=self.register.dataset.section_label_file("categories", self.reader.language, category.code),
                checked=control_list.record.checked,
                description=f"{title.text}: {category.code} {category.title.text}",
                crumbs_to=[self._crumb("lists"), Link(urls.list_page(control_list.identifier), title)],
                category=category,
                follow=[f"category/{category.code}"],
                parts=list(self.views.category_groups(control_list, category.code)),
            )

    def _act(self, identifier: str) -> Page:
        view = self.views.act(identifier)
        return self._make(
            urls.act_page(identifier),
            "changes",
            f"{view.link.code} {view.link.title.text}",
            "act.html",
            edit=self.register.dataset.section_label_file("acts", self.reader.language, identifier),
            official=view.official,
            description=f"{view.link.code}: {view.link.title.text} ({view.kind}, {view.status})",
            crumbs_to=[self._crumb("changes")],
            view=view,
            sets=self.change_views.of_act(identifier),
        )

    def _state(self, code: str) -> Page:
        view = self.views.state(code)
        union = self.register.dataset.lists.get(UNION_LIST)
        title = self.reader.list_title(union) if union else Phrase("")
        return self._make(
            urls.state_page(code),
            "states",
            view.name,
            "state.html",
            edit=self.register.dataset.places["states", code].path,
            checked=min((each.record.checked for each in self.register.national_lists(code)), default=None),
            description=self._("Export control lists that apply in %(state)s") % {"state": view.name},
            crumbs_to=[self._crumb("states")],
            view=view,
            line=self._line_svg(self.change_views.marks_of_state(code)),
            follow=[f"state/{code}"],
            counts=self.applicability_views.counts(code),
            practice=self.applicability_views.practice(code),
            foreign=self.applicability_views.foreign_lists(code),
            measures=self.applicability_views.measures(code),
            upcoming=self.applicability_views.upcoming(code),
            authorisations=self.views.authorisations(code),
            union=Link(urls.list_page(UNION_LIST), title),
        )

    # -- pouring ------------------------------------------------------------------------------------------------------

    def _crumb(self, section: str) -> Link:
        return Link(SECTIONS[section], Phrase(self._titles[section]))

    def _page(self, section: str, title: str, template: str, **values: Any) -> Page:
        """Make one of the fixed pages."""
        description = f"{title} – {self._('EU Control Lists')}" if section != "home" else title
        return self._make(SECTIONS[section], section, title, template, description=description, **values)

    def _make(
        self,
        address: str,
        section: str,
        title: str,
        template: str,
        *,
        description: str,
        contents: tuple[tuple[str, Phrase], ...] = (),
        edit: str = "",
        official: str = "",
        checked: date | None = None,
        follow: Sequence[str] = (),
        **values: Any,
    ) -> Page:
        reader = self.reader
        way_up = "../" * (depth(address) - 1)
        shared = {
            "_": reader.gettext,
            "root": way_up or "./",
            "language_name": own_name(reader.language),
            "locale": reader.locale_name,
        }
        body = _template(template).render(
            shared, ngettext=reader.ngettext, number=reader.number, site=way_up + "../", **values
        )
        edit = f"lists/{edit}" if edit else f"generator/locale/{reader.language}.po"
        end = self._end_html(edit, f"{reader.language}/{address}", official, checked or self.register.checked)
        follow = follow if self.project.feeds else ()
        feeds = "".join(self._head_links(name, way_up) for name in follow or ["all"]) if self.project.feeds else ""
        return Page(
            address, section, title, description, body + self._follow_html(follow, way_up) + end, contents, feeds
        )

    @staticmethod
    def _head_links(name: str, way_up: str) -> str:
        """Write what tells a feed reader where the feeds of a page are."""
        return "".join(
            f'<link rel="alternate" type="{FEED_FORMS[form][1]}" title="{FEED_FORMS[form][0]}"'
            f' href="{way_up}{urls.feed(name, form)}">'
            for form in feed_forms(name)
        )

    def _follow_html(self, names: Sequence[str], way_up: str) -> str:
        """Write the links with which a reader follows what a page is about."""
        parts, follow = [], escape(self._("Follow"))
        for name in names:
            links = (
                f'<a href="{way_up}{urls.feed(name, form)}">{FEED_FORMS[form][0]}</a>' for form in feed_forms(name)
            )
            parts.append(f'<p class="follow"><strong>{follow}</strong> {" · ".join(links)}</p>')
        return "".join(parts)

    def _end_html(self, edit: str, page: str, official: str, checked: date) -> str:
        """Write what every page ends with: how current it is, the authentic text, how to mend it."""
        _, language = self._, own_name(self.reader.language)
        current = _("This page is current until %(date)s.") % {"date": self.reader.date(checked)}
        change = _("Edit this page") if edit.startswith("lists/states/") else _("Improve this translation")
        mistake = _("Report a mistake")
        authentic = _("Only the Official Journal is authentic.")
        text = _("Official text in %(language)s") % {"language": language}
        link = f' <a href="{escape(official)}" rel="external">{escape(text)}</a>' if official else ""
        return (
            f'<footer class="page-end"><p>{escape(current)} {escape(authentic)}{link}</p>'
            f'<p><a href="{escape(self.project.edit(edit))}" rel="external nofollow">{escape(change)}</a> · '
            f'<a href="{escape(self.project.report(page))}" rel="external nofollow">'
            f"{escape(mistake)}</a></p></footer>"
        )


def fragment(template: str, reader: Reader, root: str, **values: Any) -> str:
    """Render a piece of HTML that stands outside a page, such as the content of a feed's item.

    Args:
        root: address of the folder of the reader's language.
    """
    return _template(template).render(
        {"_": reader.gettext, "root": root}, ngettext=reader.ngettext, number=reader.number, **values
    )


def lookup_table(register: Register, reader: Reader) -> list[list[str]]:
    """Return what the code box searches: code, label, list, address; entries before paragraphs of each list."""
    rows = []
    for identifier, control_list in register.dataset.lists.items():
        for _is_paragraph, entries in groupby(
            sorted(control_list.entries.values(), key=lambda entry: entry.is_paragraph),
            lambda entry: entry.is_paragraph,
        ):
            for entry in entries:
                label = reader.entry_label(control_list, entry.code).text
                rows.append([entry.code, label, identifier, urls.entry_page(identifier, entry)])
    return rows


def chooser_page(strings: Mapping[str, Callable[[str], str]], base_url: str, *, missing: bool) -> bytes:
    """Write the page above the languages: the choice of one, or, with `missing`, what answers a wrong address.

    Args:
        strings: language to the function that translates an interface string.
        base_url: address of the site, ending in a slash.
        missing: a wrong address may lie at any depth, so that page names its files from the top of the host.
    """
    titles = [
        {
            "code": language,
            "name": own_name(language),
            "site": gettext("EU Control Lists"),
            "missing": gettext("This page does not exist."),
        }
        for language, gettext in strings.items()
    ]
    top = urlsplit(base_url).path if missing else ""
    html = _template("chooser.html").render(
        titles=titles, base_url=base_url, top=top, missing=missing, redirects=not missing
    )
    return html.encode()
