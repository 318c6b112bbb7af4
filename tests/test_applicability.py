"""Which control binds in which Member State: properties that hold for any dataset, and the cases of the Regulation."""

import json
from datetime import date, timedelta

import pytest
from conftest import ROOT, small_dataset, small_files
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from generator import downloads
from generator.applicability import STATUSES, Register, applicability, coverage
from generator.dataset import Dataset, read_folder
from generator.model import Authorisation
from generator.views import Register as ViewRegister
from generator.vocabulary import MEMBER_STATES

SPAIN = "national/es-list/entries.yaml"
SPAIN_LIST = "national/es-list/list.yaml"
NOTICE = "acts/2024/C-2024-1.yaml"
DAYS = some.dates(date(2020, 1, 1), date(2031, 1, 1))


def compilation(day: str) -> dict[str, str | None]:
    text = f"kind: notice\nstatus: not-binding\nissuer: eu\npublished: {day}\ncompiles: [es-list]\nsources: [made up]\n"
    return {NOTICE: text}


def versions(spans: list[tuple[date | None, date | None]]) -> str:
    parts = [
        f"{{from: {start or 'null'}" + (f", until: {end}, ended_by: es-order-2023}}" if end else "}")
        for start, end in spans
    ]
    return f'- code: "3A901"\n  in_force: [{", ".join(parts)}]\n'


Changes = dict[str, str | None]


def authorisation(**values: object) -> Authorisation:
    known = {"issuer": "nl", "customs_document": "X071", "conditions": (), "sources": ("made up",)}
    return Authorisation.model_validate({**known, **values})


@some.composite
def datasets(draw) -> Changes:
    """Draw what makes a Spanish entry with any versions, perhaps in a compilation, of the small dataset."""
    days = sorted(draw(some.sets(DAYS, max_size=5)))
    starts: list[date | None] = [None, *days] if draw(some.booleans()) else [*days]
    pairs = [
        (starts[place], starts[place + 1] if place + 1 < len(starts) else None) for place in range(0, len(starts), 2)
    ]
    changes: Changes = {SPAIN: versions(pairs)} if pairs else {}
    if draw(some.booleans()):
        changes |= compilation(draw(DAYS).isoformat())
    return changes


slowly = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@slowly
@given(datasets(), DAYS)
def test_every_entry_has_exactly_one_status_in_every_state(changes: Changes, day: date) -> None:
    dataset = small_dataset(changes)
    register = Register(dataset)
    for control_list in dataset.lists.values():
        for entry in control_list.entries.values():
            for state in MEMBER_STATES:
                holding = [span for span in register.spans(control_list, entry, state) if span.holds(day)]
                assert len(holding) == 1
                assert holding[0].status in STATUSES


@slowly
@given(datasets(), DAYS)
def test_annex_i_binds_everywhere_from_its_start(changes: Changes, day: date) -> None:
    dataset = small_dataset(changes)
    found = applicability(dataset, day)["annex-i", "3A001"]
    expected = "union" if day >= date(2021, 9, 9) else "none"
    assert {span.status for span in found.values()} == {expected}


@slowly
@given(datasets(), DAYS)
def test_nothing_changes_between_two_legal_dates(changes: Changes, day: date) -> None:
    dataset = small_dataset(changes)
    register = Register(dataset)
    before = max((each for each in register.dates() if each <= day), default=date(2000, 1, 1))
    assert register.on(before) == register.on(day)


@slowly
@given(datasets(), DAYS, DAYS)
def test_a_compilation_turns_elsewhere_into_notice_from_its_day_for_the_other_states(
    changes: Changes, published: date, day: date
) -> None:
    entries = {path: text for path, text in changes.items() if path == SPAIN}
    plain = small_dataset(entries)
    compiled = small_dataset({**entries, **compilation(published.isoformat())})
    before, after = (applicability(each, day)["es-list", "3A901"] for each in (plain, compiled))
    assert after["es"] == before["es"]
    in_force_then = applicability(plain, published)["es-list", "3A901"]["es"]
    for state in set(MEMBER_STATES) - {"es"}:
        if (
            before[state].status == "elsewhere"
            and day >= published
            and in_force_then.status == "national"
            and in_force_then.holds(day)
        ):
            assert after[state].status == "notice"
        else:
            assert after[state].status == before[state].status


