"""The rules for the wording of labels in 24 languages, each checked against the English label of the same entry.

Exceptions are data (`lists/exceptions.yaml`), each with a reason; one that is no longer needed is itself a finding.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from typing import NamedTuple

from generator.dataset import ControlList, Dataset, Finding, Place, default_label
from generator.model import Term
from generator.vocabulary import LANGUAGES, SOURCE_LANGUAGE

SHORTEST, LONGEST = 0.4, 2.5
"""How long a label may be, as a multiple of the English one."""

# The letters of each language beside a to z (EU interinstitutional style guide; CLDR exemplar characters).
LETTERS: dict[str, str] = {
    "cs": "áčďéěíňóřšťúůýž",
    "da": "æøåé",
    "de": "äöüß",
    "en": "éö",
    "es": "áéíñóúü",
    "et": "äõöüšž",
    "fi": "åäöšž",
    "fr": "àâæçéèêëîïôùûüÿœ",
    "ga": "áéíóú",
    "hr": "čćđšž",
    "hu": "áéíóöőúüű",
    "it": "àèéìîòóù",
    "lt": "ąčęėįšųūž",
    "lv": "āčēģīķļņšūž",
    "mt": "ċġħżàèìòù",
    "nl": "äëïöüéèêóá",
    "pl": "ąćęłńóśźż",
    "pt": "áâãàçéêíóôõú",
    "ro": "ăâîșț",
    "sk": "áäčďéíĺľňóôŕšťúýž",
    "sl": "čšž",
    "sv": "åäöé",
}
_SCRIPTS = {"bg": re.compile(r"[\u0400-\u04ff]"), "el": re.compile(r"[\u0370-\u03ff\u1f00-\u1fff]")}
_GREEK_SYMBOLS = frozenset("αβγδεθλμπρσφωΩµ")
_LATIN_WORD = re.compile(r"[A-Za-z]{4,}")
_NUMBER = re.compile(r"[0-9]+(?:[.,][0-9]+)?")
# Words that only English has: what is left over when a translation was not finished.
_ENGLISH = re.compile(r"\b(the|with|and|which|than|their|other than|designed|having)\b", re.IGNORECASE)
_ENGLISH_TOO = {"et": {"and"}, "sv": {"and"}, "da": {"and"}}


class Pair(NamedTuple):
    """A label and the English label of the same code."""

    language: str
    control_list: ControlList
    code: str
    label: str
    english: str

    @property
    def place(self) -> Place:
        return self.control_list.label_places[self.language, self.code]


class Labels(NamedTuple):
    """What the rules look at: made once for all of them."""

    dataset: Dataset
    pairs: tuple[Pair, ...]

    @classmethod
    def of(cls, dataset: Dataset) -> "Labels":
        """Take every label that is not English, with the English one, out of a dataset."""
        return cls(dataset, tuple(_pairs(dataset)))


def _pairs(dataset: Dataset) -> Iterator[Pair]:
    for control_list in dataset.lists.values():
        english = control_list.labels.get(SOURCE_LANGUAGE, {})
        for language, labels in control_list.labels.items():
            for code, label in labels.items() if language != SOURCE_LANGUAGE else ():
                source = default_label(english.get(code))
                if source is not None and code in control_list.entries:
                    yield Pair(language, control_list, code, default_label(label) or "", source)


def _finding(pair: Pair, message: str, hint: str) -> Finding:
    return Finding(pair.place, f"{pair.code} ({pair.language}): {message}", hint)


def label_script(labels: Labels) -> Iterator[Finding]:
    """Bulgarian labels are written in Cyrillic and Greek ones in Greek letters, but for codes, units and names."""
    for pair in labels.pairs:
        script = _SCRIPTS.get(pair.language)
        if script is None:
            continue
        foreign = [word for word in _LATIN_WORD.findall(pair.label) if word[1:].islower() and word not in pair.english]
        for word in foreign:
            yield _finding(pair, f"'{word}' is in Latin letters", "write it in the letters of the language")
        if not script.search(pair.label) and len(_LATIN_WORD.findall(pair.label)) > 1:
            yield _finding(pair, "the label is in Latin letters", "translate it")


def label_letters(labels: Labels) -> Iterator[Finding]:
    """Labels use the letters that their language has."""
    for pair in labels.pairs:
        known = LETTERS.get(pair.language)
        if known is None:
            continue
        for letter in sorted(set(pair.label.lower())):
            plain = letter.isascii() or not letter.isalpha() or letter in known or letter in _GREEK_SYMBOLS
            if not plain and letter not in pair.english.lower():
                yield _finding(pair, f"the language has no letter '{letter}'", "write the letter that is meant")


def label_translated(labels: Labels) -> Iterator[Finding]:
    """A label is not the English one, and no English words are left in it."""
    for pair in labels.pairs:
        if pair.label == pair.english and len(_LATIN_WORD.findall(pair.label)) > 1:
            yield _finding(pair, "the label is the English one", "translate it")
        elif LANGUAGES[pair.language].script == "Latin":
            allowed = _ENGLISH_TOO.get(pair.language, set())
            for word in {each.lower() for each in _ENGLISH.findall(pair.label)} - allowed:
                yield _finding(pair, f"the English word '{word}' is left", "translate it")


def label_numbers(labels: Labels) -> Iterator[Finding]:
    """A label has the numbers and codes of the English one, with the decimal sign of the language."""
    for pair in labels.pairs:
        theirs, ours = _numbers(pair.english), _numbers(pair.label)
        if theirs != ours:
            missing = ", ".join((theirs - ours).elements()) or "none"
            added = ", ".join((ours - theirs).elements()) or "none"
            message = f"numbers differ from the English label (missing: {missing}; added: {added})"
            yield _finding(pair, message, "put the numbers right")


def _numbers(text: str) -> Counter[str]:
    return Counter(number.replace(",", ".") for number in _NUMBER.findall(text))


def label_length(labels: Labels) -> Iterator[Finding]:
    """A label of an entry is between 0.4 and 2.5 times as long as the English one."""
    for pair in labels.pairs:
        share = len(pair.label) / len(pair.english)
        if not pair.control_list.entries[pair.code].is_paragraph and not SHORTEST <= share <= LONGEST:
            yield _finding(
                pair, f"the label has {share:.1f} times the length of the English one", "say as much, as shortly"
            )


def label_unique(labels: Labels) -> Iterator[Finding]:
    """Different entries of a list have different labels in every language."""
    for control_list in labels.dataset.lists.values():
        for language, own in control_list.labels.items():
            seen: dict[str, str] = {}
            for entry in control_list.top_entries:
                label = default_label(own.get(entry.code))
                if label is not None and (first := seen.setdefault(label, entry.code)) != entry.code:
                    message = f"{entry.code} ({language}): {first} has the same label"
                    yield Finding(control_list.label_places[language, entry.code], message, "say what differs")


def label_terms(labels: Labels) -> Iterator[Finding]:
    """A label calls a thing as the term base of its language does."""
    dataset = labels.dataset
    patterns = [(term, _whole_word(term)) for term in sorted(dataset.glosses, key=len, reverse=True)]
    found_in: dict[str, list[str]] = {}
    for pair in labels.pairs:
        terms = dataset.terms.get(pair.language)
        if terms is None or pair.control_list.entries[pair.code].is_paragraph:
            continue
        if pair.english not in found_in:
            found_in[pair.english] = _terms_of(pair.english, patterns)
        for term in found_in[pair.english]:
            if term in terms and not _names(pair.label, terms[term]):
                message = f"'{term}' is '{terms[term].term}' in the term base, and the label says something else"
                yield _finding(pair, message, "use the term, or add the stem of its form to the term base")


def _whole_word(term: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w-]){re.escape(term)}(?:s|es)?(?![\w-])", re.IGNORECASE)


def _terms_of(english: str, patterns: list[tuple[str, re.Pattern[str]]]) -> list[str]:
    """Return the terms that a label contains; the longest wins where two overlap."""
    found = []
    for term, pattern in patterns:
        if pattern.search(english):
            found.append(term)
            english = pattern.sub(" ", english)
    return found


def _names(label: str, term: Term) -> bool:
    return any(stem in label.lower() for stem in term.stems)


def terms_complete(dataset: Dataset) -> Iterator[Finding]:
    """The term base of every language has the English terms, and no others."""
    for language, terms in dataset.terms.items():
        for term in sorted(terms.keys() - dataset.glosses.keys()):
            place = dataset.places[f"term-{language}", term]
            yield Finding(
                place, f"there is no English term '{term}'", "add it to terms/en.yaml, or drop it", of_key=True
            )
        for term in sorted(dataset.glosses.keys() - terms.keys()):
            place = Place(f"terms/{language}.yaml")
            yield Finding(place, f"the term '{term}' is missing", "add it with the stems of its forms")


Rule = Callable[[Labels], Iterator[Finding]]
WORDING: dict[str, Rule] = {
    rule.__name__.replace("_", "-"): rule
    for rule in (label_script, label_letters, label_translated, label_numbers, label_length, label_unique, label_terms)
}
"""The rules to which there can be exceptions."""


def with_exceptions(name: str, labels: Labels, used: set[tuple[str, str, str, str]]) -> Iterator[Finding]:
    """Apply a rule, and leave out what an exception allows; `used` gains the exceptions that were needed."""
    dataset = labels.dataset
    allowed = {
        control_list.label_places[language, code]: (name, language, identifier, code)
        for rule, language, identifier, code in dataset.exceptions
        if rule == name
        and (control_list := dataset.lists.get(identifier)) is not None
        and (language, code) in control_list.label_places
    }
    for finding in WORDING[name](labels):
        key = allowed.get(finding.place)
        if key is None:
            yield finding
        else:
            used.add(key)


def exceptions_needed(dataset: Dataset, used: set[tuple[str, str, str, str]]) -> Iterator[Finding]:
    """Find the exceptions that no label needs any more."""
    for key in dataset.exceptions.keys() - used:
        place = dataset.places["exceptions", " ".join(key)]
        yield Finding(place, f"the label of {key[3]} ({key[1]}) does not break '{key[0]}'", "drop the exception")
