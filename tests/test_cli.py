"""The commands as a person runs them: sentences, exit codes, no traceback."""

import gzip
import json
import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from conftest import ROOT, run_git, small_files, write_files

from generator import catalogues, documentation, messages
from generator.build import MARKER
from generator.cli import main
from generator.source import SIZE_LIMIT

ANNEX = "union/annex-i/entries/3A.yaml"
ACT = "acts/2021/32021R0821.yaml"
FILES = small_files()


@pytest.fixture
def run(lists: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    """A function that runs a command where the small dataset is."""
    monkeypatch.chdir(lists.parent)
    for name in ("mkdocs.yml", "site_overrides", "generator"):
        (lists.parent / name).symlink_to(ROOT / name)
    return lambda *arguments: CliRunner().invoke(main, list(arguments))


def replaced(path: str, old: str, new: str) -> Callable[[Path], None]:
    assert old in FILES[path]
    return lambda lists: (lists / path).write_text(FILES[path].replace(old, new, 1))


def written(path: str, content: bytes) -> Callable[[Path], None]:
    return lambda lists: write_files(lists, {path: content}) and None


def without_everything(lists: Path) -> None:
    for path in sorted(lists.rglob("*"), reverse=True):
        path.unlink() if path.is_file() else path.rmdir()


BROKEN: dict[str, tuple[Callable[[Path], None], str]] = {
    "syntax": (replaced(ANNEX, '- code: "3A002"', '- code: "3A002'), f"lists/{ANNEX}:14:1: yaml-syntax"),
    "indentation": (replaced(ACT, "status:", "  status:"), f"lists/{ACT}:2:9: yaml-syntax"),
    "tab": (replaced(ACT, "status:", "\tstatus:"), f"lists/{ACT}:2:1: yaml-syntax"),
    "deep nesting": (written("regimes.yaml", b"[" * 99_999), "lists/regimes.yaml:1:1: yaml-syntax"),
    "control character": (replaced(ACT, "made up", "made\x00up"), f"lists/{ACT}:1:1: yaml-syntax"),
    "an object of Python": (replaced(ACT, "regulation", "!!python/name:os.system"), f"lists/{ACT}:1:7: yaml-syntax"),
    "duplicate key": (replaced(ACT, "issuer: eu", "issuer: eu\nissuer: eu"), f"lists/{ACT}:4:1: duplicate-key"),
    "alias": (replaced(ACT, "[made", "&a [made"), f"lists/{ACT}:8:10: yaml-alias"),
    "unknown field": (
        replaced(ACT, "gazette" if "gazette" in FILES[ACT] else "celex:", "cellex:"),
        f"lists/{ACT}:4:1: unknown-field",
    ),
    "missing field": (replaced(ACT, "issuer: eu\n", ""), f"lists/{ACT}:1:1: missing-field"),
    "impossible date": (replaced(ACT, "2021-05-20", "2021-02-30"), f"lists/{ACT}:5:10: wrong-date"),
    "date of another country": (replaced(ANNEX, "2021-09-09", "9/9/2021"), f"lists/{ANNEX}:2:21: wrong-date"),
    "Norway as false": (
        replaced("authorisations/eu001.yaml", "[ch, jp]", "[ch, false]"),
        "lists/authorisations/eu001.yaml:6:32: wrong-value",
    ),
    "a number with a leading zero": (
        replaced(ANNEX, "at_least: 8", "at_least: 010"),
        f"lists/{ANNEX}:9:38: wrong-value",
    ),
    "bounds the wrong way": (replaced(ANNEX, "below: 10", "below: 7"), f"lists/{ANNEX}:9:5: wrong-value"),
    "bad code": (
        replaced(ANNEX, '"3A002"\n', '"../3A002"\n') if '"3A002"\n' in FILES[ANNEX] else None,
        f"lists/{ANNEX}:13:9: wrong-form",
    ),
    "until before from": (
        replaced(ANNEX, "{from: null}", "{from: 2022-01-01, until: 2021-01-01}"),
        f"lists/{ANNEX}:6:14: wrong-value",
    ),
    "overlap": (
        replaced(ANNEX, "[{from: null}]", "[{from: null}, {from: 2022-01-01}]"),
        f"lists/{ANNEX}:6:28: versions-apart",
    ),
    "dangling act": (replaced(ANNEX, "by: 32021R0821", "by: 32099R0001"), f"lists/{ANNEX}:2:37: act-exists"),
    "dangling code": (replaced(ANNEX, '["3A002"]', '["9Z999"]'), f"lists/{ANNEX}:4:14: code-exists"),
    "unknown unit": (replaced(ANNEX, "unit: bit", "unit: bits"), f"lists/{ANNEX}:9:58: quantity-exists"),
    "code twice": (replaced(ANNEX, '"3A001.b"', '"3A001.a"'), f"lists/{ANNEX}:11:9: duplicate-code"),
    "wrong encoding": (
        written("labels/nl/acts.yaml", '"x": één'.encode("utf-16")),
        "lists/labels/nl/acts.yaml:1:1: encoding",
    ),
    "Latin-1": (
        written("labels/nl/acts.yaml", '"32021R0821": één'.encode("latin-1")),
        "lists/labels/nl/acts.yaml:1:15: encoding",
    ),
    "byte order mark": (written("labels/nl/acts.yaml", b"\xef\xbb\xbfa: b"), "lists/labels/nl/acts.yaml:1:1: encoding"),
    "a file too large": (
        written("labels/nl/acts.yaml", b"#" * (SIZE_LIMIT + 1)),
        "lists/labels/nl/acts.yaml:1:1: file-too-large",
    ),
    "an empty file": (written("labels/nl/acts.yaml", b""), "lists/labels/nl/acts.yaml:1:1: empty-file"),
    "a stray file": (written("entries.csv", b"code"), "lists/entries.csv:1:1: unknown-file"),
    "a missing folder": (without_everything, "lists:1:1: missing-folder"),
    "a list without list.yaml": (
        lambda lists: (lists / "national/es-list/list.yaml").unlink(),
        "lists/national/es-list/list.yaml:1:1: missing-list",
    ),
}


@pytest.mark.parametrize("name", BROKEN)
def test_broken_input_is_one_finding_and_leaves_the_old_site(run, lists: Path, name: str) -> None:
    spoil, finding = BROKEN[name]
    spoil(lists)
    site = write_files(lists.parent / "site", {MARKER: "", "index.html": "old"})
    checked = run("check", "--no-catalogues")
    assert checked.exit_code == 1
    found = [line for line in checked.output.splitlines() if not line.startswith("    fix: ")]
    assert found[0].startswith(finding)
    assert found[1:] == ["1 finding in 1 file."] or name == "code twice"
    built = run("build", "--no-history", "--languages", "en", "--out", str(site))
    assert (built.exit_code, "Traceback" in built.output) == (1, False)
    assert (site / "index.html").read_text() == "old"


def test_a_clean_dataset_has_no_findings(run) -> None:
    result = run("check", "--no-catalogues")
    assert (result.exit_code, result.output) == (0, "No findings.\n")


def test_findings_for_programs_and_pull_requests(run, lists: Path) -> None:
    BROKEN["unknown unit"][0](lists)
    report = json.loads(run("check", "--no-catalogues", "--format", "json").output)
    assert (report["total"], report["problems"][0]["rule"]) == (1, "quantity-exists")
    assert run("check", "--format", "github", "--no-catalogues").output.startswith(
        f"::error file=lists/{ANNEX},line=9,"
    )


def test_a_path_limits_the_report(run, lists: Path) -> None:
    BROKEN["unknown unit"][0](lists)
    BROKEN["a stray file"][0](lists)
    result = run("check", "--no-catalogues", "lists/union")
    assert (result.exit_code, "quantity-exists" in result.output, "unknown-file" in result.output) == (1, True, False)
    assert run("check", "--no-catalogues", "lists/states").exit_code == 0


def test_a_change_is_compared_with_a_revision(run, repository, lists: Path) -> None:
    repository({f"lists/{path}": text for path, text in FILES.items()}, "import")
    replaced(ANNEX, '- code: "3A001.b"\n  not_used: true\n', "")(lists)
    assert "entry-removed 3A001.b is gone" in run("check", "--no-catalogues", "--base", "HEAD").output
    assert run("check", "--no-catalogues", "--base", "HEAD", "--allow-mass-change").exit_code == 0
    assert run("check", "--base", "nowhere").exit_code == 2


def test_build_says_what_it_made(run, lists: Path) -> None:
    result = run("build", "--no-history", "--languages", "en,el", "--as-of", "2026-11-22")
    assert result.exit_code == 0
    assert "in 2 languages: site/index.html" in result.output
    assert (lists.parent / "site/el/lists/annex-i/3A001/index.html").is_file()


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("build", "--no-history", "--languages", "xx"), "'xx' is no official language"),
        (("build", "--no-history", "--as-of", "22.11.2026"), "is not a date; write it as year-month-day"),
        (("build", "--no-history", "--base-url", "example.eu"), "is not an address of a site"),
        (("build", "--no-history", "--config", "none.yml"), "none.yml does not exist"),
        (("build", "--no-history", "--out", "lists"), "lists holds files that are not a site of ours"),
        (("show", "3A001", "--list", "none"), "there is no list 'none'; known: annex-i, es-list"),
        (("show", "3A001", "--state", "XX"), "'xx' is no Member State"),
        (("new", "list", "../evil"), "'../evil' is no identifier here"),
        (("new", "list", "es-list"), "there is a list 'es-list' already"),
        (("new", "entry", "annex-i/3A001"), "there is 3A001 on the list 'annex-i' already"),
        (("new", "entry", "nowhere/3A001"), "there is no list 'nowhere'"),
        (("new", "act", "a b"), "'a b' is no identifier here"),
    ],
)
def test_wrong_use_gets_a_sentence(run, arguments: tuple[str, ...], sentence: str) -> None:
    result = run(*arguments)
    assert result.exit_code == 2
    assert sentence in " ".join(result.output.split())


