"""What a difference between two states of the dataset means: the vocabulary of changes. Knows nothing of Git.

`compare` turns two trees into change sets. Every differing record is carried by a change, so that applying the changes
to the older records gives the newer ones (`apply`). The only module that imports DeepDiff.
"""

import hashlib
import json
import math
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import cached_property
from typing import Annotated, Any

from pydantic import Field
from pydantic_core import to_json

from generator import timeline
from generator.dataset import ControlList, Dataset, Key, Records, Tree, differing_records, find_entry
from generator.model import Act, Entry, Label, ListRecord, Parameter, Record, Version, value_on
from generator.timeline import Event
from generator.vocabulary import (
    LIST_KINDS,
    SILENT_KINDS,
    SOURCE_LANGUAGE,
    ChangeKind,
    Effect,
    Evidence,
    Nature,
)


@dataclass(frozen=True, slots=True)
class Delta:
    """A record before and after; `None` where it is absent."""

    key: Key
    old: Any
    new: Any


@dataclass(frozen=True, slots=True)
class ParameterChange:
    """A control threshold before and after."""

    old: Parameter | None
    new: Parameter | None
    effect: Effect


@dataclass(frozen=True, slots=True)
class WordingChange:
    """A label or an official text before and after, in one language."""

    language: str
    official: bool
    """It is the official text, and not our label."""

    old: str
    new: str


@dataclass(frozen=True, slots=True)
class FieldChange:
    """A field of a record before and after, as it is written in the file."""

    name: str
    old: str
    new: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One difference with legal or editorial meaning."""

    kind: ChangeKind
    identifier: str
    """Made from what the change says, never from a commit, so that no rebase and no squash announces it again."""

    subject: str
    """A code; empty for a whole list; kind and name (`states/nl`) of a record that belongs to no list."""

    in_force: date | None = None
    """First day on which it applies; for an end, the first day on which it no longer does."""

    evidence: Evidence = "verified"
    languages: tuple[str, ...] = ()
    """Languages that it concerns; empty means all."""

    related: tuple[tuple[str, str], ...] = ()
    """List and code: of the predecessors of what was renumbered or added, of the successors of what was absorbed."""

    parameters: tuple[ParameterChange, ...] = ()
    wordings: tuple[WordingChange, ...] = ()
    fields: tuple[FieldChange, ...] = ()
    paragraphs: int = 0
    """Codes below the subject that came or went with it."""

    deltas: Annotated[tuple[Delta, ...], Field(exclude=True)] = field(default=(), repr=False, compare=False)

    @property
    def is_silent(self) -> bool:
        """Say whether it changes no law and no record of it."""
        return self.kind in SILENT_KINDS

    @property
    def effect(self) -> Effect | None:
        """Say whether it widens or narrows the control; `None` where it has no parameters."""
        effects = {each.effect for each in self.parameters}
        return None if not effects else effects.pop() if len(effects) == 1 else "unclear"


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeSet:
    """What one act, or one correction, did to one list."""

    control_list: str
    """Identifier of the list; empty for what belongs to none."""

    act: str | None
    nature: Nature
    identifier: str
    adopted: date | None = None
    published: date | None = None
    applies: date | None = None
    """Days of the act, as its record has them."""

    unverified: tuple[str, ...] = ()
    """Fields of the act's record that no source confirmed."""

    languages: tuple[str, ...] = ()
    """Languages that it concerns; empty means all."""

    kind: str = ""
    issuer: str = ""
    scheme: bool = False
    """Kind, issuer and scheme of the list."""

    changes: tuple[Change, ...]

    @property
    def is_silent(self) -> bool:
        return all(change.is_silent for change in self.changes)


def apply(records: Records, sets: Iterable[ChangeSet]) -> Records:
    """Return records with change sets applied: what `compare` found between two states turns the one into the other."""
    result = dict(records)
    for delta in (delta for each in sets for change in each.changes for delta in change.deltas):
        if delta.new is None:
            result.pop(delta.key, None)
        else:
            result[delta.key] = delta.new
    return result


