"""The change sets that the register recorded: the history of the dataset, read once and remembered.

What a revision changed is worked out once and kept beside Git's own files, under the names of the two commits that were
compared; the file is safe to delete. A revision that cannot be read is skipped with a warning: the next good one is
compared with the last good one, so nothing is lost.
"""

import hashlib
import multiprocessing
import os
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from generator import changes
from generator.changes import Change, ChangeSet
from generator.history import BlobTree, Repository, Revision
from generator.problems import DataError, UsageError

CACHE_FILE = "control-lists.sqlite"
READ_AHEAD = 50
"""How many unknown revisions are worth starting processes for."""

Progress = Callable[[int, int], None]
"""Called with how many revisions were read, and how many there are."""


@dataclass(frozen=True, slots=True)
class Recorded:
    """What one revision changed."""

    commit: str
    moment: datetime
    """When the register learned it, in UTC; never later than that of the next one."""

    reason: str
    """The first line of the commit's message: for a correction, what was wrong."""

    sets: tuple[ChangeSet, ...]
    acts: tuple[str, ...]
    """Acts that were recorded, or whose dates or status differ."""


@dataclass(frozen=True, slots=True)
class Chronicle:
    """Everything that was recorded, oldest first."""

    recorded: tuple[Recorded, ...] = ()
    warnings: tuple[str, ...] = ()
    """Revisions that were skipped, each with the file that could not be read."""


@dataclass(slots=True)
class _Reading:
    """What comparing two revisions gave."""

    sets: list[ChangeSet] = field(default_factory=list)
    acts: list[str] = field(default_factory=list)
    problem: str = ""


@cache
def _form() -> TypeAdapter[_Reading]:
    """Return how a reading is written and read; built when one is."""
    return TypeAdapter(_Reading)


def read(folder: Path, latest: datetime, progress: Progress = lambda _done, _all: None) -> Chronicle:
    """Read the whole history of a dataset.

    Args:
        folder: the folder of the dataset in a working tree.
        latest: no moment lies after this one, whatever the clock of a committer said.
        progress: told about long work.

    Raises:
        UsageError: there is no repository or no commit, or the clone is shallow.
    """
    recorded, warnings = [], []
    with Repository(folder) as repository, closing(_Cache(repository.private_folder / CACHE_FILE)) as cache:
        revisions = repository.revisions()
        _read_ahead(folder, revisions, cache)
        for done, (revision, reading) in enumerate(_readings(repository, revisions, cache), 1):
            if reading.problem:
                warnings.append(f"{revision.commit[:12]} is skipped: {reading.problem}")
            elif reading.sets:
                sets, acts = tuple(reading.sets), tuple(reading.acts)
                recorded.append(Recorded(revision.commit, revision.moment, revision.reason, sets, acts))
            progress(done, len(revisions))
    return Chronicle(tuple(_in_order(_numbered(recorded), latest)), tuple(warnings))


@contextmanager
def read_meanwhile(folder: Path, latest: datetime) -> Iterator[None]:
    """Read a history in a process of its own, so that `read` finds it remembered; what is wrong is left to `read`."""
    reading = multiprocessing.get_context("fork").Process(target=_read_quietly, args=(folder, latest))
    reading.start()
    try:
        yield
    finally:
        reading.join()


def _read_quietly(folder: Path, latest: datetime) -> None:
    with suppress(UsageError):
        read(folder, latest)


def _readings(
    repository: Repository, revisions: Sequence[Revision], cache: "_Cache"
) -> Iterator[tuple[Revision, _Reading]]:
    """Yield every revision with what it changed against the last one that could be read."""
    before, after = repository.empty_tree(), repository.empty_tree()
    last_good = ""
    pending: dict[str, str | None] = {}
    for revision in revisions:
        _update(after, revision.touched)
        pending.update(revision.touched)
        reading = cache.get(last_good, revision.commit)
        if reading is None:
            reading = _compare(before, after, list(pending))
            cache.put(last_good, revision.commit, _form().dump_json(reading))
        if not reading.problem:
            _update(before, pending)
            pending.clear()
            last_good = revision.commit
        yield revision, reading


