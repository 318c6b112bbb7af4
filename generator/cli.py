"""The command line. Each command imports what it needs when it runs, so that help is quick.

Exit codes: 0 fine, 1 findings in the data, 2 wrong use.
"""

import gc
import json
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, ParamSpec, TypeVar

import click

from generator.problems import DataError, Problem, UsageError, as_github, as_json, as_text
from generator.vocabulary import LANGUAGES

if TYPE_CHECKING:
    from generator.build import Order
    from generator.change_views import ChangeViews
    from generator.dataset import Dataset
    from generator.messages import Catalogue
    from generator.recorded import Chronicle
    from generator.reports import Report

Given = ParamSpec("Given")
Returned = TypeVar("Returned")
_REPORTS: dict[str, Callable[[Sequence[Problem]], str]] = {"text": as_text, "json": as_json, "github": as_github}
_LISTS = click.option(
    "--lists", default="lists", show_default=True, type=click.Path(path_type=Path), help="Folder of the dataset."
)


def _told(command: Callable[Given, Returned]) -> Callable[Given, Returned]:
    """Turn what is wrong with the data or the call into sentences and an exit code; a bug keeps its traceback."""

    @wraps(command)
    def run(*args: Given.args, **kwargs: Given.kwargs) -> Returned:
        try:
            return command(*args, **kwargs)
        except DataError as error:
            click.echo(as_text(error.problems), err=True, nl=False)
            click.echo(_total(error.problems), err=True)
            sys.exit(1)
        except UsageError as error:
            raise click.UsageError(str(error)) from None
        except BrokenPipeError:
            sys.stderr.close()
            sys.exit(0)

    return run


class _Date(click.ParamType[date]):
    """A legal date, year-month-day."""

    name = "date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        if isinstance(value, date):
            return value
        try:
            return date.fromisoformat(value)
        except ValueError:
            self.fail(f"'{value}' is not a date; write it as year-month-day, for example 2025-11-15", param, ctx)


class _Languages(click.ParamType[tuple[str, ...]]):
    """Language codes with commas between, or `all`."""

    name = "languages"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[str, ...]:
        if not isinstance(value, str):
            return tuple(value)
        if value == "all":
            return tuple(LANGUAGES)
        codes = tuple(dict.fromkeys(code.strip() for code in value.split(",") if code.strip()))
        unknown = [code for code in codes if code not in LANGUAGES]
        if unknown or not codes:
            self.fail(
                f"'{', '.join(unknown) or value}' is no official language; known: {', '.join(LANGUAGES)}", param, ctx
            )
        return codes


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="eu-control-lists", prog_name="control-lists")
def main() -> None:
    """The register of export control lists: check the data, build the site, look things up."""


@main.command()
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@_LISTS
@click.option("--format", "form", type=click.Choice(list(_REPORTS)), default="text", show_default=True)
@click.option("--catalogues/--no-catalogues", default=True, help="Check the interface strings of all languages too.")
@click.option("--base", help="A Git revision to compare with: entries may not disappear, nor too many end at once.")
@click.option("--allow-mass-change", is_flag=True, help="A maintainer has seen that much of a list ends or goes.")
@_told
def check(
    paths: tuple[Path, ...], lists: Path, form: str, catalogues: bool, base: str | None, allow_mass_change: bool
) -> None:
    """Check the data, and report every finding with file, line, column and how to fix it.

    PATHS limits the report to these files and folders; the whole dataset is read all the same.
    """
    from generator.checks import check_against, check_catalogues, check_dataset

    dataset = _read(lists)
    problems = _below(lists, check_dataset(dataset))
    if base is not None:
        from generator.dataset import Dataset
        from generator.history import Repository

        with Repository(lists) as repository:
            before = Dataset.load(repository.tree(base).read_all())
        problems += _below(lists, check_against(before, dataset, allow_mass_change))
    if catalogues:
        from generator import messages

        problems += _below(Path(os.path.relpath(messages.FOLDER)), check_catalogues())
    wanted = [problem for problem in problems if not paths or _is_in(problem.path, paths)]
    click.echo(_REPORTS[form](wanted), nl=False)
    if form == "text":
        click.echo(_total(wanted), err=bool(wanted))
    sys.exit(1 if wanted else 0)


