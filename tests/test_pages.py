"""Pages as values: what they say, and that nothing from the dataset reaches them unescaped."""

import csv
import io
import json
from collections.abc import Iterator
from datetime import UTC, date, datetime
from html.parser import HTMLParser

import pytest
from conftest import small_dataset, small_files

from generator import downloads
from generator.changes import Change, ChangeSet
from generator.dataset import Dataset
from generator.messages import load_catalogues
from generator.pages import Page, PageMaker, Project, lookup_table
from generator.recorded import Chronicle, Recorded
from generator.text import Reader
from generator.views import Register

CATALOGUES, _ = load_catalogues()
DAY = date(2026, 11, 22)
HOSTILE = """<script>alert(1)</script>"><img src=x onerror=alert(2)> & 'quoted'"""


def maker(dataset: Dataset, language: str = "en") -> PageMaker:
    reader = Reader(language, CATALOGUES[language], dataset, DAY)
    return PageMaker(Register(dataset, DAY), reader, Project("https://example.eu/project"))


def pages(dataset: Dataset, language: str = "en") -> dict[str, Page]:
    return {page.address: page for page in maker(dataset, language).pages()}


class Tags(HTMLParser):
    """Collects tags with their attributes, and the text between them."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data

    def named(self, tag: str) -> Iterator[dict[str, str | None]]:
        return (attributes for name, attributes in self.tags if name == tag)


def test_every_record_has_a_page() -> None:
    assert set(pages(small_dataset())) == {
        "", "lists/", "states/", "changes/", "changes/corrections/", "upcoming/", "compare/", "feeds/", "check/",
        "patchwork/", "coordination/", "third-countries/",
        "regimes/", "authorisations/", "data/", "status/", "about/",
        "lists/annex-i/", "lists/annex-i/3/", "lists/annex-i/3A001/", "lists/annex-i/3A002/",
        "lists/es-list/", "lists/es-list/3/", "lists/es-list/3A901/",
        "changes/32021R0821/", "changes/es-order-2023/",
        *(path.removesuffix(".yaml") + "/" for path in small_files() if path.startswith("states/")),
    }  # fmt: skip


def test_an_entry_shows_its_paragraphs_as_a_tree_with_permalinks() -> None:
    page = Tags(pages(small_dataset())["lists/annex-i/3A001/"].body)
    identifiers = [attributes["id"] for attributes in page.named("li") if attributes.get("id")]
    assert identifiers == ["a", "a.1", "b"]
    assert "Fast converters" in page.text
    assert "resolution ≥ 8, < 10 bit" in page.text.replace("\N{NO-BREAK SPACE}", " ")
    assert "Paragraphs without a date: in force since before tracking began (15 November 2025)." in page.text


def test_an_entry_links_the_official_wording_in_the_reader_s_language() -> None:
    body = pages(small_dataset(), "nl")["lists/annex-i/3A001/"].body
    assert "https://eur-lex.europa.eu/legal-content/NL/TXT/?uri=CELEX:02021R0821-20251115" in body


def test_an_entry_links_the_same_item_on_other_lists_both_ways() -> None:
    found = pages(small_dataset())
    assert 'href="../../../lists/es-list/3A901/"' in found["lists/annex-i/3A001/"].body
    assert 'href="../../../lists/annex-i/3A001/#a.1"' in found["lists/es-list/3A901/"].body


def test_a_missing_translation_is_marked_as_english() -> None:
    body = pages(small_dataset(), "nl")["lists/annex-i/3A001/"].body
    assert "Elektronische onderdelen" in body
    assert '<span lang="en">Converters</span>' in body


def test_an_imported_text_is_shown_beside_its_paragraph() -> None:
    dataset = small_dataset({"union/annex-i/text/nl/3A.yaml": '"3A001.a": Woorden van de wet'})
    assert "<blockquote>Woorden van de wet</blockquote>" in pages(dataset, "nl")["lists/annex-i/3A001/"].body
    assert "Woorden van de wet" not in pages(dataset, "en")["lists/annex-i/3A001/"].body


def hostile_dataset() -> Dataset:
    files = small_files()
    quoted = json.dumps(HOSTILE)
    changes = {path: text.replace("made up for a test", HOSTILE.replace(":", "")) for path, text in files.items()}
    for path in ("union/annex-i/labels/en/3A.yaml", "national/es-list/labels/en/entries.yaml"):
        changes[path] = "".join(f"{line.split(': ')[0]}: {quoted}\n" for line in files[path].splitlines())
    changes["union/annex-i/labels/en/list.yaml"] = f"title: {quoted}"
    changes["labels/en/acts.yaml"] = f'"32021R0821": {quoted}\nes-order-2023: {quoted}'
    changes["union/annex-i/text/en/3A.yaml"] = f'"3A001.a": {quoted}\n"3A001": {quoted}'
    changes["national/es-list/list.yaml"] = files["national/es-list/list.yaml"].replace("outside the EU", quoted)
    sources = json.dumps([HOSTILE])
    return small_dataset({p: t.replace(f"[{HOSTILE.replace(':', '')}]", sources) for p, t in changes.items()})


def test_hostile_content_is_text_and_nothing_else() -> None:
    dataset = hostile_dataset()
    assert dataset.problems == []
    for page in pages(dataset).values():
        tags = Tags(page.body)
        assert not list(tags.named("script"))
        assert not list(tags.named("img"))
        assert not any(name.startswith("on") for _, attributes in tags.tags for name in attributes)
    assert "<script>alert(1)</script>" in Tags(pages(dataset)["lists/annex-i/3A001/"].body).text


@pytest.mark.parametrize(
    "address", ["javascript:alert(1)", 'https://example.eu/"onmouseover=', "//example.eu", "data:x"]
)
def test_an_address_that_is_no_web_address_is_refused(address: str) -> None:
    order = small_files()["acts/2023/es-order-2023.yaml"]
    changed = order.replace("https://example.eu/order", json.dumps(address)[1:-1])
    dataset = small_dataset({"acts/2023/es-order-2023.yaml": changed})
    assert dataset.problems[0].rule in ("wrong-form", "yaml-syntax")


def test_a_cell_of_a_download_cannot_start_a_formula() -> None:
    changes = {"union/annex-i/labels/en/3A.yaml": '"3A001": "=1+1"\n"3A001.a": "@x"\n"3A002": "-2"'}
    dataset = small_dataset(changes)
    reader = Reader("en", CATALOGUES["en"], dataset, DAY)
    content = downloads.list_csv(dataset.lists["annex-i"], reader, DAY).decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(content)))
    assert [row["label"] for row in rows] == ["'=1+1", "'@x", "", "", "'-2"]
    assert rows[0]["in_force_from"] == "2021-09-09"
    assert rows[1]["in_force_from"] == ""


def test_downloads_hold_everything_with_null_for_unknown() -> None:
    register = Register(small_dataset(), DAY)
    common = downloads.common_files(register)
    files = {address: json.loads(content) for address, content in common if address.endswith(".json")}
    annex = files["api/v1/lists/annex-i.json"]
    assert (annex["schema_version"], annex["generated_at"], annex["total"]) == (1, "2026-11-22", 5)
    entry = annex["entries"][1]
    assert entry["code"] == "3A001.a"
    assert entry["in_force"] == [{"from": None, "by": None, "until": None, "ended_by": None, "evidence": "verified"}]
    assert {name: files[f"api/v1/{name}.json"]["total"] for name in ("lists", "acts", "states", "regimes")} == {
        "lists": 2, "acts": 2, "states": 27, "regimes": 1,
    }  # fmt: skip


def test_the_code_box_knows_every_code_with_its_address() -> None:
    dataset = small_dataset()
    reader = Reader("nl", CATALOGUES["nl"], dataset, DAY)
    assert lookup_table(Register(dataset, DAY), reader)[:3] == [
        ["3A001", "Elektronische onderdelen", "annex-i", "lists/annex-i/3A001/"],
        ["3A002", "Test equipment", "annex-i", "lists/annex-i/3A002/"],
        ["3A001.a", "Converters", "annex-i", "lists/annex-i/3A001/#a"],
    ]


@pytest.mark.parametrize(
    ("address", "file"),
    [
        ("lists/annex-i/3A001/", "lists/union/annex-i/labels/nl/3A.yaml#L1"),
        ("lists/annex-i/3A002/", "lists/union/annex-i/labels/nl/3A.yaml"),
        ("lists/annex-i/", "lists/union/annex-i/labels/nl/list.yaml"),
        ("changes/es-order-2023/", "lists/labels/nl/acts.yaml"),
        ("states/es/", "lists/states/es.yaml"),
        ("about/", "generator/locale/nl.po"),
    ],
)
def test_every_page_links_the_line_behind_it(address: str, file: str) -> None:
    page = Tags(pages(small_dataset(), "nl")[address].body)
    links = [attributes["href"] for attributes in page.named("a")]
    assert f"https://example.eu/project/edit/main/{file}" in links


# -- legal time --------------------------------------------------------------------------------------------------------

RENUMBERED = """
- code: "3A001"
  in_force: [{from: 2021-09-09, by: 32021R0821, until: 2023-07-01, ended_by: es-order-2023}]
