"""What differences mean: properties that hold for any two states, and single cases that a reader of the law knows."""

import json
from datetime import date
from itertools import pairwise

import pytest
from conftest import as_tree, small_dataset, small_files
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from generator import changes
from generator.changes import Change, ChangeSet, apply, compare, effect
from generator.dataset import Records, differing_records
from generator.model import Parameter
from generator.redline import redline
from generator.vocabulary import SILENT_KINDS

ENTRIES = "union/annex-i/entries/3A.yaml"
LABELS = "union/annex-i/labels/en/3A.yaml"
ACT = small_files()["acts/2021/32021R0821.yaml"]


def records(tree: dict[str, bytes]) -> Records:
    found: Records = {}
    for path, content in tree.items():
        found.update(differing_records(path, None, content)[1])
    return found


def difference(old: dict[str, str | None], new: dict[str, str | None]) -> list[ChangeSet]:
    """Compare the small dataset with some files replaced, with the small dataset with others replaced."""
    return compare(small_dataset(old).tree, small_dataset(new).tree)


def told(sets: list[ChangeSet]) -> list[tuple[str, str | None, str, str]]:
    return [(each.control_list, each.act, change.kind, change.subject) for each in sets for change in each.changes]


# -- properties --------------------------------------------------------------------------------------------------------

CODES = ["3A001", "3A001.a", "3A001.a.1", "3A001.b", "3A002", "3A003"]
DAYS = [date(2022, 1, 1), date(2023, 1, 1), date(2024, 1, 1)]
BY = {day: f"3{day.year}R0001" for day in DAYS}
NUMBERS = some.integers(1, 9)


@some.composite
def entries(draw) -> str:
    """Draw the entries of a list: some codes, each with versions, parameters and references as they may come."""
    lines = []
    for code in draw(some.permutations(CODES)):
        if not draw(some.booleans()):
            continue
        lines.append(f'- code: "{code}"')
        days = sorted(draw(some.sets(some.sampled_from(DAYS), max_size=3)))
        ends = draw(some.booleans())
        versions = []
        for place, day in enumerate(days):
            following = days[place + 1] if place + 1 < len(days) else None
            end = following or (date(2025, 1, 1) if ends else None)
            by = BY.get(end, "32025R0001") if end else ""
            versions.append(f"{{from: {day}, by: {BY[day]}" + (f", until: {end}, ended_by: {by}}}" if end else "}"))
        lines += [f"  in_force: [{', '.join(versions)}]"] if versions else []
        if draw(some.booleans()):
            limit = "{{quantity: resolution, at_least: {}, unit: bit}}"
            one = f"[{limit.format(draw(NUMBERS))}]"
            dated = ", ".join(f"{day}: [{limit.format(draw(NUMBERS))}]" for day in days)
            lines.append(f"  parameters: {f'{{{dated}}}' if days and draw(some.booleans()) else one}")
        if draw(some.booleans()):
            lines.append(f'  see_also: ["{draw(some.sampled_from(CODES))}"]')
        if draw(some.booleans()):
            lines.append(f'  absorbs: [{{list: {draw(some.sampled_from(["annex-i", "es-list"]))}, code: "3A901"}}]')
    return "\n".join(lines) + "\n" if lines else "[]\n"


@some.composite
def labels(draw) -> str:
    chosen = draw(some.dictionaries(some.sampled_from(CODES), some.sampled_from(["One", "Two", "Three"])))
    return "".join(f'"{code}": {label}\n' for code, label in chosen.items()) or "{}\n"


@some.composite
def trees(draw) -> dict[str, bytes]:
    """Draw a dataset: perhaps without a list, an act or a State, and with any entries."""
    files: dict[str, str] = {**small_files(), ENTRIES: draw(entries()), LABELS: draw(labels())}
    files["union/annex-i/labels/nl/3A.yaml"] = draw(labels())
    for folder in ("national/es-list", "acts/2023", "states/nl", "authorisations"):
        if draw(some.integers(0, 3)) == 0:
            files = {path: text for path, text in files.items() if not path.startswith(folder)}
    acts = draw(some.sets(some.sampled_from([*BY.values(), "32025R0001"])))
    for act in acts:
        touched = draw(some.sets(some.sampled_from(CODES), max_size=2))
        status = draw(some.sampled_from(["adopted", "in-force"]))
        text = ACT.replace("celex: 32021R0821\n", "").replace("in-force", status, 1)
        files[f"acts/2022/{act}.yaml"] = text + (f"entries: {json.dumps(sorted(touched))}\n" if touched else "")
    record = files["union/annex-i/list.yaml"].replace(
        "acts: [32021R0821]", f"acts: [{', '.join(('32021R0821', *sorted(acts)))}]"
    )
    files["union/annex-i/list.yaml"] = record
    return as_tree(files)


