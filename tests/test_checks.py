"""Each rule: a small mistake in the small dataset, and the complete report that it makes."""

from collections.abc import Mapping

import pytest
from conftest import as_tree, small_dataset, small_files

from generator import messages
from generator.checks import (
    CATALOGUE_RULES,
    COMPARING_RULES,
    all_rules,
    check_against,
    check_catalogues,
    check_dataset,
)
from generator.dataset import FILE_LIMIT, Dataset
from generator.problems import Problem, as_github, as_json, as_text
from generator.source import SIZE_LIMIT

FILES = small_files()
ACT = "acts/2021/32021R0821.yaml"
ORDER = "acts/2023/es-order-2023.yaml"
EU001 = "authorisations/eu001.yaml"
ANNEX = "union/annex-i/entries/3A.yaml"
ANNEX_LIST = "union/annex-i/list.yaml"
SPAIN = "national/es-list/entries.yaml"
SPAIN_LIST = "national/es-list/list.yaml"
START = "in_force: [{from: null}]"
MEASURE = """measures:
- {article: "9", answer: "yes", evidence: verified, sources: [made up], acts: [nl-nothing]}
"""


def edit(path: str, old: str, new: str) -> dict[str, str | None]:
    assert old in FILES[path]
    return {path: FILES[path].replace(old, new, 1)}


def dated_parameters(day: str) -> str:
    return FILES[SPAIN].replace("[{quantity", f"{{{day}: [{{quantity").replace("34}]", "34}]}")