def _read_ahead(folder: Path, revisions: Sequence[Revision], cache: "_Cache") -> None:
    """Compare many revisions in processes of their own, each with the one before; they rarely are unreadable."""
    unknown = [place for place in range(1, len(revisions)) if not cache.has(*_names(revisions, place))]
    if len(unknown) < READ_AHEAD:
        return
    jobs = os.cpu_count() or 1
    share = -(-len(unknown) // jobs)
    shares = [(folder, revisions, unknown[start : start + share]) for start in range(0, len(unknown), share)]
    with multiprocessing.get_context("fork").Pool(jobs) as pool:
        for part in pool.imap_unordered(_compare_places, shares):
            for place, reading in part:
                cache.put(*_names(revisions, place), reading)


def _names(revisions: Sequence[Revision], place: int) -> tuple[str, str]:
    return revisions[place - 1].commit, revisions[place].commit


def _compare_places(work: tuple[Path, Sequence[Revision], Sequence[int]]) -> list[tuple[int, bytes]]:
    folder, revisions, places = work
    readings = []
    wanted = set(places)
    with Repository(folder) as repository:
        before, after = repository.empty_tree(), repository.empty_tree()
        for place, revision in enumerate(revisions[: max(places) + 1]):
            _update(after, revision.touched)
            if place in wanted:
                readings.append((place, _form().dump_json(_compare(before, after, list(revision.touched)))))
            _update(before, revision.touched)
    return readings


def _update(tree: BlobTree, touched: dict[str, str | None] | Any) -> None:
    for path, blob in touched.items():
        if blob is None:
            tree.blobs.pop(path, None)
        else:
            tree.blobs[path] = blob


def _compare(before: BlobTree, after: BlobTree, touched: list[str]) -> _Reading:
    differing = [path for path in touched if before.blobs.get(path) != after.blobs.get(path)]
    before.fetch(differing)
    after.fetch(differing)
    try:
        sets = changes.compare(before, after, differing)
    except DataError as error:
        first = error.problems[0]
        return _Reading(problem=f"{first.path}:{first.line}: {first.message}")
    return _Reading(sets, acts_dated(sets))


def acts_dated(sets: Sequence[ChangeSet]) -> list[str]:
    """Return the acts that were recorded, or whose dates or status differ."""
    deltas = (delta for each in sets for change in each.changes for delta in change.deltas if delta.key[0] == "acts")
    return sorted({delta.key[1] for delta in deltas if changes.says_otherwise(delta)})


def _numbered(recorded: Sequence[Recorded]) -> Iterator[Recorded]:
    """Tell apart what is said a second time: after a mistake was put right wrongly, or an act was taken back."""
    seen: Counter[str] = Counter()

    def unique(identifier: str) -> str:
        seen[identifier] += 1
        return identifier if seen[identifier] == 1 else f"{identifier}~{seen[identifier]}"

    def renamed(change: Change) -> Change:
        identifier = unique(change.identifier)
        return change if identifier == change.identifier else replace(change, identifier=identifier)

    for each in recorded:
        yield replace(
            each,
            sets=tuple(
                replace(one, identifier=unique(f"set {one.identifier}")[4:], changes=tuple(map(renamed, one.changes)))
                for one in each.sets
            ),
        )


def _in_order(recorded: Iterator[Recorded], latest: datetime) -> list[Recorded]:
    """Let no moment lie after the next one: clocks of committers differ, and the order of history counts."""
    result = []
    for each in reversed(list(recorded)):
        latest = min(latest, each.moment)
        result.append(replace(each, moment=latest))
    return result[::-1]


class _Cache:
    """Remembers what comparing two commits gave, for this version of the program; works without a file as well."""

    def __init__(self, path: Path) -> None:
        self._program = _program_digest()
        try:
            self._database = self._open(path)
        except sqlite3.Error:
            try:
                path.unlink()
                self._database = self._open(path)
            except (OSError, sqlite3.Error):
                self._database = self._open(Path(":memory:"))

    def _open(self, path: Path) -> sqlite3.Connection:
        database = sqlite3.connect(path, timeout=60)
        database.execute("CREATE TABLE IF NOT EXISTS readings (name TEXT PRIMARY KEY, reading BLOB) WITHOUT ROWID")
        database.execute("DELETE FROM readings WHERE name NOT LIKE ?", (f"{self._program}%",))
        database.commit()
        return database

    def get(self, before: str, after: str) -> _Reading | None:
        row = self._database.execute(
            "SELECT reading FROM readings WHERE name = ?", (self._name(before, after),)
        ).fetchone()
        try:
            return _form().validate_json(row[0]) if row else None
        except ValueError:
            return None

    def has(self, before: str, after: str) -> bool:
        name = (self._name(before, after),)
        return self._database.execute("SELECT 1 FROM readings WHERE name = ?", name).fetchone() is not None

    def put(self, before: str, after: str, reading: bytes) -> None:
        row = (self._name(before, after), reading)
        self._database.execute("INSERT OR REPLACE INTO readings VALUES (?, ?)", row)

    def close(self) -> None:
        self._database.commit()
        self._database.close()

    def _name(self, before: str, after: str) -> str:
        return f"{self._program} {before} {after}"


def _program_digest() -> str:
    """Return a name of the code that says what a change is: a new program forgets what an old one worked out."""
    modules = ("vocabulary", "model", "source", "dataset", "timeline", "changes", "recorded")
    folder = Path(__file__).parent
    return hashlib.sha256(b"".join((folder / f"{name}.py").read_bytes() for name in modules)).hexdigest()[:16]
