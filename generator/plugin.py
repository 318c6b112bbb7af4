"""Our plugin for MkDocs: plain `mkdocs build` makes the site of one language, from the pages of `control-lists build`.

With `shell`, the only module that imports MkDocs.
"""

import os
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from mkdocs.config import config_options
from mkdocs.config.base import Config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.plugins import BasePlugin, event_priority
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.structure.nav import Navigation

from generator import statistics
from generator.dataset import Dataset, read_folder
from generator.messages import load_catalogues
from generator.pages import PageMaker, Project
from generator.problems import as_text
from generator.shell import RenderedPage, configure, page_meta
from generator.text import Reader
from generator.views import Register
from generator.vocabulary import LANGUAGES


class ControlListsConfig(Config):  # type: ignore[no-untyped-call]
    """Options of the plugin in `mkdocs.yml`."""

    lists = config_options.Dir(exists=True, default="lists")
    """The folder of the dataset."""


class ControlListsPlugin(BasePlugin[ControlListsConfig]):  # type: ignore[no-untyped-call]
    """Adds the pages of the language that the environment variable SITE_LANGUAGE names (English by default)."""

    @event_priority(100)
    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        """Set theme, name and sections to the language."""
        language = os.environ.get("SITE_LANGUAGE", "en")
        if language not in LANGUAGES:
            raise PluginError(f"SITE_LANGUAGE is '{language}'; it must be one of: {', '.join(LANGUAGES)}")
        catalogues, problems = load_catalogues()
        self._dataset = Dataset.load(read_folder(Path(self.config.lists)))
        problems += self._dataset.problems
        if problems:
            raise PluginError("the data cannot be used:\n" + as_text(sorted(problems)))
        self._reader = Reader(language, catalogues[language], self._dataset, date.today())
        self._counted = statistics.count(self._dataset, catalogues)
        self._project = Project(config.repo_url or "")
        configure(config, language, self._reader.gettext)
        config.theme.static_templates.discard("404.html")  # ours stands above the languages
        return config

    def on_files(self, files: Files, config: MkDocsConfig) -> Files:
        """Put our pages in the place of the files of the dataset, which are no pages."""
        kept = [file for file in files if not file.is_documentation_page() and not file.src_uri.endswith(".yaml")]
        return Files([*kept, *self._page_files(config)])

    def on_nav(self, nav: Navigation, config: MkDocsConfig, files: Files) -> Navigation:
        """Leave the navigation to our templates, which know the sections."""
        return Navigation([], nav.pages)

    def _page_files(self, config: MkDocsConfig) -> Iterator[File]:
        register = Register(self._dataset, self._reader.on, self._counted)
        for page in PageMaker(register, self._reader, self._project).pages():
            path = f"{self._reader.language}/{page.address}index.md"
            file = File.generated(config, path, content="", inclusion=InclusionLevel.NOT_IN_NAV)
            RenderedPage(file, config, page.title, page.body, page_meta(page))
            yield file
