"""The life of a register, replayed in a real repository: what each commit means, and whose feeds gain an item."""

from collections import Counter
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from conftest import run_git, small_files, write_files

from generator import recorded, slices
from generator.change_views import ChangeViews
from generator.changes import ChangeSet
from generator.dataset import Dataset, read_folder
from generator.feeds import FeedMaker
from generator.messages import load_catalogues
from generator.recorded import Chronicle, Recorded
from generator.reports import Report, as_markdown
from generator.text import Reader
from generator.views import Register, Views

LATEST = datetime(2027, 1, 1, tzinfo=UTC)
ANNEX = "lists/union/annex-i/"
DUTCH = "lists/national/nl-list/"
PARAGRAPHS = [f"3A00{entry}.a.{number}" for entry in range(1, 7) for number in range(1, 11)]
NEW = [f"3B5{number:02}" for number in range(1, 17)]
OLD_CODES = {f"3A20{number}": f"3A10{number}" for number in range(1, 6)}


def act(identifier: str, adopted: str, published: str | None, in_force: str | None, more: str = "") -> dict[str, str]:
    """Return the file of an act; `None` for a date that is not set."""
    kind = "delegated-regulation" if identifier[0].isdigit() else "national-act"
    dates = "".join(f"{name}: {day}\n" for name, day in (("published", published), ("in_force", in_force)) if day)
    issuer = identifier[:2] if kind == "national-act" else "eu"
    head = f"kind: {kind}\nstatus: {'in-force' if published else 'adopted'}\nissuer: {issuer}\n"
    text = f"{head}adopted: {adopted}\n{dates}{more}sources: [made up for a test]\n"
    return {f"lists/acts/2026/{identifier}.yaml": text.replace("kind: delegated-regulation\n", "", "kind:" in more)}


def annex(yearly: bool = False, absorbed: bool = False, chips: bool = False, future: bool = False) -> dict[str, str]:
    """Return the entries of Annex I after some acts."""
    started = "in_force: [{from: 2021-09-09, by: 32021R0821}]"
    first = "{from: 2021-09-09, by: 32021R0821, until: 2026-01-03, ended_by: 32026R0100}"
    changed, ended = f"in_force: [{first}, {{from: 2026-01-03, by: 32026R0100}}]", f"in_force: [{first}]"
    lines = []
    for entry in range(1, 7):
        lines += [f'- code: "3A00{entry}"', f"  {started}", f'- code: "3A00{entry}.a"']
        for code in PARAGRAPHS[10 * (entry - 1) : 10 * entry]:
            lines.append(f'- code: "{code}"')
            limit = {True: 6, False: 10}[entry <= 2]
            old, new = (f"[{{quantity: resolution, at_least: {value}, unit: bit}}]" for value in (8, limit))
            lines.append(
                f"  parameters: {f'{{2021-09-09: {old}, 2026-01-03: {new}}}' if yearly and entry < 6 else old}"
            )
            lines += [f"  {changed}"] if yearly else []
    for new, old in OLD_CODES.items():
        lines += [f'- code: "{old}"', f"  {ended if yearly else started}"]
        if yearly:
            lines += [f'- code: "{new}"', "  in_force: [{from: 2026-01-03, by: 32026R0100}]"]
            lines += [f'  absorbs: [{{list: annex-i, code: "{old}"}}]']
    for code in NEW if yearly else ():
        lines += [f'- code: "{code}"', "  in_force: [{from: 2026-01-03, by: 32026R0100}]", f'- code: "{code}.a"']
    extras = {"3A501": ("32026R0200", "2026-01-07", absorbed), "3C501": ("32026R0300", "2026-01-10", chips)}
    extras["3D501"] = ("32026R0400", "2026-06-01", future)
    for code, (by, day, there) in extras.items():
        if there:
            lines += [f'- code: "{code}"', f"  in_force: [{{from: {day}, by: {by}}}]"]
            lines += ['  absorbs: [{list: nl-list, code: "3B901"}]'] if code == "3A501" else []
    return {f"{ANNEX}entries/3A.yaml": "\n".join(lines) + "\n"}


