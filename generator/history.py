"""Recorded time: what Git knows. The only module that imports GitPython."""

from pathlib import Path

from git import GitCommandError, InvalidGitRepositoryError, NoSuchPathError, Repo
from git.exc import GitCommandNotFound

from generator.problems import UsageError


def read_revision(folder: Path, revision: str) -> dict[str, bytes]:
    """Read the dataset as it was in a revision, with a few Git processes whatever its size.

    Args:
        folder: the folder of the dataset in a working tree.
        revision: anything that Git takes for a commit: `main`, `HEAD~1`, a tag.

    Returns:
        Path relative to the folder to bytes; empty where the revision has no such folder.

    Raises:
        UsageError: the folder lies in no repository, or the revision does not exist in it.
    """
    repository, prefix = _open(folder)
    if revision.startswith("-"):
        raise UsageError(f"'{revision}' is no revision")
    try:
        commit = repository.git.rev_parse("--verify", "--quiet", f"{revision}^{{commit}}")
        listing = repository.git.ls_tree("-r", "-z", commit, "--", f"{prefix}/" if prefix else ".")
    except GitCommandError:
        raise UsageError(_unknown_revision(repository, revision)) from None
    tree = {}
    for line in filter(None, listing.split("\0")):
        (mode, kind, blob), path = line.split("\t")[0].split(), line.split("\t", 1)[1]
        if kind == "blob" and mode != "120000":
            *_head, content = repository.git.get_object_data(blob)
            tree[path.removeprefix(f"{prefix}/")] = content
    repository.close()
    return tree


def _open(folder: Path) -> tuple[Repo, str]:
    """Open the repository that holds a folder, and say where in it the folder lies."""
    try:
        repository = Repo(folder if folder.is_dir() else folder.parent, search_parent_directories=True)
    except (InvalidGitRepositoryError, NoSuchPathError):
        raise UsageError(f"{folder} lies in no Git repository") from None
    except GitCommandNotFound:
        raise UsageError("Git is not installed") from None
    if repository.working_tree_dir is None:
        raise UsageError(f"{folder} lies in a bare repository; use a clone with a working tree")
    relative = folder.resolve().relative_to(Path(repository.working_tree_dir).resolve())
    return repository, "" if relative == Path() else relative.as_posix()


def _unknown_revision(repository: Repo, revision: str) -> str:
    if not repository.head.is_valid():
        return "the repository has no commit yet; commit first"
    if repository.git.rev_parse("--is-shallow-repository") == "true":
        return f"there is no revision '{revision}' in this shallow clone; fetch the rest: git fetch --unshallow"
    return f"there is no revision '{revision}' in this repository"