Changes = Mapping[str, str | None]
CASES: list[tuple[Changes, list[str]]] = [
    ({"notes.txt": "hello"}, ["notes.txt:1:1: unknown-file no file is expected here"]),
    (
        {"union/annex-i/entries/../x.yaml": "a: 1"},
        ["union/annex-i/entries/../x.yaml:1:1: unknown-file no file is expected here"],
    ),
    (
        {"regimes.yaml": "a: " + "x" * SIZE_LIMIT},
        [f"regimes.yaml:1:1: file-too-large the file has {SIZE_LIMIT + 3:,} bytes; the limit is {SIZE_LIMIT:,}"],
    ),
    ({"labels/nl/acts.yaml": ""}, ["labels/nl/acts.yaml:1:1: empty-file the file is empty"]),
    (
        edit(SPAIN, '- code: "3A901"', '- code: "3A901'),
        [f"{SPAIN}:3:36: yaml-syntax this is not valid YAML: did not find expected key"],
    ),
    (
        {"union/annex-i/labels/en/3A.yaml": '"3A001": a: b'},
        [
            "union/annex-i/labels/en/3A.yaml:1:11: yaml-syntax this is not valid YAML: "
            "mapping values are not allowed in this context"
        ],
    ),
    (
        edit(SPAIN, "parameters: [", "parameters: &all ["),
        [f"{SPAIN}:2:15: yaml-alias anchors and aliases are not read"],
    ),
    (edit(ACT, "issuer: eu", "issuer: eu\nissuer: es"), [f"{ACT}:4:1: duplicate-key the key 'issuer' is given twice"]),
    (edit(ACT, "celex:", "celeks:"), [f"{ACT}:4:1: unknown-field there is no field 'celeks'"]),
    (edit(ANNEX, "at_least: 8", "at_leest: 8"), [f"{ANNEX}:9:28: unknown-field there is no field 'at_leest'"]),
    (edit(ACT, "status: in-force\n", ""), [f"{ACT}:1:1: missing-field the field 'status' is missing"]),
    (edit(ACT, "2021-05-20", "2021-02-30"), [f"{ACT}:5:10: wrong-date '2021-02-30' is not a date"]),
    (edit(ANNEX, "2021-09-09", "9.9.2021"), [f"{ANNEX}:2:21: wrong-date '9.9.2021' is not a date"]),
    (
        edit(SPAIN, '"3A901"', '"../../etc/passwd"'),
        [f"{SPAIN}:1:9: wrong-form '../../etc/passwd' does not have the form that 'code' needs"],
    ),
    (
        edit(ACT, "celex: 32021R0821", "celex: Reg 2021/821"),
        [f"{ACT}:4:8: wrong-form 'Reg 2021/821' does not have the form that 'celex' needs"],
    ),
    (
        edit(ACT, "kind: regulation", "kind: law"),
        [
            f"{ACT}:1:7: wrong-value 'law' does not fit 'kind': input should be 'regulation', 'delegated-regulation', "
            "'national-act', 'corrigendum', 'recommendation', 'notice', 'policy-paper' or 'unidentified'"
        ],
    ),
    (
        edit(ANNEX, "below: 10", "below: 8"),
        [f"{ANNEX}:9:5: wrong-value the lower bound (8) must be smaller than the upper bound (8)"],
    ),
    (
        edit(ANNEX, "at_least: 8", 'at_least: "8"'),
        [f"{ANNEX}:9:38: wrong-value '8' does not fit 'at_least': input should be a valid integer"],
    ),
    (
        edit(SPAIN, "- code", "- 7\n- code"),
        [
            f"{SPAIN}:1:3: wrong-value '7' does not fit 'the file': "
            "input should be a valid dictionary or instance of Entry"
        ],
    ),
    (
        {"national/xx/entries.yaml": '- code: "3A901"', "national/xx/labels/en/list.yaml": "title: x"},
        ["national/xx/list.yaml:1:1: missing-list the list has no list.yaml"],
    ),
    (
        {"sanctions/es-list/list.yaml": FILES[SPAIN_LIST].replace("kind: national", "kind: sanctions")},
        [
            "sanctions/es-list/list.yaml:1:1: duplicate-list the list identifier 'es-list' is already used by "
            "national/es-list/list.yaml"
        ],
    ),
    (
        edit(ANNEX, '- code: "3A001.b"', '- code: "3A001.a"\n- code: "3A001.b"'),
        [f"{ANNEX}:11:9: duplicate-code 3A001.a is given twice"],
    ),
    (
        {"union/annex-i/labels/en/3B.yaml": '"3A001": Again'},
        ["union/annex-i/labels/en/3B.yaml:1:1: duplicate-label 3A001 has a label already"],
    ),
    (
        edit(SPAIN_LIST, "kind: national", "kind: sanctions"),
        [f"{SPAIN_LIST}:1:7: list-kind a list of the kind 'sanctions' stands in the folder 'national'"],
    ),
    (
        edit(ACT, "sources:", "amends: [32009R0428]\nsources:"),
        [f"{ACT}:8:10: act-exists there is no act '32009R0428'"],
    ),
    (
        edit(EU001, "section: A\n", ""),
        [f"{EU001}:1:1: wrong-value an authorisation of the Union needs: section"],
    ),
    (edit(EU001, "number: EU001", "issuer: xx"), [f"{EU001}:9:9: vocabulary-exists there is no country 'xx'"]),
    (
        {"authorisations/nl900.yaml": "issuer: nl\ncustoms_document: X071\nconditions: []\nsources: [made up]\n"},
        ["authorisations/nl900.yaml:1:1: label-exists 'nl900' has no English label"],
    ),
    (
        edit("states/nl.yaml", "sources: [made up for a test]\n", MEASURE + "sources: [made up for a test]\n"),
        ["states/nl.yaml:5:80: act-exists there is no act 'nl-nothing'"],
    ),
    (edit(EU001, "act: 32021R0821", "act: 32021R0822"), [f"{EU001}:3:6: act-exists there is no act '32021R0822'"]),
    (
        edit(ANNEX, 'see_also: ["3A002"]', 'see_also: ["3A999"]'),
        [f"{ANNEX}:4:14: code-exists there is no 3A999 on the list 'annex-i'"],
    ),
    (edit(SPAIN, "list: annex-i", "list: annex-ii"), [f"{SPAIN}:3:20: code-exists there is no list 'annex-ii'"]),
    (edit(EU001, '"3A002"', '"9A999"'), [f"{EU001}:5:12: code-exists there is no 9A999 on the list 'annex-i'"]),
    (
        edit(ANNEX, '- code: "3A001.b"', '- code: "3A001.c.1"\n- code: "3A001.b"'),
        [f"{ANNEX}:11:9: parent-exists the parent 3A001.c of 3A001.c.1 does not exist"],
    ),
    (
        edit(ANNEX, "regime: wassenaar", "regime: warsaw"),
        [f"{ANNEX}:3:11: vocabulary-exists there is no regime 'warsaw'"],
    ),
    (
        {"states/nl.yaml": FILES["states/nl.yaml"].replace("[nl]", "[nl, xx]")},
        ["states/nl.yaml:1:17: vocabulary-exists there is no language 'xx'"],
    ),
    (edit(EU001, "[ch, jp]", "[ch, uk]"), [f"{EU001}:6:32: vocabulary-exists there is no country 'uk'"]),
    (
        edit(ANNEX, "unit: GS/s", "unit: GHz"),
        [f"{ANNEX}:10:47: quantity-exists 'GHz' is no unit of the quantity 'sample-rate'"],
    ),
    (edit(SPAIN, "physical-qubits", "qubits"), [f"{SPAIN}:2:27: quantity-exists there is no quantity 'qubits'"]),
    ({"states/nl.yaml": None}, ["states/at.yaml:1:1: states-complete there is no file for the Member State 'nl'"]),
    ({"states/ch.yaml": FILES["states/nl.yaml"]}, ["states/ch.yaml:1:1: states-complete 'ch' is no Member State"]),
    (
        edit(
            ANNEX,
            "[{from: 2021-09-09, by: 32021R0821}]",
            "[{from: 2021-09-09, until: 2023-01-01, ended_by: 32021R0821}, {from: 2022-06-01}]",
        ),
        [
            f"{ANNEX}:2:75: versions-apart two versions of 3A001 overlap: one ends 2023-01-01, "
            "the next starts 2022-06-01"
        ],
    ),
    (
        edit(SPAIN, "  parameters", "  in_force: [{from: 2023-05-01, by: es-order-2023}]\n  parameters"),
        [
            f"{SPAIN}:2:21: version-after-act the version starts on 2023-05-01, "
            "before es-order-2023 was published (2023-05-31)"
        ],
    ),
    (
        edit(ACT, "in_force: 2021-09-09", "in_force: 2020-09-09"),
        [f"{ACT}:7:11: act-dates-in-order 'in_force' (2020-09-09) lies before 'published' (2021-06-11)"],
    ),
    (
        {ORDER: FILES[ORDER] + "compiles: [nl-list]\n"},
        [f"{ORDER}:10:12: list-exists there is no list 'nl-list'"],
    ),
    (
        {SPAIN: dated_parameters("2023-01-01")},
        [f"{SPAIN}:2:16: parameters-of-version no version of 3A901 starts on 2023-01-01"],
    ),
    (
        edit(ANNEX, '- code: "3A002"', '- code: "3A003"\n  absorbs: [{list: annex-i, code: "3A002"}]\n- code: "3A002"')
        | edit("union/annex-i/labels/en/3A.yaml", '"3A002"', '"3A003": Probes\n"3A002"'),
        [f"{ANNEX}:14:13: renumbered-is-closed 3A002 became 3A003, and does not end with its start (2021-09-09)"],
    ),
    (
        {"union/annex-i/labels/en/list.yaml": 'title: "EU\nlist"'},
        [
            "union/annex-i/labels/en/list.yaml:2:1: yaml-syntax this is not strict YAML: "
            "the line starts at the left edge and is no item of its own"
        ],
    ),
    (
        edit(ANNEX, START, "in_force: [{from: null, until: 2025-01-01}]"),
        [f"{ANNEX}:6:34: ended-by-act the version ends on 2025-01-01, and no act is named"],
    ),
    (
        edit(ANNEX, START, "in_force: [{from: null, by: es-order-2023}]"),
        [f"{ANNEX}:6:31: version-act-on-list es-order-2023 is not among the acts of the list 'annex-i'"],
    ),
    (
        edit("union/annex-i/labels/en/3A.yaml", '"3A001": Electronic components\n', ""),
        [f"{ANNEX}:1:9: label-exists 3A001 has no English label"],
    ),
    (
        {"national/es-list/labels/en/list.yaml": None},
        [f"{SPAIN_LIST}:1:1: label-exists the list has no English title"],
    ),
    (
        edit("labels/en/acts.yaml", "es-order-2023: Spanish order", ""),
        [f"{ORDER}:1:1: label-exists 'es-order-2023' has no English label"],
    ),
    (
        edit("union/annex-i/labels/nl/3A.yaml", '"3A001"', '"3A00l"'),
        ["union/annex-i/labels/nl/3A.yaml:1:1: label-known there is no 3A00l on the list 'annex-i'"],
    ),
    ({"labels/nl/regimes.yaml": "warsaw: x"}, ["labels/nl/regimes.yaml:1:1: label-known there is no 'warsaw'"]),
    (
        {"union/annex-i/text/nl/3A.yaml": '"3A009": Woorden'},
        ["union/annex-i/text/nl/3A.yaml:1:1: label-known there is no 3A009 on the list 'annex-i'"],
    ),
    (
        edit(ANNEX, '- code: "3A002"', '- code: 3E001\n- code: "3A002"')
        | {"union/annex-i/labels/en/3E.yaml": '"3E001": Technology'},
        [f"{ANNEX}:13:9: code-quoted 3E001 is a number to other programs"],
    ),
    (
        edit(
            ANNEX, "  not_used: true", "  not_used: true\n  parameters: [{quantity: resolution, above: 1, unit: bit}]"
        ),
        [f"{ANNEX}:11:9: unused-is-empty 3A001.b is not used, and has parameters or paragraphs that are"],
    ),
    (
        {SPAIN: '- code: "901A"', "national/es-list/labels/en/entries.yaml": '"901A": Converters'},
        [f"{SPAIN}:1:9: scheme-followed 901A does not start with a digit and one of the letters A, B, C, D, E"],
    ),
    (
        edit(ANNEX_LIST, "entries_recorded: complete", "entries_recorded: none"),
        [f"{ANNEX_LIST}:7:19: list-has-entries entries_recorded is 'none', and there are 5 entries"],
    ),
    (
        {"reviewed.yaml": "- union/annex-i/labels/nl/9Z.yaml\n- union/annex-i/labels/nl/3A.yaml"},
        ["reviewed.yaml:1:3: reviewed-exists there is no file of labels 'union/annex-i/labels/nl/9Z.yaml'"],
    ),
    (
        edit(ORDER, "recalled: [published]", "recalled: [publication]"),
        [f"{ORDER}:9:12: recalled-is-field there is no field 'publication'"],
    ),
]


