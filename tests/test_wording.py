"""The rules for labels: each with a label that breaks it, and the exceptions that are data."""

import json
import re

import pytest
from conftest import ROOT, SOURCES, small_dataset

from generator.checks import check_dataset
from generator.dataset import Dataset, read_folder
from generator.problems import as_text

ENGLISH = """"3A001": Test equipment for 12.5 GHz
"3A001.a": Converters above 8 bit
"3A001.a.1": Fast converters
"3A002": Measuring equipment
"""


def findings(language: str, label: str, more: dict[str, str] | None = None, code: str = "3A001") -> list[str]:
    """Return what the rules say of one label of the Union list."""
    files = {
        "union/annex-i/labels/en/3A.yaml": ENGLISH,
        "union/annex-i/labels/nl/3A.yaml": None,
        f"union/annex-i/labels/{language}/3A.yaml": f'"{code}": {json.dumps(label)}',
    }
    problems = check_dataset(small_dataset({**files, **(more or {})}))
    return [line for line in as_text(problems).splitlines() if not line.startswith("    fix: ")]


@pytest.mark.parametrize(
    ("language", "label"),
    [
        ("nl", "Testapparatuur voor 12,5 GHz"),
        ("el", "Εξοπλισμός δοκιμών GaAs για 12,5 GHz"),
        ("bg", "Изпитвателно оборудване за 12,5 GHz"),
        ("pl", "Sprzęt do badań, 12,5 GHz, μm"),
    ],
)
def test_a_good_label_has_no_findings(language: str, label: str) -> None:
    assert findings(language, label) == []


@pytest.mark.parametrize(
    ("language", "label", "report"),
    [
        ("el", "Equipment δοκιμών για 12,5 GHz", "label-script 3A001 (el): 'Equipment' is in Latin letters"),
        ("ro", "Echipament de încercare \u015fi 12,5 GHz", "label-letters 3A001 (ro): the language has no letter 'ş'"),
        ("nl", "Test equipment for 12.5 GHz", "label-translated 3A001 (nl): the label is the English one"),
        ("nl", "Apparatuur with 12,5 GHz", "label-translated 3A001 (nl): the English word 'with' is left"),
        (
            "nl",
            "Testapparatuur voor 12 GHz",
            "label-numbers 3A001 (nl): numbers differ from the English label (missing: 12.5; added: 12)",
        ),
        ("nl", "12,5 GHz", "label-length 3A001 (nl): the label has 0.3 times the length of the English one"),
    ],
)
def test_a_bad_label_is_a_finding(language: str, label: str, report: str) -> None:
    assert findings(language, label) == [f"union/annex-i/labels/{language}/3A.yaml:1:10: {report}"]


def test_two_entries_cannot_have_one_label() -> None:
    more = {"union/annex-i/labels/nl/3B.yaml": '"3A002": Meetapparatuur 12,5 GHz'}
    found = findings("nl", "Meetapparatuur 12,5 GHz", more)
    assert "union/annex-i/labels/nl/3B.yaml:1:10: label-unique 3A002 (nl): 3A001 has the same label" in found


TERMS = {"terms/en.yaml": '"test equipment": apparatus that tests\n"converter": changes a signal'}


def term_base(**terms: tuple[str, str]) -> dict[str, str]:
    """Return the files of a term base: English term (with `_` for a space) to the Dutch term and a stem."""
    lines = [f'"{key.replace("_", " ")}": {{term: {term}, stems: [{stem}]}}' for key, (term, stem) in terms.items()]
    return {**TERMS, "terms/nl.yaml": "\n".join(lines)}


def test_a_label_uses_the_term_of_its_language() -> None:
    base = term_base(test_equipment=("testapparatuur", "testapparat"), converter=("omzetter", "omzetter"))
    assert findings("nl", "Testapparatuur voor 12,5 GHz", base) == []
    assert findings("nl", "Beproevingstoestellen, 12,5 GHz", base) == [
        "union/annex-i/labels/nl/3A.yaml:1:10: label-terms 3A001 (nl): 'test equipment' is 'testapparatuur' in the "
        "term base, and the label says something else"
    ]


def test_a_term_base_has_the_english_terms_and_no_others() -> None:
    base = term_base(test_equipment=("testapparatuur", "test"), laser=("laser", "laser"))
    assert findings("nl", "Testapparatuur voor 12,5 GHz", base) == [
        "terms/nl.yaml:1:1: terms-complete the term 'converter' is missing",
        "terms/nl.yaml:2:1: terms-complete there is no English term 'laser'",
    ]


def test_an_exception_is_data_and_must_be_needed() -> None:
    record = "- {{rule: {}, language: nl, list: annex-i, code: 3A001, reason: said so}}"
    allowed = {"exceptions.yaml": record.format("label-length")}
    assert findings("nl", "12,5 GHz", allowed) == []
    assert findings("nl", "Testapparatuur voor 12,5 GHz", allowed) == [
        "exceptions.yaml:1:3: exception-needed the label of 3A001 (nl) does not break 'label-length'"
    ]


@pytest.mark.skipif(not SOURCES.is_dir(), reason="the official texts do not lie beside the project")
def test_labels_are_our_own_words() -> None:
    """Fewer than 2 % of the English entry labels repeat more than eight words in a row of the official text."""

    def words(text: str) -> list[str]:
        return re.findall(r"[a-z0-9]+", text.lower())

    official = json.loads((SOURCES / "annex-i-en-2025-11-15.json").read_text())["entries"]
    known = set()
    for entry in official:
        for line in entry["verbatim_text"].splitlines():
            known.update(tuple(words(line)[start : start + 9]) for start in range(len(words(line)) - 8))
    annex = Dataset.load(read_folder(ROOT / "lists")).lists["annex-i"]
    labels = {entry.code: str(annex.labels["en"][entry.code]) for entry in annex.top_entries}
    copied = [
        code
        for code, label in labels.items()
        if any(tuple(words(label)[start : start + 9]) in known for start in range(len(words(label)) - 8))
    ]
    assert len(copied) < 0.02 * len(labels), copied