def names_in(sets: Iterable[ChangeSet]) -> set[str]:
    """Return the codes that change sets speak of, and the names of acts, States and authorisations."""
    names = set()
    for change_set in sets:
        names.add(change_set.act or "")
        for change in change_set.changes:
            names.update((change.subject.rpartition("/")[2], *(code for _list, code in change.related)))
    return names - {""}


def compare(before: Tree, after: Tree, touched: Iterable[str] | None = None) -> list[ChangeSet]:
    """Say what differs between two states of the dataset.

    Args:
        before: path relative to `lists/` to bytes.
        after: the same, later.
        touched: the paths that may differ; `None` compares all. Other files are read only where a touched one refers
            to them, such as the act that made a version.

    Returns:
        One set for each (act, list), and one for each list with what no act explains, in the order of lists and acts.

    Raises:
        DataError: a touched file cannot be read.
    """
    old: Records = {}
    new: Records = {}
    for path in before.keys() | after.keys() if touched is None else set(touched):
        only_old, only_new = differing_records(path, before.get(path), after.get(path))
        old.update(only_old)
        new.update(only_new)
    deltas = [Delta(key, old.get(key), new.get(key)) for key in sorted(old.keys() | new.keys())]
    differing = {delta.key: delta for delta in deltas if delta.old != delta.new}
    return _Comparison(differing, _Context(before, after)).sets() if differing else []


def history(dataset: Dataset) -> list[ChangeSet]:
    """Return what acts did to the lists, as far as versions and acts say it: legal time, without Git.

    Returns:
        One set for each (act, list); the entries that came with the list itself are told by one change.
    """
    deltas: dict[Key, Delta] = {}
    for name, control_list in dataset.lists.items():
        deltas.update(_own_deltas(name, control_list))
    context = _Context({}, dataset.tree)
    founding = {name: set(timeline.events(each.record.in_force)[:1]) for name, each in dataset.lists.items()}
    comparison = _Comparison(deltas, context, founding)
    for name, control_list in dataset.lists.items():
        comparison.list_events(name, control_list)
        comparison.entry_events(name)
    for identifier, act in dataset.acts.items():
        homes = [name for name, each in dataset.lists.items() if identifier in each.record.acts]
        comparison.known_changes(identifier, act, (), homes)
    return comparison.made()


def _own_deltas(name: str, control_list: ControlList) -> Iterator[tuple[Key, Delta]]:
    """Yield a delta from nothing for each entry with versions of its own that the list did not bring, and its words."""
    founding = set(timeline.events(control_list.record.in_force)[:1])
    for code, entry in control_list.entries.items():
        if entry.in_force and not founding.issuperset(timeline.events(entry.in_force)):
            key: Key = ("entry", name, code)
            yield key, Delta(key, None, entry)
            for kind, words in (("label", control_list.labels), ("text", control_list.texts)):
                for language, texts in words.items():
                    if isinstance(texts.get(code), dict):
                        key = (kind, name, language, code)
                        yield key, Delta(key, None, texts[code])


class _Context:
    """Records that did not change, but that changes refer to; read when one asks."""

    def __init__(self, before: Tree, after: Tree) -> None:
        self._before = before
        self._after = after

    def act(self, identifier: str) -> Act | None:
        record = self._read(self._acts.get(identifier, ""), ("acts", identifier))
        return record if isinstance(record, Act) else None

    def control_list(self, identifier: str) -> ListRecord | None:
        for kind in LIST_KINDS:
            record = self._read(f"{kind}/{identifier}/list.yaml", ("list", identifier))
            if isinstance(record, ListRecord):
                return record
        return None

    def entry(self, identifier: str, code: str) -> Entry | None:
        record = find_entry(self._after, identifier, code)
        return record if isinstance(record, Entry) else None

    @cached_property
    def is_first(self) -> bool:
        """Say whether there was no list before."""
        return not any(_is_list(path) for path in self._before)

    @cached_property
    def lists(self) -> dict[str, ListRecord]:
        """The lists of the later state."""
        names = [path.split("/")[1] for path in self._after if _is_list(path)]
        found = ((name, self.control_list(name)) for name in sorted(names))
        return {name: record for name, record in found if record is not None}

    @cached_property
    def _acts(self) -> Mapping[str, str]:
        paths = [path for tree in (self._before, self._after) for path in tree if path.startswith("acts/")]
        return {path.rpartition("/")[2].removesuffix(".yaml"): path for path in paths}

    def _read(self, path: str, key: Key) -> Any:
        content = self._after.get(path) or self._before.get(path)
        return differing_records(path, None, content)[1].get(key) if content else None