def labels(language: str, typo: bool = False, yearly: bool = False) -> dict[str, str]:
    """Return the labels of Annex I; ten of them differ between the versions."""
    word = "Convertres" if typo else "Converters"
    lines = []
    for code in [f"3A00{entry}" for entry in range(1, 7)] + PARAGRAPHS + [*OLD_CODES.values()]:
        label = f"{word} {language} {code}"
        dated = yearly and code in PARAGRAPHS[50:]
        lines.append(f'"{code}": {f"{{2021-09-09: {label}, 2026-01-03: {label} revised}}" if dated else label}')
    more = [*NEW, *OLD_CODES] if yearly else []
    lines += [f'"{code}": Item {language} {code}' for code in more]
    return {f"{ANNEX}labels/{language}/3A.yaml": "\n".join(lines) + "\n"}


def texts(corrected: bool = False) -> dict[str, str]:
    """Return official texts, made up; a corrigendum puts the Dutch and the German one right."""
    words = {"en": "a resolution of 8 bit", "nl": "een resolutie van 8 bits", "de": "eine Auflösung von 8 Bit"}
    right = {"nl": "een resolutie van 8 bit", "de": "eine Auflösung von mindestens 8 Bit"} if corrected else {}
    return {f"{ANNEX}text/{code}/3A.yaml": f'"3A001.a.1": {text}\n' for code, text in {**words, **right}.items()}


def annex_record(*acts: str) -> dict[str, str]:
    record = small_files()["union/annex-i/list.yaml"]
    return {f"{ANNEX}list.yaml": record.replace("acts: [32021R0821]", f"acts: [{', '.join(('32021R0821', *acts))}]")}


def dutch(*, extended: bool = False, absorbed: bool = False) -> dict[str, str]:
    """Return a national list that is adopted, extended, then absorbed."""
    record = small_files()["national/es-list/list.yaml"].replace("issuer: es", "issuer: nl")
    acts = ["nl-order-2026", *(["nl-order-2026-2"] if extended else []), *(["32026R0200"] if absorbed else [])]
    record = record.replace("2023-07-01, by: es-order-2023", "2026-01-05, by: nl-order-2026")
    entries = '- code: "3B901"\n'
    if absorbed:
        versions = "{from: 2026-01-05, by: nl-order-2026, until: 2026-01-07, ended_by: 32026R0200}"
        entries += f"  in_force: [{versions}]\n"
    if extended:
        entries += '- code: "3B902"\n  in_force: [{from: 2026-01-06, by: nl-order-2026-2}]\n- code: "3B902.a"\n'
    return {
        f"{DUTCH}list.yaml": record.replace("acts: [es-order-2023]", f"acts: [{', '.join(acts)}]"),
        f"{DUTCH}entries.yaml": entries,
        f"{DUTCH}labels/en/list.yaml": "title: Dutch list",
        f"{DUTCH}labels/en/entries.yaml": '"3B901": Scanners\n' + ('"3B902": Etchers\n' if extended else ""),
    }


def everything(language: str = "") -> dict[str, str]:
    return {"lists/national/es-list/entries.yaml": '- code: "3A901"\n', **annex(), **texts()}


def renamed(folder: Path) -> Mapping[str, str | None]:
    """Return what moves each file of Annex I for category 3 to another name, with the same content."""
    moves: dict[str, str | None] = {}
    for path in (folder / ANNEX).rglob("3A.yaml"):
        name = path.relative_to(folder).as_posix()
        moves[name] = None
        moves[name.replace("3A.yaml", "3.yaml")] = path.read_text()
    return moves


