"""The dataset: one loader for a folder, a commit and a test; and the real one."""

from pathlib import Path

import pytest
from conftest import ROOT, as_tree, small_dataset, small_files, write_files

from generator.dataset import Dataset, read_folder
from generator.history import Repository
from generator.problems import UsageError


@pytest.fixture(scope="module")
def real() -> Dataset:
    return Dataset.load(read_folder(ROOT / "lists"))


def test_a_paragraph_without_versions_takes_those_of_its_parent() -> None:
    annex = small_dataset().lists["annex-i"]
    assert annex.versions("3A001.a.1") == annex.versions("3A001.a")
    assert annex.versions("3A001.b") == annex.versions("3A001")
    assert annex.versions("3A002") == annex.record.in_force


def test_entries_know_their_paragraphs_in_list_order() -> None:
    annex = small_dataset().lists["annex-i"]
    assert [entry.code for entry in annex.below("3A001")] == ["3A001.a", "3A001.a.1", "3A001.b"]
    assert [entry.code for entry in annex.top_entries] == ["3A001", "3A002"]


def test_references_are_known_backward() -> None:
    assert small_dataset().lists["annex-i"].referring == {"3A002": ("3A001",)}


def test_lists_stand_in_the_order_of_their_kinds() -> None:
    assert list(small_dataset().lists) == ["annex-i", "es-list"]


def test_a_folder_and_a_mapping_load_alike(lists: Path) -> None:
    assert read_folder(lists) == as_tree(small_files())


def test_hidden_files_and_links_that_lead_out_are_left_alone(lists: Path, tmp_path: Path) -> None:
    write_files(lists, {".hidden/x.yaml": "a: 1"})
    (tmp_path / "secret.yaml").write_text("a: 1")
    (lists / "secret.yaml").symlink_to(tmp_path / "secret.yaml")
    assert read_folder(lists) == as_tree(small_files())


def read(folder: Path, revision: str) -> dict[str, bytes]:
    with Repository(folder) as found:
        return found.tree(revision).read_all()


def test_a_revision_loads_as_it_was(repository, tmp_path: Path) -> None:
    first = repository({f"lists/{path}": text for path, text in small_files().items()}, "import")
    repository({"lists/acts/2023/es-order-2023.yaml": None, "README.md": "x"}, "delete an act")
    assert read(tmp_path / "lists", first) == as_tree(small_files())
    assert "acts/2023/es-order-2023.yaml" not in read(tmp_path / "lists", "HEAD")


def test_a_revision_that_does_not_exist_is_a_sentence(repository, tmp_path: Path) -> None:
    repository({"lists/regimes.yaml": "{}"}, "start")
    for revision in ("nowhere", "-x", "HEAD~9"):
        with pytest.raises(UsageError, match="revision"):
            read(tmp_path / "lists", revision)


def test_a_folder_outside_any_repository_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="lies in no Git repository"):
        read(tmp_path, "HEAD")


def test_annex_i_is_complete(real: Dataset) -> None:
    annex = real.lists["annex-i"]
    assert (len(annex.top_entries), len(annex.entries) - len(annex.top_entries)) == (384, 3059)
    assert annex.labels["en"].keys() == {"title", *annex.entries}


def test_entries_added_after_2021_have_their_act(real: Dataset) -> None:
    annex = real.lists["annex-i"]
    later = [entry.code for entry in annex.top_entries if annex.versions(entry.code)[0].by != "32021R0821"]
    assert len(later) == 18
    assert {annex.versions(code)[0].by for code in later} == {"32023R0066", "32025R2003"}


def test_the_same_control_differs_between_lists_as_the_acts_do(real: Dataset) -> None:
    def stage_accuracy(identifier: str, code: str) -> tuple[float | None, float | None]:
        parameters = real.lists[identifier].entries[code].parameters
        limit = next(each for each in parameters if each.unit == "nm" and 30 in (each.at_most, each.below))
        return limit.at_most, limit.below

    assert stage_accuracy("es-rd-679-2014", "3B901") == (30, None)
    assert stage_accuracy("se-ordinance-2000-1217", "3B902") == (30, None)
    assert stage_accuracy("de-export-list-1b", "3B1903") == (None, 30)


def test_the_act_of_september_2026_is_adopted_and_no_more(real: Dataset) -> None:
    act = real.acts["C-2026-6323"]
    assert (act.status, act.published, act.in_force) == ("adopted", None, None)