def lines(problems: list[Problem]) -> list[str]:
    return [line for line in as_text(problems).splitlines() if not line.startswith("    fix: ")]


def test_the_small_dataset_has_no_findings() -> None:
    assert check_dataset(small_dataset()) == []


@pytest.mark.parametrize(
    ("changes", "report"), CASES, ids=[report[0].split(": ")[1].split(" ")[0] for _, report in CASES]
)
def test_a_mistake_is_reported_once_with_its_place(changes: Changes, report: list[str]) -> None:
    problems = check_dataset(small_dataset(changes))
    assert lines(problems) == report
    assert all(problem.hint for problem in problems)


def test_a_file_that_is_not_utf_8_is_reported_with_the_byte() -> None:
    tree = as_tree(FILES) | {ACT: FILES[ACT].encode().replace(b"made up", b"caf\xe9")}
    assert lines(check_dataset(Dataset.load(tree))) == [f"{ACT}:8:14: encoding byte 0xe9 is not UTF-8"]


def test_a_missing_folder_is_one_finding() -> None:
    assert lines(check_dataset(Dataset.load({}))) == [".:1:1: missing-folder no file of a dataset was found"]


def test_a_folder_with_too_many_files_is_one_finding() -> None:
    tree = {f"{number}.yaml": b"" for number in range(FILE_LIMIT + 1)}
    report = [f".:1:1: too-many-files there are {FILE_LIMIT + 1:,} files; the limit is {FILE_LIMIT:,}"]
    assert lines(check_dataset(Dataset.load(tree))) == report