@pytest.fixture(scope="module")
def life(tmp_path_factory) -> Path:
    """A repository with one commit for each step; the first on 2 January 2026, then one a day."""
    folder = tmp_path_factory.mktemp("life")
    run_git(folder, "init", "-q")
    day = datetime(2026, 1, 1, 12, tzinfo=UTC)

    def commit(message: str, *parts: Mapping[str, str | None]) -> None:
        nonlocal day
        day += timedelta(days=1)
        for path, text in ((path, text) for part in parts for path, text in part.items()):
            if text is None:
                (folder / path).unlink()
            else:
                write_files(folder, {path: text})
        run_git(folder, "add", "-A")
        run_git(folder, "commit", "-qm", message, at=day)

    small = {f"lists/{path}": text for path, text in small_files().items() if "annex-i" not in path}
    titles = {f"{ANNEX}labels/{code}/list.yaml": f"title: List {code}" for code in ("en", "nl", "de")}
    yearly = [labels(code, yearly=True) for code in ("en", "nl", "de")]
    commit("import", small, annex_record(), titles, everything(), labels("en"), labels("nl"), labels("de"))
    commit(
        "yearly",
        act("32026R0100", "2025-12-01", "2026-01-02", "2026-01-03"),
        annex_record("32026R0100"),
        annex(True),
        *yearly,
    )
    scope = 'kind: corrigendum\nlanguages: [nl, de]\nentries: ["3A001.a.1"]\n'
    acts = ["32026R0100", "32026R0100R01"]
    commit(
        "corrigendum", act(acts[1], "2026-01-04", "2026-01-04", None, scope), annex_record(*acts), texts(corrected=True)
    )
    commit("adopted", act("nl-order-2026", "2026-01-04", "2026-01-04", "2026-01-05"), dutch())
    commit("extended", act("nl-order-2026-2", "2026-01-05", "2026-01-05", "2026-01-06"), dutch(extended=True))
    acts.append("32026R0200")
    absorbed = dutch(extended=True, absorbed=True)
    commit(
        "absorbed",
        act(acts[2], "2026-01-06", "2026-01-06", "2026-01-07"),
        annex_record(*acts),
        annex(True, True),
        absorbed,
    )
    commit("typo", labels("en", typo=True, yearly=True))
    commit("renamed", renamed(folder))
    acts.append("32026R0300")
    chips = {path.replace("3A.yaml", "3.yaml"): text for path, text in annex(True, True, chips=True).items()}
    commit("chips", act(acts[3], "2026-01-09", "2026-01-09", "2026-01-10"), annex_record(*acts), chips)
    for message in ("reverted", "again"):
        run_git(folder, "revert", "-n", "HEAD")
        commit(message)
    acts.append("32026R0400")
    future = {path.replace("3A.yaml", "3.yaml"): text for path, text in annex(True, True, True, True).items()}
    commit("future", act(acts[4], "2026-01-12", "2026-01-12", "2026-06-01"), annex_record(*acts), future)
    return folder


@pytest.fixture(scope="module")
def chronicle(life: Path) -> Chronicle:
    return recorded.read(life / "lists", LATEST)


def step(chronicle: Chronicle, reason: str) -> Recorded:
    return next(each for each in chronicle.recorded if each.reason == reason)


def told(chronicle: Chronicle, reason: str) -> list[tuple[str, str | None, str, dict[str, int]]]:
    """Return list, act, nature and kinds of every set of a commit."""
    return [
        (each.control_list, each.act, each.nature, dict(Counter(change.kind for change in each.changes)))
        for each in step(chronicle, reason).sets
    ]


def rung(chronicle: Chronicle, reason: str) -> set[str]:
    """Return the feeds that gain an item, those of entries aside; the other Member States have the feed of Malta."""
    recorded_step = step(chronicle, reason)
    found = (
        each for change_set in recorded_step.sets for each in slices.slices_of(change_set, recorded_step.moment.date())
    )
    names = {each.name for each in found}
    states = {name for name in names if name.startswith("state/")}
    return names - states | (states & {"state/nl", "state/es", "state/mt"})


UNION = {"all", "list/annex-i", "state/nl", "state/es", "state/mt"}


def test_there_is_one_record_for_each_commit_that_says_something(chronicle: Chronicle) -> None:
    expected = "import yearly corrigendum adopted extended absorbed typo chips reverted again future".split()
    assert [each.reason for each in chronicle.recorded] == expected
    assert chronicle.warnings == ()


def test_the_first_import_of_a_list_is_one_event(chronicle: Chronicle) -> None:
    assert told(chronicle, "import") == [
        ("", None, "correction", {"added": 1}),
        ("annex-i", "32021R0821", "amendment", {"added": 1}),
        ("es-list", "es-order-2023", "amendment", {"added": 1}),
    ]
    identifiers = [change_set.identifier for change_set in step(chronicle, "import").sets]
    assert identifiers == ["register/recorded", "annex-i/recorded", "es-list/recorded"]