@main.command()
@_LISTS
@click.option("--out", default="site", show_default=True, type=click.Path(path_type=Path), help="Folder of the site.")
@click.option("--languages", type=_Languages(), default="all", show_default=True, help="all, or codes such as nl,en.")
@click.option("--as-of", type=_Date(), help="Legal date that pages look at. Default: SOURCE_DATE_EPOCH, else today.")
@click.option("--jobs", type=click.IntRange(1, 64), default=None, help="Processes. Default: one for each core.")
@click.option("--base-url", help="Address of the site, ending in a slash. Default: site_url of mkdocs.yml.")
@click.option("--config", default="mkdocs.yml", show_default=True, type=click.Path(path_type=Path))
@click.option("--history/--no-history", default=True, help="Without the history in Git, no feeds and no calendars.")
@_told
def build(
    lists: Path,
    out: Path,
    languages: tuple[str, ...],
    as_of: date | None,
    jobs: int | None,
    base_url: str | None,
    config: Path,
    history: bool,
) -> None:
    """Build the site: pages in every language, feeds, calendars, downloads, sitemaps.

    The old site stays until the new one is complete.
    """
    from generator import build as builder

    builder.refuse_foreign_folder(out)
    order = builder.Order(
        configuration=_existing(config, "mkdocs.yml"),
        out=out,
        languages=languages,
        on=as_of or _today(),
        jobs=jobs or os.cpu_count() or 1,
        base_url=_checked_url(base_url),
    )
    if history:
        dataset, catalogues, order = _with_history(lists, order)
    else:
        dataset, catalogues = _usable(lists)
    with _progress("Building", len(languages)) as advance:
        result = builder.build(dataset, catalogues, order, lambda language, _pages: advance(language))
    click.echo(
        f"{result.pages:,} pages and {result.files - result.pages:,} other files, "
        f"{result.size / 1e6:,.0f} MB, in {len(languages)} languages: {out}/index.html"
    )


@main.command()
@_LISTS
@click.option("--languages", type=_Languages(), default="en", show_default=True, help="all, or codes such as nl,en.")
@click.option("--port", type=click.IntRange(1, 65535), default=8000, show_default=True)
@click.option("--config", default="mkdocs.yml", show_default=True, type=click.Path(path_type=Path))
@_told
def serve(lists: Path, languages: tuple[str, ...], port: int, config: Path) -> None:
    """Build the site, show it on this machine, and build again what a save touched."""
    from generator.serve import Server

    server = Server(
        lists=lists, languages=languages, port=port, configuration=_existing(config, "mkdocs.yml"), on=_today()
    )
    server.run(read=lambda: _usable(lists), say=click.echo)


_REPORT_FORMATS = click.Choice(["text", "markdown", "json", "html"])
_LANGUAGE = click.option("--language", type=click.Choice(list(LANGUAGES)), default="en", show_default=True)


@main.command()
@click.argument("base")
@click.argument("head", required=False)
@_LISTS
@click.option("--format", "form", type=_REPORT_FORMATS, default="text", show_default=True)
@_LANGUAGE
@_told
def diff(base: str, head: str | None, lists: Path, form: str, language: str) -> None:
    """Say what changed between two revisions, or between one and the working tree, in the words of the law.

    BASE and HEAD are anything that Git takes for a commit: main, HEAD~1, a tag. Without HEAD, the files as they are now
    count, committed or not.
    """
    from generator import changes, reports
    from generator.dataset import Dataset, excerpt, read_folder
    from generator.history import Repository, touched_files

    gc.set_threshold(200_000)
    with Repository(lists) as repository:
        before = repository.tree(base)
        after = repository.tree(head) if head is not None else read_folder(lists)
        sets = changes.compare(before, after, touched_files(before, after))
        tree = repository.tree(head).read_all() if head else after
    dataset = Dataset.load(excerpt(tree, changes.names_in(sets), {language, "en"}))
    views = _change_views(dataset, language)
    _print_report(reports.Report(f"{base} → {head or lists}", [(None, each) for each in sets], views, _today()), form)


