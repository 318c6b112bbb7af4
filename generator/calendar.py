"""Calendars of legal dates, one event for each day on which an act does something (RFC 5545)."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache

from icalendar import Calendar, Event

from generator import urls
from generator.change_views import ChangeViews
from generator.model import Act
from generator.recorded import Chronicle
from generator.slices import ALL, Slice, ladder
from generator.vocabulary import MEMBER_STATES


@dataclass(frozen=True, slots=True)
class _Dating:
    """When the dates of an act were recorded."""

    moment: datetime
    """The last time."""

    times: int
    """How often they were changed after that."""


def datings(chronicle: Chronicle) -> dict[str, _Dating]:
    """Return when the dates and the status of each act were recorded last, and how often they were changed."""
    found: dict[str, _Dating] = {}
    for recorded in chronicle.recorded:
        for act in recorded.acts:
            known = found.get(act)
            found[act] = _Dating(recorded.moment, known.times + 1 if known else 0)
    return found


class CalendarMaker:
    """Makes the calendars of one language.

    Args:
        views: the language's views of changes.
        chronicle: everything that was recorded; an act that it does not know has no event yet.
        base_url: address of the site, ending in a slash.
    """

    def __init__(self, views: ChangeViews, chronicle: Chronicle, base_url: str) -> None:
        self._views = views
        self._datings = datings(chronicle)
        self._reader = views.reader
        self._ = views.reader.gettext
        self._root = f"{base_url}{views.reader.language}/"

    def files(self) -> Iterator[tuple[str, bytes]]:
        """Yield address below the language's folder and bytes: all dates, those of each list, those of each State."""
        dataset = self._views.dataset
        events = {identifier: self._events(identifier, act) for identifier, act in dataset.acts.items()}
        homes = {name: each.record.acts for name, each in dataset.lists.items()}
        for each in ladder(dataset):
            if each.kind == "list":
                acts: Iterable[str] = homes[each.key]
            elif each.kind == "state":
                acts = self._acts_of_state(each.key)
            elif each == ALL:
                acts = dataset.acts
            else:
                continue
            written = b"".join(event for act in acts for event in events.get(act, ()))
            yield urls.feed(each.name, "ics"), self._calendar(each, written)

    def _acts_of_state(self, state: str) -> list[str]:
        """Return the acts that bind exporters in a State: those of the lists that apply there, and its own."""
        dataset = self._views.dataset
        lists = (
            each.record for each in dataset.lists.values() if each.record.kind == "union" or each.record.issuer == state
        )
        acts = [act for record in lists for act in record.acts]
        return list(dict.fromkeys([*acts, *(key for key, act in dataset.acts.items() if act.issuer == state)]))

    def _calendar(self, each: Slice, events: bytes) -> bytes:
        calendar = Calendar()
        calendar.add("prodid", "-//control-lists//register//EN")
        calendar.add("version", "2.0")
        calendar.add("method", "PUBLISH")
        calendar.add("name", self._title(each))
        calendar.add("x-wr-calname", self._title(each))
        calendar.add("url", self._root)
        return bytes(calendar.to_ical()).replace(b"END:VCALENDAR", events + b"END:VCALENDAR")

    def _title(self, each: Slice) -> str:
        name = self._("EU Control Lists")
        if each.kind == "state":
            return f"{name}: {self._reader.state(each.key)}"
        if each.kind == "list":
            return f"{name}: {self._reader.list_title(self._views.dataset.lists[each.key]).text}"
        return name

    def _events(self, identifier: str, act: Act) -> list[bytes]:
        _ = self._
        dating = self._datings.get(identifier)
        if dating is None:
            return []
        days = (
            ("adopted", act.adopted, _("Adopted: %(act)s")),
            ("published", act.published, _("Published: %(act)s")),
            ("in-force", act.in_force, _("In force: %(act)s")),
            ("ended", act.ended, _("No longer in force: %(act)s")),
        )
        return [self._event(identifier, act, what, day, words, dating) for what, day, words in days if day is not None]

    def _event(self, identifier: str, act: Act, what: str, day: date, words: str, dating: _Dating) -> bytes:
        link = self._views.views.act_link(identifier)
        said = Event()
        said.add("summary", words % {"act": f"{link.title.text} ({link.code})"})
        said.add("url", f"{self._root}{link.address}")
        official = urls.act_source(act, self._reader.language)
        notes = [self._("unverified")] if what in act.recalled else []
        said.add("description", "\n".join([*notes, *([official] if official else []), self._root + link.address]))
        if act.issuer in MEMBER_STATES:
            said.add("categories", [self._reader.state(act.issuer)])
        inner = bytes(said.to_ical()).removeprefix(_BEGIN)
        return _dated_event(urls.event_identifier(identifier, what), day, dating, status(act)) + inner


_BEGIN, _END = b"BEGIN:VEVENT\r\n", b"END:VEVENT\r\n"


@cache
def _dated_event(identifier: str, day: date, dating: _Dating, sure: str) -> bytes:
    """Return what an event says in every language alike, without its end; written once."""
    event = Event()
    event.add("uid", identifier)
    event.add("dtstamp", dating.moment.astimezone(UTC))
    event.add("last-modified", dating.moment.astimezone(UTC))
    event.add("sequence", dating.times)
    event.add("dtstart", day)
    event.add("dtend", day + timedelta(days=1))
    event.add("status", sure)
    event.add("transp", "TRANSPARENT")
    return bytes(event.to_ical()).removesuffix(_END)


def status(act: Act) -> str:
    """Return how sure the days of an act are: tentative while it is adopted and can still be objected to."""
    return "TENTATIVE" if act.status == "adopted" and act.published is None else "CONFIRMED"
