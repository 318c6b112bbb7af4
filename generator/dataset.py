"""The dataset: the only module that knows the layout of `lists/`.

`Dataset.load(tree)` takes a mapping from path to bytes, so that a folder, a commit and a test load the same way.
"""

import os
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

from pydantic import ConfigDict, TypeAdapter, ValidationError

from generator import source
from generator.model import (
    Act,
    Authorisation,
    CoordinationStep,
    Correlation,
    Entry,
    Label,
    Line,
    ListRecord,
    Quantity,
    Regime,
    State,
    Term,
    Text,
    Version,
    WordingException,
    value_on,
)
from generator.problems import DataError, Problem
from generator.vocabulary import LANGUAGES, LIST_KINDS

Tree = Mapping[str, bytes]
"""Path relative to `lists/`, with forward slashes, to the file's bytes."""

FILE_LIMIT = 20_000
"""Files in one dataset; more are refused, so that a stray folder cannot stall a check."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a record stands: a file and the way to it."""

    path: str
    pointer: tuple[str | int, ...] = ()
    spot: tuple[int, int] | None = None
    """Line and column, where they are known already."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What a rule found: a place in the data, and words."""

    place: Place
    message: str
    hint: str
    of_key: bool = False


@dataclass(eq=False)
class ControlList:
    """A control list with its entries, labels and texts."""

    identifier: str
    """Its folder's name, unique in the register."""

    record: ListRecord
    place: Place
    entries: dict[str, Entry] = field(default_factory=dict)
    """Entries and paragraphs by code, in list order."""

    places: dict[str, Place] = field(default_factory=dict)
    labels: dict[str, dict[str, Label]] = field(default_factory=dict)
    """Language, then code (or `title` for the list itself), to label."""

    label_places: dict[tuple[str, str], Place] = field(default_factory=dict)
    texts: dict[str, dict[str, Text]] = field(default_factory=dict)
    """Language, then code, to official wording; empty where nothing was imported."""

    text_places: dict[tuple[str, str], Place] = field(default_factory=dict)
    correlation: Correlation | None = None
    """The customs codes under which its goods may be declared, where somebody imported a table."""

    @cached_property
    def children(self) -> dict[str, tuple[str, ...]]:
        """Code of an entry or paragraph to the codes right below it, in list order."""
        below: dict[str, list[str]] = {}
        for entry in self.entries.values():
            if entry.parent_code is not None:
                below.setdefault(entry.parent_code, []).append(entry.code)
        return {code: tuple(codes) for code, codes in below.items()}

    @cached_property
    def top_entries(self) -> tuple[Entry, ...]:
        """The entries, without their paragraphs, in list order."""
        return tuple(entry for entry in self.entries.values() if not entry.is_paragraph)

    @cached_property
    def positions(self) -> dict[str, int]:
        """Entry code to its position among the entries."""
        return {entry.code: position for position, entry in enumerate(self.top_entries)}

    @cached_property
    def referring(self) -> dict[str, tuple[str, ...]]:
        """Entry code to the entries whose wording refers to it."""
        found: dict[str, list[str]] = {}
        for entry in self.entries.values():
            for code in entry.see_also:
                sources = found.setdefault(code, [])
                if entry.entry_code not in sources:
                    sources.append(entry.entry_code)
        return {code: tuple(sources) for code, sources in found.items()}

    def below(self, code: str) -> Iterator[Entry]:
        """Yield the paragraphs of an entry or paragraph, depth first, in list order."""
        for child in self.children.get(code, ()):
            yield self.entries[child]
            yield from self.below(child)

    def versions(self, code: str) -> tuple[Version, ...]:
        """Return the versions of a code: its own, or those of the nearest parent that has some, or the list's."""
        entry = self.entries.get(code)
        while entry is not None and not entry.in_force:
            entry = self.entries.get(entry.parent_code or "")
        return entry.in_force if entry is not None else self.record.in_force


