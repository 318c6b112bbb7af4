"""Records as written: frozen, closed, and checked in themselves."""

import pytest
from pydantic import ValidationError

from generator.model import Entry, Parameter, Version


def test_a_record_cannot_be_changed() -> None:
    entry = Entry(code="3A001")
    with pytest.raises(ValidationError):
        entry.code = "3A002"


def test_a_paragraph_knows_its_entry_its_parent_and_its_path() -> None:
    paragraph = Entry(code="3A001.a.5")
    assert (paragraph.entry_code, paragraph.parent_code, paragraph.path) == ("3A001", "3A001.a", "a.5")
    assert paragraph.is_paragraph


def test_an_entry_has_no_parent() -> None:
    entry = Entry(code="3A1901a15")
    assert (entry.entry_code, entry.parent_code, entry.path) == ("3A1901a15", None, "")


@pytest.mark.parametrize("code", ["../etc", "3A001/b", "", "3A001.", "3A001..a", "3A001.a b", "x" * 80, "3A001.A"])
def test_a_code_leaves_no_room_for_a_path(code: str) -> None:
    with pytest.raises(ValidationError):
        Entry(code=code)


@pytest.mark.parametrize(
    "bounds",
    [
        {},
        {"above": 1, "at_least": 2},
        {"above": 5, "below": 5},
        {"between": (3, 2)},
        {"above": True},
        {"above": "010"},
        {"above": float("nan")},
    ],
)
def test_a_parameter_needs_bounds_that_make_sense(bounds: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        Parameter.model_validate({"quantity": "resolution", **bounds})


def test_a_version_ends_after_it_starts() -> None:
    with pytest.raises(ValidationError, match="must be after"):
        Version.model_validate({"from": "2025-01-01", "until": "2025-01-01"})
