"""Makes the whole site: every language in a process of its own, into a new folder that is put in place at the end."""

import gc
import json
import multiprocessing
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from generator import downloads, statistics
from generator.calendar import CalendarMaker
from generator.dataset import Dataset
from generator.feeds import FeedMaker
from generator.messages import Catalogue
from generator.pages import PageMaker, Project, chooser_page, lookup_table
from generator.problems import UsageError
from generator.recorded import Chronicle
from generator.shell import Shell, make_shells, read_config, theme_assets
from generator.text import Reader
from generator.views import Register

MARKER = ".control-lists"
"""A file in every site that we built; a folder without it is never replaced."""


@dataclass(frozen=True)
class Order:
    """What is to be built."""

    configuration: Path
    """The `mkdocs.yml`."""

    out: Path
    languages: Sequence[str]
    on: date
    """The legal date that pages look at."""

    jobs: int
    base_url: str | None = None
    """Address of the site where it is not that of `mkdocs.yml`."""

    chronicle: Chronicle | None = None
    """What was recorded; without it the site has no feeds and no calendars."""


@dataclass(frozen=True)
class Result:
    """What was built."""

    pages: int
    files: int
    size: int
    """Bytes."""


Progress = Callable[[str, int], None]
"""Called with a language and the number of its pages, each time one is finished."""


def build(dataset: Dataset, catalogues: dict[str, Catalogue], order: Order, progress: Progress) -> Result:
    """Build the site and put it in place.

    The old site stays as it is until the new one is complete, and for good if anything fails.

    Raises:
        UsageError: the output folder holds something that is not a site of ours, or cannot be written.
    """
    refuse_foreign_folder(order.out)
    order.out.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=f".{order.out.name}-", dir=order.out.parent) as scratch:
        folder = Path(scratch) / "site"
        result = fill(dataset, catalogues, order, folder, progress)
        put_in_place(folder, order.out)
    return result


def refuse_foreign_folder(out: Path) -> None:
    """Refuse to replace a folder that we did not build."""
    if out.is_symlink() or (out.exists() and not out.is_dir()):
        raise UsageError(f"{out} is not a folder; name another one with --out")
    if out.is_dir() and any(out.iterdir()) and not (out / MARKER).exists():
        raise UsageError(f"{out} holds files that are not a site of ours; empty it, or name another folder with --out")


def put_in_place(new: Path, out: Path) -> None:
    """Swap a finished folder in, and delete the one it replaces."""
    old = new.with_name("old")
    if out.exists():
        out.rename(old)
    try:
        new.rename(out)
    except OSError:
        if old.exists():
            old.rename(out)
        raise
    shutil.rmtree(old, ignore_errors=True)


def fill(dataset: Dataset, catalogues: dict[str, Catalogue], order: Order, folder: Path, progress: Progress) -> Result:
    """Write the site of all languages into an empty folder."""
    folder.mkdir(parents=True)
    return _fill(dataset, catalogues, order, _Writer(folder), progress)


def refresh(dataset: Dataset, catalogues: dict[str, Catalogue], order: Order) -> int:
    """Bring a site up to date in its place, in this process: only files whose bytes differ are written.

    Returns:
        How many files were written or deleted.
    """
    writer = _Updater(order.out)
    _fill(dataset, catalogues, replace(order, jobs=1), writer, lambda _language, _pages: None)
    return writer.changed + writer.delete_others()


def _fill(
    dataset: Dataset, catalogues: dict[str, Catalogue], order: Order, writer: "_Writer", progress: Progress
) -> Result:
    config = read_config(order.configuration, order.base_url)
    counted = statistics.count(dataset, catalogues)
    register = Register(dataset, order.on, counted, order.chronicle or Chronicle())
    work = _Work(
        register,
        catalogues,
        Project(config.repo_url or "", config.site_url or "/", order.chronicle is not None),
        writer,
        order,
    )
    with _started(work) as languages:
        for address, content in (*downloads.common_files(register), *theme_assets(config)):
            writer.write(address, content)
        results = []
        for result in languages:
            progress(result.language, len(result.addresses))
            results.append(result)
    for address, content in _common_files(order, config.site_url or "/", catalogues, results[0].addresses):
        writer.write(address, content)
    return Result(
        pages=sum(len(result.addresses) for result in results),
        files=writer.files + sum(result.files for result in results),
        size=writer.size + sum(result.size for result in results),
    )


class _Writer:
    """Writes new files below a folder and counts them."""

    def __init__(self, folder: Path) -> None:
        self._folder = str(folder)
        self._known: set[str] = set()
        self.files = 0
        self.size = 0

    def apart(self) -> "_Writer":
        """Return the writer for a language: one with counts of its own."""
        return _Writer(Path(self._folder))

    def write(self, address: str, content: bytes) -> None:
        path = f"{self._folder}/{address}"
        parent = path.rpartition("/")[0]
        if parent not in self._known:
            Path(parent).mkdir(parents=True, exist_ok=True)
            self._known.add(parent)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o644)
        try:
            left = memoryview(content)
            while left:
                left = left[os.write(descriptor, left) :]
        finally:
            os.close(descriptor)
        self.files += 1
        self.size += len(content)