slowly = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@slowly
@given(trees())
def test_nothing_differs_from_itself(tree: dict[str, bytes]) -> None:
    assert compare(tree, tree) == []


@slowly
@given(trees(), trees())
def test_applying_the_changes_to_one_state_gives_the_other(before: dict[str, bytes], after: dict[str, bytes]) -> None:
    assert apply(records(before), compare(before, after)) == records(after)


@slowly
@given(trees(), trees(), some.randoms())
def test_the_order_of_files_does_not_matter(before: dict[str, bytes], after: dict[str, bytes], random) -> None:
    paths = sorted(before.keys() | after.keys())
    shuffled = random.sample(paths, len(paths))
    assert compare(before, after, shuffled) == compare(before, after, paths)


@slowly
@given(trees(), trees())
def test_identifiers_are_unique_and_the_same_each_time(before: dict[str, bytes], after: dict[str, bytes]) -> None:
    first, again = compare(before, after), compare(dict(before), dict(after))
    identifiers = [change.identifier for each in first for change in each.changes]
    assert len(set(identifiers)) == len(identifiers)
    assert identifiers == [change.identifier for each in again for change in each.changes]


@slowly
@given(some.lists(some.sampled_from([3, 4, 5, 6]), min_size=2, max_size=5), some.data())
def test_squashing_commits_changes_no_identifier(steps: list[int], data) -> None:
    """Acts are recorded one after the other, in any number of commits: each is called the same."""
    years = sorted(set(steps))
    states = [as_tree(with_acts(years[:count])) for count in range(len(years) + 1)]
    single = [change.identifier for pair in pairwise(states) for each in compare(*pair) for change in each.changes]
    cut = data.draw(some.integers(0, len(years)))
    parts = [compare(states[0], states[cut]), compare(states[cut], states[-1])]
    assert sorted(change.identifier for sets in parts for each in sets for change in each.changes) == sorted(single)


def with_acts(years: list[int]) -> dict[str, str]:
    """Return the small dataset in which one act of each of these years changed an entry and added another."""
    files = small_files()
    extra = ""
    for year in years:
        files[f"acts/202{year}/3202{year}R0001.yaml"] = ACT.replace("celex: 32021R0821\n", "")
        extra += f'- code: "3B00{year}"\n  in_force: [{{from: 202{year}-05-01, by: 3202{year}R0001}}]\n'
    acts = ", ".join(["32021R0821", *(f"3202{year}R0001" for year in years)])
    files["union/annex-i/list.yaml"] = files["union/annex-i/list.yaml"].replace("acts: [32021R0821]", f"acts: [{acts}]")
    files[ENTRIES] += extra
    return files


@given(some.text(max_size=60), some.text(max_size=60))
def test_a_redline_reads_as_both_wordings(old: str, new: str) -> None:
    spans = redline(old, new)
    assert "".join(text for kind, text in spans if kind != "inserted") == old
    assert "".join(text for kind, text in spans if kind != "deleted") == new


# -- cases -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ({"at_least": 8}, {"at_least": 6}, "widened"),
        ({"at_least": 8}, {"at_least": 10}, "narrowed"),
        ({"above": 8}, {"at_least": 8}, "widened"),
        ({"at_most": 30}, {"below": 30}, "narrowed"),
        ({"below": 10}, {"below": 12}, "widened"),
        ({"at_least": 8, "below": 10}, {"at_least": 6, "below": 9}, "unclear"),
        ({"at_least": 8}, {"at_least": 8, "below": 10}, "narrowed"),
        ({"between": (1, 2)}, {"at_least": 1, "at_most": 2}, "unclear"),
        ({"at_least": 8}, {"at_least": 6, "unit": "GS/s"}, "unclear"),
    ],
)
def test_a_limit_is_widened_where_it_catches_more(old, new, expected: str) -> None:
    before, after = (Parameter(**{"quantity": "resolution", "unit": "bit", **each}) for each in (old, new))
    assert effect(before, after) == expected


def test_a_redline_keeps_codes_and_numbers_whole() -> None:
    spans = redline("more than 1,3 GS/s (see 3A001.a.5)", "more than 1,5 GS/s (see 3A001.a.14)")
    assert [text for kind, text in spans if kind == "deleted"] == ["1,3", "3A001.a.5"]
    assert [text for kind, text in spans if kind == "inserted"] == ["1,5", "3A001.a.14"]


def only(sets: list[ChangeSet]) -> Change:
    ((change,),) = [each.changes for each in sets]
    return change


def test_a_limit_that_we_had_wrong_is_a_correction() -> None:
    text = small_files()[ENTRIES].replace("at_least: 8", "at_least: 6")
    sets = difference({}, {ENTRIES: text})
    assert (sets[0].act, sets[0].nature) == (None, "correction")
    change = only(sets)
    assert (change.kind, change.subject, change.effect) == ("parameter", "3A001.a.1", "widened")
    assert [(each.name, each.old, each.new) for each in change.fields] == [("parameters.0.at_least", "8", "6")]


