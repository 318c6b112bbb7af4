"""Recorded time: what Git knows. The only module that imports GitPython."""

import hashlib
import subprocess
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Self

from git import GitCommandError, InvalidGitRepositoryError, NoSuchPathError, Repo
from git.exc import GitCommandNotFound

from generator.problems import UsageError

KEPT_BYTES = 64_000_000
"""How much of what was read stays in memory, for the next revision that needs it."""

_COMMIT = "\x01"


@dataclass(frozen=True, slots=True)
class Revision:
    """A commit that touched the dataset."""

    commit: str
    moment: datetime
    """When it reached this history (the committer's date), in UTC."""

    reason: str
    """The first line of its message."""

    touched: Mapping[str, str | None]
    """Path relative to the dataset's folder to the blob that it left there; `None` where it left none."""


class BlobTree(Mapping[str, bytes]):
    """A state of the dataset: path to bytes, read from Git when somebody asks."""

    def __init__(self, blobs: dict[str, str], objects: "_Objects") -> None:
        self.blobs = blobs
        """Path to the identifier of its content."""

        self._objects = objects

    def __getitem__(self, path: str) -> bytes:
        return self._objects.one(self.blobs[path])

    def __iter__(self) -> Iterator[str]:
        return iter(self.blobs)

    def __len__(self) -> int:
        return len(self.blobs)

    def __contains__(self, path: object) -> bool:
        return path in self.blobs

    def read_all(self) -> dict[str, bytes]:
        """Return the whole state at once."""
        contents = self._objects.read(self.blobs.values())
        return {path: contents[blob] for path, blob in self.blobs.items()}

    def fetch(self, paths: Iterable[str]) -> None:
        """Read several files at once, for those who will ask for them next."""
        self._objects.read([self.blobs[path] for path in paths if path in self.blobs])


class Repository:
    """The Git repository that holds a dataset; used in a `with`, which ends the process that reads it.

    Raises:
        UsageError: the folder lies in no repository, Git is not installed, or the repository has no working tree.
    """

    def __init__(self, folder: Path) -> None:
        try:
            self._repo = Repo(folder if folder.is_dir() else folder.parent, search_parent_directories=True)
        except (InvalidGitRepositoryError, NoSuchPathError):
            raise UsageError(f"{folder} lies in no Git repository") from None
        except GitCommandNotFound:
            raise UsageError("Git is not installed") from None
        if self._repo.working_tree_dir is None:
            raise UsageError(f"{folder} lies in a bare repository; use a clone with a working tree")
        relative = folder.resolve().relative_to(Path(self._repo.working_tree_dir).resolve())
        self._prefix = "" if relative == Path() else f"{relative.as_posix()}/"
        self._objects = _Objects(self._repo)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_failure: object) -> None:
        self._objects.close()
        self._repo.close()

    @property
    def private_folder(self) -> Path:
        """Where Git keeps its own files: shared by nobody, and no part of what is published."""
        return Path(self._repo.common_dir)

    def tree(self, revision: str) -> BlobTree:
        """Return the dataset as it was in a revision.

        Args:
            revision: anything that Git takes for a commit: `main`, `HEAD~1`, a tag.

        Raises:
            UsageError: the revision does not exist.
        """
        if revision.startswith("-"):
            raise UsageError(f"'{revision}' is no revision")
        try:
            commit = self._repo.git.rev_parse("--verify", "--quiet", f"{revision}^{{commit}}")
            listing = self._repo.git.ls_tree("-r", "-z", commit, "--", self._prefix or ".")
        except GitCommandError:
            raise UsageError(self._unknown_revision(revision)) from None
        blobs = {}
        for line in filter(None, listing.split("\0")):
            (mode, kind, blob), path = line.split("\t")[0].split(), line.split("\t", 1)[1]
            if kind == "blob" and mode != "120000":
                blobs[path.removeprefix(self._prefix)] = blob
        return BlobTree(blobs, self._objects)

    def empty_tree(self) -> BlobTree:
        """Return the dataset before the first commit."""
        return BlobTree({}, self._objects)

    def revisions(self) -> list[Revision]:
        """Return the commits that touched the dataset, oldest first; a merge counts as one, with all that it brought.

        Raises:
            UsageError: there is no commit, the clone is shallow, or the history cannot be read.
        """
        if not self._repo.head.is_valid():
            raise UsageError("the repository has no commit yet; commit first")
        if self._is_shallow():
            raise UsageError(
                "this clone is shallow, so its history is not complete; fetch the rest: git fetch --unshallow"
            )
        options = ("--first-parent", "-m", "--raw", "--no-abbrev", "--no-renames", "--no-show-signature", "--reverse")
        form = f"--format=format:{_COMMIT}%H %ct %s"
        try:
            log = self._repo.git.log(*options, form, "HEAD", "--", self._prefix or ".", strip_newline_in_stdout=False)
        except GitCommandError as error:
            raise UsageError(f"the history cannot be read ({_first_line(error)}); look with: git fsck") from None
        return [self._revision(part) for part in log.split(_COMMIT)[1:]]

    def _revision(self, part: str) -> Revision:
        head, *lines = part.split("\n")
        commit, seconds, reason = (*head.split(" ", 2), "")[:3]
        touched: dict[str, str | None] = {}
        for line in lines:
            if line.startswith(":"):
                meta, path = line.split("\t", 1)
                _old_mode, mode, _old, blob, _status = meta.split(" ")
                is_file = mode in ("100644", "100755")
                touched[path.removeprefix(self._prefix)] = blob if is_file else None
        return Revision(commit, datetime.fromtimestamp(int(seconds), UTC), reason, touched)

    def _is_shallow(self) -> bool:
        return bool(self._repo.git.rev_parse("--is-shallow-repository") == "true")

    def _unknown_revision(self, revision: str) -> str:
        if not self._repo.head.is_valid():
            return "the repository has no commit yet; commit first"
        if self._is_shallow():
            return f"there is no revision '{revision}' in this shallow clone; fetch the rest: git fetch --unshallow"
        return f"there is no revision '{revision}' in this repository"