def test_the_day_of_a_build_can_be_repeated(run, lists: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1767225600")
    run("build", "--no-history", "--languages", "en")
    document = json.loads((lists.parent / "site/api/v1/lists.json").read_text())
    assert document["generated_at"] == "2026-01-01"
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "yesterday")
    assert "must be a number of seconds" in run("build", "--no-history").output


@pytest.mark.parametrize("code", ["3A001.a.1", "3a1a1", "3A001A1", "3a001.A.1"])
def test_show_finds_a_code_however_it_is_typed(run, code: str) -> None:
    result = run("show", code)
    assert result.exit_code == 0
    assert "Fast converters" in result.output
    assert "before tracking began" in " ".join(result.output.split())


def test_show_for_programs_by_state_and_date(run) -> None:
    found = json.loads(run("show", "3A901", "--state", "es", "--as-of", "2023-06-30", "--format", "json").output)
    assert [(each["list"], each["status"], each["from"]) for each in found] == [("es-list", "upcoming", "2023-07-01")]
    assert found[0]["applicability"] == {"state": "es", "status": "none", "article": None, "acts": []}
    elsewhere = json.loads(run("show", "3A901", "--state", "NL", "--format", "json").output)[0]["applicability"]
    assert (elsewhere["status"], elsewhere["acts"]) == ("elsewhere", ["es-order-2023"])
    told = " ".join(run("show", "3A001", "--state", "NL").output.split())
    assert "Netherlands: on Annex I: binds in all Member States (Art. 3) 32021R0821" in told


