"""Builders of what tests need: a small dataset, and Git repositories made from a list of commits."""

import os
import subprocess
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from textwrap import dedent

import pytest

from generator import recorded
from generator.dataset import Dataset, read_folder
from generator.problems import UsageError
from generator.recorded import Chronicle
from generator.vocabulary import CATEGORIES, CATEGORY_PARTS, MEMBER_STATES, PRODUCT_GROUPS

ROOT = Path(__file__).parent.parent
SOURCES = ROOT.parent / "shared/sources"
"""Official texts, where they lie beside the project."""

Files = dict[str, str]


def small_files() -> Files:
    """Return a whole small dataset in the real layout: two lists, two acts, 27 States, two languages."""
    files = {
        "acts/2021/32021R0821.yaml": """
            kind: regulation
            status: in-force
            issuer: eu
            celex: 32021R0821
            adopted: 2021-05-20
            published: 2021-06-11
            in_force: 2021-09-09
            sources: [made up for a test]
            """,
        "acts/2023/es-order-2023.yaml": """
            kind: national-act
            status: in-force
            issuer: es
            name: Orden
            url: https://example.eu/order
            published: 2023-05-31
            in_force: 2023-07-01
            sources: [made up for a test]
            recalled: [published]
            """,
        "regimes.yaml": """
            wassenaar:
              name: Wassenaar Arrangement
              short: WA
              founded: 1996
              members: 42
              url: https://example.eu/wassenaar
              code_range: [0, 99]
              sources: [made up for a test]
            """,
        "quantities.yaml": """
            resolution: {units: [bit]}
            sample-rate: {units: [GS/s, MS/s]}
            temperature: {units: [K]}
            physical-qubits: {units: []}
            """,
        "authorisations/eu001.yaml": """
            section: A
            customs_document: X061
            act: 32021R0821
            covers_all: true
            excludes: ["3A002"]
            destinations: {countries: [ch, jp]}
            registration: None
            reporting: Yearly
            number: EU001
            conditions: [not for weapons]
            sources: [made up for a test]
            """,
        "union/annex-i/list.yaml": """
            kind: union
            issuer: eu
            scheme: true
            legal_basis: Regulation (EU) 2021/821, Art. 3
            in_force: [{from: 2021-09-09, by: 32021R0821}]
            acts: [32021R0821]
            entries_recorded: complete
            tracked_since: 2025-11-15
            checked: 2026-11-22
            consolidated: 02021R0821-20251115
            sources: [made up for a test]
            """,
        "union/annex-i/entries/3A.yaml": """
            - code: "3A001"
              in_force: [{from: 2021-09-09, by: 32021R0821}]
              regime: wassenaar
              see_also: ["3A002"]
            - code: "3A001.a"
              in_force: [{from: null}]
            - code: "3A001.a.1"
              parameters:
              - {quantity: resolution, at_least: 8, below: 10, unit: bit}
              - {quantity: sample-rate, above: 1.3, unit: GS/s, at: {quantity: temperature, at_most: 4.5, unit: K}}
            - code: "3A001.b"
              not_used: true
            - code: "3A002"
            """,
        "union/annex-i/labels/en/list.yaml": "title: EU list",
        "union/annex-i/labels/nl/list.yaml": "title: EU-lijst",
        "union/annex-i/labels/en/3A.yaml": """
            "3A001": Electronic components
            "3A001.a": Converters
            "3A001.a.1": Fast converters
            "3A002": {2021-09-09: Test equipment, 2030-01-01: Measuring equipment}
            """,
        "union/annex-i/labels/nl/3A.yaml": """
            "3A001": Elektronische onderdelen
            """,
        "national/es-list/list.yaml": """
            kind: national
            issuer: es
            scheme: true
            legal_basis: Regulation (EU) 2021/821, Art. 9
            in_force: [{from: 2023-07-01, by: es-order-2023}]
            acts: [es-order-2023]
            entries_recorded: complete
            tracked_since: 2026-01-01
            checked: 2026-02-01
            links: ["https://example.eu/order"]
            destinations: outside the EU
            sources: [made up for a test]
            """,
        "national/es-list/entries.yaml": """
            - code: "3A901"
              parameters: [{quantity: physical-qubits, at_least: 34}]
              same_as: [{list: annex-i, code: "3A001.a.1", relation: narrower, evidence: inferred}]
            """,
        "national/es-list/labels/en/list.yaml": "title: Spanish list",
        "national/es-list/labels/en/entries.yaml": '"3A901": Quantum converters',
        "labels/en/acts.yaml": '"32021R0821": Dual-use Regulation\nes-order-2023: Spanish order',
        "labels/en/regimes.yaml": "wassenaar: Conventional arms and dual-use goods",
        "labels/en/authorisations.yaml": "eu001: To the closest partners",
        "labels/en/quantities.yaml": """
            resolution: resolution
            sample-rate: sample rate
            temperature: temperature
            physical-qubits: number of physical qubits
            """,
        "labels/en/categories.yaml": "".join(f'"{key}": Category {key}\n' for key in (*CATEGORIES, *CATEGORY_PARTS)),
        "labels/en/product-groups.yaml": "".join(f"{key}: Group {key}\n" for key in PRODUCT_GROUPS),
    }
    for code in MEMBER_STATES:
        files[f"states/{code}.yaml"] = """
            languages: [nl]
            authorities: [{name: The ministry, url: "https://example.eu/ministry", sources: [made up for a test]}]
            regimes: {wassenaar: {member: true, since: 1996, evidence: recalled}}
            sources: [made up for a test]
            """
    return {path: dedent(text).lstrip("\n").rstrip(" ") for path, text in files.items()}