class _Updater(_Writer):
    """Writes only what differs from what is there."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self._written: set[Path] = set()
        self.changed = 0

    def apart(self) -> "_Writer":
        return self

    def write(self, address: str, content: bytes) -> None:
        path = Path(self._folder, address)
        self._written.add(path)
        if path.is_file() and path.read_bytes() == content:
            return
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        self.changed += 1

    def delete_others(self) -> int:
        """Delete the files that the newest build did not write; return how many."""
        others = [path for path in Path(self._folder).rglob("*") if path.is_file() and path not in self._written]
        for path in others:
            path.unlink()
        return len(others)


@dataclass(frozen=True)
class _LanguageResult:
    """What a language came to."""

    language: str
    files: int
    size: int
    addresses: tuple[str, ...]
    """Of its pages, the same in every language."""


@dataclass(frozen=True)
class _Work:
    """What a process needs to build languages; inherited when it is forked, so nothing is copied."""

    register: Register
    catalogues: dict[str, Catalogue]
    project: Project
    writer: _Writer
    order: Order

    def build_language(self, language: str, shell: Shell) -> _LanguageResult:
        """Write everything of one language."""
        register = self.register
        reader = Reader(language, self.catalogues[language], register.dataset, register.on)
        writer = self.writer.apart()
        addresses = []
        maker = PageMaker(register, reader, self.project)
        for page in maker.pages():
            writer.write(f"{language}/{page.address}index.html", shell.pour(page))
            addresses.append(page.address)
        table = json.dumps(lookup_table(register, reader), ensure_ascii=False, separators=(",", ":"))
        writer.write(f"{language}/find.json", table.encode())
        for identifier, control_list in register.dataset.lists.items():
            writer.write(f"{language}/data/{identifier}.csv", downloads.list_csv(control_list, reader, register.on))
        if self.order.chronicle is not None:
            for make in (FeedMaker, CalendarMaker):
                for address, content in make(maker.change_views, register.chronicle, self.project.base_url).files():
                    writer.write(f"{language}/{address}", content)
        return _LanguageResult(language, writer.files, writer.size, tuple(addresses))

    def build_languages(self, languages: Sequence[str]) -> Iterator[_LanguageResult]:
        """Write several languages, which share what the theme's templates compile to."""
        # The dataset stays to the end and pages are gone at once: there is next to nothing for the collector to find.
        gc.freeze()
        gc.set_threshold(200_000)
        config = read_config(self.order.configuration, self.order.base_url)
        shells = make_shells(config, {language: self.catalogues[language].gettext for language in languages})
        for language in languages:
            yield self.build_language(language, shells[language])


_inherited: list[_Work] = []
"""What forked processes find: nothing has to be copied to them."""


@contextmanager
def _started(work: _Work) -> Iterator[Iterator[_LanguageResult]]:
    """Start the languages in processes of their own; the caller goes on, and takes the results when they come."""
    languages = work.order.languages
    jobs = max(1, min(work.order.jobs, len(languages)))
    if jobs == 1:
        yield work.build_languages(languages)
        return
    _inherited[:] = [work]
    shares = [tuple(languages[start::jobs]) for start in range(jobs)]
    with multiprocessing.get_context("fork").Pool(jobs) as pool:
        running = pool.imap(_build_share, shares)
        yield (result for results in running for result in results)


def _build_share(languages: Sequence[str]) -> list[_LanguageResult]:
    return list(_inherited[0].build_languages(languages))


def _common_files(
    order: Order, base_url: str, catalogues: dict[str, Catalogue], addresses: Sequence[str]
) -> Iterator[tuple[str, bytes]]:
    """Yield what stands once, above the languages."""
    strings = {language: catalogues[language].gettext for language in order.languages}
    yield "index.html", chooser_page(strings, base_url, missing=False)
    yield "404.html", chooser_page(strings, base_url, missing=True)
    for language in order.languages:
        yield f"sitemap-{language}.xml", _sitemap(f"{base_url}{language}/", addresses)
    yield "sitemap.xml", _sitemap_index(base_url, order.languages)
    yield "robots.txt", f"User-agent: *\nAllow: /\nSitemap: {base_url}sitemap.xml\n".encode()
    yield ".nojekyll", b""
    yield MARKER, b"built by control-lists\n"


_SITEMAP_SPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"


def _sitemap(base: str, addresses: Sequence[str]) -> bytes:
    entries = "".join(f"<url><loc>{base}{address}</loc></url>\n" for address in addresses)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="{_SITEMAP_SPACE}">\n{entries}</urlset>\n'.encode()


def _sitemap_index(base: str, languages: Sequence[str]) -> bytes:
    entries = "".join(f"<sitemap><loc>{base}sitemap-{language}.xml</loc></sitemap>\n" for language in languages)
    head = '<?xml version="1.0" encoding="UTF-8"?>\n'
    return f'{head}<sitemapindex xmlns="{_SITEMAP_SPACE}">\n{entries}</sitemapindex>\n'.encode()
