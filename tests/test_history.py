"""Reading Git: the history as it is, and a sentence for each way in which it cannot be read."""

import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pytest
from conftest import run_git, small_files, write_files

from generator import recorded
from generator.history import Repository
from generator.problems import UsageError

LATEST = datetime(2027, 1, 1, tzinfo=UTC)
LABELS = "lists/union/annex-i/labels/en/3A.yaml"


def below(files: dict[str, str]) -> dict[str, str]:
    return {f"lists/{path}": text for path, text in files.items()}


def kinds(folder: Path) -> list[list[tuple[str, str]]]:
    """Return kind and subject of every change, commit by commit."""
    chronicle = recorded.read(folder / "lists", LATEST)
    return [
        [(change.kind, change.subject) for change_set in each.sets for change in change_set.changes]
        for each in chronicle.recorded
    ]


def relabelled(label: str) -> str:
    return small_files()["union/annex-i/labels/en/3A.yaml"].replace("Fast converters", label)


def test_commits_come_oldest_first_with_day_reason_and_what_they_touched(tmp_path: Path, repository) -> None:
    first = repository(below(small_files()), "Import")
    second = repository({LABELS: relabelled("Quick converters"), "README.md": "x"}, "A better label\n\nMore words")
    repository({"README.md": "y"}, "Nothing of the dataset")
    with Repository(tmp_path / "lists") as found:
        revisions = found.revisions()
    assert [(each.commit, each.reason) for each in revisions] == [(first, "Import"), (second, "A better label")]
    assert [each.moment for each in revisions] == [datetime(2026, 1, day, 12, tzinfo=UTC) for day in (2, 3)]
    assert list(revisions[1].touched) == ["union/annex-i/labels/en/3A.yaml"]


def test_a_merge_is_one_event_with_all_that_it_brought(tmp_path: Path, repository) -> None:
    repository(below(small_files()), "Import")
    run_git(tmp_path, "switch", "-qc", "side")
    repository({LABELS: relabelled("Quick converters")}, "On the side")
    repository({LABELS: relabelled("Rapid converters")}, "Still on the side")
    run_git(tmp_path, "switch", "-q", "main")
    repository({"README.md": "x"}, "On main")
    run_git(tmp_path, "merge", "-q", "--no-ff", "-m", "Merge", "side", at=datetime(2026, 2, 1, tzinfo=UTC))
    found = recorded.read(tmp_path / "lists", LATEST).recorded
    assert [each.reason for each in found] == ["Import", "Merge"]
    assert [change.wordings[0].new for each in found[1].sets for change in each.changes] == ["Rapid converters"]


def test_a_commit_that_does_not_parse_is_skipped_and_nothing_is_lost(tmp_path: Path, repository) -> None:
    repository(below(small_files()), "Import")
    broken = repository({LABELS: '"3A001": [broken\n'}, "Broken")
    es = "lists/national/es-list/labels/en/list.yaml"
    repository({es: "title: List of Spain"}, "Meanwhile, elsewhere")
    repository({LABELS: relabelled("Quick converters")}, "Mended")
    chronicle = recorded.read(tmp_path / "lists", LATEST)
    assert [each.reason for each in chronicle.recorded] == ["Import", "Mended"]
    assert [(change.kind, change.subject) for each in chronicle.recorded[1].sets for change in each.changes] == [
        ("label", "3A001.a.1"),
        ("label", ""),
    ]
    warning = f"{broken[:12]} is skipped: union/annex-i/labels/en/3A.yaml:2: this is not valid YAML"
    assert chronicle.warnings[0].startswith(warning)
    assert len(chronicle.warnings) == 2


def test_what_was_worked_out_is_remembered_and_safe_to_delete(tmp_path: Path, repository, monkeypatch) -> None:
    repository(below(small_files()), "Import")
    repository({LABELS: relabelled("Quick converters")}, "A label")
    first = recorded.read(tmp_path / "lists", LATEST)
    with monkeypatch.context() as patch:
        patch.setattr("generator.changes.compare", None)
        again = recorded.read(tmp_path / "lists", LATEST)
    assert again == first
    repository({LABELS: relabelled("Rapid converters")}, "One more")
    compared = []
    compare = recorded.changes.compare
    with monkeypatch.context() as patch:
        patch.setattr("generator.changes.compare", lambda *given: compared.append(given) or compare(*given))
        assert len(recorded.read(tmp_path / "lists", LATEST).recorded) == 3
    assert len(compared) == 1
    cache = tmp_path / ".git" / recorded.CACHE_FILE
    for damage in (cache.unlink, lambda: cache.write_bytes(b"no database"), lambda: cache.write_bytes(b"")):
        damage()
        assert recorded.read(tmp_path / "lists", LATEST).recorded[:2] == first.recorded


