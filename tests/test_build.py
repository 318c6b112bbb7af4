"""The whole site: the same bytes each time, no link to nowhere, and the old site safe until the new one is complete."""

import gzip
import json
import os
import re
import signal
import subprocess
import sys
import time
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urldefrag, urljoin, urlsplit

import pytest
from conftest import ROOT, small_dataset, small_files, write_files

from generator.build import MARKER, Order, build, refresh
from generator.cli import _today
from generator.dataset import Dataset, read_folder
from generator.messages import load_catalogues
from generator.problems import UsageError
from generator.recorded import Chronicle

CATALOGUES, _ = load_catalogues()
BASE = "https://register.example.eu/lists/"


def build_site(
    dataset: Dataset,
    out: Path,
    languages: tuple[str, ...] = ("en", "nl", "el"),
    jobs: int = 2,
    chronicle: Chronicle | None = None,
) -> Path:
    order = Order(ROOT / "mkdocs.yml", out, languages, _today(), jobs, BASE, chronicle)
    build(dataset, CATALOGUES, order, lambda _language, _pages: None)
    return out


def contents(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture(scope="module")
def real_site(tmp_path_factory: pytest.TempPathFactory, chronicle: Chronicle) -> Path:
    """The real dataset in two languages, with its feeds."""
    dataset = Dataset.load(read_folder(ROOT / "lists"))
    return build_site(dataset, tmp_path_factory.mktemp("real") / "site", ("en", "mt"), chronicle=chronicle)


def test_two_builds_are_equal_to_the_byte_whatever_the_number_of_processes(
    tmp_path: Path, chronicle: Chronicle
) -> None:
    first = contents(build_site(small_dataset(), tmp_path / "first", jobs=1, chronicle=chronicle))
    second = contents(build_site(small_dataset(), tmp_path / "second", jobs=3, chronicle=chronicle))
    assert first == second


def test_the_order_of_files_changes_nothing(tmp_path: Path) -> None:
    dataset = small_dataset()
    backward = Dataset.load(dict(reversed(list(dataset.tree.items()))))
    assert contents(build_site(dataset, tmp_path / "a")) == contents(build_site(backward, tmp_path / "b"))


class Links(HTMLParser):
    """Collects what a page links and which anchors it has."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.anchors: set[str] = set()
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name in ("href", "src", "action", "data-table") and value is not None:
                self.links.append(value)
            if name == "id" and value:
                assert value not in self.anchors, f"the anchor {value} is given twice"
                self.anchors.add(value)


def dead_links(site: Path) -> list[str]:
    """Return every link within the site that leads to no file or no anchor."""
    pages = {path.relative_to(site).as_posix(): Links(path.read_text()) for path in site.rglob("*.html")}
    dead = []
    for name, page in pages.items():
        address = BASE + name.removesuffix("index.html")
        for link in page.links:
            target, anchor = urldefrag(urljoin(address, link))
            if not target.startswith(BASE):
                continue
            path = unquote(target.removeprefix(BASE).partition("?")[0])
            file = path + "index.html" if path.endswith("/") or not path else path
            if re.match(r"[a-z]{2}/", path) and not (site / path[:2]).is_dir():
                continue  # a language that this test did not build
            if not (site / file).is_file() or (anchor and anchor not in pages[file].anchors):
                dead.append(f"{name}: {link}")
    return dead


def test_every_link_and_anchor_of_the_real_site_resolves(real_site: Path) -> None:
    assert dead_links(real_site) == []


def test_nothing_is_requested_from_elsewhere(real_site: Path) -> None:
    loading = re.compile(
        r"""<(?:script|img|iframe|source|link rel="(?:stylesheet|icon|preload)")[^>]*(?:src|href)="(https?:)?//"""
    )
    assert [path.name for path in real_site.rglob("*.html") if loading.search(path.read_text())] == []
    assert [path.name for path in real_site.rglob("*.css") if re.search(r"url\(.?https?:", path.read_text())] == []


