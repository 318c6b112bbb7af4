"""What commands show to a person in the terminal: trees and tables."""

from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text
from rich.tree import Tree

from generator.applicability_views import ApplicabilityViews
from generator.dataset import Dataset
from generator.lookup import Found, Question, meaning
from generator.messages import Catalogue
from generator.text import Reader
from generator.views import ParagraphView, Register, Views


def print_entries(dataset: Dataset, catalogue: Catalogue, question: Question, found: Found) -> None:
    """Print each entry with its paragraphs as a tree."""
    console = Console()
    reader = Reader(catalogue.language, catalogue, dataset, question.on)
    views = Views(Register(dataset, question.on), reader)
    applicable = views.register.applicability
    if not found:
        console.print(f"There is no {question.code} on the lists that were searched.", markup=False, highlight=False)
    for control_list, entry in found:
        top = views.entry(control_list, control_list.entries[entry.entry_code])
        view: Any = top
        for steps in range(entry.path.count(".") + 1 if entry.path else 0):
            path = ".".join(entry.path.split(".")[: steps + 1])
            view = next(each for each in view.paragraphs if each.path == path)
        tree = Tree(_code_line(entry.code, view.label.text, view.limits))
        _grow(tree, view.paragraphs)
        since = views.standing(control_list, control_list.versions(entry.code)).sentence
        console.print(Text(f"{top.list_link.title.text} · {since}", style="dim"))
        console.print(tree)
        span = meaning(applicable, control_list, entry, question)
        if span is not None:
            acts = ", ".join(span.acts)
            words = ApplicabilityViews(views).status_words[span.status]
            console.print(Text(f"{reader.state(question.state or '')}: {words} {acts}", style="bold"))
        console.print(Text(f"{reader.gettext('Official wording')}: {top.official or control_list.record.links[0]}\n"))


def _grow(tree: Tree, paragraphs: list[ParagraphView]) -> None:
    for paragraph in paragraphs:
        _grow(tree.add(_code_line(paragraph.path, paragraph.label.text, paragraph.limits)), paragraph.paragraphs)


def _code_line(code: str, label: str, limits: tuple[Any, ...]) -> Text:
    text = Text.assemble((code, "bold cyan"), " ", label)
    for limit in limits:
        text.append(f"  [{limit.quantity.text} {limit.limit}]", style="green")
    return text


def print_statistics(counted: dict[str, Any]) -> None:
    """Print what `statistics.count` returned."""
    console = Console()
    table = _table("Lists", "list", "entries", "paragraphs", "parameters")
    for identifier, numbers in counted["lists"].items():
        table.add_row(identifier, *(f"{number:,}" for number in numbers.values()))
    console.print(table)
    console.print("   ".join(f"{name} {number}" for name, number in counted["records"].items()) + "\n", highlight=False)
    columns = ("interface", "entries", "paragraphs", "other", "reviewed")
    table = _table("Languages", "language", *columns)
    for language, numbers in counted["languages"].items():
        total = {name: sum(each[name] or 0 for each in numbers["lists"].values()) for name in _SUMMED}
        table.add_row(
            language,
            _share(numbers["strings"], numbers["strings_total"]),
            _share(total["entries"], total["entries_total"]),
            _share(total["paragraphs"], total["paragraphs_total"]),
            _share(numbers["other_labels"], numbers["other_labels_total"]),
            _share(total["reviewed"], total["labels"]),
        )
    console.print(table)


_SUMMED = ("entries", "entries_total", "paragraphs", "paragraphs_total", "reviewed", "labels")


def _table(title: str, *columns: str) -> Table:
    table = Table(title=title, title_justify="left", box=None, header_style="bold")
    for position, column in enumerate(columns):
        table.add_column(column, justify="right" if position else "left", no_wrap=not position)
    return table


def _share(found: int, wanted: int) -> str:
    percent = int(100 * found / wanted) if wanted else 100
    return f"{percent} % of {wanted:,}"