def test_a_yearly_act_is_one_set_with_sixty_changed_sixteen_new_and_five_renumbered(chronicle: Chronicle) -> None:
    assert told(chronicle, "yearly") == [
        ("annex-i", "32026R0100", "amendment", {"parameter": 50, "renumbered": 5, "added": 16, "amended": 10})
    ]
    (change_set,) = step(chronicle, "yearly").sets
    assert Counter(change.effect for change in change_set.changes) == {"narrowed": 30, "widened": 20, None: 31}
    renumbered = [change for change in change_set.changes if change.kind == "renumbered"]
    assert {change.subject: change.related for change in renumbered} == {
        new: (("annex-i", old),) for new, old in OLD_CODES.items()
    }
    assert {change.in_force for change in change_set.changes} == {date(2026, 1, 3)}
    assert (change_set.adopted, change_set.published) == (date(2025, 12, 1), date(2026, 1, 2))
    assert rung(chronicle, "yearly") == UNION | {"category/3"}
    wordings = {each.language for change in change_set.changes if change.kind == "amended" for each in change.wordings}
    assert wordings == {"en", "nl", "de"}


def test_a_corrigendum_of_two_language_versions_is_news_in_those_two(life: Path, chronicle: Chronicle) -> None:
    assert told(chronicle, "corrigendum") == [("annex-i", "32026R0100R01", "corrigendum", {"amended": 1})]
    (change_set,) = step(chronicle, "corrigendum").sets
    (change,) = change_set.changes
    assert (change.subject, change.languages) == ("3A001.a.1", ("nl", "de"))
    assert [(each.language, each.official, each.new) for each in change.wordings] == [
        ("de", True, "eine Auflösung von mindestens 8 Bit"),
        ("nl", True, "een resolutie van 8 bit"),
    ]
    assert rung(chronicle, "corrigendum") == UNION | {"category/3"}
    assert [code for code in ("en", "nl", "de", "fr") if slices.concerns(change_set, code)] == ["nl", "de"]


def test_a_national_list_is_adopted_extended_and_absorbed(chronicle: Chronicle) -> None:
    assert told(chronicle, "adopted") == [("nl-list", "nl-order-2026", "amendment", {"added": 1})]
    assert rung(chronicle, "adopted") == {"all", "list/nl-list", "state/nl", *(f"category/{key}" for key in range(10))}
    assert told(chronicle, "extended") == [("nl-list", "nl-order-2026-2", "amendment", {"added": 1})]
    (change,) = step(chronicle, "extended").sets[0].changes
    assert (change.subject, change.paragraphs) == ("3B902", 1)
    assert rung(chronicle, "extended") == {"all", "list/nl-list", "state/nl", "category/3"}
    assert told(chronicle, "absorbed") == [
        ("annex-i", "32026R0200", "amendment", {"added": 1}),
        ("nl-list", "32026R0200", "amendment", {"absorbed": 1}),
    ]
    taken_over = step(chronicle, "absorbed").sets[1].changes[0]
    assert (taken_over.subject, taken_over.related) == ("3B901", (("annex-i", "3A501"),))
    assert rung(chronicle, "absorbed") == UNION | {"category/3", "list/nl-list"}


def test_a_typo_in_a_label_rings_nobody(chronicle: Chronicle) -> None:
    assert told(chronicle, "typo") == [("annex-i", None, "correction", {"label": 71})]
    assert rung(chronicle, "typo") == set()


def test_renaming_every_file_without_changing_a_word_is_no_change(life: Path, chronicle: Chronicle) -> None:
    assert "renamed" not in [each.reason for each in chronicle.recorded]
    assert not (life / f"{ANNEX}entries/3A.yaml").exists()


def test_a_revert_is_a_correction_and_what_comes_again_is_told_again(chronicle: Chronicle) -> None:
    assert told(chronicle, "chips") == [("annex-i", "32026R0300", "amendment", {"added": 1})]
    assert told(chronicle, "reverted") == [
        ("", None, "correction", {"act": 1}),
        ("annex-i", None, "correction", {"removed": 1, "source": 1}),
    ]
    assert rung(chronicle, "reverted") == UNION | {"category/3"}
    first, again = (step(chronicle, reason).sets[0] for reason in ("chips", "again"))
    assert (first.identifier, again.identifier) == ("annex-i/32026R0300", "annex-i/32026R0300~2")
    assert told(chronicle, "again") == told(chronicle, "chips")