def test_new_files_are_commented_and_a_filled_one_is_clean(run, lists: Path) -> None:
    assert run("new", "list", "fr-order-2027").exit_code == 0
    assert run("new", "act", "32027R0001").exit_code == 0
    assert run("new", "entry", "annex-i/3A003").exit_code == 0
    act = lists / "acts/2027/32027R0001.yaml"
    assert "# adopted, in-force" in act.read_text()
    rules = {line.split(" ")[1] for line in run("check", "--no-catalogues").output.splitlines() if ":1: " in line}
    assert "yaml-syntax" not in rules
    assert "unknown-field" not in rules


def test_stats_count_what_is_there(run) -> None:
    counted = json.loads(run("stats", "--format", "json").output)
    assert counted["lists"]["annex-i"]["entries"] == 2
    assert counted["lists"]["annex-i"]["paragraphs"] == 3
    assert len(counted["languages"]) == 24
    assert "annex-i" in run("stats").output


def test_the_real_data_and_every_language_are_clean() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "generator", "check"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout) == (0, "No findings.\n")


def test_every_interface_string_is_translated_everywhere() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "generator", "stats", "--format", "json"], cwd=ROOT, capture_output=True, check=True
    )
    languages = json.loads(done.stdout)["languages"]
    assert {code for code, counted in languages.items() if counted["strings"] != counted["strings_total"]} == set()