def _is_list(path: str) -> bool:
    return path.endswith("/list.yaml") and path.count("/") == 2


class _Comparison:
    """Gives every delta to a change, and every change to a set."""

    def __init__(
        self, deltas: dict[Key, Delta], context: _Context, founding: Mapping[str, Collection[Event]] | None = None
    ) -> None:
        self._deltas = deltas
        self._context = context
        self._founding = founding or {}
        """List to the events that came with it, and are told once for the whole list."""

        self._left = dict(deltas)
        """What no change has claimed yet."""

        self._found: dict[tuple[str, str | None], list[Change]] = {}
        """List and act to changes."""

        self._words: dict[tuple[str, str], list[Key]] = {}
        self._families: dict[tuple[str, str], list[str]] = {}
        for key in deltas:
            if key[0] in ("label", "text"):
                self._words.setdefault((key[1], key[3]), []).append(key)
            elif key[0] == "entry":
                self._families.setdefault((key[1], key[2].split(".")[0]), []).append(key[2])

    def sets(self) -> list[ChangeSet]:
        """Explain every delta."""
        for key in [key for key in self._deltas if key[0] == "list"]:
            self._whole_list(self._deltas[key])
        names = list(dict.fromkeys(key[1] for key in self._left if key[0] in ("list", "entry", "label", "text")))
        for name in names:
            self._absorbed(name)
        for name in names:
            self.entry_events(name)
        for key in [key for key in self._left if key[0] == "acts"]:
            self._act(self._deltas[key])
        for name in names:
            self._entry_corrections(name)
            self._list_record(name)
        self._wordings()
        self._records()
        return self.made()

    def made(self) -> list[ChangeSet]:
        """Return what was found, in the order of lists and acts; corrections stand behind the acts."""
        order = sorted(self._found.items(), key=lambda item: (item[0][0], item[0][1] or "~"))
        return [self._make_set(name, act, changes) for (name, act), changes in order]

    # -- lists --------------------------------------------------------------------------------------------------------

    def _whole_list(self, delta: Delta) -> None:
        """The first import of a list is one event, and so is its loss."""
        if delta.old is not None and delta.new is not None:
            return
        name = delta.key[1]
        mine = [key for key in self._left if key[0] in ("list", "entry", "label", "text") and key[1] == name]
        first = delta.new.in_force[0] if delta.new is not None else None
        self._add(
            name,
            first.by if first else None,
            "recorded" if first else "lost",
            kind="added" if first else "removed",
            subject="",
            in_force=first.start if first else None,
            evidence=first.evidence if first else "verified",
            paragraphs=sum(key[0] == "entry" for key in mine),
            deltas=self._claim(mine),
        )

    def list_events(self, name: str, control_list: ControlList) -> None:
        """Add what happened to a list as a whole: it was adopted, amended, repealed."""
        for event in timeline.events(control_list.record.in_force):
            kind = _EVENT_KINDS[event.kind]
            below = len(control_list.entries) if event.kind == "start" else 0
            self._add_event(name, event, kind=kind, subject="", paragraphs=below)

    def _list_record(self, name: str) -> None:
        delta = self._left.get(("list", name))
        if delta is None:
            return
        self._claim([delta.key])
        events = _new_events(delta.old.in_force, delta.new.in_force)
        for event in events:
            self._add_event(name, event, kind=_EVENT_KINDS[event.kind], subject="", deltas=(delta,))
        told = [act for act in delta.new.acts if act not in delta.old.acts and (name, act) in self._found]
        for act in told:
            changes = self._found[name, act]
            changes[0] = replace(changes[0], deltas=(*changes[0].deltas, delta))
        kinds: dict[ChangeKind, list[FieldChange]] = {}
        for each in _field_changes(delta.old, delta.new):
            if (told and _root(each) == "acts") or (events and _root(each) == "in_force"):
                continue  # what an act did is in its own set
            kinds.setdefault(_LIST_FIELDS.get(_root(each), "source"), []).append(each)
        for kind, fields in kinds.items():
            self._add_correction(name, kind, "", delta, tuple(fields))

    # -- what acts did to entries -------------------------------------------------------------------------------------

    def _absorbed(self, name: str) -> None:
        """An entry that another list took over is news for those who follow it there."""
        found: dict[tuple[str, str, Event], list[Delta]] = {}
        for delta in self._entries(name):
            event = next(iter(timeline.events(delta.new.in_force)), None) if delta.new else None
            known = delta.old.absorbs if delta.old else ()
            for other in delta.new.absorbs if event else ():
                if event is not None and other.on != name and other not in known:
                    found.setdefault((other.on, other.code, event), []).append(delta)
        for (on, code, event), successors in found.items():
            old = self._left.get(("entry", on, code))
            closed = old is not None and any(each.by == event.by and each.kind == "end" for each in _news(old))
            self._add_event(
                on,
                event,
                "absorbed",
                kind="absorbed",
                subject=code,
                related=tuple((name, delta.key[2]) for delta in successors),
                deltas=self._claim([old.key]) if old is not None and closed else tuple(successors),
            )

    def entry_events(self, name: str) -> None:
        """Add what acts did to the entries and paragraphs of a list."""
        entries = self._entries(name)
        renumbered = {
            other.code
            for delta in entries
            for other in (delta.new.absorbs if delta.new is not None else ())
            if other.on == name
        }
        for delta in entries:
            for event in _news(delta):
                told_elsewhere = event.kind == "end" and delta.key[2] in renumbered
                if not told_elsewhere and event not in self._founding.get(name, ()):
                    self._entry_event(name, delta, event)

    def _entry_event(self, name: str, delta: Delta, event: Event) -> None:
        entry: Entry = delta.new
        starts, amends = event.kind == "start", event.kind == "amendment"
        related = tuple((other.on, other.code) for other in entry.absorbs) if starts else ()
        parameters = _parameters_at(delta, event) if amends else ()
        kind = "parameter" if parameters else _EVENT_KINDS[event.kind]
        if any(on == name for on, _code in related):
            kind = "renumbered"
        below = self._below(name, entry.code, came=starts) if not amends else []
        predecessors: list[Key] = [("entry", on, code) for on, code in related if on == name]
        words = [key for code in (entry.code, *(key[2] for key in below)) for key in self._words.get((name, code), ())]
        self._add_event(
            name,
            event,
            kind=kind,
            subject=entry.code,
            related=related,
            parameters=parameters,
            wordings=self._wordings_at(self._words.get((name, entry.code), ()), event) if amends else (),
            paragraphs=len(below),
            deltas=(delta, *self._claim([delta.key, *below, *predecessors, *words], but=delta)),
        )

    def _below(self, name: str, code: str, *, came: bool) -> list[Key]:
        """Return the paragraphs that came or went with a code, without an event of their own."""
        keys: list[Key] = [
            ("entry", name, other)
            for other in self._families.get((name, code.partition(".")[0]), ())
            if other.startswith(f"{code}.")
        ]
        deltas = [self._left[key] for key in keys if key in self._left]
        return [each.key for each in deltas if (each.old if came else each.new) is None and not _news(each)]

    def _wordings_at(self, keys: Iterable[Key], event: Event) -> tuple[WordingChange, ...]:
        return tuple(filter(None, (_wording_change(self._deltas[key], event.on) for key in keys)))

    def _entries(self, name: str) -> list[Delta]:
        return [delta for key, delta in self._left.items() if key[0] == "entry" and key[1] == name]

    # -- acts ---------------------------------------------------------------------------------------------------------

    def _act(self, delta: Delta) -> None:
        """An act was recorded, or what is recorded of it differs."""
        identifier, act, old = delta.key[1], delta.new, delta.old
        homes = [name for name, record in self._context.lists.items() if act is not None and identifier in record.acts]
        new_lists = [name for name in homes if ("list", name) in self._deltas and ("list", name) not in self._left]
        homes = [name for name in homes if name not in new_lists]
        if act is None or (old is None and not homes):
            self._attach(new_lists, delta)
            return
        self.known_changes(identifier, act, old.entries if old else (), homes)
        fields = _field_changes(old, act) if old else ()
        legal = tuple(each for each in fields if _root(each) in _ACT_FIELDS)
        for name in homes or [""]:
            if legal or (old is None and (name, identifier) not in self._found):
                self._add_event(
                    name,
                    Event("start", act.in_force, identifier, "verified"),
                    f"act {_digest(*(getattr(act, each) for each in _ACT_FIELDS))}" if old else "act",
                    kind="act",
                    subject="",
                    fields=legal,
                    languages=act.languages,
                )
        self._attach([name for name, by in self._found if by == identifier], delta)

    def _attach(self, names: Iterable[str], delta: Delta) -> None:
        """Let the first change of a list carry the record of an act."""
        for told in [found for (name, _act), found in self._found.items() if name in names]:
            told[0] = replace(told[0], deltas=(*told[0].deltas, *self._claim([delta.key, *self._section_words(delta)])))

    def known_changes(self, identifier: str, act: Act, known: Iterable[str], homes: Iterable[str]) -> None:
        """Add what an act is known to have changed and no version tells."""
        for name in homes:
            told = {change.subject for change in self._found.get((name, identifier), ())}
            for code in act.entries:
                entry = self._context.entry(name, code) if code not in told and code not in known else None
                if entry and not any(identifier in (version.by, version.ended_by) for version in entry.in_force):
                    self._known_change(name, identifier, act, code)

    def _known_change(self, name: str, identifier: str, act: Act, code: str) -> None:
        event = Event("amendment", act.in_force or act.published, identifier, "verified")
        languages = act.languages or ()
        words = [key for key in self._words.get((name, code), ()) if not languages or key[2] in languages]
        own = self._left.get(("entry", name, code))
        parameters = _parameters_at(own, event) if own is not None and own.old and own.new else ()
        self._add_event(
            name,
            event,
            kind="parameter" if parameters else "amended",
            subject=code,
            languages=languages,
            parameters=parameters,
            wordings=self._wordings_at(words, event),
            deltas=self._claim([*words, *([own.key] if own is not None and own.old and own.new else [])]),
        )

    # -- what no act explains -----------------------------------------------------------------------------------------

    def _entry_corrections(self, name: str) -> None:
        for delta in self._entries(name):
            code = delta.key[2]
            if delta.key not in self._left:
                continue
            if delta.old is not None and delta.new is not None:
                self._claim([delta.key])
                kinds: dict[ChangeKind, list[FieldChange]] = {}
                for each in _field_changes(delta.old, delta.new):
                    kinds.setdefault(_entry_kind(each), []).append(each)
                for kind, fields in kinds.items():
                    self._add_correction(name, kind, code, delta, tuple(fields))
                continue
            came = delta.new is not None
            below = self._below(name, code, came=came)
            words = [key for other in (code, *(key[2] for key in below)) for key in self._words.get((name, other), ())]
            self._add(
                name,
                None,
                "added" if came else "removed",
                kind="added" if came else "removed",
                subject=code,
                paragraphs=len(below),
                deltas=self._claim([delta.key, *below, *words]),
            )

    def _add_correction(
        self, name: str, kind: ChangeKind, subject: str, delta: Delta, fields: tuple[FieldChange, ...]
    ) -> None:
        parameters = _parameter_changes(delta.old, delta.new) if kind == "parameter" else ()
        said = [getattr(delta.new, root) for root in sorted({_root(each) for each in fields})]
        base = f"{kind} {_digest(*said)}"
        self._add(name, None, base, kind=kind, subject=subject, fields=fields, parameters=parameters, deltas=(delta,))

    def _wordings(self) -> None:
        for key in [key for key in self._left if key[0] in ("label", "text")]:
            delta = self._left[key]
            imported = key[0] == "text" and delta.old is None
            if key[0] == "text":
                kind: ChangeKind = "text" if imported else "amended"
            else:
                kind = "label" if key[2] == SOURCE_LANGUAGE else "translation"
            subject = "" if key[3] == "title" else key[3]
            wording = WordingChange(key[2], key[0] == "text", _shown(delta.old), _shown(delta.new))
            self._add(
                key[1],
                None,
                f"{kind} {key[2]} {_digest(delta.new)}",
                kind=kind,
                subject=subject,
                languages=(key[2],),
                wordings=(wording,),
                deltas=self._claim([key]),
            )

    def _records(self) -> None:
        """Add what belongs to no list; the first import is one event."""
        if self._context.is_first and self._left:
            count = sum(key[0] != "section-label" for key in self._left)
            deltas = self._claim(list(self._left))
            self._add("", None, "recorded", kind="added", subject="", paragraphs=count, deltas=deltas)
        for key, delta in list(self._left.items()):
            if key not in self._left:
                continue
            subject = "/".join(key[:2])
            if key[0] == "section-label":
                kind: ChangeKind = "label" if key[2] == SOURCE_LANGUAGE else "translation"
                wording = WordingChange(key[2], False, _shown(delta.old), _shown(delta.new))
                base = f"{kind} {key[2]} {_digest(delta.new)}"
                subject = f"{key[1]}/{key[3]}"
                self._add("", None, base, kind=kind, subject=subject, wordings=(wording,), deltas=self._claim([key]))
            else:
                self._record(delta, subject)

    def _record(self, delta: Delta, subject: str) -> None:
        kind: ChangeKind = "act" if delta.key[0] == "acts" else "applicability"
        fields = _field_changes(delta.old, delta.new) if delta.old is not None and delta.new is not None else ()
        if fields and all(_root(each) in _BACKING_FIELDS for each in fields):
            kind = "source"
        deltas = self._claim([delta.key, *self._section_words(delta)])
        self._add("", None, f"{kind} {_digest(delta.new)}", kind=kind, subject=subject, fields=fields, deltas=deltas)

    def _section_words(self, delta: Delta) -> list[Key]:
        """Return the labels that a record brought or took with it."""
        if delta.old is not None and delta.new is not None:
            return []
        kind, name = delta.key[:2]
        return [key for key in self._left if key[0] == "section-label" and key[1] == kind and key[3] == name]

    # -- making -------------------------------------------------------------------------------------------------------

    def _claim(self, keys: Iterable[Key], but: Delta | None = None) -> tuple[Delta, ...]:
        """Take deltas out of what is left; return those that were there."""
        claimed = [self._left.pop(key) for key in list(keys) if key in self._left]
        return tuple(delta for delta in claimed if delta is not but)

    def _add_event(self, name: str, event: Event, base: str = "", **values: Any) -> None:
        said = f"{base or _EVENT_KINDS[event.kind]} {event.on or 'undated'}"
        self._add(name, event.by, said, in_force=event.on, evidence=event.evidence, **values)

    def _add(self, name: str, act: str | None, said: str, *, subject: str, **values: Any) -> None:
        """Make a change; `said` is what it says beside list, act and subject."""
        identifier = "/".join((name or "register", act or "correction", subject or "-", *said.split()))
        if said in ("recorded", "lost"):
            identifier = f"{name or 'register'}/{said}"
        change = Change(identifier=identifier, subject=subject, **values)
        self._found.setdefault((name, act), []).append(change)

    def _make_set(self, name: str, identifier: str | None, changes: list[Change]) -> ChangeSet:
        act = self._context.act(identifier) if identifier else None
        record = self._context.control_list(name) if name else None
        nature: Nature = "correction"
        if identifier is not None:
            nature = "corrigendum" if act is not None and act.kind == "corrigendum" else "amendment"
        ringing = [change.identifier for change in changes if not change.is_silent]
        whole = next((change.identifier for change in changes if change.identifier == f"{name}/recorded"), None)
        return ChangeSet(
            control_list=name,
            act=identifier,
            nature=nature,
            identifier=whole
            or (f"{name or 'register'}/{identifier}" if identifier else min(ringing, default=changes[0].identifier)),
            adopted=act.adopted if act else None,
            published=act.published if act else None,
            applies=act.in_force if act else None,
            unverified=act.recalled if act else (),
            languages=act.languages if act else (),
            kind=record.kind if record else "",
            issuer=record.issuer if record else act.issuer if act else "",
            scheme=record.scheme if record else False,
            changes=tuple(sorted(changes, key=lambda change: _natural(change.subject))),
        )