def test_many_commits_are_read_ahead_with_the_same_result(tmp_path: Path, repository, monkeypatch) -> None:
    repository(below(small_files()), "Import")
    for number in range(6):
        text = '"3A001": [broken\n' if number == 3 else relabelled(f"Converters {number}")
        repository({LABELS: text}, f"Label {number}")
    one_by_one = recorded.read(tmp_path / "lists", LATEST)
    (tmp_path / ".git" / recorded.CACHE_FILE).unlink()
    monkeypatch.setattr(recorded, "READ_AHEAD", 2)
    assert recorded.read(tmp_path / "lists", LATEST) == one_by_one
    assert len(one_by_one.recorded) == 6


def test_no_moment_lies_after_the_next_one_or_in_the_future(tmp_path: Path, repository) -> None:
    repository(below(small_files()), "Import")
    write_files(tmp_path, {LABELS: relabelled("Quick converters")})
    run_git(tmp_path, "commit", "-qam", "A clock that is wrong", at=datetime(2031, 1, 1, tzinfo=UTC))
    repository({LABELS: relabelled("Rapid converters")}, "Right again")
    moments = [each.moment for each in recorded.read(tmp_path / "lists", LATEST).recorded]
    assert moments == [datetime(2026, 1, day, 12, tzinfo=UTC) for day in (2, 3, 3)]
    early = datetime(2026, 1, 2, 18, tzinfo=UTC)
    assert recorded.read(tmp_path / "lists", early).recorded[-1].moment == early


def test_the_dataset_may_be_the_whole_repository(tmp_path: Path, repository) -> None:
    repository(small_files(), "Import")
    assert [each.reason for each in recorded.read(tmp_path, LATEST).recorded] == ["Import"]


# -- bad input ---------------------------------------------------------------------------------------------------------


def test_no_repository(tmp_path: Path) -> None:
    write_files(tmp_path / "lists", small_files())
    with pytest.raises(UsageError, match="lies in no Git repository"):
        recorded.read(tmp_path / "lists", LATEST)


def test_no_commit_yet(tmp_path: Path) -> None:
    write_files(tmp_path / "lists", small_files())
    run_git(tmp_path, "init", "-q")
    with pytest.raises(UsageError, match="the repository has no commit yet; commit first"):
        recorded.read(tmp_path / "lists", LATEST)


def test_a_branch_without_a_commit(tmp_path: Path, repository) -> None:
    repository(below(small_files()), "Import")
    run_git(tmp_path, "switch", "-q", "--orphan", "new")
    write_files(tmp_path / "lists", small_files())
    with pytest.raises(UsageError, match="the repository has no commit yet"):
        recorded.read(tmp_path / "lists", LATEST)


def test_a_shallow_clone_is_refused_with_the_command_that_mends_it(tmp_path: Path, repository) -> None:
    repository(below(small_files()), "Import")
    repository({LABELS: relabelled("Quick converters")}, "A label")
    clone = tmp_path / "clone"
    run_git(tmp_path, "clone", "-q", "--depth=1", tmp_path.as_uri(), str(clone))
    with pytest.raises(UsageError, match="git fetch --unshallow"):
        recorded.read(clone / "lists", LATEST)
    run_git(clone, "fetch", "-q", "--unshallow")
    assert len(recorded.read(clone / "lists", LATEST).recorded) == 2


def test_a_revision_that_does_not_exist(tmp_path: Path, repository) -> None:
    repository(below(small_files()), "Import")
    for revision in ("nowhere", "--upload-pack=x", "HEAD~5"):
        with Repository(tmp_path / "lists") as found, pytest.raises(UsageError, match="revision"):
            found.tree(revision)


def test_a_corrupt_object(tmp_path: Path, repository) -> None:
    repository(below(small_files()), "Import")
    blob = run_git(tmp_path, "rev-parse", f"HEAD:{LABELS}")
    loose = tmp_path / ".git/objects" / blob[:2] / blob[2:]
    loose.chmod(0o644)
    loose.write_bytes(b"not an object")
    with pytest.raises(UsageError, match=f"cannot read its object {blob}; look with: git fsck"):
        recorded.read(tmp_path / "lists", LATEST)
    commit = run_git(tmp_path, "rev-parse", "HEAD")
    loose = tmp_path / ".git/objects" / commit[:2] / commit[2:]
    loose.chmod(0o644)
    loose.write_bytes(b"not an object")
    with pytest.raises((UsageError, subprocess.CalledProcessError)):
        recorded.read(tmp_path / "lists", LATEST)