def test_help_imports_nothing_heavy() -> None:
    heavy = {"mkdocs", "git", "pydantic", "rich"}
    code = f"import sys; from generator.cli import main; print(sorted({heavy} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_documentation_is_what_the_program_says() -> None:
    for name, content in documentation.pages():
        assert (ROOT / "docs" / name).read_text() == content, "run: make documentation"


def test_the_template_of_the_catalogues_is_what_the_program_uses() -> None:
    template = (messages.FOLDER / messages.TEMPLATE).read_bytes()
    assert catalogues.as_bytes(catalogues.extract()) == template, "run: make catalogues"


def test_every_command_is_in_the_readme() -> None:
    readme = (ROOT / "README.md").read_text()
    assert [name for name in main.commands if f"control-lists {name}" not in readme] == []


def test_serve_shows_the_site_and_follows_a_save(lists: Path) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "generator", "serve", "--lists", str(lists), "--port", str(port)]
    address = f"http://127.0.0.1:{port}/en/lists/annex-i/3A001/"
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, env=os.environ) as process:
        try:
            assert process.stdout is not None
            assert process.stdout.readline().startswith(f"http://127.0.0.1:{port}/en/")
            assert b"Fast converters" in urllib.request.urlopen(address).read()
            compressed = urllib.request.build_opener()
            compressed.addheaders = [("Accept-Encoding", "gzip")]
            assert b"Fast converters" in gzip.decompress(compressed.open(address).read())
            time.sleep(0.5)
            labels = lists / "union/annex-i/labels/en/3A.yaml"
            labels.write_text(labels.read_text().replace("Fast converters", "Quick converters"))
            assert "files changed" in process.stdout.readline()
            assert b"Quick converters" in urllib.request.urlopen(address).read()
        finally:
            process.terminate()


# -- what changed ------------------------------------------------------------------------------------------------------

LIMIT = (ANNEX, FILES[ANNEX].replace("at_least: 8", "at_least: 6"))
LABEL = ("union/annex-i/labels/nl/3A.yaml", '"3A001": Elektronica | <b>\n')


@pytest.fixture
def committed(run: Callable[..., Result], lists: Path) -> Callable[..., Result]:
    """Run commands where the small dataset stands in a repository of one commit."""
    (lists.parent / ".gitignore").write_text("generator\nsite_overrides\nmkdocs.yml\n")
    run_git(lists.parent, "init", "-q")
    commit(lists, "Import")
    return run


def commit(lists: Path, message: str, *files: tuple[str, str]) -> None:
    for path, text in files:
        write_files(lists, {path: text})
    run_git(lists.parent, "add", "-A")
    run_git(lists.parent, "commit", "-qm", message)


