"""How a language shows things: fallback, numbers, names, plural forms."""

from datetime import date

import pytest
from conftest import small_dataset

from generator.messages import load_catalogues
from generator.model import Parameter
from generator.text import Phrase, Reader, own_name
from generator.timeline import standing
from generator.vocabulary import LANGUAGES, MEMBER_STATES

CATALOGUES, _ = load_catalogues()
DAY = date(2026, 11, 22)


def reader(language: str, on: date = DAY) -> Reader:
    return Reader(language, CATALOGUES[language], small_dataset(), on)


def test_a_label_in_the_language_is_not_marked() -> None:
    dutch = reader("nl")
    assert dutch.entry_label(small_dataset().lists["annex-i"], "3A001") == Phrase("Elektronische onderdelen")


def test_a_missing_label_falls_back_to_english_and_says_so() -> None:
    dutch = reader("nl")
    assert dutch.entry_label(small_dataset().lists["annex-i"], "3A001.a") == Phrase("Converters", "en")


def test_nothing_is_invented_for_a_label_that_nobody_wrote() -> None:
    assert reader("nl").entry_label(small_dataset().lists["annex-i"], "3A001.b") == Phrase("")


@pytest.mark.parametrize(
    ("on", "label"),
    [(date(2020, 1, 1), "Test equipment"), (DAY, "Test equipment"), (date(2030, 1, 1), "Measuring equipment")],
)
def test_a_label_follows_the_legal_date(on: date, label: str) -> None:
    assert reader("en", on).entry_label(small_dataset().lists["annex-i"], "3A002").text == label


@pytest.mark.parametrize(
    ("language", "bounds", "shown"),
    [
        ("en", {"at_least": 8, "below": 10, "unit": "bit"}, "≥ 8, < 10 bit"),
        ("nl", {"above": 1.3, "unit": "GS/s"}, "> 1,3 GS/s"),
        ("de", {"above": 12000, "unit": "kN"}, "> 12.000 kN"),
        ("fr", {"between": (75, 650), "unit": "mm"}, "75–650 mm"),
        ("pt", {"at_most": 0.0001}, "≤ 0,0001"),
        ("en", {"at_most": 200000000, "unit": "px"}, "≤ 200,000,000 px"),
    ],
)
def test_limits_use_the_number_format_of_the_language(language: str, bounds: dict, shown: str) -> None:
    parameter = Parameter(quantity="resolution", **bounds)
    assert (
        reader(language).bounds(parameter).replace("\N{NO-BREAK SPACE}", " ").replace("\N{NARROW NO-BREAK SPACE}", " ")
        == shown
    )


def test_the_condition_of_a_limit_is_shown_with_it() -> None:
    parameter = small_dataset().lists["annex-i"].entries["3A001.a.1"].parameters[1]
    limit = reader("en").limit(parameter)
    assert limit.condition.replace("\N{NO-BREAK SPACE}", " ") == "temperature ≤ 4.5 K"


def test_portuguese_is_that_of_portugal_and_english_that_of_the_union() -> None:
    assert reader("pt").date(DAY) == "22 de novembro de 2026"
    assert reader("en").date(DAY) == "22 November 2026"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_names_every_state_and_itself(language: str) -> None:
    names = [reader(language).state(code) for code in (*MEMBER_STATES, "eu")]
    assert len(set(names)) == 28
    assert not any(name.isupper() and len(name) == 2 for name in names)
    assert own_name(language)


@pytest.mark.parametrize(
    ("language", "number", "form"),
    [("pl", 1, 0), ("pl", 2, 1), ("pl", 5, 2), ("ga", 1, 0), ("ga", 2, 1), ("ga", 7, 3), ("sl", 1, 0), ("mt", 11, 2)],
)
def test_plural_forms_follow_the_language(language: str, number: int, form: int) -> None:
    forms = CATALOGUES[language].catalog.get("%(number)s entry").string
    assert reader(language).ngettext("%(number)s entry", "%(number)s entries", number) == forms[form]


def test_a_standing_is_the_version_that_applies() -> None:
    annex = small_dataset().lists["annex-i"]
    assert standing(annex.versions("3A001"), date(2021, 9, 8)).status == "upcoming"
    assert standing(annex.versions("3A001"), date(2021, 9, 9)).status == "in-force"
    assert standing(annex.versions("3A001.a"), date(1990, 1, 1)).status == "in-force"
