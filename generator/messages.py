"""Interface strings: one gettext catalogue a language, read with Babel."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from gettext import c2py
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import PoFileError, read_po

from generator.problems import Problem
from generator.vocabulary import LANGUAGES

FOLDER = Path(__file__).parent / "locale"
TEMPLATE = "messages.pot"
"""The strings that templates and modules use, as `make catalogues` extracted them."""


@dataclass(frozen=True)
class Catalogue:
    """The interface strings of one language."""

    language: str
    catalog: Catalog

    @cached_property
    def _strings(self) -> dict[str, str | Sequence[str]]:
        return {
            message.id[0] if isinstance(message.id, list | tuple) else message.id: message.string
            for message in self.catalog
            if message.id and message.string and any(message.string) and not message.fuzzy
        }

    @property
    def identifiers(self) -> frozenset[str]:
        """The source strings that the catalogue names, translated or not."""
        ids = (message.id for message in self.catalog if message.id)
        return frozenset(each if isinstance(each, str) else each[0] for each in ids)

    @property
    def translated(self) -> frozenset[str]:
        """The source strings that have a translation."""
        return frozenset(self._strings)

    @cached_property
    def _plural_index(self) -> Callable[[int], int]:
        return c2py(str(self.catalog.plural_expr))

    def gettext(self, text: str) -> str:
        """Return a string in this language, or the source text where the catalogue lacks it."""
        found = self._strings.get(text, text)
        return found if isinstance(found, str) else found[0]

    def ngettext(self, one: str, many: str, number: int) -> str:
        """Return the form that this language uses for a number."""
        found = self._strings.get(one)
        if found is not None and not isinstance(found, str):
            return found[min(self._plural_index(number), len(found) - 1)] or many
        return one if number == 1 else many


def read_catalogue(language: str, content: bytes) -> Catalogue:
    """Read a catalogue in gettext's PO format.

    Raises:
        PoFileError: the bytes are not a PO file.
    """
    return Catalogue(language, read_po(BytesIO(content), locale=language, abort_invalid=True))


def load_catalogues(folder: Path = FOLDER) -> tuple[dict[str, Catalogue], list[Problem]]:
    """Read the template (under the key `""`) and the catalogue of every language.

    Returns:
        The catalogues by language, and what could not be read.
    """
    catalogues: dict[str, Catalogue] = {}
    problems: list[Problem] = []
    for language, name in [("", TEMPLATE), *((code, f"{code}.po") for code in LANGUAGES)]:
        try:
            catalogues[language] = read_catalogue(language or "en", (folder / name).read_bytes())
        except FileNotFoundError:
            problems.append(
                Problem(name, 1, 1, "catalogue-missing", "the catalogue does not exist", "run: make catalogues")
            )
        except (PoFileError, UnicodeDecodeError) as error:
            message = f"this is not a gettext catalogue: {error}"
            problems.append(Problem(name, 1, 1, "catalogue-syntax", message, "mend it with a PO editor"))
    return catalogues, problems
