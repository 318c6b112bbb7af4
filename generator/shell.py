"""The frame of a page: MkDocs Material renders it once a language, and every page of that language is poured into it.

With `plugin`, the only module that imports MkDocs. The frame is an ordinary page whose title, address, contents and
body are marks; the rendered HTML is split at the marks once, and a page is a join of the pieces.
"""

import logging
import os
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any

os.environ.setdefault("NO_MKDOCS_2_WARNING", "1")

from mkdocs.commands.build import get_context
from mkdocs.config import load_config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import Abort, ConfigurationError
from mkdocs.structure.files import File, Files
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page as MkDocsPage
from mkdocs.structure.toc import AnchorLink, TableOfContents

from generator import urls
from generator.pages import SECTIONS, Page, phrase_html, section_titles
from generator.problems import UsageError
from generator.text import Phrase, own_name
from generator.vocabulary import LANGUAGES

# A page this deep is where the frame is rendered, so that every way up to the top of the site is found and marked.
_FRAME_DEPTH = 9
_WAY_UP = "/".join([".."] * _FRAME_DEPTH)
CONTENT_ANCHOR = "content"
"""Where the link that skips the header leads; `main.html` sets it."""

_MARK = re.compile("\x02([a-z-]+)\x03")


def _mark(name: str) -> str:
    return f"\x02{name}\x03"


def words(gettext: Callable[[str], str]) -> dict[str, str]:
    """Return the strings of the frame."""
    _ = gettext
    return {
        "site_name": _("EU Control Lists"),
        "find": _("Find a code"),
        "find_example": _("Code or word, for example 3A001.a.5"),
        "found_none": _("No code or label found."),
        "find_button": _("Find"),
        "contents": _("On this page"),
        "menu": _("Menu"),
        "language": _("Language"),
        "to_dark": _("Switch to dark colours"),
        "to_light": _("Switch to light colours"),
        "missing": _("This page does not exist."),
    }


def contents_html(contents: tuple[tuple[str, Phrase], ...]) -> str:
    """Write the list of a page's sections; empty where there are none."""
    return "".join(
        f'<li class="md-nav__item"><a class="md-nav__link" href="#{escape(anchor)}">{phrase_html(title)}</a></li>'
        for anchor, title in contents
    )


def configure(config: MkDocsConfig, language: str, gettext: Callable[[str], str]) -> None:
    """Set an MkDocs configuration to a language: theme, site name, sections, alternates."""
    strings = words(gettext)
    titles = section_titles(gettext)
    config.theme["language"] = language
    config.site_name = strings["site_name"]
    config.extra.update(
        homepage=f"{language}/",
        words=strings,
        language=language,
        sections=[
            {"key": key, "title": titles[key], "address": f"{language}/{address}"} for key, address in SECTIONS.items()
        ],
        languages=[{"code": code, "name": own_name(code)} for code in LANGUAGES],
    )


def page_meta(page: Page) -> dict[str, Any]:
    """Return what the templates read of a page beside its title and body."""
    return {
        "title": escape(page.title),
        "description": escape(page.description),
        "address": page.address,
        "contents": contents_html(page.contents),
        "feeds": page.feeds,
        "current": {key: ' aria-current="page"' if key == page.section else "" for key in SECTIONS},
    }


class RenderedPage(MkDocsPage):
    """A page for MkDocs whose body is finished HTML: nothing to read, nothing to convert."""

    def __init__(self, file: File, config: MkDocsConfig, title: str, body: str, meta: Mapping[str, Any]) -> None:
        super().__init__(title, file, config)
        self._body = body
        self._meta = dict(meta)

    def read_source(self, config: MkDocsConfig) -> None:
        self.markdown, self.meta = "", self._meta

    def render(self, config: MkDocsConfig, files: Files) -> None:
        self.content = self._body
        self.present_anchor_ids = {CONTENT_ANCHOR}
        self.toc = TableOfContents([AnchorLink(self.title or "", CONTENT_ANCHOR, 1)])


@dataclass(frozen=True)
class Shell:
    """The frame of one language, split at its marks."""

    language: str
    pieces: tuple[str, ...]
    """Text and names of marks, in turns, text first."""

    def pour(self, page: Page) -> bytes:
        """Put a page into the frame."""
        meta = page_meta(page)
        values = {
            "title": meta["title"],
            "description": meta["description"],
            "address": meta["address"],
            "contents": meta["contents"],
            "feeds": meta["feeds"],
            "body": page.body,
            "way-up": "/".join([".."] * urls.depth(page.address)),
            **{f"current-{key}": value for key, value in meta["current"].items()},
        }
        pieces = list(self.pieces)
        pieces[1::2] = [values[name] for name in pieces[1::2]]
        return "".join(pieces).encode()


def read_config(path: Path, base_url: str | None) -> MkDocsConfig:
    """Read `mkdocs.yml`, with another address of the site where one is given.

    Raises:
        UsageError: the configuration is not valid.
    """
    logging.getLogger("mkdocs").setLevel(logging.WARNING)
    changes = {"site_url": base_url} if base_url else {}
    try:
        return load_config(str(path), **changes)
    except (ConfigurationError, Abort) as error:
        raise UsageError(f"{path} cannot be used: {error}") from None


def make_shells(config: MkDocsConfig, catalogues: Mapping[str, Callable[[str], str]]) -> dict[str, Shell]:
    """Render the frame of each language.

    Args:
        config: the configuration of `mkdocs.yml`.
        catalogues: language to the function that translates an interface string.

    Returns:
        Language to its frame.
    """
    environment = config.theme.get_env()
    return {language: _make_shell(config, environment, language, gettext) for language, gettext in catalogues.items()}


def _make_shell(config: MkDocsConfig, environment: Any, language: str, gettext: Callable[[str], str]) -> Shell:
    configure(config, language, gettext)
    names = ("description", "address", "contents", "title", "feeds")
    meta = {
        **{name: _mark(name) for name in names},
        "current": {key: _mark(f"current-{key}") for key in SECTIONS},
    }
    path = "/".join(f"d{level}" for level in range(_FRAME_DEPTH)) + "/index.md"
    file = File(path, "", config.site_dir, use_directory_urls=True)
    page = RenderedPage(file, config, _mark("title"), _mark("body"), meta)
    page.read_source(config)
    page.render(config, Files([]))
    context = get_context(Navigation([page], [page]), Files([file]), config, page)
    html = environment.get_template("main.html").render(context)
    return Shell(language, tuple(_MARK.split(_compact(html).replace(_WAY_UP, _mark("way-up")))))


def _compact(html: str) -> str:
    """Drop the indentation and empty lines that templates leave behind."""
    return re.sub(r"\s*\n\s*", "\n", html)


def theme_assets(config: MkDocsConfig) -> Iterator[tuple[str, bytes]]:
    """Yield address and bytes of the style sheets, scripts and images of the theme and of our overrides, once.

    The theme's scripts are not used and stay behind, with its source maps.
    """
    seen = set()
    for folder in config.theme.dirs:
        for path in sorted(Path(folder, "assets").rglob("*")):
            address = path.relative_to(folder).as_posix()
            unused = "material" in Path(folder).parts and not address.endswith(".css")
            if path.is_file() and not unused and address not in seen:
                seen.add(address)
                yield address, path.read_bytes()
