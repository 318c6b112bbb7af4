"""What runs on GitHub: pinned, without rights where a stranger's files run, and the same commands as on a laptop."""

import os
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml
from conftest import ROOT

WORKFLOWS = {path.stem: yaml.safe_load(path.read_text()) for path in (ROOT / ".github/workflows").glob("*.yml")}
STEPS = [
    (name, step) for name, workflow in WORKFLOWS.items() for job in workflow["jobs"].values() for step in job["steps"]
]
# Stands for GitHub's own program: it keeps one comment in a file, and notes what it was asked.
GH = """#!/usr/bin/env bash
echo "$@" >> "$HOME/asked"
case "$*" in
  *"/pulls "*) echo 7 ;;
  *"--paginate"*) [ ! -e "$HOME/comment" ] || echo 99 ;;
  *) for word in "$@"; do case "$word" in body=@*) cp "${word#body=@}" "$HOME/comment" ;; esac; done ;;
esac
"""


def test_actions_are_pinned_by_commit() -> None:
    used = [step["uses"] for _name, step in STEPS if "uses" in step]
    assert used
    assert [each for each in used if not re.fullmatch(r"actions/[a-z-]+@[0-9a-f]{40}", each)] == []


def test_a_strangers_files_run_without_secrets_and_without_the_right_to_write() -> None:
    check = WORKFLOWS["check"]
    assert check["permissions"] == {"contents": "read"}
    assert not any("permissions" in job for job in check["jobs"].values())
    assert "secrets." not in (ROOT / ".github/workflows/check.yml").read_text()
    for _name, step in STEPS:
        if step.get("uses", "").startswith("actions/checkout"):
            assert step["with"]["persist-credentials"] is False
    for workflow in WORKFLOWS.values():
        assert "pull_request_target" not in workflow.get(True, {})  # YAML reads `on` as true


def test_every_step_is_a_command_that_runs_on_a_laptop() -> None:
    runs = [step["run"] for _name, step in STEPS if "run" in step]
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    for run in runs:
        first, second = run.split()[:2]
        assert (first == "make" and second in targets) or first in ("sudo", ".github/comment")
        assert "${{" not in run  # values reach a command through its environment, never as part of it


def posted(home: Path, report: str) -> str:
    (home / "gh").write_text(GH)
    (home / "gh").chmod(0o755)
    (home / "changes.md").write_text(report)
    environment = {"PATH": f"{home}:{os.environ['PATH']}", "HOME": str(home), "TMPDIR": str(home)}
    command = [str(ROOT / ".github/comment"), "someone:branch", "0" * 40, str(home / "changes.md")]
    subprocess.run(command, check=True, env=environment, capture_output=True)
    return (home / "comment").read_text()


def test_there_is_one_comment_which_is_updated(tmp_path: Path) -> None:
    assert posted(tmp_path, "## First\n").endswith("## First\n")
    assert posted(tmp_path, "## Second\n").endswith("## Second\n")
    asked = (tmp_path / "asked").read_text()
    assert (asked.count("--method POST"), asked.count("--method PATCH")) == (1, 1)


@pytest.mark.parametrize(
    "report",
    [
        "@everybody <!-- control-lists: changes -->",
        "x" * 100_000,
        "\udcff".encode("utf-8", "surrogateescape").decode("latin-1"),
    ],
)
def test_a_report_is_data(tmp_path: Path, report: Any) -> None:
    body = posted(tmp_path, report)
    assert len(body) < 65_536
    assert "@" not in body
    assert body.count("<!-- control-lists: changes -->") == 1