@dataclass
class Dataset:
    """Everything that `lists/` says, by identifier, and what could not be read."""

    tree: Tree
    acts: dict[str, Act] = field(default_factory=dict)
    states: dict[str, State] = field(default_factory=dict)
    regimes: dict[str, Regime] = field(default_factory=dict)
    quantities: dict[str, Quantity] = field(default_factory=dict)
    authorisations: dict[str, Authorisation] = field(default_factory=dict)
    lists: dict[str, ControlList] = field(default_factory=dict)
    labels: dict[str, dict[str, dict[str, Label]]] = field(default_factory=dict)
    """Section (`acts`, `categories` …), language, key, to label."""

    glosses: dict[str, str] = field(default_factory=dict)
    """The terms that labels share, in English, each with the sense that is meant."""

    terms: dict[str, dict[str, Term]] = field(default_factory=dict)
    """Language, then English term, to the term of the language."""

    coordination: dict[str, CoordinationStep] = field(default_factory=dict)
    exceptions: dict[tuple[str, str, str, str], str] = field(default_factory=dict)
    """Rule, language, list and code of a label that may break the rule, with the reason."""

    reviewed: set[str] = field(default_factory=set)
    """Label files that a second person has reviewed; all others are drafts."""

    places: dict[tuple[str, str], Place] = field(default_factory=dict)
    """Kind of record and identifier to the place where it is written."""

    _key_lines: dict[str, dict[str, int]] = field(default_factory=dict, repr=False)

    problems: list[Problem] = field(default_factory=list)
    """What reading found; the records concerned are missing above."""

    unread: set[str] = field(default_factory=set)
    """Files that could not be read: what they hold is missing, and rules do not report that a second time."""

    @classmethod
    def load(cls, tree: Tree) -> "Dataset":
        """Read a tree. Never raises on what a file contains: look at `problems`."""
        dataset = cls(tree)
        if len(tree) > FILE_LIMIT:
            message = f"there are {len(tree):,} files; the limit is {FILE_LIMIT:,}"
            dataset.problems.append(Problem(".", 1, 1, "too-many-files", message, "point at the folder 'lists'"))
            return dataset
        if not tree:
            hint = "run the command where the folder 'lists' is, or name it with --lists"
            dataset.problems.append(Problem(".", 1, 1, "missing-folder", "no file of a dataset was found", hint))
            return dataset
        for path in sorted(tree, key=_reading_order):
            dataset._read_file(path, tree[path])
        order = sorted(dataset.lists.values(), key=lambda each: (LIST_KINDS.index(each.record.kind), each.identifier))
        dataset.lists = {control_list.identifier: control_list for control_list in order}
        return dataset

    def label(self, section: str, language: str, key: str) -> Label | None:
        return self.labels.get(section, {}).get(language, {}).get(key)

    def label_file(self, control_list: ControlList, language: str, code: str) -> str:
        """Return the file below `lists/` that holds the label of an entry, with its line, or should hold it."""
        place = control_list.label_places.get((language, code))
        if place is None:
            folder, _, name = control_list.places[code].path.rpartition("/")
            return f"{folder.removesuffix('/entries')}/labels/{language}/{name}"
        return f"{place.path}#L{self._lines_of_keys(place.path).get(code, 1)}"

    def section_label_file(self, section: str, language: str, key: str) -> str:
        """Return the file below `lists/` that holds a label of a section, with its line, or should hold it."""
        path = f"labels/{language}/{section}.yaml"
        return f"{path}#L{self._lines_of_keys(path).get(key, 1)}" if path in self.tree else path

    def _lines_of_keys(self, path: str) -> dict[str, int]:
        """Return the line of each key at the top of a file; made once for a file."""
        if path not in self._key_lines:
            lines = enumerate(self.tree[path].decode().splitlines(), 1)
            found = ((match[1], number) for number, line in lines if (match := _KEY.match(line)))
            self._key_lines[path] = dict(found)
        return self._key_lines[path]

    def is_unread(self, kind: str, identifier: str) -> bool:
        """Say whether a record is missing only because the file that holds it could not be read."""
        return any(path == f"{kind}.yaml" or path.endswith(f"/{identifier}.yaml") for path in self.unread)

    def is_partly_read(self, control_list: ControlList) -> bool:
        """Say whether entries of a list are missing because a file could not be read."""
        folder = control_list.place.path.removesuffix("list.yaml")
        return any(path.startswith((f"{folder}entries.", f"{folder}entries/")) for path in self.unread)

    def locate(self, place: Place, of_key: bool = False) -> tuple[int, int]:
        """Return line and column, counted from 1, of a place."""
        return place.spot or source.position(self.tree[place.path], place.pointer, of_key)

    def _read_file(self, path: str, content: bytes) -> None:
        if path.rpartition("/")[2] in _IGNORED:
            return
        for layout in _LAYOUTS:
            if match := layout.pattern.fullmatch(path):
                break
        else:
            hint = "see lists/README.md for what goes where; file names are small letters, digits and hyphens"
            self.problems.append(Problem(path, 1, 1, "unknown-file", "no file is expected here", hint))
            return
        try:
            data = source.read(path, content)
            value = layout.adapter.validate_python(data)
        except source.SourceError as error:
            self.problems.append(error.problem)
            self.unread.add(path)
        except ValidationError as error:
            self.problems.extend(_worded(path, content, error))
            self.unread.add(path)
        else:
            layout.store(self, path, match.groupdict(), value)

    def _store_list(self, path: str, names: dict[str, str], record: ListRecord) -> None:
        identifier = names["list"]
        if identifier in self.lists:
            message = f"the list identifier '{identifier}' is already used by {self.lists[identifier].place.path}"
            self.problems.append(Problem(path, 1, 1, "duplicate-list", message, "give the folder another name"))
            return
        self.lists[identifier] = ControlList(identifier, record, Place(path))
        if record.kind != names["kind"]:
            place = Place(path, ("kind",))
            message = f"a list of the kind '{record.kind}' stands in the folder '{names['kind']}'"
            self.problems.append(
                Problem(path, *self.locate(place), "list-kind", message, "move the folder or put the kind right")
            )

    def _store_entries(self, path: str, names: dict[str, str], entries: list[Entry]) -> None:
        control_list = self._list_of(path, names)
        if control_list is None:
            return
        for index, entry in enumerate(entries):
            place = Place(path, (index, "code"))
            if entry.code in control_list.entries:
                first = control_list.places[entry.code]
                message = f"{entry.code} is given twice"
                hint = f"the first one is in {first.path}, line {self.locate(first)[0]}; keep one of them"
                self.problems.append(Problem(path, *self.locate(place), "duplicate-code", message, hint))
                continue
            control_list.entries[entry.code] = entry
            control_list.places[entry.code] = place

    def _store_list_labels(self, path: str, names: dict[str, str], labels: dict[str, Label]) -> None:
        control_list = self._list_of(path, names)
        if control_list is None:
            return
        language = names["language"]
        known = control_list.labels.setdefault(language, {})
        for key, label in labels.items():
            if key in known:
                place = Place(path, (key,))
                first = control_list.label_places[language, key]
                self.problems.append(
                    Problem(
                        path,
                        *self.locate(place, of_key=True),
                        "duplicate-label",
                        f"{key} has a label already",
                        f"the first one is in {first.path}, line {self.locate(first)[0]}; keep one of them",
                    )
                )
                continue
            known[key] = label
            control_list.label_places[language, key] = Place(path, (key,))

    def _store_texts(self, path: str, names: dict[str, str], texts: dict[str, Text]) -> None:
        control_list = self._list_of(path, names)
        if control_list is not None:
            language = names["language"]
            control_list.texts.setdefault(language, {}).update(texts)
            control_list.text_places.update({(language, key): Place(path, (key,)) for key in texts})

    def _store_correlation(self, path: str, names: dict[str, str], correlation: Correlation) -> None:
        control_list = self._list_of(path, names)
        if control_list is not None:
            control_list.correlation = correlation
            self.places["correlation", control_list.identifier] = Place(path)

    def _list_of(self, path: str, names: dict[str, str]) -> ControlList | None:
        control_list = self.lists.get(names["list"])
        folder = f"{names['kind']}/{names['list']}"
        if control_list is None and f"{folder}/list.yaml" not in self.tree:
            hint = "write one: control-lists new list"
            problem = Problem(f"{folder}/list.yaml", 1, 1, "missing-list", "the list has no list.yaml", hint)
            if problem not in self.problems:
                self.problems.append(problem)
        return control_list