def test_an_act_that_applies_later_is_upcoming(chronicle: Chronicle) -> None:
    assert told(chronicle, "future") == [("annex-i", "32026R0400", "amendment", {"added": 1})]
    assert rung(chronicle, "future") == UNION | {"category/3", "upcoming"}


def test_identifiers_are_unique_over_the_whole_history(chronicle: Chronicle) -> None:
    sets = [change_set for each in chronicle.recorded for change_set in each.sets]
    changes = [change.identifier for change_set in sets for change in change_set.changes]
    assert len(set(changes)) == len(changes)
    assert len({change_set.identifier for change_set in sets}) == len(sets)


def test_a_rebase_and_a_squash_change_no_identifier(life: Path, chronicle: Chronicle, tmp_path: Path) -> None:
    known = {change_set.identifier for each in chronicle.recorded for change_set in each.sets}
    clone = tmp_path / "clone"
    run_git(tmp_path, "clone", "-q", str(life), str(clone))
    run_git(clone, "commit", "-q", "--amend", "--no-edit", "--reset-author", at=datetime(2026, 5, 1, tzinfo=UTC))
    rebased = recorded.read(clone / "lists", LATEST)
    assert {change_set.identifier for each in rebased.recorded for change_set in each.sets} == known
    run_git(clone, "reset", "-q", "--soft", "HEAD~8")
    run_git(clone, "commit", "-qm", "squashed", at=datetime(2026, 5, 1, tzinfo=UTC))
    squashed = recorded.read(clone / "lists", LATEST)
    assert {each.identifier for each in squashed.recorded[-1].sets} <= known


def views(folder: Path, language: str) -> ChangeViews:
    dataset = Dataset.load(read_folder(folder / "lists"))
    assert dataset.problems == []
    reader = Reader(language, load_catalogues()[0][language], dataset, date(2026, 1, 13))
    return ChangeViews(Views(Register(dataset, reader.on), reader))


def items(folder: Path, chronicle: Chronicle, language: str) -> dict[str, int]:
    """Return how many items each RSS feed has."""
    files = FeedMaker(views(folder, language), chronicle, "https://example.eu/").files()
    return {address: content.count(b"<item>") for address, content in files if address.endswith(".rss")}


def test_feeds_hold_what_their_readers_follow(life: Path, chronicle: Chronicle) -> None:
    english, dutch_feeds = items(life, chronicle, "en"), items(life, chronicle, "nl")
    assert dutch_feeds["feeds/all.rss"] == english["feeds/all.rss"] + 1  # the corrigendum
    assert english["feeds/upcoming.rss"] == 1
    assert english["feeds/list/nl-list.rss"] == 3
    assert english["feeds/entry/nl-list/3B902.rss"] == 1
    assert english["feeds/entry/nl-list/3B901.rss"] == 2  # recorded with its list, then absorbed
    assert english["feeds/entry/annex-i/3A001.rss"] == 2  # recorded with its list, then ten paragraphs in one item
    assert dutch_feeds["feeds/entry/annex-i/3A001.rss"] == 3
    assert english["feeds/entry/annex-i/3C501.rss"] == 3  # added, taken back, added again


def test_the_report_of_the_yearly_act_is_for_a_lawyer(life: Path, chronicle: Chronicle) -> None:
    recorded_step = step(chronicle, "yearly")
    sets: list[tuple[Recorded | None, ChangeSet]] = [(recorded_step, each) for each in recorded_step.sets]
    report = as_markdown(Report("2025 → 2026", sets, views(life, "en"), recorded_step.moment.date()))
    heads = [line for line in report.splitlines() if line.startswith("#")]
    assert heads == [
        "## 2025 → 2026",
        "### List en&#58; 32026R0100 &#40;32026R0100&#41;, in force from 3 January 2026",
        "#### Controls widened (20)",
        "#### Controls narrowed (30)",
        "#### Additions (16)",
        "#### Renumberings (5)",
        "#### Wording (10)",
        "### Feeds that gain an item",
    ]
    assert report.index("- 20 Controls widened") < report.index("### List")
    code = "3A001&#46;a&#46;1"
    widened = "resolution: ≥\xa08\xa0bit → ≥\xa06\xa0bit (widened) – 3 January 2026"
    assert f"- <code>{code}</code> Convertres en {code} – {widened}" in report
    assert "<ins> revised</ins>" in report
    assert "- List en (list/annex&#45;i, in 24 languages)" in report
