"""Change sets for people who read a terminal, a pull request or a file, and for programs."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from pydantic import ConfigDict, TypeAdapter

from generator import slices
from generator.change_views import ChangeSetView, ChangeView, ChangeViews, GroupView
from generator.changes import ChangeSet
from generator.recorded import Recorded
from generator.vocabulary import LANGUAGES

MOST_ROWS = 200
"""Changes of one sort that a report shows one by one."""

_SETS = TypeAdapter(list[ChangeSet], config=ConfigDict(defer_build=True))


@dataclass
class Report:
    """Change sets to be told.

    Args:
        title: what was compared.
        sets: each with when it was recorded, where it was.
        day: the day that feeds would carry; decides what is still to come.
        warnings: what was left out, and why.
    """

    title: str
    sets: Sequence[tuple[Recorded | None, ChangeSet]]
    views: ChangeViews
    day: date
    warnings: Sequence[str] = ()

    @cached_property
    def shown(self) -> list[ChangeSetView]:
        return [self.views.change_set(change_set, recorded) for recorded, change_set in self.sets]

    @cached_property
    def counts(self) -> list[tuple[str, int]]:
        """Return sorts of changes over all sets, and how many there are."""
        found: Counter[str] = Counter()
        for view in self.shown:
            found.update(dict(view.counts))
        return list(found.items())

    @cached_property
    def firing(self) -> list[tuple[str, str]]:
        """Return name and title of each feed that would gain an item."""
        found = (each for _recorded, change_set in self.sets for each in slices.slices_of(change_set, self.day))
        return [(each.name, slices.title(self.views, each)) for each in dict.fromkeys(found)]

    @cached_property
    def languages(self) -> int:
        """In how many languages they fire."""
        return sum(any(slices.concerns(change_set, code) for _recorded, change_set in self.sets) for code in LANGUAGES)


def as_json(report: Report) -> str:
    """Write the change sets for a program: the fields of `changes.ChangeSet`, and the feeds that fire."""
    records = _SETS.dump_python([change_set for _recorded, change_set in report.sets], mode="json", by_alias=True)
    for record, (recorded, _change_set) in zip(records, report.sets, strict=True):
        record["recorded"] = recorded.moment.isoformat() if recorded else None
        record["commit"] = recorded.commit if recorded else None
        record["reason"] = recorded.reason if recorded else None
    document: dict[str, Any] = {
        "title": report.title,
        "counts": dict(report.counts),
        "total": len(records),
        "change_sets": records,
        "feeds": [name for name, _title in report.firing],
        "warnings": list(report.warnings),
    }
    return TypeAdapter(dict[str, Any]).dump_json(document, indent=2).decode() + "\n"


def as_text(report: Report) -> str:
    """Write plain lines."""
    return "\n".join(_lines(report, _Text())) + "\n"


def as_markdown(report: Report) -> str:
    """Write Markdown, with everything that comes from the data made harmless."""
    return "\n".join(_lines(report, _Markdown())) + "\n"


FORMATS = {"text": as_text, "markdown": as_markdown, "json": as_json}


class _Text:
    """How a terminal shows things."""

    def heading(self, level: int, text: str) -> list[str]:
        return ["", text, "=" * len(text)] if level == 1 else ["", "  " * (level - 2) + text]

    def plain(self, text: str) -> str:
        return text

    def item(self, text: str) -> str:
        return f"    {text}"

    def code(self, text: str) -> str:
        return text

    def gone(self, text: str) -> str:
        return f"[-{text}-]"

    def come(self, text: str) -> str:
        return f"{{+{text}+}}"


class _Markdown(_Text):
    """How GitHub shows things. Characters with a meaning there become entities: nobody is called, no link is made."""

    _MEANING = frozenset("\\`*_{}[]()<>#+-.!|~@&:\"'")

    def heading(self, level: int, text: str) -> list[str]:
        return ["", f"{'#' * (level + 1)} {text}", ""]

    def plain(self, text: str) -> str:
        return "".join(f"&#{ord(each)};" if each in self._MEANING else each for each in text)

    def item(self, text: str) -> str:
        return f"- {text}"

    def code(self, text: str) -> str:
        return f"<code>{self.plain(text)}</code>"

    def gone(self, text: str) -> str:
        return f"<del>{text}</del>"

    def come(self, text: str) -> str:
        return f"<ins>{text}</ins>"


def _lines(report: Report, style: _Text) -> Iterator[str]:
    _, number = report.views.reader.gettext, report.views.reader.number
    yield from style.heading(1, style.plain(report.title))
    for warning in report.warnings:
        yield style.item(style.plain(warning))
    if not report.sets:
        yield _("Nothing changed.")
        return
    for title, found in report.counts:
        yield style.item(f"{number(found)} {title}")
    for view in report.shown:
        yield from style.heading(2, style.plain(view.title))
        yield " · ".join(filter(None, (style.plain(view.nature_words), *_dates(view, style))))
        for group in view.groups:
            yield from _group(group, style, _, number)
    yield from style.heading(2, _("Feeds that gain an item"))
    languages = report.views.reader.ngettext("in %(number)s language", "in %(number)s languages", report.languages)
    for name, title in report.firing:
        words = languages % {"number": number(report.languages)}
        yield style.item(f"{style.plain(title)} ({style.plain(name)}, {words})")
    if not report.firing:
        yield _("None.")


def _dates(view: ChangeSetView, style: _Text) -> Iterator[str]:
    for what, day, source in view.dates:
        yield f"{what} {day} ({source})"
    for text in (view.languages, view.reason):
        if text:
            yield style.plain(text)


def _group(group: GroupView, style: _Text, _: Any, number: Any) -> Iterator[str]:
    yield from style.heading(3, f"{group.title} ({number(len(group.changes))})")
    if group.key in ("translation", "text", "label", "source"):
        yield style.item(_summary(group.changes, style))
        return
    for change in group.changes[:MOST_ROWS]:
        yield style.item(" – ".join(_parts(change, style)))
    if len(group.changes) > MOST_ROWS:
        more = _("and %(number)s more")
        yield style.item(more % {"number": number(len(group.changes) - MOST_ROWS)})


def _summary(changes: Iterable[ChangeView], style: _Text) -> str:
    languages = Counter(change.languages for change in changes)
    return ", ".join(f"{style.plain(name)} {found}".strip() for name, found in languages.most_common())


def _parts(change: ChangeView, style: _Text) -> Iterator[str]:
    name = style.code(change.code) if change.code else ""
    yield " ".join(filter(None, (name, style.plain(change.label.text), style.plain(change.paragraphs))))
    for limit in change.limits:
        old, new = style.plain(limit.old or "–"), style.plain(limit.new or "–")
        yield f"{style.plain(limit.quantity.text)}: {old} → {new} ({limit.effect_words})"
    for redline in change.redlines:
        marks: dict[str, Callable[[str], str]] = {"same": str, "deleted": style.gone, "inserted": style.come}
        yield "".join(marks[kind](style.plain(text)) for kind, text in redline.spans)
    for name, before, after in change.fields:
        yield f"{style.code(name)}: {style.plain(before or '–')} → {style.plain(after or '–')}"
    if change.related:
        yield ", ".join(style.code(link.code or link.title.text) for link in change.related)
    if change.languages:
        yield style.plain(change.languages)
    if change.day:
        yield change.day
