"""Feeds of changes: RSS 2.0, Atom and JSON Feed 1.1, each for a slice of the register, and one OPML of all of them.

An item is written once for a language and stands in every feed that it concerns. Same history, same bytes: nothing here
looks at a clock. Older items than a feed holds stand in archive documents that never change (RFC 5005).
"""

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from email.utils import format_datetime
from functools import cached_property
from xml.etree import ElementTree
from xml.sax.saxutils import escape

from feedgen.feed import FeedGenerator

from generator import pages, urls
from generator.change_views import ChangeViews
from generator.changes import Change, ChangeSet
from generator.recorded import Chronicle, Recorded
from generator.slices import Slice, concerns, ladder, slices_of, title

FEED_LENGTH = 50
"""Items in a feed; the older ones stand in its archive."""

NEVER = datetime(1970, 1, 1, tzinfo=UTC)
"""When a feed without an item was updated."""

FORMS = ("rss", "atom", "json")


@dataclass(frozen=True, slots=True)
class Item:
    """One piece of news in one language, written in every form."""

    moment: datetime
    rss: str
    atom: str
    json: str


@dataclass(frozen=True, slots=True)
class _News:
    """What an item says."""

    identifier: str
    title: str
    moment: datetime
    address: str
    """Of the page that tells it."""

    official: str
    content: str
    summary: str
    terms: tuple[tuple[str, str, str], ...]
    """Scheme, term and label of its categories."""