def as_tree(files: Mapping[str, str]) -> dict[str, bytes]:
    return {path: text.encode() for path, text in files.items()}


def small_dataset(changes: Mapping[str, str | None] | None = None) -> Dataset:
    """Return the small dataset with some files replaced, added, or (`None`) left out."""
    files = {**small_files(), **(changes or {})}
    return Dataset.load(as_tree({path: text for path, text in files.items() if text is not None}))


def write_files(folder: Path, files: Mapping[str, str | bytes]) -> Path:
    """Write files below a folder; return the folder."""
    for path, content in files.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content if isinstance(content, bytes) else content.encode())
    return folder


def run_git(folder: Path, *arguments: str, at: datetime | None = None) -> str:
    """Run Git in a folder, with the committer's clock at a moment; return what it prints."""
    identity = ("-c", "user.name=Test", "-c", "user.email=test@example.eu", "-c", "init.defaultBranch=main")
    clock = {"GIT_COMMITTER_DATE": at.isoformat()} if at else {}
    environment = {**os.environ, **clock, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
    command = ("git", *identity, *arguments)
    return subprocess.run(
        command, cwd=folder, capture_output=True, text=True, check=True, env=environment
    ).stdout.strip()


@pytest.fixture(scope="session")
def chronicle(tmp_path_factory: pytest.TempPathFactory) -> Chronicle:
    """What was recorded of the real dataset; where its history is not at hand, that of one commit made here."""
    latest = datetime.now(UTC)
    try:
        return recorded.read(ROOT / "lists", latest)
    except UsageError:
        folder = tmp_path_factory.mktemp("history")
        write_files(folder / "lists", read_folder(ROOT / "lists"))
        run_git(folder, "init", "-q")
        run_git(folder, "add", "-A")
        run_git(folder, "commit", "-qm", "Import")
        return recorded.read(folder / "lists", latest)


@pytest.fixture
def lists(tmp_path: Path) -> Path:
    """The small dataset on disk, in a folder `lists`."""
    return write_files(tmp_path / "lists", small_files())


@pytest.fixture
def repository(tmp_path: Path) -> Callable[[Mapping[str, str | None], str], str]:
    """A function that commits changed files (`None` deletes one) in `tmp_path`, and returns the commit's hash."""

    def git(*arguments: str, at: datetime | None = None) -> str:
        return run_git(tmp_path, *arguments, at=at)

    git("init", "-q")
    day = datetime(2026, 1, 1, 12, tzinfo=UTC)

    def commit(changes: Mapping[str, str | None], message: str) -> str:
        nonlocal day
        day += timedelta(days=1)  # each commit a day later, so that every date in a test is known
        for path, text in changes.items():
            if text is None:
                (tmp_path / path).unlink()
            else:
                write_files(tmp_path, {path: text})
        git("add", "-A")
        git("commit", "-qm", message, "--date", day.isoformat(), at=day)
        return git("rev-parse", "HEAD")

    return commit