def test_a_date_that_we_had_wrong_is_a_correction_and_no_new_event() -> None:
    text = small_files()[ENTRIES].replace("2021-09-09", "2021-09-10")
    assert told(difference({}, {ENTRIES: text})) == [("annex-i", None, "correction", "3A001")]


def test_better_evidence_is_a_source_and_rings_nobody() -> None:
    text = small_files()[ENTRIES].replace("by: 32021R0821}", "by: 32021R0821, evidence: recalled}")
    change = only(difference({ENTRIES: text}, {}))
    assert (change.kind, change.is_silent) == ("source", True)


def test_a_list_that_was_only_looked_at_again_rings_nobody() -> None:
    record = small_files()["union/annex-i/list.yaml"].replace("checked: 2026-11-22", "checked: 2026-12-01")
    assert told(difference({}, {"union/annex-i/list.yaml": record})) == [("annex-i", None, "source", "")]


def test_a_list_that_is_repealed_ends_as_a_whole() -> None:
    versions = "{from: 2023-07-01, by: es-order-2023, until: 2025-01-01, ended_by: es-order-2023}"
    path = "national/es-list/list.yaml"
    record = small_files()[path].replace("{from: 2023-07-01, by: es-order-2023}", versions)
    assert told(difference({}, {path: record})) == [("es-list", "es-order-2023", "removed", "")]


def test_destinations_and_states_are_scope() -> None:
    path = "national/es-list/list.yaml"
    record = small_files()[path].replace("outside the EU", "everywhere")
    assert told(difference({}, {path: record})) == [("es-list", None, "applicability", "")]
    state = small_files()["states/nl.yaml"].replace("member: true", "member: false")
    assert told(difference({}, {"states/nl.yaml": state})) == [("", None, "applicability", "states/nl")]


def test_an_adopted_act_that_is_published_is_news_of_the_act() -> None:
    adopted = ACT.replace("in-force", "adopted", 1).replace("published: 2021-06-11\nin_force: 2021-09-09\n", "")
    sets = difference({"acts/2021/32021R0821.yaml": adopted}, {})
    assert told(sets) == [("annex-i", "32021R0821", "act", "")]
    fields = {each.name: each.new for each in sets[0].changes[0].fields}
    assert fields == {"in_force": "2021-09-09", "published": "2021-06-11", "status": "in-force"}


def test_a_new_source_of_an_act_is_silent() -> None:
    better = ACT.replace("made up for a test", "another source")
    assert [kind for *_rest, kind, _subject in told(difference({}, {"acts/2021/32021R0821.yaml": better}))] == [
        "source"
    ]


def test_a_code_that_was_taken_out_is_a_correction_with_its_paragraphs() -> None:
    text = '- code: "3A002"\n'
    change = only(
        difference(
            {},
            {
                ENTRIES: text,
                LABELS: '"3A002": {2021-09-09: Test equipment, 2030-01-01: Measuring equipment}\n',
                "union/annex-i/labels/nl/3A.yaml": None,
            },
        )
    )
    assert (change.kind, change.subject, change.paragraphs) == ("removed", "3A001", 3)


def test_imported_texts_and_labels_are_silent() -> None:
    text = {"union/annex-i/text/nl/3A.yaml": '"3A001": Verzonnen tekst\n'}
    assert told(difference({}, text)) == [("annex-i", None, "text", "3A001")]
    assert told(
        difference(
            {}, {LABELS: '"3A001": Components\n"3A001.a": Converters\n"3A001.a.1": Fast converters\n"3A002": x\n'}
        )
    ) == [
        ("annex-i", None, "label", "3A001"),
        ("annex-i", None, "label", "3A002"),
    ]
    assert {"text", "label", "translation"} <= SILENT_KINDS


def test_what_acts_did_is_told_without_git() -> None:
    versions = (
        "in_force: [{from: 2021-09-09, by: 32021R0821, until: 2023-07-01, ended_by: es-order-2023},"
        " {from: 2023-07-01, by: es-order-2023}]"
    )
    text = small_files()[ENTRIES].replace("in_force: [{from: 2021-09-09, by: 32021R0821}]", versions, 1)
    record = small_files()["union/annex-i/list.yaml"].replace("acts: [32021R0821]", "acts: [32021R0821, es-order-2023]")
    sets = changes.history(small_dataset({ENTRIES: text, "union/annex-i/list.yaml": record}))
    assert told(sets) == [
        ("annex-i", "32021R0821", "added", ""),
        ("annex-i", "es-order-2023", "amended", "3A001"),
        ("es-list", "es-order-2023", "added", ""),
    ]
