"""Measures reading a history against `git log -p`, and `diff HEAD~1` on the real dataset against `git diff`.

The history is made up: 1,000 commits, each of which touches a label file in each of 24 languages. Reading it means each
change set, with nothing remembered. Runs alternate; the medians count. Usage: python benchmarks/history.py [--runs 3]
"""

import argparse
import os
import random
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from generator import recorded
from generator.vocabulary import LANGUAGES

ROOT = Path(__file__).parent.parent
COMMITS = 1_000
ENTRIES = 60
WORDS = "filters amplifiers lasers pumps valves sensors for below above high fast radiation-hardened".split()
READ = "import gc, sys; gc.set_threshold(200_000); from datetime import datetime, UTC; from pathlib import Path;"
READ += "from generator import recorded; recorded.read(Path(sys.argv[1]), datetime.now(UTC))"


def make_history(folder: Path) -> None:
    """Write the made-up repository through `git fast-import`."""
    chance = random.Random(1)
    codes = [f"3A{number:03}" for number in range(1, ENTRIES + 1)]
    labels = {language: {code: _label(chance, language) for code in codes} for language in LANGUAGES}
    record = (ROOT / "lists/union/annex-i/list.yaml").read_bytes()
    subprocess.run(["git", "init", "-q", "-b", "main", str(folder)], check=True)
    importer = subprocess.Popen(["git", "fast-import", "--quiet"], cwd=folder, stdin=subprocess.PIPE)
    assert importer.stdin
    for number in range(COMMITS):
        head = f"commit refs/heads/main\ncommitter B <b@example.eu> {1_700_000_000 + 3600 * number} +0000\ndata 1\nx\n"
        files = {"list.yaml": record} if number == 0 else {}
        for language, known in labels.items():
            known[chance.choice(codes)] = _label(chance, language)
            text = "".join(f'"{code}": {label}\n' for code, label in known.items())
            files[f"labels/{language}/3A.yaml"] = text.encode()
        importer.stdin.write(head.encode())
        for path, content in files.items():
            importer.stdin.write(f"M 644 inline lists/union/annex-i/{path}\ndata {len(content)}\n".encode())
            importer.stdin.write(content + b"\n")
    importer.stdin.close()
    importer.wait()
    subprocess.run(["git", "gc", "-q"], cwd=folder, check=True)
    subprocess.run(["git", "reset", "-q", "--hard", "main"], cwd=folder, check=True)


def _label(chance: random.Random, language: str) -> str:
    return f"{language} {' '.join(chance.choices(WORDS, k=6))}"


def timed(command: list[str], folder: Path) -> float:
    start = time.perf_counter()
    subprocess.run(command, cwd=folder, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    return time.perf_counter() - start


def medians(runs: int, what: dict[str, Callable[[], float]]) -> dict[str, float]:
    """Time several things in turns."""
    found: dict[str, list[float]] = {name: [] for name in what}
    for _run in range(runs):
        for name, start in what.items():
            found[name].append(start())
    return {name: statistics.median(each) for name, each in found.items()}


def one_more(folder: Path, known: int) -> float:
    """Return the seconds that the last commit costs where `known` commits were read before it."""
    subprocess.run(["git", "reset", "-q", "--hard", "main"], cwd=folder, check=True)
    subprocess.run(["git", "reset", "-q", "--hard", f"main~{COMMITS - 1 - known}"], cwd=folder, check=True)
    subprocess.run(["git", "switch", "-q", "--detach"], cwd=folder, check=True)
    recorded.read(folder / "lists", datetime.now(UTC))
    before = _reading(folder)
    path = folder / "lists/union/annex-i/labels/en/3A.yaml"
    lines = path.read_text().splitlines(keepends=True)
    path.write_text("".join([f'"3A001": Another label {known}\n', *lines[1:]]))
    subprocess.run(
        ["git", "-c", "user.name=B", "-c", "user.email=b@example.eu", "commit", "-qam", "x"], cwd=folder, check=True
    )
    cost = _reading(folder) - before
    subprocess.run(["git", "switch", "-q", "main"], cwd=folder, check=True)
    return cost


def _reading(folder: Path) -> float:
    """Return the seconds of the comparisons alone: what is remembered is not compared again."""
    spent = 0.0
    compare = recorded._compare

    def counted(*arguments: object) -> object:
        nonlocal spent
        start = time.perf_counter()
        result = compare(*arguments)  # type: ignore[arg-type]
        spent += time.perf_counter() - start
        return result

    recorded._compare = counted  # type: ignore[assignment]
    try:
        recorded.read(folder / "lists", datetime.now(UTC))
    finally:
        recorded._compare = compare
    return spent


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=3)
    arguments = parser.parse_args()
    os.environ["PYTHONPATH"] = str(ROOT)
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch) / "history"
        make_history(folder)
        cache = folder / ".git" / recorded.CACHE_FILE
        log = ["git", "log", "-p", "--", "lists"]
        read = [sys.executable, "-c", READ, "lists"]

        def cold() -> float:
            cache.unlink(missing_ok=True)
            return timed(read, folder)

        found = medians(
            arguments.runs,
            {"git log -p": lambda: timed(log, folder), "cold": cold, "warm": lambda: timed(read, folder)},
        )
        git = found["git log -p"]
        print(f"{COMMITS:,} commits × {len(LANGUAGES)} files; {os.cpu_count()} cores; medians of {arguments.runs}\n")
        print(f"git log -p                     {git:6.2f} s")
        print(f"all change sets, nothing known {found['cold']:6.2f} s   ratio {found['cold'] / git:.2f}")
        print(f"all change sets, all known     {found['warm']:6.2f} s   ratio {found['warm'] / git:.2f}")
        for known in (100, COMMITS - 1):
            print(f"one commit more after {known:5,}    {1000 * one_more(folder, known):6.1f} ms")
        real = Path(scratch) / "real"
        subprocess.run(["git", "clone", "-q", str(ROOT), str(real)], check=True)
        label = real / "lists/union/annex-i/labels/nl/3A.yaml"
        label.write_text(re.sub('"3A001": .*', '"3A001": Andere elektronica', label.read_text(), count=1))
        subprocess.run(
            ["git", "-c", "user.name=B", "-c", "user.email=b@example.eu", "commit", "-qam", "x"], cwd=real, check=True
        )
        diff = [sys.executable, "-m", "generator", "diff", "HEAD~1"]
        plain = ["git", "diff", "HEAD~1"]
        found = medians(arguments.runs, {"ours": lambda: timed(diff, real), "git": lambda: timed(plain, real)})
        print(f"\ndiff HEAD~1 on the real dataset {found['ours']:5.2f} s   (git diff HEAD~1: {found['git']:.2f} s)")


if __name__ == "__main__":
    main()