@main.command()
@_LISTS
@click.option("--list", "identifier", help="Only what concerns this list.")
@click.option("--state", help="Only what concerns exporters in this Member State, such as NL.")
@click.option("--entry", help="Only what concerns this entry and its paragraphs, such as 3A001.")
@click.option("--since", type=_Date(), help="Only what was recorded on this day or later.")
@click.option("--format", "form", type=_REPORT_FORMATS, default="text", show_default=True)
@_LANGUAGE
@_told
def log(
    lists: Path,
    identifier: str | None,
    state: str | None,
    entry: str | None,
    since: date | None,
    form: str,
    language: str,
) -> None:
    """Show what the register recorded, oldest first: change sets, each with the commit's day and reason."""
    from generator import changes, lookup, reports
    from generator.dataset import Dataset, excerpt, read_folder

    gc.set_threshold(200_000)
    chronicle = _chronicle(lists)
    wanted = lookup.Following(identifier, state.lower() if state else None, entry, since)
    tree = read_folder(lists)
    sets = lookup.recorded_sets(lookup.list_names(tree), chronicle, wanted)
    dataset = Dataset.load(excerpt(tree, changes.names_in(each for _recorded, each in sets), {language, "en"}))
    views = _change_views(dataset, language)
    _print_report(reports.Report("What was recorded", sets, views, _today(), chronicle.warnings), form)


@main.command()
@click.argument("code")
@_LISTS
@click.option("--list", "identifier", help="Identifier of a list. Default: every list that has the code.")
@click.option("--state", help="Say what it means in this Member State, such as NL.")
@click.option("--as-of", type=_Date(), help="Legal date. Default: SOURCE_DATE_EPOCH, else today.")
@click.option("--language", type=click.Choice(list(LANGUAGES)), default="en", show_default=True)
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
@_told
def show(
    code: str, lists: Path, identifier: str | None, state: str | None, as_of: date | None, language: str, form: str
) -> None:
    """Show an entry or paragraph, such as 3A001.a.5."""
    from generator import lookup, terminal

    dataset, catalogues = _usable(lists)
    question = lookup.Question(code, identifier, state.lower() if state else None, as_of or _today())
    found = lookup.find(dataset, question)
    if form == "json":
        click.echo(json.dumps(lookup.as_records(dataset, question, found), ensure_ascii=False, indent=2))
    else:
        terminal.print_entries(dataset, catalogues[language], question, found)
    sys.exit(0 if found else 1)


@main.command()
@click.argument("kind", type=click.Choice(["list", "act", "entry"]))
@click.argument("identifier")
@_LISTS
@_told
def new(kind: Literal["list", "act", "entry"], identifier: str, lists: Path) -> None:
    """Write a commented file to fill in: a list (es-order-2027), an act (32027R0001), or an entry (annex-i/3A999)."""
    from generator.scaffold import scaffold

    for path in scaffold(kind, identifier, _read(lists), lists):
        click.echo(f"wrote {path}")
    click.echo("Fill it in, then run: control-lists check")


@main.group("import")
def import_group() -> None:
    """Bring in what others publish."""


@import_group.command()
@click.argument("file", type=click.Path(path_type=Path))
@_LISTS
@click.option("--list", "identifier", default="annex-i", show_default=True, help="The list that the codes are of.")
@click.option("--year", type=click.IntRange(1990, 2100), required=True, help="Year of the Combined Nomenclature.")
@click.option("--source", required=True, help="Where the table is from: an address, or a name with a date.")
@_told
def correlation(file: Path, lists: Path, identifier: str, year: int, source: str) -> None:
    """Import a CSV file that relates customs codes to entries (columns customs_code and code).

    Rows that fit nothing are named and left out.
    """
    from generator import correlation as importer

    dataset = _read(lists)
    if identifier not in dataset.lists:
        raise UsageError(f"there is no list '{identifier}'; known: {', '.join(dataset.lists)}")
    control_list = dataset.lists[identifier]
    table = importer.read(file, control_list)
    click.echo(as_text(table.misses), err=True, nl=False)
    path = lists / control_list.place.path.replace("list.yaml", "correlation.yaml")
    path.write_text(importer.as_yaml(table, year, source), encoding="utf-8")
    click.echo(f"wrote {path}: {len(table.codes):,} customs codes; {len(table.misses):,} rows were left out")


@main.command()
@_LISTS
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
@_told
def stats(lists: Path, form: str) -> None:
    """Count what is recorded: lists, entries, paragraphs, labels and interface strings by language."""
    from generator import statistics, terminal

    dataset, catalogues = _usable(lists)
    counted = statistics.count(dataset, catalogues)
    if form == "json":
        click.echo(json.dumps(counted, ensure_ascii=False, indent=2))
    else:
        terminal.print_statistics(counted)


# -- what several commands do -----------------------------------------------------------------------------------------


