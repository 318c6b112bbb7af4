"""Counts what is recorded: completeness by list and language."""

from typing import Any

from rich.console import Console
from rich.table import Table

from generator.dataset import Dataset
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
            "parameters": sum(len(entry.parameters) for entry in control_list.entries.values()),
            "labelled_paragraphs_en": sum(
                entry.code in control_list.labels.get("en", {})
                for entry in control_list.entries.values()
                if entry.is_paragraph
            ),
        }
        for identifier, control_list in dataset.lists.items()
    }
    records = {
        name: len(getattr(dataset, name)) for name in ("acts", "states", "regimes", "authorisations", "quantities")
    }
    languages = {language: _count_language(dataset, catalogues, language) for language in LANGUAGES}
    return {"lists": lists, "records": records, "languages": languages}


def _count_language(dataset: Dataset, catalogues: dict[str, Catalogue], language: str) -> dict[str, Any]:
    template = {message.id if isinstance(message.id, str) else message.id[0] for message in catalogues[""].catalog}
    strings = catalogues[language].translated & template
    wanted = found = 0
    for control_list in dataset.lists.values():
        labels = control_list.labels.get(language, {})
        keys = ["title", *(entry.code for entry in control_list.top_entries)]
        wanted += len(keys)
        found += sum(key in labels for key in keys)
    vocabulary = {section: labels.get("en", {}) for section, labels in dataset.labels.items()}
    return {
        "strings": len(strings),
        "strings_total": len(template - {""}),
        "entry_labels": found,
        "entry_labels_total": wanted,
        "other_labels": sum(
            key in dataset.labels[section].get(language, {}) for section, keys in vocabulary.items() for key in keys
        ),
        "other_labels_total": sum(len(keys) for keys in vocabulary.values()),
    }


def print_tables(counted: dict[str, Any]) -> None:
    """Print what `count` returned."""
    console = Console()
    table = _table("Lists", "list", "entries", "paragraphs", "parameters", "labelled paragraphs (en)")
    for identifier, numbers in counted["lists"].items():
        table.add_row(identifier, *(f"{number:,}" for number in numbers.values()))
    console.print(table)
    console.print("   ".join(f"{name} {number}" for name, number in counted["records"].items()) + "\n", highlight=False)
    table = _table("Languages", "language", "interface strings", "list and entry labels", "other labels")
    for language, numbers in counted["languages"].items():
        table.add_row(
            language,
            *(_share(numbers[name], numbers[f"{name}_total"]) for name in ("strings", "entry_labels", "other_labels")),
        )
    console.print(table)


def _table(title: str, *columns: str) -> Table:
    table = Table(title=title, title_justify="left", box=None, header_style="bold")
    for position, column in enumerate(columns):
        table.add_column(column, justify="right" if position else "left", no_wrap=not position)
    return table


def _share(found: int, wanted: int) -> str:
    percent = int(100 * found / wanted) if wanted else 100
    return f"{found:,} of {wanted:,} ({percent} %)"