def read_folder(folder: Path) -> dict[str, bytes]:
    """Read every YAML file below a folder.

    Returns:
        Path relative to the folder to bytes; empty where there is no such folder. Links that lead out of the folder
        are not followed.
    """
    tree: dict[str, bytes] = {}
    start = len(str(folder)) + 1
    for parent, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith(".")]
        for name in names:
            path = f"{parent}{os.sep}{name}"  # not a Path: making thousands of them takes longer than reading
            if name.startswith(".") or (os.path.islink(path) and not _stays_inside(Path(path), folder)):
                continue
            with open(path, "rb") as file:
                tree[path[start:].replace(os.sep, "/")] = file.read()
    return tree


def excerpt(tree: Tree, names: Collection[str], languages: Collection[str]) -> dict[str, bytes]:
    """Return the files that are needed to talk about some things: quicker to load than the whole dataset.

    Args:
        tree: the whole dataset.
        names: codes of any list, and identifiers of acts, States and authorisations.
        languages: labels are wanted in these.
    """
    quoted = [f'"{name}"'.encode() for name in names]

    def is_needed(path: str) -> bool:
        folders, file = path.split("/")[:-1], path.rpartition("/")[2].removesuffix(".yaml")
        if "labels" in folders and folders[folders.index("labels") + 1] not in languages:
            return False
        if folders[:1] in (["acts"], ["states"], ["authorisations"]):
            return file in names
        if len(folders) > 1 and folders[0] in LIST_KINDS:
            return file == "list" or ("text" not in folders and any(name in tree[path] for name in quoted))
        return folders[:1] in ([], ["labels"])

    return {path: tree[path] for path in tree if is_needed(path)}