def says_otherwise(delta: Delta) -> bool:
    """Say whether an act was recorded, or its dates or status differ."""
    old, new = delta.old, delta.new
    return new is not None and (old is None or any(getattr(old, name) != getattr(new, name) for name in _ACT_FIELDS))


# -- records -----------------------------------------------------------------------------------------------------------

_EVENT_KINDS: dict[str, ChangeKind] = {"start": "added", "amendment": "amended", "end": "removed"}
_LIST_FIELDS: dict[str, ChangeKind] = dict.fromkeys(("kind", "issuer", "legal_basis", "destinations"), "applicability")
_LIST_FIELDS["in_force"] = "correction"
_ACT_FIELDS = ("kind", "status", "celex", "gazette", "adopted", "published", "in_force", "ended", "languages")
_BACKING_FIELDS = frozenset(("sources", "recalled", "checked", "links", "url", "eli", "evidence"))
_ENTRY_FIELDS: dict[str, ChangeKind] = {
    "parameters": "parameter",
    "see_also": "reference",
    "same_as": "reference",
    "absorbs": "reference",
    "destinations": "applicability",
    "amended_between": "source",
}


def _entry_kind(change: FieldChange) -> ChangeKind:
    if change.name.endswith("evidence"):
        return "source"
    return _ENTRY_FIELDS.get(_root(change), "correction")