def test_every_page_has_the_policy_the_alternates_and_its_canonical_address(real_site: Path) -> None:
    page = (real_site / "mt/lists/annex-i/3A001/index.html").read_text()
    assert '<html lang="mt"' in page
    assert "default-src 'none'; script-src 'self'" in page
    assert f'<link rel="canonical" href="{BASE}mt/lists/annex-i/3A001/">' in page
    alternates = re.findall(r'<link rel="alternate" hreflang="([^"]+)" href="([^"]+)"', page)
    assert len(alternates) == 25
    assert ("bg", f"{BASE}bg/lists/annex-i/3A001/") in alternates
    assert not re.search(r"<script(?![^>]*\bsrc=)[^>]*>|\son[a-z]+=|\sstyle=", page)


def test_the_page_above_the_languages_lists_them_without_a_script(real_site: Path) -> None:
    links = Links((real_site / "index.html").read_text()).links
    assert {"en/", "mt/"} <= set(links)
    missing = (real_site / "404.html").read_text()
    assert f'href="{urlsplit(BASE).path}en/"' in missing


def test_the_sitemap_names_every_page(real_site: Path) -> None:
    named = set(re.findall(r"<loc>([^<]+)</loc>", (real_site / "sitemap-mt.xml").read_text()))
    pages = {BASE + path.parent.relative_to(real_site).as_posix() + "/" for path in real_site.glob("mt/**/index.html")}
    assert named == pages


def test_an_old_site_is_replaced_whole(tmp_path: Path) -> None:
    out = build_site(small_dataset(), tmp_path / "site", ("en",))
    (out / "en/old.html").write_text("old")
    build_site(small_dataset(), out, ("en",))
    assert not (out / "en/old.html").exists()
    assert [path.name for path in tmp_path.iterdir()] == ["site"]


def test_a_folder_that_is_not_ours_is_never_replaced(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("years of work")
    with pytest.raises(UsageError, match="not a site of ours"):
        build_site(small_dataset(), tmp_path)
    assert (tmp_path / "thesis.txt").read_text() == "years of work"


def test_a_build_that_is_killed_leaves_the_old_site(tmp_path: Path) -> None:
    out = write_files(tmp_path / "site", {MARKER: "", "index.html": "old"})
    command = [sys.executable, "-m", "generator", "build", "--out", str(out), "--languages", "en,nl,de,fr"]
    process = subprocess.Popen(command, cwd=ROOT, start_new_session=True, stdout=subprocess.DEVNULL)
    while process.poll() is None and not any(tmp_path.glob(".site-*/site/en")):
        time.sleep(0.01)
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    assert (out / "index.html").read_text() == "old"


def test_a_refresh_writes_only_what_a_save_touched(tmp_path: Path) -> None:
    order = Order(ROOT / "mkdocs.yml", tmp_path / "site", ("en", "nl"), _today(), 1, BASE)
    assert refresh(small_dataset(), CATALOGUES, order) > 50
    assert refresh(small_dataset(), CATALOGUES, order) == 0
    label = small_files()["union/annex-i/labels/nl/3A.yaml"].replace("Elektronische onderdelen", "Elektronica")
    before = contents(order.out)
    assert refresh(small_dataset({"union/annex-i/labels/nl/3A.yaml": label}), CATALOGUES, order) > 0
    touched = {path for path, content in contents(order.out).items() if before[path] != content}
    assert touched == {
        "api/v1/lists/annex-i.json",
        "nl/data/annex-i.csv",
        "nl/find.json",
        "nl/lists/annex-i/index.html",
        "nl/lists/annex-i/3/index.html",
        "nl/lists/annex-i/3A001/index.html",
        "nl/lists/annex-i/3A002/index.html",
        "nl/status/index.html",
    }


def test_mkdocs_alone_makes_the_site_of_one_language(tmp_path: Path) -> None:
    environment = {**os.environ, "SITE_LANGUAGE": "nl", "NO_MKDOCS_2_WARNING": "1"}
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "-q", "-d", str(tmp_path / "site")]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    page = (tmp_path / "site/nl/lists/annex-i/3A501/index.html").read_text()
    assert 'id="a.15"' in page


def test_the_patchwork_is_small(real_site: Path) -> None:
    assert len(gzip.compress((real_site / "en/patchwork/index.html").read_bytes())) < 300_000


def test_the_published_json_is_valid_and_complete(real_site: Path) -> None:
    annex = json.loads((real_site / "api/v1/lists/annex-i.json").read_text())
    assert (annex["total_entries"], annex["total_paragraphs"], annex["total"]) == (384, 3059, 3443)