def _stays_inside(link: Path, folder: Path) -> bool:
    return link.is_file() and link.resolve().is_relative_to(folder.resolve())


_KEY = re.compile(r"""["']?([^"':]+)["']?:""")
_IGNORED = {"README.md", "LICENCE"}


@dataclass(frozen=True)
class _Layout:
    """One kind of file: the pattern of its path, the shape of its content, and what to do with it."""

    pattern: re.Pattern[str]
    adapter: TypeAdapter[Any]
    store: Callable[[Dataset, str, dict[str, str], Any], None]
    key: str = ""
    """Form of the keys of its records, `entry {list} {item}`; empty where the file says nothing about the law."""


def _records(kind: str) -> Callable[[Dataset, str, dict[str, str], Any], None]:
    """Store one record a file; the file's name is its identifier."""

    def store(dataset: Dataset, path: str, names: dict[str, str], record: Any) -> None:
        identifier = names["identifier"]
        getattr(dataset, kind)[identifier] = record
        dataset.places[kind, identifier] = Place(path)

    return store


def _table(kind: str) -> Callable[[Dataset, str, dict[str, str], Any], None]:
    """Store a file that holds all records of a kind."""

    def store(dataset: Dataset, path: str, _names: dict[str, str], records: dict[str, Any]) -> None:
        getattr(dataset, kind).update(records)
        for identifier in records:
            dataset.places[kind, identifier] = Place(path, (identifier,))

    return store