def _read(lists: Path) -> "Dataset":
    from generator.dataset import Dataset, read_folder

    gc.set_threshold(200_000)  # the dataset is kept to the end of the command: there is nothing in it to collect
    return Dataset.load(read_folder(lists))


def _usable(lists: Path) -> "tuple[Dataset, dict[str, Catalogue]]":
    """Read dataset and catalogues for a command that needs them whole; raise DataError with every finding."""
    from generator import messages
    from generator.checks import check_dataset

    dataset = _read(lists)
    catalogues, broken = messages.load_catalogues()
    problems = _below(lists, check_dataset(dataset, with_wording=False))
    problems += _below(Path(os.path.relpath(messages.FOLDER)), broken)
    if problems:
        raise DataError(problems)
    return dataset, catalogues


def _change_views(dataset: "Dataset", language: str) -> "ChangeViews":
    from generator import messages
    from generator.change_views import ChangeViews
    from generator.text import Reader
    from generator.views import Register, Views

    catalogue = messages.read_catalogue(language, (messages.FOLDER / f"{language}.po").read_bytes())
    reader = Reader(language, catalogue, dataset, _today())
    return ChangeViews(Views(Register(dataset, _today()), reader))


def _print_report(report: "Report", form: str) -> None:
    if form == "html":
        from generator.pages import fragment

        reader = report.views.reader
        click.echo(fragment("report.html", reader, "", report=report, language=reader.language))
    else:
        from generator.reports import FORMATS

        click.echo(FORMATS[form](report), nl=False)


def _chronicle(lists: Path) -> "Chronicle":
    """Read the history; say what was skipped."""
    from generator import recorded

    with _progress("Reading the history", 1) as advance:
        chronicle = recorded.read(lists, _now(), lambda done, total: advance(f"{done} of {total}", done / total))
    for warning in chronicle.warnings:
        click.echo(f"warning: commit {warning}", err=True)
    return chronicle


def _with_history(lists: Path, order: "Order") -> "tuple[Dataset, dict[str, Catalogue], Order]":
    """Read dataset and history side by side."""
    from dataclasses import replace

    from generator.recorded import read_meanwhile

    with read_meanwhile(lists, _now()):
        dataset, catalogues = _usable(lists)
    try:
        return dataset, catalogues, replace(order, chronicle=_chronicle(lists))
    except UsageError as error:
        raise UsageError(f"{error}; or build a site without feeds and calendars: --no-history") from None


def _below(folder: Path, problems: Sequence[Problem]) -> list[Problem]:
    """Name files as seen from where the command runs."""
    from dataclasses import replace

    return [
        replace(problem, path=folder.as_posix() if problem.path == "." else (folder / problem.path).as_posix())
        for problem in problems
    ]


def _is_in(path: str, wanted: Sequence[Path]) -> bool:
    return any(Path(path).is_relative_to(each) for each in wanted)


def _total(problems: Sequence[Problem]) -> str:
    files = len({problem.path for problem in problems})
    if not problems:
        return "No findings."
    return f"{len(problems)} finding{'s' * (len(problems) > 1)} in {files} file{'s' * (files > 1)}."


def _now() -> datetime:
    """Return the moment of a build: SOURCE_DATE_EPOCH where it is set, so that a build can be repeated."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    if epoch is None:
        return datetime.now(UTC)
    if not epoch.isdigit():
        raise UsageError(f"SOURCE_DATE_EPOCH is '{epoch}'; it must be a number of seconds")
    return datetime.fromtimestamp(int(epoch), UTC)


def _today() -> date:
    """Return the legal date that a command looks at where none is given."""
    return _now().date()


def _existing(path: Path, what: str) -> Path:
    if not path.is_file():
        raise UsageError(f"{path} does not exist; run the command where {what} is, or name it with --config")
    return path


def _checked_url(url: str | None) -> str | None:
    if url is not None and not (url.startswith(("http://", "https://")) and url.endswith("/")):
        raise UsageError(f"'{url}' is not an address of a site; write it as https://example.eu/register/")
    return url


@contextmanager
def _progress(title: str, total: int) -> Iterator[Callable[..., None]]:
    """Show a bar where a person watches; nothing where the output goes to a file."""
    from rich.console import Console
    from rich.progress import Progress

    console = Console(stderr=True)
    with Progress(console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task(title, total=total)
        yield lambda name, done=None: bar.update(
            task, advance=None if done else 1, completed=done, description=f"{title} {name}"
        )


if __name__ == "__main__":
    main()