def touched_files(before: BlobTree, after: Mapping[str, bytes]) -> list[str]:
    """Return the paths whose content differs, and fetch what Git has of them. Equal files are not read from Git."""
    if isinstance(after, BlobTree):
        names: Mapping[str, str] = after.blobs
    else:
        make = hashlib.sha256 if any(len(blob) == 64 for blob in before.blobs.values()) else hashlib.sha1
        names = {path: make(b"blob %d\0" % len(content) + content).hexdigest() for path, content in after.items()}
    touched = [path for path in before.blobs.keys() | names.keys() if before.blobs.get(path) != names.get(path)]
    for tree in (before, after):
        if isinstance(tree, BlobTree):
            tree.fetch(touched)
    return touched


class _Objects:
    """Reads blobs through one Git process, and keeps what was read last."""

    def __init__(self, repo: Repo) -> None:
        self._repo = repo
        self._process: Any = None
        self._kept: dict[str, bytes] = {}
        self._size = 0

    def close(self) -> None:
        if self._process is not None:
            for pipe in (self._process.stdin, self._process.stdout, self._process.stderr):
                with suppress(OSError):
                    pipe.close()
            with suppress(GitCommandError):  # a process that broke off has been told of already
                self._process.wait()
            self._process = None

    def one(self, blob: str) -> bytes:
        return self._kept[blob] if blob in self._kept else self.read([blob])[blob]

    def read(self, blobs: Iterable[str]) -> dict[str, bytes]:
        """Return blob to content.

        Raises:
            UsageError: the repository lacks one, or cannot read it.
        """
        wanted = set(blobs)
        missing = [blob for blob in wanted if blob not in self._kept]
        found = {blob: self._kept[blob] for blob in wanted if blob in self._kept}
        for start in range(0, len(missing), 500):  # as many names as a pipe takes without being read
            found.update(self._fetch(missing[start : start + 500]))
        return found

    def _fetch(self, blobs: list[str]) -> Iterator[tuple[str, bytes]]:
        if self._process is None:
            self._process = self._repo.git.cat_file("--batch", as_process=True, istream=subprocess.PIPE)
        process = self._process
        process.stdin.write("".join(f"{blob}\n" for blob in blobs).encode())
        process.stdin.flush()
        for blob in blobs:
            head = process.stdout.readline().split()
            if len(head) != 3:
                self.close()
                raise UsageError(f"the repository cannot read its object {blob}; look with: git fsck")
            content = process.stdout.read(int(head[2]))
            process.stdout.read(1)
            self._keep(blob, content)
            yield blob, content

    def _keep(self, blob: str, content: bytes) -> None:
        self._kept[blob] = content
        self._size += len(content)
        while self._size > KEPT_BYTES:
            oldest = next(iter(self._kept))
            self._size -= len(self._kept.pop(oldest))


def _first_line(error: GitCommandError) -> str:
    lines = [line for line in str(error.stderr or "").splitlines() if line.strip()]
    return lines[0].strip().removeprefix("stderr: ").strip("'") if lines else "Git says nothing"