def _section_labels(dataset: Dataset, path: str, names: dict[str, str], labels: dict[str, Label]) -> None:
    section, language = names["section"], names["language"]
    dataset.labels.setdefault(section, {})[language] = labels
    for key in labels:
        dataset.places[f"label-{section}-{language}", key] = Place(path, (key,))


def _glosses(dataset: Dataset, _path: str, _names: dict[str, str], glosses: dict[str, str]) -> None:
    dataset.glosses.update(glosses)


def _terms(dataset: Dataset, path: str, names: dict[str, str], terms: dict[str, Term]) -> None:
    dataset.terms[names["language"]] = terms
    for term in terms:
        dataset.places[f"term-{names['language']}", term] = Place(path, (term,))


def _exceptions(dataset: Dataset, path: str, _names: dict[str, str], records: list[WordingException]) -> None:
    for index, record in enumerate(records):
        key = (record.rule, record.language, record.on, record.code)
        dataset.exceptions[key] = record.reason
        dataset.places["exceptions", " ".join(key)] = Place(path, (index,))


def _reviewed(dataset: Dataset, path: str, _names: dict[str, str], files: list[str]) -> None:
    dataset.reviewed.update(files)
    for index, file in enumerate(files):
        dataset.places["reviewed", file] = Place(path, (index,))


_KIND = r"(?P<kind>union|national|sanctions|third-country)"
_LIST = _KIND + r"/(?P<list>[a-z0-9]+(-[a-z0-9]+)*)"
_LANGUAGE = rf"(?P<language>{'|'.join(LANGUAGES)})"
_PART = r"(entries|[0-9A-Z]+(-[0-9A-Z]+)?)"
LABEL_SECTIONS = ("acts", "authorisations", "categories", "coordination", "product-groups", "quantities", "regimes")


def _later(shape: Any) -> TypeAdapter[Any]:
    """Return an adapter that is built when a file of its kind is read first."""
    return TypeAdapter(shape, config=ConfigDict(defer_build=True))


_LAYOUTS = (
    _Layout(
        re.compile(r"acts/[0-9]{4}/(?P<identifier>[A-Za-z0-9]+(-[A-Za-z0-9]+)*)\.yaml"),
        TypeAdapter(Act),
        _records("acts"),
        "acts {identifier}",
    ),
    _Layout(
        re.compile(r"states/(?P<identifier>[a-z]{2})\.yaml"),
        TypeAdapter(State),
        _records("states"),
        "states {identifier}",
    ),
    _Layout(
        re.compile(r"authorisations/(?P<identifier>[a-z0-9]+(-[a-z0-9]+)*)\.yaml"),
        TypeAdapter(Authorisation),
        _records("authorisations"),
        "authorisations {identifier}",
    ),
    _Layout(re.compile(r"regimes\.yaml"), _later(dict[str, Regime]), _table("regimes"), "regimes {item}"),
    _Layout(
        re.compile(r"coordination\.yaml"),
        _later(dict[str, CoordinationStep]),
        _table("coordination"),
        "coordination {item}",
    ),
    _Layout(re.compile(r"quantities\.yaml"), _later(dict[str, Quantity]), _table("quantities")),
    _Layout(
        re.compile(rf"labels/{_LANGUAGE}/(?P<section>{'|'.join(LABEL_SECTIONS)})\.yaml"),
        _later(dict[str, Label]),
        _section_labels,
        "section-label {section} {language} {item}",
    ),
    _Layout(re.compile(r"exceptions\.yaml"), _later(list[WordingException]), _exceptions),
    _Layout(re.compile(r"reviewed\.yaml"), _later(list[Line]), _reviewed),
    _Layout(re.compile(r"terms/en\.yaml"), _later(dict[str, Line]), _glosses),
    _Layout(re.compile(rf"terms/{_LANGUAGE}\.yaml"), _later(dict[str, Term]), _terms),
    _Layout(re.compile(rf"{_LIST}/list\.yaml"), TypeAdapter(ListRecord), Dataset._store_list, "list {list}"),
    _Layout(re.compile(rf"{_LIST}/correlation\.yaml"), TypeAdapter(Correlation), Dataset._store_correlation),
    _Layout(
        re.compile(rf"{_LIST}/(entries\.yaml|entries/{_PART}\.yaml)"),
        _later(list[Entry]),
        Dataset._store_entries,
        "entry {list} {item}",
    ),
    _Layout(
        re.compile(rf"{_LIST}/labels/{_LANGUAGE}/(list|{_PART})\.yaml"),
        _later(dict[str, Label]),
        Dataset._store_list_labels,
        "label {list} {language} {item}",
    ),
    _Layout(
        re.compile(rf"{_LIST}/text/{_LANGUAGE}/{_PART}\.yaml"),
        _later(dict[str, Text]),
        Dataset._store_texts,
        "text {list} {language} {item}",
    ),
)