def _natural(code: str) -> tuple[tuple[int, str], ...]:
    """Return a key that sorts `a.2` before `a.10`."""
    return tuple((int(part), "") if part.isdigit() else (0, part) for part in code.split("."))


def _root(change: FieldChange) -> str:
    return change.name.split(".")[0]


def _news(delta: Delta) -> list[Event]:
    """Return the events of an entry that the newer state tells and the older one does not."""
    if delta.new is None:
        return []
    if delta.old is None:
        return timeline.events(delta.new.in_force)
    found = _new_events(delta.old.in_force, delta.new.in_force)
    # What was on the list already did not start now, even where its first version was only written out now.
    first = timeline.events(delta.new.in_force)[:1]
    return [event for event in found if event.kind != "start" or event not in first]


def _new_events(old: tuple[Version, ...], new: tuple[Version, ...]) -> list[Event]:
    """Return the new events. One that takes the place of a lost one of its kind and act corrects it, and is none."""
    before, after = timeline.events(old), timeline.events(new)
    gone = [event for event in before if event not in after]
    lost = {(event.kind, said) for event in gone for said in (event.by, event.on)}
    return [
        event
        for event in after
        if event not in before and (event.kind, event.by) not in lost and (event.kind, event.on) not in lost
    ]


def _parameters_at(delta: Delta, event: Event) -> tuple[ParameterChange, ...]:
    """Compare the parameters before an event with those from then on."""
    new: Entry = delta.new
    if isinstance(new.parameters, dict) and event.on is not None:
        eve = event.on - timedelta(days=1)
        return _match(new.parameters_on(eve), new.parameters_on(event.on), new.in_note)
    return _parameter_changes(delta.old, new) if delta.old is not None else ()


