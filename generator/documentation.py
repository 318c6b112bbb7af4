"""Writes the documentation that the program itself knows: its rules and its commands.

`make documentation` runs it; a test fails when what it would write differs from what is there.
"""

import sys
from collections.abc import Iterator
from pathlib import Path

import click

from generator.checks import all_rules
from generator.cli import main


def rules_page() -> str:
    """Return the page of all rules, in Markdown."""
    lines = [
        "# Rules",
        "",
        "What `control-lists check` holds the data and the interface strings to. Every finding names its rule.",
        "This page is written by `make documentation`.",
        "",
        "| rule | what it demands |",
        "|---|---|",
        *(f"| `{name}` | {sentence} |" for name, sentence in all_rules().items()),
    ]
    return "\n".join(lines) + "\n"


def commands_page() -> str:
    """Return the page of all commands with their options, in Markdown."""
    lines = [
        "# Commands",
        "",
        "`control-lists`, also `python -m generator`. Exit codes: 0 fine, 1 findings in the data, 2 wrong use.",
        "This page is written by `make documentation`.",
    ]
    for name, command in _commands():
        lines += ["", f"## {name}", "", "```text", _help(name, command).rstrip(), "```"]
    return "\n".join(lines) + "\n"


def _commands() -> Iterator[tuple[str, click.Command]]:
    """Yield every command by its full name; those of a group instead of the group."""
    for name, command in sorted(main.commands.items()):
        if isinstance(command, click.Group):
            yield from ((f"{name} {below}", each) for below, each in sorted(command.commands.items()))
        else:
            yield name, command


def _help(name: str, command: click.Command) -> str:
    top = click.Context(main, info_name="control-lists", **main.context_settings)
    return command.get_help(click.Context(command, top, info_name=name, max_content_width=100, terminal_width=100))


def pages() -> Iterator[tuple[str, str]]:
    """Yield file name and content of every page."""
    yield "rules.md", rules_page()
    yield "commands.md", commands_page()


if __name__ == "__main__":
    for file_name, content in pages():
        Path(sys.argv[1], file_name).write_text(content, encoding="utf-8")