def _reading_order(path: str) -> tuple[bool, str]:
    """A list's own file first, since its entries and labels hang on it."""
    return path.count("/") != 2 or not path.endswith("/list.yaml"), path


# -- records, one by one -----------------------------------------------------------------------------------------------

Key = tuple[str, ...]
"""Names one record wherever its file lies: `("entry", list, code)`, `("label", list, language, code)`,
`("text", list, language, code)`, `("list", list)`, `("acts", act)`, `("states", code)`, `("regimes", …)`,
`("authorisations", …)`, `("section-label", section, language, key)`."""

Records = dict[Key, Any]


def differing_records(path: str, before: bytes | None, after: bytes | None) -> tuple[Records, Records]:
    """Read what two states of a file say differently. The cost follows the difference, not the size of the file.

    Args:
        path: relative to `lists/`.
        before: the older content; `None` where there was no such file.
        after: the newer content; `None` where there is no such file any more.

    Returns:
        The records of the pieces that only the older, and only the newer state has. A record whose piece differs
        in form alone stands in both and is equal. Files without legal content yield nothing.

    Raises:
        DataError: a piece cannot be read, or stands twice.
    """
    found = _layout_of(path)
    if found is None or before == after:
        return {}, {}
    position, names = found
    if "{item}" not in _LAYOUTS[position].key:
        old, new = ([content] if content is not None else [] for content in (before, after))
    else:
        old, new = (source.pieces(content) if content is not None else [] for content in (before, after))
        shared = set(old).intersection(new)
        old, new = ([piece for piece in pieces if piece not in shared] for pieces in (old, new))
    try:
        return _records_of(path, position, names, old), _records_of(path, position, names, new)
    except DataError:
        for content in (before, after):
            _refuse_whole(path, position, content)
        raise


def _refuse_whole(path: str, position: int, content: bytes | None) -> None:
    """Word what is wrong with a piece by reading the whole file, which knows the line."""
    try:
        _LAYOUTS[position].adapter.validate_python(source.read(path, content)) if content is not None else None
    except source.SourceError as error:
        raise DataError([error.problem]) from None
    except ValidationError as error:
        raise DataError(_worded(path, content or b"", error)) from None


def find_entry(tree: Tree, identifier: str, code: str) -> Entry | None:
    """Find one entry or paragraph in a tree, without reading the others; `None` where the list has none."""
    line = re.compile(rb"- code: [\"']?" + re.escape(code.encode()) + rb"[\"']?\s")
    for path in tree:
        if f"/{identifier}/entries" in path and (found := _layout_of(path)) is not None:
            for piece in source.pieces(tree[path]):
                if line.match(piece):
                    return next((entry for _code, entry in _read_piece(path, found[0], piece)), None)
    return None