def _parameter_changes(old: Entry, new: Entry) -> tuple[ParameterChange, ...]:
    return _match(old.parameters_on(None), new.parameters_on(None), new.in_note)


def _match(old: tuple[Parameter, ...], new: tuple[Parameter, ...], in_note: bool) -> tuple[ParameterChange, ...]:
    """Pair parameters that differ: those of the same quantity, where there are as many before as after."""
    gone, come = [each for each in old if each not in new], [each for each in new if each not in old]
    found = []
    for quantity in dict.fromkeys(each.quantity for each in (*gone, *come)):
        first = [each for each in gone if each.quantity == quantity]
        second = [each for each in come if each.quantity == quantity]
        if len(first) == len(second):
            found += [
                ParameterChange(was, now, "unclear" if in_note else effect(was, now))
                for was, now in zip(first, second, strict=True)
            ]
        else:
            found += [ParameterChange(each, None, "unclear") for each in first]
            found += [ParameterChange(None, each, "unclear") for each in second]
    return tuple(found)


def effect(old: Parameter, new: Parameter) -> Effect:
    """Say whether a limit catches more or less than before; `unclear` where units, conditions or both ends differ."""
    if (old.quantity, old.unit, old.at) != (new.quantity, new.unit, new.at):
        return "unclear"
    if bool(old.between) != bool(new.between):
        return "unclear"  # whether the ends of `between` are included is open
    (low, high), (new_low, new_high) = _interval(old), _interval(new)
    if new_low <= low and new_high >= high:
        return "widened"
    return "narrowed" if new_low >= low and new_high <= high else "unclear"