class FeedMaker:
    """Makes the feeds of one language.

    Args:
        views: the language's views of changes.
        chronicle: everything that was recorded.
        base_url: address of the site, ending in a slash.
    """

    def __init__(self, views: ChangeViews, chronicle: Chronicle, base_url: str) -> None:
        self._views = views
        self._chronicle = chronicle
        self._reader = views.reader
        self._ = views.reader.gettext
        self._language = views.reader.language
        self._root = f"{base_url}{self._language}/"

    def files(self) -> Iterator[tuple[str, bytes]]:
        """Yield address below the language's folder and bytes of every feed, archive and the OPML."""
        dataset = self._views.dataset
        steps = ladder(dataset)
        entries = [
            Slice("entry", f"{identifier}/{entry.code}")
            for identifier, control_list in dataset.lists.items()
            for entry in control_list.top_entries
        ]
        items: dict[Slice, list[Item]] = {each: [] for each in (*steps, *entries)}
        for each, item in self._items():
            items.setdefault(each, []).append(item)
        shells = {form: self._shell(form) for form in FORMS}
        for each in steps:
            for form in FORMS:
                yield from self._documents(each, form, shells[form], items[each])
        for each in entries:
            yield from self._documents(each, "rss", shells["rss"], items[each])
        for each in items.keys() - {*steps, *entries}:  # addresses of feeds never move, whatever becomes of a list
            forms = ("rss",) if each.kind == "entry" else FORMS
            for form in forms:
                yield from self._documents(each, form, shells[form], items[each])
        yield f"{urls.FEEDS}feeds.opml", self._opml(steps, entries)

    # -- items --------------------------------------------------------------------------------------------------------

    def _items(self) -> Iterator[tuple[Slice, Item]]:
        """Yield every slice with an item of its feeds, oldest first."""
        placed: list[tuple[list[Slice], _News]] = []
        for recorded in self._chronicle.recorded:
            for change_set in recorded.sets:
                if concerns(change_set, self._language):
                    placed += self._news(recorded, change_set)
        for (slices, _news), item in zip(placed, self._write([news for _slices, news in placed]), strict=True):
            yield from ((each, item) for each in slices)

    def _news(self, recorded: Recorded, change_set: ChangeSet) -> Iterator[tuple[list[Slice], _News]]:
        """Yield what a set is news for: the whole to most slices, its parts to categories and entries."""
        followed = slices_of(change_set, recorded.moment.date())
        if not followed:
            return
        named = self._by_part(change_set)
        whole = any(not change.subject and not change.is_silent for change in change_set.changes)
        parts = [] if whole else [each for each in followed if each.kind in ("category", "state") and each.key in named]
        parts = parts if len(parts) > 1 else []
        mine = [each for each in followed if each not in parts]
        if whole:
            mine += self._entries_of(change_set)
        yield mine, self._tell(recorded, change_set)
        for part in parts:
            chosen = named[part.key]
            yield [part], self._tell(recorded, change_set, chosen, part.name, title(self._views, part))
        for code, chosen in self._by_entry(change_set).items():
            each = Slice("entry", f"{change_set.control_list}/{code}")
            yield [each], self._tell(recorded, change_set, chosen, each.name, title(self._views, each))

    @staticmethod
    def _by_part(change_set: ChangeSet) -> dict[str, list[Change]]:
        """Return category, or Member State, to the changes that are news for those who follow it alone."""
        found: dict[str, list[Change]] = {}
        for change in change_set.changes:
            kind, _slash, name = change.subject.partition("/")
            key = name if kind == "states" else change.subject[:1] if change_set.scheme else ""
            if key and not change.is_silent:
                found.setdefault(key, []).append(change)
        return found

    def _entries_of(self, change_set: ChangeSet) -> list[Slice]:
        """Return the slices of the entries that came with a list, which are all but those that came later."""
        control_list = self._views.dataset.lists.get(change_set.control_list)
        names = (
            f"{change_set.control_list}/{entry.code}" for entry in (control_list.top_entries if control_list else ())
        )
        return [Slice("entry", name) for name in names if name not in self._later]

    @cached_property
    def _later(self) -> set[str]:
        """Names of the entries that came on a list after it was recorded."""
        sets = [change_set for recorded in self._chronicle.recorded for change_set in recorded.sets]
        came = ((each.control_list, change) for each in sets for change in each.changes)
        return {f"{name}/{change.subject}" for name, change in came if change.kind in ("added", "renumbered")}

    @staticmethod
    def _by_entry(change_set: ChangeSet) -> dict[str, list[Change]]:
        found: dict[str, list[Change]] = {}
        for change in change_set.changes:
            if change.subject and change_set.control_list and not change.is_silent:
                found.setdefault(change.subject.split(".")[0], []).append(change)
        return found

    def _tell(
        self,
        recorded: Recorded,
        change_set: ChangeSet,
        chosen: Iterable[Change] | None = None,
        part: str = "",
        part_title: str = "",
    ) -> _News:
        """Say what a set, or a part of it, is: complete, with absolute addresses."""
        shown = [change for change in (change_set.changes if chosen is None else chosen) if not change.is_silent]
        view = self._views.change_set(replace(change_set, changes=tuple(shown)), recorded)
        identifier = f"{change_set.identifier}/{part}" if part else change_set.identifier
        page = urls.change_set_page(change_set.act, change_set.identifier, change_set.control_list)
        known = change_set.act is None or change_set.act in self._views.dataset.acts
        return _News(
            identifier=urls.tag("change", identifier),
            title=f"{part_title} – {view.title}" if part_title else view.title,
            moment=recorded.moment,
            address=self._root + (page if known else urls.CHANGES),
            official=view.official,
            content=pages.fragment("item.html", self._reader, self._root, view=view),
            summary="; ".join(f"{title}: {self._reader.number(found)}" for title, found in view.counts),
            terms=self._terms(change_set, shown),
        )

    def _terms(self, change_set: ChangeSet, shown: Iterable[Change]) -> tuple[tuple[str, str, str], ...]:
        days: list[date] = sorted({change.in_force for change in shown if change.in_force is not None})
        kinds = self._views.kind_words()
        terms = [("list", change_set.control_list, change_set.control_list)] if change_set.control_list else []
        terms += [("nature", change_set.nature, self._views.nature_words(change_set.nature))]
        terms += [("kind", kind, kinds[kind]) for kind in dict.fromkeys(change.kind for change in shown)]
        terms += [("in-force", day.isoformat(), self._reader.date(day)) for day in days]
        return tuple((urls.tag("scheme", scheme), term, label) for scheme, term, label in terms)

    # -- forms --------------------------------------------------------------------------------------------------------

    def _write(self, news: Sequence[_News]) -> list[Item]:
        """Write each piece of news once in every form."""
        feed = self._generator()
        for each in news:
            entry = feed.add_entry(order="append")
            entry.guid(each.identifier, permalink=False)
            entry.id(each.identifier)
            entry.title(each.title)
            entry.link(href=each.address)
            entry.updated(each.moment)
            entry.published(each.moment)
            entry.summary(each.summary)
            entry.content(each.content, type="html")
            for scheme, term, label in each.terms:
                entry.category(term=term, scheme=scheme, label=label)
        rss = re.findall("<item>.*?</item>", feed.rss_str().decode(), re.DOTALL)
        atom = re.findall("<entry>.*?</entry>", feed.atom_str().decode(), re.DOTALL)
        return [
            Item(each.moment, in_rss, in_atom, self._json_item(each))
            for each, in_rss, in_atom in zip(news, rss, atom, strict=True)
        ]

    def _json_item(self, news: _News) -> str:
        item = {
            "id": news.identifier,
            "url": news.address,
            **({"external_url": news.official} if news.official else {}),
            "title": news.title,
            "summary": news.summary,
            "content_html": news.content,
            "date_published": news.moment.isoformat(),
            "date_modified": news.moment.isoformat(),
            "tags": [label for _scheme, _term, label in news.terms],
            "language": self._language,
        }
        return json.dumps(item, ensure_ascii=False, separators=(",", ":"))

    def _generator(self) -> FeedGenerator:
        """Return a feed without items, with marks where feeds differ."""
        feed = FeedGenerator()
        feed.id(_MARKS["identifier"])
        feed.title(_MARKS["title"])
        feed.subtitle(_MARKS["description"])
        feed.author({"name": self._("EU Control Lists")})
        feed.link(href=_MARKS["self"], rel="self")
        feed.link(href=_MARKS["page"], rel="alternate")
        feed.language(self._language)
        feed.generator("control-lists")
        feed.updated(_MARKED_MOMENT)
        return feed

    def _shell(self, form: str) -> tuple[str, str]:
        """Return what stands before and behind the items of every feed of a form."""
        if form == "json":
            head = {
                "version": "https://jsonfeed.org/version/1.1",
                "title": _MARKS["title"],
                "description": _MARKS["description"],
                "home_page_url": _MARKS["page"],
                "feed_url": _MARKS["self"],
                "language": self._language,
                "authors": [{"name": self._("EU Control Lists")}],
            }
            return json.dumps(head, ensure_ascii=False)[:-1] + "@@links@@" + ', "items": [', "]}\n"
        feed = self._generator()
        text = feed.rss_str().decode() if form == "rss" else feed.atom_str().decode()
        end = "</channel></rss>" if form == "rss" else "</feed>"
        return text.removesuffix(end) + "@@links@@", f"{end}\n"

    def _documents(
        self, each: Slice, form: str, shell: tuple[str, str], items: Sequence[Item]
    ) -> Iterator[tuple[str, bytes]]:
        """Yield a feed, and its archive: full documents of the oldest items, which never change again."""
        archives = max(0, (len(items) - 1) // FEED_LENGTH)
        for number in range(1, archives + 1):
            part = items[FEED_LENGTH * (number - 1) : FEED_LENGTH * number]
            yield self._document(each, form, shell, part, number, archives)
        yield self._document(each, form, shell, items[-FEED_LENGTH:], None, archives)

    def _document(
        self,
        each: Slice,
        form: str,
        shell: tuple[str, str],
        items: Sequence[Item],
        number: int | None,
        archives: int,
    ) -> tuple[str, bytes]:
        name = self._archive(each, number)
        shown = json.dumps if form == "json" else None
        values = {
            "identifier": urls.tag("feed", f"{self._language}/{each.name}"),
            "self": self._root + urls.feed(name, form),
            "page": self._root + self._page(each),
            "description": self._("Changes of export control lists; only the Official Journal is authentic."),
            # Last, for it may hold what looks like a mark.
            "title": f"{self._('EU Control Lists')}: {title(self._views, each)}",
        }
        text = shell[0].replace("@@links@@", self._links(each, form, number, archives))
        moment = max((item.moment for item in items), default=NEVER)
        for written, wanted in zip(_moments(_MARKED_MOMENT), _moments(moment), strict=True):
            text = text.replace(written, wanted)
        for mark, value in values.items():
            quoted = shown(value, ensure_ascii=False)[1:-1] if shown else escape(value, {'"': "&quot;"})
            text = text.replace(_MARKS[mark], quoted)
        separator = "," if form == "json" else ""
        body = separator.join(getattr(item, form) for item in reversed(items))
        return urls.feed(name, form), (text + body + shell[1]).encode()

    def _links(self, each: Slice, form: str, number: int | None, archives: int) -> str:
        """Return the links between a feed and its archive (RFC 5005, section 4)."""
        previous = archives if number is None else number - 1
        if form == "json":
            older = self._root + urls.feed(self._archive(each, previous), form)
            return f', "next_url": {json.dumps(older)}' if previous else ""
        relations = {"prev-archive": previous or None}
        if number is not None:
            relations["next-archive"] = number + 1 if number < archives else None
        links = [(relation, self._archive(each, place)) for relation, place in relations.items() if place]
        links += [("current", each.name)] if number is not None else []
        element = "atom:link" if form == "rss" else "link"
        written = [
            f'<{element} rel="{rel}" href="{escape(self._root + urls.feed(name, form))}"/>' for rel, name in links
        ]
        archive = '<fh:archive xmlns:fh="http://purl.org/syndication/history/1.0"/>' if number is not None else ""
        return archive + "".join(written)

    @staticmethod
    def _archive(each: Slice, number: int | None) -> str:
        return each.name if number is None else f"archive/{each.name}-{number}"

    def _page(self, each: Slice) -> str:
        """Return the page that a feed belongs to."""
        if each.kind == "entry":
            return f"{urls.LISTS}{each.key}/"
        pages_of = {
            "all": urls.CHANGES,
            "upcoming": urls.UPCOMING,
            "list": urls.list_page(each.key),
            "category": urls.category_page("annex-i", each.key),
            "state": urls.state_page(each.key),
        }
        return pages_of[each.kind]

    def _opml(self, steps: Iterable[Slice], entries: Iterable[Slice]) -> bytes:
        """List every feed of the language for a feed reader (OPML 2.0)."""
        opml = ElementTree.Element("opml", version="2.0")
        ElementTree.SubElement(ElementTree.SubElement(opml, "head"), "title").text = self._("EU Control Lists")
        body = ElementTree.SubElement(opml, "body")
        groups = {
            "all": self._("All changes"),
            "list": self._("Lists"),
            "category": self._("Categories"),
            "state": self._("Member States"),
            "entry": self._("Entries"),
        }
        outlines = {kind: ElementTree.SubElement(body, "outline", text=text) for kind, text in groups.items()}
        for each in (*steps, *entries):
            form = "rss" if each.kind == "entry" else "atom"
            ElementTree.SubElement(
                outlines.get(each.kind, outlines["all"]),
                "outline",
                type="rss",
                text=title(self._views, each),
                xmlUrl=self._root + urls.feed(each.name, form),
                htmlUrl=self._root + self._page(each),
                language=self._language,
            )
        ElementTree.indent(opml)
        return b'<?xml version="1.0" encoding="UTF-8"?>\n' + bytes(ElementTree.tostring(opml, encoding="utf-8")) + b"\n"


_MARKS = {
    "identifier": "tag:@@identifier@@",
    "title": "@@title@@",
    "description": "@@description@@",
    "self": "https://self.invalid/",
    "page": "https://page.invalid/",
}
_MARKED_MOMENT = datetime(1999, 12, 31, 23, 59, 58, tzinfo=UTC)


def _moments(moment: datetime) -> tuple[str, str]:
    """Return a moment as Atom and as RSS write it."""
    return moment.isoformat(), format_datetime(moment)