def test_all_findings_come_at_once_in_the_order_of_files_and_lines() -> None:
    changes = {**edit(ACT, "celex:", "celeks:"), **edit(EU001, '"3A002"', '"9A999"'), "x.yaml": "a: 1"}
    found = [(problem.path, problem.rule) for problem in check_dataset(small_dataset(changes))]
    assert found == [(ACT, "unknown-field"), (EU001, "code-exists"), ("x.yaml", "unknown-file")]


def test_an_entry_that_disappears_is_refused_unless_a_maintainer_says_so() -> None:
    after = small_dataset(edit(ANNEX, '- code: "3A001.b"\n  not_used: true\n', ""))
    report = [
        f"{ANNEX_LIST}:1:1: entry-removed 3A001.b is gone from 'annex-i'",
        f"{ANNEX_LIST}:1:1: mass-change 1 of 5 codes of 'annex-i' end or go in this change",
    ]
    assert lines(check_against(small_dataset(), after, allow_mass_change=False)) == report
    assert check_against(small_dataset(), after, allow_mass_change=True) == []


def test_an_entry_that_is_closed_has_not_disappeared() -> None:
    closed = "in_force: [{from: null, until: 2025-01-01, ended_by: 32021R0821}]"
    rules = {each.rule for each in check_against(small_dataset(), small_dataset(edit(ANNEX, START, closed)), False)}
    assert rules == {"mass-change"}