def _interval(parameter: Parameter) -> tuple[tuple[float, int], tuple[float, int]]:
    """Return both ends, each with a mark that orders an excluded end inside an included one."""
    low: tuple[float, int] = (-math.inf, 0)
    high: tuple[float, int] = (math.inf, 0)
    if parameter.between is not None:
        low, high = (parameter.between[0], 0), (parameter.between[1], 0)
    if parameter.at_least is not None:
        low = (parameter.at_least, 0)
    if parameter.above is not None:
        low = (parameter.above, 1)
    if parameter.at_most is not None:
        high = (parameter.at_most, 0)
    if parameter.below is not None:
        high = (parameter.below, -1)
    return low, high


def _wording_change(delta: Delta, on: date | None) -> WordingChange | None:
    """Compare a label or text before a date with that from then on; `None` where nothing differs."""
    if isinstance(delta.new, dict) and on is not None:
        old, new = str(value_on(delta.new, on - timedelta(days=1))), str(value_on(delta.new, on))
    else:
        old, new = _shown(delta.old), _shown(delta.new)
    return WordingChange(delta.key[2], delta.key[0] == "text", old, new) if old and old != new else None


def _shown(value: Label | None) -> str:
    """Return the newest wording; empty for none."""
    return "" if value is None else value_on(value, None)


