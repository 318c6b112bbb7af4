"""Counts what is recorded: completeness and review by list and language."""

from datetime import date
from typing import Any

from generator.dataset import ControlList, Dataset
from generator.messages import Catalogue
from generator.vocabulary import LANGUAGES


def count(dataset: Dataset, catalogues: dict[str, Catalogue]) -> dict[str, Any]:
    """Count lists, entries, paragraphs, labels and interface strings.

    Returns:
        Plain values: `lists` (by identifier), `records`, `languages` (by code).
    """
    lists = {
        identifier: {
            "entries": len(control_list.top_entries),
            "paragraphs": len(control_list.entries) - len(control_list.top_entries),
            "parameters": sum(len(entry.parameters_on(None)) for entry in control_list.entries.values()),
        }
        for identifier, control_list in dataset.lists.items()
    }
    kinds = ("acts", "states", "regimes", "authorisations", "quantities")
    return {
        "lists": lists,
        "records": {kind: len(getattr(dataset, kind)) for kind in kinds},
        "languages": {language: _count_language(dataset, catalogues, language) for language in LANGUAGES},
    }


def _count_language(dataset: Dataset, catalogues: dict[str, Catalogue], language: str) -> dict[str, Any]:
    source = catalogues[""].identifiers
    sections = [(labels.get("en", {}), labels.get(language, {})) for labels in dataset.labels.values()]
    lists = {identifier: _count_labels(dataset, each, language) for identifier, each in dataset.lists.items()}
    return {
        "strings": len(catalogues[language].translated & source),
        "strings_total": len(source),
        "other_labels": sum(len(wanted.keys() & found.keys()) for wanted, found in sections),
        "other_labels_total": sum(len(wanted) for wanted, _found in sections),
        "lists": lists,
    }


def _count_labels(dataset: Dataset, control_list: ControlList, language: str) -> dict[str, Any]:
    labels = control_list.labels.get(language, {})
    missing = [entry for entry in control_list.top_entries if entry.code not in labels]
    paragraphs = [entry for entry in control_list.entries.values() if entry.is_paragraph]
    places = [place for (code, _key), place in control_list.label_places.items() if code == language]
    oldest = min(missing, key=lambda entry: control_list.versions(entry.code)[0].start or date.min, default=None)
    return {
        "entries": len(control_list.top_entries) - len(missing),
        "entries_total": len(control_list.top_entries),
        "paragraphs": sum(entry.code in labels for entry in paragraphs),
        "paragraphs_total": len(paragraphs),
        "reviewed": sum(place.path in dataset.reviewed for place in places),
        "labels": len(places),
        "oldest_gap": oldest.code if oldest else None,
    }
