"""How one language shows things: interface strings, labels with their fallback, dates, numbers, names.

Names of countries and languages, dates and numbers come from CLDR through Babel.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from datetime import date
from functools import cache, lru_cache
from typing import NamedTuple

from babel import Locale
from babel.dates import format_date
from babel.lists import format_list
from babel.numbers import format_decimal

from generator.dataset import ControlList, Dataset
from generator.messages import Catalogue
from generator.model import Bounds, Label, Parameter, value_on
from generator.vocabulary import SOURCE_LANGUAGE

NO_BREAK_SPACE = "\N{NO-BREAK SPACE}"
# CLDR's plain `pt` is the Portuguese of Brazil and its plain `en` the English of the United States.
_LOCALES = {"en": "en_IE", "pt": "pt_PT"}
_OPERATORS = (("above", ">"), ("at_least", "≥"), ("below", "<"), ("at_most", "≤"))


class Phrase(NamedTuple):
    """Text that a reader sees, and the language it is in where that is not the page's own."""

    text: str
    language: str = ""
    """Empty where the text is in the language of the page."""


class Limit(NamedTuple):
    """A parameter in words and figures."""

    quantity: Phrase
    limit: str
    """Bounds and unit: `≥ 8, < 10 bit`."""

    condition: str
    """What it is measured at, empty where nothing is said."""


class Reader:
    """One language's way of showing the register.

    Args:
        language: code of an official language.
        catalogue: its interface strings.
        dataset: where labels come from.
        on: the legal date that the reader looks at.
    """

    def __init__(self, language: str, catalogue: Catalogue, dataset: Dataset, on: date) -> None:
        self.language = language
        self.gettext = catalogue.gettext
        self.ngettext = catalogue.ngettext
        self.on = on
        self._dataset = dataset
        spaces = _space_before_units(unit for each in dataset.quantities.values() for unit in each.units)
        self._shown = lru_cache(maxsize=None)(lambda text: spaces.sub(NO_BREAK_SPACE, text))
        self._locale = Locale.parse(_LOCALES.get(language, language))
        self.number = lru_cache(maxsize=None)(self._number)
        self.date = lru_cache(maxsize=None)(self._date)
        self.state = lru_cache(maxsize=None)(self._state)
        self.limit = lru_cache(maxsize=None)(self._limit)
        self.entry_label = lru_cache(maxsize=None)(self._entry_label)
        self.short_label = lru_cache(maxsize=None)(self._short_label)

    @property
    def locale_name(self) -> str:
        """What browsers call the language as it is written here: `en-IE`."""
        return str(self._locale).replace("_", "-")

    def label(self, section: str, key: str) -> Phrase:
        """Return the label of an act, a category, a quantity …; its key where nobody has written one."""
        return self._chosen(self._dataset.labels.get(section, {}), key)

    def _entry_label(self, control_list: ControlList, code: str, on: date | None = None) -> Phrase:
        """Return the label of an entry or paragraph on a date, empty where nobody has written one."""
        phrase = self._chosen(control_list.labels, code, on)
        return phrase if phrase.text != code else Phrase("")

    def list_title(self, control_list: ControlList) -> Phrase:
        """Return the label of a list."""
        phrase = self._chosen(control_list.labels, "title")
        return phrase if phrase.text != "title" else Phrase(control_list.identifier)

    def _short_label(self, section: str, key: str) -> str:
        return self.label(section, key).text

    def _chosen(self, labels: Mapping[str, Mapping[str, Label]], key: str, on: date | None = None) -> Phrase:
        for language in (self.language, SOURCE_LANGUAGE):
            label = labels.get(language, {}).get(key)
            if label is not None:
                shown = self._shown(value_on(label, on or self.on))
                return Phrase(shown, "" if language == self.language else language)
        return Phrase(key)

    def _limit(self, parameter: Parameter) -> Limit:
        condition = ""
        if parameter.at is not None:
            condition = f"{self.label('quantities', parameter.at.quantity).text} {self.bounds(parameter.at)}"
        return Limit(self.label("quantities", parameter.quantity), self.bounds(parameter), condition)

    def bounds(self, bounds: Bounds) -> str:
        """Write bounds and unit: `≥ 8, < 10 bit`, `75–650 mm`. The space before a unit does not break."""
        parts = []
        for name, operator in _OPERATORS:
            value = getattr(bounds, name)
            if value is not None:
                parts.append(f"{operator}{NO_BREAK_SPACE}{self.number(value)}")
        if bounds.between is not None:
            parts.append("–".join(self.number(value) for value in bounds.between))
        unit = f"{NO_BREAK_SPACE}{bounds.unit}" if bounds.unit else ""
        return ", ".join(parts) + unit

    def _number(self, value: float) -> str:
        return format_decimal(value, locale=self._locale, decimal_quantization=False)

    def _date(self, value: date) -> str:
        return format_date(value, "long", locale=self._locale)

    def _state(self, code: str) -> str:
        """Return the name of a country, or of the Union for `eu`."""
        return str(self._locale.territories.get(code.upper(), code.upper()))

    def language_name(self, code: str) -> str:
        """Return the name of a language in the reader's language."""
        return str(self._locale.languages.get(code, code))

    def joined(self, texts: Iterable[str]) -> str:
        """Join texts as the language does: `a, b and c`."""
        return format_list(list(texts), locale=self._locale)

    def sorted_states(self, codes: Iterable[str]) -> list[str]:
        """Sort country codes by their names, accents aside."""
        return sorted(codes, key=lambda code: _sort_key(self.state(code)))


def _space_before_units(units: Iterable[str]) -> re.Pattern[str]:
    """Match the space between a figure and a unit, which must not break in any language."""
    alternatives = "|".join(re.escape(unit) for unit in sorted(set(units), key=len, reverse=True))
    return re.compile(rf"(?<=[0-9⁰¹²³⁴⁵⁶⁷⁸⁹]) (?=(?:{alternatives or '%'})(?![A-Za-z]))")


def _sort_key(name: str) -> str:
    decomposed = unicodedata.normalize("NFD", name.casefold())
    return "".join(character for character in decomposed if not unicodedata.combining(character))


@cache
def countries() -> frozenset[str]:
    """Return the countries that CLDR names, ISO 3166-1 alpha-2 in small letters, without its groups and test codes."""
    no_country = {"eu", "ez", "un", "zz", "xa", "xb", "qo", "ea", "ic", "ac", "cp", "dg", "cq", "ta"}
    codes = (str(code).lower() for code in Locale("en").territories)
    return frozenset(code for code in codes if len(code) == 2 and code.isalpha() and code not in no_country)


@cache
def own_name(language: str) -> str:
    """Return what a language calls itself, as CLDR writes it."""
    return str(Locale.parse(language).languages[language])
