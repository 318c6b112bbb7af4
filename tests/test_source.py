"""Strict YAML: what is refused, what stays text, and where a field stands."""

import pytest

from generator.source import SIZE_LIMIT, SourceError, position, read


def test_norway_stays_norway() -> None:
    assert read("x.yaml", b"countries: [NO, no, yes, on]") == {"countries": ["NO", "no", "yes", "on"]}


def test_numbers_with_leading_zeros_and_codes_stay_text() -> None:
    assert read("x.yaml", b"[010, 1E001, 0x1F, 1_000, 12:30:45]") == ["010", "1E001", "0x1F", "1_000", "12:30:45"]


def test_numbers_truth_and_nothing_are_read() -> None:
    assert read("x.yaml", b"[8, -1.5, 2.0e3, true, false, null, ]") == [8, -1.5, 2000.0, True, False, None]


def test_dates_stay_text_until_a_record_asks() -> None:
    assert read("x.yaml", b"from: 2021-09-09") == {"from": "2021-09-09"}


def test_keys_are_text() -> None:
    assert read("x.yaml", b"2021-09-09: a\n5: b\ntrue: c") == {"2021-09-09": "a", "5": "b", "true": "c"}


@pytest.mark.parametrize(
    ("content", "line", "column", "rule"),
    [
        (b"a: 1\nb: 2\na: 3\n", 3, 1, "duplicate-key"),
        (b"a: &x 1\nb: *x\n", 1, 4, "yaml-alias"),
        (b"a: 1\n b: 2\n", 2, 3, "yaml-syntax"),
        (b"a: [1, 2\n", 2, 1, "yaml-syntax"),
        (b"a: 'open\n", 2, 1, "yaml-syntax"),
        (b"a: 1\nb: caf\xe9\n", 2, 7, "encoding"),
        (b"\xef\xbb\xbfa: 1\n", 1, 1, "encoding"),
        (b"", 1, 1, "empty-file"),
        (b"# nothing\n", 1, 1, "empty-file"),
        (b"a: " + b"x" * SIZE_LIMIT, 1, 1, "file-too-large"),
        (b"a: \x00\n", 1, 1, "yaml-syntax"),
        (b"[" * 100_000, 1, 1, "yaml-syntax"),
        (b"!!python/object/apply:os.system [ls]", 1, 1, "yaml-syntax"),
        (b"a: b\n[1, 2]: c", 2, 1, "yaml-syntax"),
    ],
)
def test_what_is_not_strict_is_refused_with_its_place(content: bytes, line: int, column: int, rule: str) -> None:
    with pytest.raises(SourceError) as caught:
        read("x.yaml", content)
    problem = caught.value.problem
    assert (problem.path, problem.rule) == ("x.yaml", rule)
    assert (problem.line, problem.column) == (line, column)
    assert problem.message
    assert problem.hint


def test_the_place_of_a_field_is_found_on_demand() -> None:
    content = b'- code: "3A001"\n  in_force: [{from: 2021-09-09, by: x}]\n- code: "3A002"\n'
    assert position(content, (1, "code")) == (3, 9)
    assert position(content, (1, "code"), of_key=True) == (3, 3)
    assert position(content, (0, "in_force", 0, "by")) == (2, 37)
    assert position(content, (0, "in_force", 0, "missing")) == (2, 14)