def _records_of(path: str, position: int, names: Mapping[str, str], pieces: Iterable[bytes]) -> Records:
    records: Records = {}
    form = _LAYOUTS[position].key.split()
    for piece in pieces:
        for item, record in _read_piece(path, position, piece):
            key = tuple([item if part == "{item}" else names.get(part[1:-1], part) for part in form])
            if key in records:
                hint = "keep one of them"
                raise DataError([Problem(path, 1, 1, "duplicate-code", f"{item} is given twice", hint)])
            records[key] = record
    return records


def _read_piece(path: str, position: int, piece: bytes) -> tuple[tuple[str, Any], ...]:
    try:
        return _read_known_piece(position, piece)
    except source.SourceError as error:
        raise DataError([replace(error.problem, path=path)]) from None
    except ValidationError as error:
        raise DataError(list(_worded(path, piece, error))) from None


@lru_cache(maxsize=20_000)
def _read_known_piece(position: int, piece: bytes) -> tuple[tuple[str, Any], ...]:
    """Read a piece once, however many revisions hold it; return its items with their records."""
    layout = _LAYOUTS[position]
    value = layout.adapter.validate_python(source.read("", piece))
    if "{item}" not in layout.key:
        return (("", value),)
    return tuple(value.items()) if isinstance(value, dict) else tuple((entry.code, entry) for entry in value)


@lru_cache(maxsize=10_000)
def _layout_of(path: str) -> tuple[int, dict[str, str]] | None:
    for position, layout in enumerate(_LAYOUTS):
        if layout.key and (match := layout.pattern.fullmatch(path)):
            return position, match.groupdict()
    return None


def _worded(path: str, content: bytes, error: ValidationError) -> Iterable[Problem]:
    """Turn pydantic's findings into sentences with line and column."""
    seen: set[tuple[str | int, ...]] = set()
    for detail in error.errors(include_url=False):
        kind = detail["type"]
        # Steps into a union carry the name of the branch; `position` leaves out what the file does not have.
        pointer = tuple(step for step in detail["loc"] if not _is_branch(step))
        if pointer in seen:
            continue  # the other branches of a union say the same
        seen.add(pointer)
        field_name = next((step for step in reversed(pointer) if isinstance(step, str)), "the file")
        line, column = source.position(content, pointer, of_key=kind == "extra_forbidden")
        given = detail.get("input")
        shown = f"'{given}'" if isinstance(given, str | int | float) and len(str(given)) < 80 else "this"
        if kind == "extra_forbidden":
            rule, message, hint = (
                "unknown-field",
                f"there is no field '{field_name}'",
                "see lists/README.md for the fields",
            )
        elif kind == "missing":
            rule, message, hint = (
                "missing-field",
                f"the field '{field_name}' is missing",
                "write it, with null if unknown",
            )
        elif kind.startswith("date"):
            rule, message = "wrong-date", f"{shown} is not a date"
            hint = "write it as year-month-day, for example 2025-11-15, or null if unknown"
        elif kind == "string_pattern_mismatch":
            rule, message = "wrong-form", f"{shown} does not have the form that '{field_name}' needs"
            hint = "see lists/README.md; codes look like 3A001.a.5, identifiers like nl-order-2023"
        elif kind == "value_error":
            rule, message, hint = "wrong-value", str(detail["ctx"]["error"]), "put the value right"
        else:
            rule = "wrong-value"
            message = f"{shown} does not fit '{field_name}': {detail['msg'][:1].lower() + detail['msg'][1:]}"
            hint = "see lists/README.md for what the field takes"
        yield Problem(path, line, column, rule, message, hint)


def _is_branch(step: str | int) -> bool:
    return isinstance(step, str) and (
        step.startswith(("constrained-", "dict[", "function-", "nullable")) or step in _BRANCHES
    )


_BRANCHES = {"int", "float", "str", "dated", "undated"}


def default_label(label: Label | None) -> str | None:
    """Return a label that stands for its newest version."""
    return None if label is None else value_on(label, None)