def _field_changes(old: Record, new: Record) -> tuple[FieldChange, ...]:
    """Return the fields of a record that differ, leaf by leaf, named as in the file."""
    # Imported where records differ: it takes longer than most comparisons, which are of labels.
    from deepdiff import DeepDiff  # noqa: PLC0415
    from deepdiff.path import parse_path  # noqa: PLC0415

    difference = DeepDiff(_plain(old), _plain(new), view="tree")
    found = set()
    for leaves in difference.values():
        for leaf in leaves:
            steps = parse_path(leaf.path())  # type: ignore[no-untyped-call]
            name = ".".join(str(step) for step in steps)
            found.add(FieldChange(name, _leaf(leaf.t1), _leaf(leaf.t2)))
    return tuple(sorted(found, key=lambda each: (each.name, each.old, each.new)))


def _plain(record: Record) -> dict[str, Any]:
    return record.model_dump(mode="json", by_alias=True, exclude_none=True)


def _leaf(value: Any) -> str:
    if isinstance(value, str):
        return value
    if value is None or repr(value) == "not present":
        return ""
    return json.dumps(value, ensure_ascii=False, default=str)


def _digest(*values: Any) -> str:
    """Return a short name of what is said; the same words give the same name."""
    return hashlib.sha256(to_json(values)).hexdigest()[:12]