def test_problems_are_written_for_people_programs_and_pull_requests() -> None:
    problem = Problem("a,b.yaml", 3, 5, "rule", "100 % wrong: a\nb", "mend it")
    assert as_text([problem]) == "a,b.yaml:3:5: rule 100 % wrong: a\nb\n    fix: mend it\n"
    assert '"line": 3' in as_json([problem])
    assert as_github([problem]) == ("::error file=a%2Cb.yaml,line=3,col=5,title=rule::100 %25 wrong: a%0Ab. mend it\n")


# -- interface strings -------------------------------------------------------------------------------------------------

HEAD = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n"Plural-Forms: {forms}\\n"\n\n'
ONE_OR_MORE = "nplurals=2; plural=(n != 1);"
SOURCE = (
    'msgid "Since %(date)s"\nmsgstr ""\n\nmsgid "%(n)s act"\nmsgid_plural "%(n)s acts"\nmsgstr[0] ""\nmsgstr[1] ""\n'
)
PLURAL = 'msgid "%(n)s act"\nmsgid_plural "%(n)s acts"\nmsgstr[0] "%(n)s"\nmsgstr[1] "%(n)s"\n'
GOOD = 'msgid "Since %(date)s"\nmsgstr "{}"\n\n' + PLURAL


@pytest.mark.parametrize(
    ("language", "content", "report"),
    [
        ("el", GOOD.format("Από %(date)s EUR-Lex CSV"), []),
        ("el", GOOD.format("Από since %(date)s"), ["el.po:6:1: wrong-script 'since' is in Latin letters"]),
        (
            "nl",
            GOOD.format("Sinds %(datum)s"),
            ["nl.po:6:1: placeholder-differs the placeholders of 'Since %(date)s' and its translation differ"],
        ),
        ("nl", GOOD.format(""), ["nl.po:6:1: string-missing 'Since %(date)s' is not translated"]),
        (
            "nl",
            "#, fuzzy\n" + GOOD.format("Sinds %(date)s"),
            ["nl.po:7:1: string-fuzzy 'Since %(date)s' is marked as uncertain"],
        ),
        (
            "nl",
            GOOD.format("Sinds %(date)s") + '\nmsgid "Old"\nmsgstr "Oud"\n',
            ["nl.po:14:1: string-unknown nothing uses 'Old'"],
        ),
        (
            "nl",
            GOOD.format("Sinds %(date)s").replace('msgstr[1] "%(n)s"\n', 'msgstr[1] ""\n'),
            [
                "nl.po:9:1: plural-forms '%(n)s act' lacks a plural form; nl has 2",
                "nl.po:9:1: placeholder-differs the placeholders of '%(n)s act' and its translation differ",
            ],
        ),
        ("nl", "msgid broken", None),
        ("nl", None, ["nl.po:1:1: catalogue-missing the catalogue does not exist"]),
    ],
)
def test_a_catalogue_is_checked(tmp_path, language: str, content: str | None, report: list[str] | None) -> None:
    head = HEAD.format(forms=ONE_OR_MORE)
    (tmp_path / messages.TEMPLATE).write_text(head + SOURCE)
    if content is not None:
        (tmp_path / f"{language}.po").write_text(head + content)
    found = [problem for problem in check_catalogues(tmp_path) if problem.path == f"{language}.po"]
    if report is None:
        assert [problem.rule for problem in found] == ["catalogue-syntax"]
    else:
        assert sorted(lines(found)) == sorted(report)


def test_every_rule_is_tested() -> None:
    tested = {report[0].split(": ")[1].split(" ")[0] for _, report in CASES}
    tested |= {"label-script", "label-letters", "label-translated", "label-numbers", "label-length", "label-unique"}
    tested |= {"label-terms", "terms-complete", "exception-needed"}  # in test_wording.py
    tested |= {"encoding", "missing-folder", "too-many-files", *COMPARING_RULES, *CATALOGUE_RULES}
    assert tested == set(all_rules())


def test_every_rule_has_a_sentence() -> None:
    assert [name for name, sentence in all_rules().items() if not sentence.endswith(".")] == []