- code: "3A002"
  in_force: [{from: 2023-07-01, by: es-order-2023}]
  absorbs: [{list: annex-i, code: "3A001"}]
- code: "3A002.a"
  in_force:
  - {from: 2023-07-01, by: es-order-2023, until: 2030-01-01, ended_by: 32021R0821}
  - {from: 2030-01-01, by: 32021R0821}
  parameters:
    2023-07-01: [{quantity: resolution, at_least: 8, unit: bit}]
    2030-01-01: [{quantity: resolution, at_least: 6, unit: bit}]
"""
RELABELLED = """
"3A001": Old
"3A002": New
"3A002.a": {2023-07-01: Converters, 2030-01-01: Fast converters}
"""
TWO_ACTS = small_files()["union/annex-i/list.yaml"].replace("[32021R0821]\n", "[32021R0821, es-order-2023]\n")
LATER: dict[str, str | None] = {
    "union/annex-i/entries/3A.yaml": RENUMBERED,
    "union/annex-i/list.yaml": TWO_ACTS,
    "union/annex-i/labels/en/3A.yaml": RELABELLED,
}


def body(address: str, changes: dict[str, str | None], chronicle: Chronicle | None = None) -> str:
    dataset = small_dataset(changes)
    assert dataset.problems == []
    register = Register(dataset, DAY, chronicle=chronicle or Chronicle())
    made = PageMaker(register, Reader("en", CATALOGUES["en"], dataset, DAY), Project("https://example.eu/project"))
    return {page.address: page.body for page in made.pages()}[address]


def test_a_renumbered_code_keeps_its_page_and_both_link_each_other() -> None:
    assert 'Now: <a href="../../../lists/annex-i/3A002/"' in body("lists/annex-i/3A001/", LATER)
    page = body("lists/annex-i/3A002/", LATER)
    assert 'Before: <a href="../../../lists/annex-i/3A001/"' in page
    assert "Renumbered" in page


def test_what_changes_later_is_shown_with_what_applies_now() -> None:
    page = body("lists/annex-i/3A002/", LATER)
    now, later = page.split('<span class="variant"')[1:3]
    assert now.startswith(' data-spans="/2030-01-01">Converters')
    assert later.startswith(' data-spans="2030-01-01/" hidden>Fast converters')
    assert "<del>≥\xa08\xa0bit</del>" in page
    assert "<ins>≥\xa06\xa0bit</ins>" in page
    assert "widened" in page
    assert '<svg class="line"' in page


def test_the_page_of_an_act_says_what_it_did_with_a_redline() -> None:
    page = body("changes/32021R0821/", LATER)
    assert "Controls widened" in page
    assert "<del>Converters</del><ins>Fast converters</ins>" in page


def test_a_code_that_was_a_mistake_leaves_a_page_behind() -> None:
    change = Change(kind="removed", identifier="x", subject="3A999")
    change_set = ChangeSet(control_list="annex-i", act=None, nature="correction", identifier="x", changes=(change,))
    moment = datetime(2026, 3, 4, tzinfo=UTC)
    chronicle = Chronicle((Recorded("0" * 40, moment, "Correction: 3A999 is no code", (change_set,), ()),))
    assert "was taken off the register on 4 March 2026" in body("lists/annex-i/3A999/", {}, chronicle)
    corrections = body("changes/corrections/", {}, chronicle)
    assert "Correction: 3A999 is no code" in corrections


def test_upcoming_names_the_act_and_what_it_will_do() -> None:
    act = small_files()["acts/2023/es-order-2023.yaml"].replace(
        "published: 2023-05-31\nin_force: 2023-07-01\n", "adopted: 2026-09-01\n"
    )
    page = body(
        "upcoming/",
        {"acts/2023/es-order-2023.yaml": act.replace("in-force", "adopted").replace("recalled: [published]", "")},
    )
    assert "Spanish order" in page
    assert "adopted, not seen published" in page


def test_the_same_item_with_another_threshold_is_shown_side_by_side() -> None:
    entry = small_files()["national/es-list/entries.yaml"].replace(
        "parameters: [{quantity: physical-qubits, at_least: 34}]",
        "parameters: [{quantity: resolution, at_least: 8, at_most: 10, unit: bit}]",
    )
    changes: dict[str, str | None] = {"national/es-list/entries.yaml": entry}
    spanish, union = body("lists/es-list/3A901/", changes), body("lists/annex-i/3A001/", changes)
    for page, effect in ((spanish, "controls less there"), (union, "controls more there")):
        assert "Same item, other threshold" in page
        assert effect in page
    assert "Spanish list" in union