def test_diff_compares_with_the_working_tree_also_when_it_is_dirty(committed, lists: Path) -> None:
    assert "Nothing changed." in committed("diff", "HEAD").output
    write_files(lists, dict([LIMIT]))
    result = committed("diff", "HEAD")
    assert result.exit_code == 0
    assert (
        "3A001.a.1 Fast converters – resolution: ≥\xa08, <\xa010\xa0bit → ≥\xa06, <\xa010\xa0bit (widened)"
        in result.output
    )
    assert "All changes (all, in 24 languages)" in result.output
    new = write_files(lists, {"acts/2026/nl-order.yaml": FILES["acts/2023/es-order-2023.yaml"].replace("es", "nl", 1)})
    assert "1 Acts" in committed("diff", "HEAD", "--lists", str(new)).output


def test_diff_of_two_revisions_leaves_the_working_tree_alone(committed, lists: Path) -> None:
    commit(lists, "Correction: the limit was 6", LIMIT)
    write_files(lists, {ANNEX: "broken: ["})
    assert "(widened)" in committed("diff", "HEAD~1", "HEAD").output
    assert "Nothing changed." in committed("diff", "HEAD", "HEAD").output
    result = committed("diff", "HEAD")
    assert result.exit_code == 1
    assert f"{ANNEX}:2:1: yaml-syntax" in result.output
    assert "Traceback" not in result.output


def test_diff_speaks_the_language_that_is_asked_for(committed, lists: Path) -> None:
    write_files(lists, dict([LABEL]))
    result = committed("diff", "HEAD", "--language", "nl")
    assert "3A001" not in result.output.splitlines()[1]
    assert "Nederlands 1" in result.output


def test_the_report_for_a_pull_request_is_harmless(committed, lists: Path) -> None:
    label = (
        "union/annex-i/labels/en/3A.yaml",
        '"3A001": "@all <img src=x> [x](http://x) | `"\n"3A001.a.1": Fast\n"3A002": T\n',
    )
    commit(lists, "Words", label)
    write_files(lists, {ANNEX: FILES[ANNEX].replace('see_also: ["3A002"]', "see_also: []")})
    report = committed("diff", "HEAD", "--format", "markdown").output
    assert report.startswith("\n## HEAD → lists\n")
    assert "@" not in report
    assert "<img" not in report
    assert "](http" not in report
    page = committed("diff", "HEAD", "--format", "html").output
    assert page.count("<img") == 0
    assert "&lt;img src=x&gt;" in page
    assert 'http-equiv="Content-Security-Policy"' in page
    assert "src=" not in page.replace("&lt;img src=x", "")


def test_diff_for_programs(committed, lists: Path) -> None:
    write_files(lists, dict([LIMIT, LABEL]))
    found = json.loads(committed("diff", "HEAD", "--format", "json").output)
    assert (found["total"], found["feeds"][:2]) == (1, ["all", "list/annex-i"])
    assert {change["kind"]: change["subject"] for change in found["change_sets"][0]["changes"]} == {
        "parameter": "3A001.a.1",
        "translation": "3A001",
    }
    assert "deltas" not in found["change_sets"][0]["changes"][0]


def test_log_tells_what_was_recorded_in_order(committed, lists: Path) -> None:
    commit(lists, "Correction: the limit was 6", LIMIT)
    commit(lists, "A better label", LABEL)
    told = committed("log").output
    assert told.index("First recorded") < told.index("Correction: the limit was 6") < told.index("A better label")
    assert "Correction: the limit was 6" not in committed("log", "--list", "es-list").output
    assert "Correction: the limit was 6" in committed("log", "--state", "NL", "--entry", "3a1").output
    assert "Correction: the limit was 6" not in committed("log", "--entry", "3A002").output
    assert "Nothing changed." in committed("log", "--since", "2999-01-01").output
    records = json.loads(committed("log", "--format", "json").output)["change_sets"]
    assert [record["reason"] for record in records][-2:] == ["Correction: the limit was 6", "A better label"]