@slowly
@given(DAYS)
def test_a_repealed_list_binds_nobody(day: date) -> None:
    repealed = small_files()[SPAIN_LIST].replace(
        "by: es-order-2023}", "by: es-order-2023, until: 2025-01-01, ended_by: es-order-2023}"
    )
    found = applicability(small_dataset({SPAIN_LIST: repealed, **compilation("2024-01-01")}), day)["es-list", "3A901"]
    if not date(2023, 7, 1) <= day < date(2025, 1, 1):
        assert {span.status for span in found.values()} == {"none"}


def test_article_10_is_never_automatic_and_names_the_compilation() -> None:
    found = applicability(small_dataset(compilation("2024-01-01")), date(2024, 1, 1))["es-list", "3A901"]
    assert (found["es"].status, found["es"].article, found["es"].acts) == ("national", "9", ("es-order-2023",))
    assert (found["fr"].status, found["fr"].article, found["fr"].acts) == (
        "notice",
        "10",
        ("es-order-2023", "C-2024-1"),
    )
    earlier = applicability(small_dataset(compilation("2024-01-01")), date(2023, 12, 31))["es-list", "3A901"]
    assert (earlier["fr"].status, earlier["fr"].article) == ("elsewhere", None)


def test_a_start_that_nobody_recorded_is_unknown_before_tracking_began() -> None:
    dataset = small_dataset({SPAIN: versions([(None, None)])})
    assert applicability(dataset, date(2025, 12, 31))["es-list", "3A901"]["es"].status == "unknown"
    assert applicability(dataset, date(2026, 1, 1))["es-list", "3A901"]["es"].status == "national"


def test_a_start_that_only_its_act_tells_is_inferred() -> None:
    dataset = small_dataset({SPAIN: '- code: "3A901"\n  in_force: [{from: null, by: es-order-2023}]\n'})
    span = applicability(dataset, date(2023, 7, 1))["es-list", "3A901"]["es"]
    assert (span.status, span.start, span.evidence) == ("national", date(2023, 7, 1), "inferred")


@pytest.fixture(scope="module")
def real() -> Dataset:
    return Dataset.load(read_folder(ROOT / "lists"))


@pytest.mark.parametrize("day", ["2023-05-30", "2023-09-02", "2024-12-02", "2025-11-16"])
@pytest.mark.parametrize("state", ["es", "nl", "fr", "se", "lt", "mt"])
def test_the_published_json_says_what_the_function_says(real: Dataset, state: str, day: str) -> None:
    on = date.fromisoformat(day)
    files = dict(downloads.common_files(ViewRegister(real, on)))
    entries = json.loads(files[f"api/v1/states/{state}.json"])["entries"]
    published = {
        (entry["list"], entry["code"]): next(
            span["status"]
            for span in entry["spans"]
            if (span["from"] or "") <= day and (span["until"] is None or day < span["until"])
        )
        for entry in entries
    }
    computed = applicability(real, on)
    assert published == {key: computed[key][state].status for key in published}
    assert len(published) == len([key for key in computed if "." not in key[1]])


@pytest.mark.parametrize(
    ("code", "much"),
    [
        ("3A001", "all"),
        ("3A002.b", "none"),
        ("3A003", "part"),
        ("3A003.a", "none"),
        ("3A003.b", "all"),
        ("3D001", "none"),
    ],
)
def test_what_an_authorisation_of_nearly_everything_covers(code: str, much: str) -> None:
    record = authorisation(covers_all=True, excludes=("3A002", "3A003.a"), excluded_groups=("D",))
    assert coverage(record, code) == much


@pytest.mark.parametrize(
    ("code", "much"), [("3A001", "part"), ("3A001.a", "all"), ("3A001.a.1", "all"), ("3A00", "none")]
)
def test_what_an_authorisation_of_named_entries_covers(code: str, much: str) -> None:
    assert coverage(authorisation(covers_all=False, covers=("3A001.a",)), code) == much


def test_the_real_annex_binds_everywhere(real: Dataset) -> None:
    day = date(2025, 11, 15)
    found = applicability(real, day)
    assert {span.status for span in found["annex-i", "3A501"].values()} == {"union"}
    assert {span.status for span in applicability(real, day - timedelta(days=1))["annex-i", "3A501"].values()} == {
        "none"
    }
