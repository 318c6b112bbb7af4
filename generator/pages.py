"""Views to pages: finished HTML bodies with their addresses. Knows nothing of MkDocs.

The Jinja environment is our own, with autoescape on: everything that comes from the dataset is escaped.
"""

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
from generator.dataset import ControlList
from generator.model import Entry
from generator.text import LANGUAGE_NAMES, Limit, Phrase, Reader
from generator.urls import depth
from generator.views import UNION_LIST, Link, ParagraphView, Register, Views
from generator.vocabulary import LIST_KINDS

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


@dataclass(frozen=True)
class Project:
    """Addresses of the project itself, which every page links."""

    repository: str

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
    "changes": urls.CHANGES,
    "upcoming": urls.UPCOMING,
    "regimes": urls.REGIMES,
    "authorisations": urls.AUTHORISATIONS,
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
        "changes": _("Changes"),
        "upcoming": _("Upcoming"),
        "regimes": _("Regimes"),
        "authorisations": _("Authorisations"),
        "data": _("Data"),
        "status": _("Status"),
        "about": _("About"),
    }


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
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals.update(phrase=phrase_html, link=link_html)
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
        years = views.acts_by_year()
        latest = [act for _year, acts in years for act in acts if act.lists and not act.upcoming][:6]
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
        yield self._page("changes", _("Acts by year"), "changes.html", years=years)
        yield self._page("upcoming", _("Upcoming"), "upcoming.html", views=views.upcoming())
        yield self._page("regimes", _("Export control regimes"), "regimes.html", regimes=views.regimes(), states=states)
        yield self._page(
            "authorisations",
            _("Union general export authorisations"),
            "authorisations.html",
            authorisations=views.authorisations(),
        )
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

    def entry(self, control_list: ControlList, entry: Entry) -> Page:
        """Make the page of an entry."""
        view = self.views.entry(control_list, entry)
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
        label = self._("Not used") if view.not_used else phrase_html(view.label)
        parts = [f'<li id="{view.path}"{kind}><a class="code" href="#{view.path}">{view.path}</a> {label}']
        notes = [self._("in a note")] if view.in_note else []
        parts += [f' <span class="note">({escape(note)})</span>' for note in (*notes, view.since) if note]
        if view.limits:
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
        **values: Any,
    ) -> Page:
        reader = self.reader
        way_up = "../" * (depth(address) - 1)
        shared = {
            "_": reader.gettext,
            "root": way_up or "./",
            "language_name": LANGUAGE_NAMES[reader.language],
        }
        body = _template(template).render(
            shared, ngettext=reader.ngettext, number=reader.number, site=way_up + "../", **values
        )
        edit = f"lists/{edit}" if edit else f"generator/locale/{reader.language}.po"
        end = self._end_html(edit, f"{reader.language}/{address}", official, checked or self.register.checked)
        return Page(address, section, title, description, body + end, contents)

    def _end_html(self, edit: str, page: str, official: str, checked: date) -> str:
        """Write what every page ends with: how current it is, the authentic text, how to mend it."""
        _, language = self._, LANGUAGE_NAMES[self.reader.language]
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
            "name": LANGUAGE_NAMES[language],
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