def test_log_names_the_commits_that_it_skipped(committed, lists: Path) -> None:
    commit(lists, "Broken", (ANNEX, "broken: ["))
    commit(lists, "Mended", (ANNEX, FILES[ANNEX]), LABEL)
    result = committed("log")
    assert f"is skipped: {ANNEX}:2: this is not valid YAML" in result.output
    assert result.exit_code == 0


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("diff", "nowhere"), "there is no revision 'nowhere' in this repository"),
        (("diff", "HEAD", "--output=x"), "No such option"),
        (("log", "--list", "nowhere"), "there is no list 'nowhere'; known: annex-i, es-list"),
        (("log", "--state", "XX"), "'xx' is no Member State"),
        (("log", "--since", "yesterday"), "'yesterday' is not a date"),
    ],
)
def test_wrong_questions_get_a_sentence(committed, arguments: tuple[str, ...], sentence: str) -> None:
    result = committed(*arguments)
    assert result.exit_code == 2
    assert sentence in result.output
    assert "Traceback" not in result.output


def test_without_a_repository_there_are_no_feeds_and_one_is_told_so(run, lists: Path) -> None:
    refused = run("build", "--languages", "en")
    assert refused.exit_code == 2
    assert "lies in no Git repository" in refused.output
    assert "--no-history" in refused.output
    assert run("build", "--languages", "en", "--no-history").exit_code == 0
    assert not (lists.parent / "site/en/feeds/all.rss").exists()
    assert "feeds/all" not in (lists.parent / "site/en/changes/index.html").read_text()


def test_with_a_repository_there_are_feeds(committed, lists: Path) -> None:
    assert committed("build", "--languages", "en").exit_code == 0
    site = lists.parent / "site/en"
    assert (site / "feeds/all.rss").exists()
    assert "feeds/all.atom" in (site / "changes/index.html").read_text()


# -- customs codes -----------------------------------------------------------------------------------------------------


def test_a_correlation_table_is_imported_and_misses_are_named(run, lists: Path, tmp_path: Path) -> None:
    table = tmp_path / "table.csv"
    table.write_text(
        "\ufeffcode;customs_code;note\n3A001a1;8542 31 11;x\n3A002;8542.31;\n"
        "3A001.a.1;85423111;again\n9Z999;8542;\n3A002;nine;\n"
    )
    command = ("import", "correlation", str(table), "--year", "2026", "--source", 'TARIC library, "2026"')
    result = run(*command)
    assert result.exit_code == 0
    assert "wrote lists/union/annex-i/correlation.yaml: 2 customs codes; 2 rows were left out" in result.output
    assert f"{table}:5:1: correlation there is no '9Z999' on the list" in result.output
    assert f"{table}:6:1: correlation 'nine' is no customs code" in result.output
    assert run("check", "--no-catalogues").output == "No findings.\n"
    assert (
        (lists / "union/annex-i/correlation.yaml")
        .read_text()
        .endswith('codes:\n  "854231": ["3A002"]\n  "85423111": ["3A001.a.1"]\n')
    )
    run("build", "--no-history", "--languages", "en")
    data = json.loads((lists.parent / "site/api/v1/applicability.json").read_text())
    assert data["customs_codes"] == {"854231": [["annex-i", "3A002"]], "85423111": [["annex-i", "3A001.a.1"]]}


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"a,b\n1,2\n", "there is no column 'customs_code'"),
        (b"\xff\xfe", "this is no text file in UTF-8"),
        (None, "this is no text file in UTF-8"),
    ],
)
def test_a_table_that_cannot_be_read_gets_a_sentence(run, tmp_path: Path, content: bytes | None, sentence: str) -> None:
    table = tmp_path / "table.csv"
    if content is not None:
        table.write_bytes(content)
    result = run("import", "correlation", str(table), "--year", "2026", "--source", "x")
    assert result.exit_code == 1
    assert sentence in result.output
    assert "Traceback" not in result.output
