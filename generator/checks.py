"""The rules: a table of functions `(Dataset) -> Iterator[Finding]`, one rule each; its docstring is the rule.

What can be seen in one file alone is found while reading (`generator.source`, `generator.dataset`); those rules are
listed in `READING_RULES`, so that the documentation names them all.
"""

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterator
from dataclasses import replace
from functools import cache
from itertools import chain, pairwise
from pathlib import Path

from babel import Locale
from babel.messages.catalog import Message

from generator import messages, wording
from generator.dataset import ControlList, Dataset, Finding, Place
from generator.model import Bounds, Entry, Parameter, Sourced, Version
from generator.problems import Problem
from generator.vocabulary import (
    CATEGORIES,
    CATEGORY_PARTS,
    LANGUAGES,
    MEMBER_STATES,
    PRODUCT_GROUPS,
    SOURCE_LANGUAGE,
)

READING_RULES: dict[str, str] = {
    "missing-folder": "There is a dataset where the command looks for one.",
    "too-many-files": "The folder holds no more files than a dataset can have.",
    "unknown-file": "Every file stands where the layout has a place for it.",
    "file-too-large": "No file is larger than 4 MiB.",
    "encoding": "Files are UTF-8 without a byte order mark.",
    "empty-file": "No file is empty.",
    "yaml-syntax": "Files are valid YAML.",
    "yaml-alias": "Files use no anchors and aliases.",
    "duplicate-key": "No key is given twice.",
    "unknown-field": "Records have only the fields that are documented.",
    "missing-field": "Records have every field that is required.",
    "wrong-date": "Dates are real dates, written year-month-day.",
    "wrong-form": "Codes and identifiers have the form that is documented.",
    "wrong-value": "Fields hold values of their kind, and values of one record fit each other.",
    "missing-list": "A list with entries or labels has a list.yaml.",
    "duplicate-list": "The identifier of a list is unique.",
    "duplicate-code": "A code stands once in its list.",
    "duplicate-label": "A code has one label in a language.",
    "list-kind": "A list stands in the folder of its kind.",
}


Rule = Callable[[Dataset], Iterator[Finding]]


def check_dataset(dataset: Dataset, with_wording: bool = True) -> list[Problem]:
    """Apply every rule to a dataset.

    Args:
        dataset: what was read.
        with_wording: apply the rules for labels too; a site can be built without, for they harm no page.

    Returns:
        All findings, those of reading included, in the order of files and lines; paths are relative to `lists/`.
    """
    problems = set(dataset.problems)
    used: set[tuple[str, str, str, str]] = set()
    found = [(name, finding) for name, rule in RULES.items() for finding in rule(dataset)]
    if with_wording:
        labels = wording.Labels.of(dataset)
        for name in wording.WORDING:
            found += [(name, finding) for finding in wording.with_exceptions(name, labels, used)]
        found += [("exception-needed", finding) for finding in wording.exceptions_needed(dataset, used)]
    for name, finding in found:
        line, column = dataset.locate(finding.place, finding.of_key)
        problems.add(Problem(finding.place.path, line, column, name, finding.message, finding.hint))
    return sorted(problems)


# -- what refers to something ------------------------------------------------------------------------------------------


def act_exists(dataset: Dataset) -> Iterator[Finding]:
    """Every act that is referred to is recorded in `acts/`."""
    hint = "correct the identifier, or record the act: control-lists new act"
    for act, place in _act_references(dataset):
        if act not in dataset.acts and not dataset.is_unread("acts", act):
            yield Finding(place, f"there is no act '{act}'", hint)


def _act_references(dataset: Dataset) -> Iterator[tuple[str, Place]]:
    for identifier, act in dataset.acts.items():
        place = dataset.places["acts", identifier]
        for name in ("amends", "corrects", "repeals"):
            for index, target in enumerate(getattr(act, name)):
                yield target, replace(place, pointer=(name, index))
    for identifier, authorisation in dataset.authorisations.items():
        place = dataset.places["authorisations", identifier]
        if authorisation.act is not None:
            yield authorisation.act, replace(place, pointer=("act",))
        removed = authorisation.destinations.removed if authorisation.destinations else {}
        for country, version in removed.items():
            yield from _version_acts(version, replace(place, pointer=("destinations", "removed", country)))
    yield from _list_acts(dataset)


def _list_acts(dataset: Dataset) -> Iterator[tuple[str, Place]]:
    for identifier, step in dataset.coordination.items():
        if step.act is not None:
            yield step.act, _in(dataset.places["coordination", identifier], "act")
    for code, state in dataset.states.items():
        for number, measure in enumerate(state.measures):
            for index, act in enumerate(measure.acts):
                yield act, _in(dataset.places["states", code], "measures", number, "acts", index)
    for control_list in dataset.lists.values():
        for index, act_identifier in enumerate(control_list.record.acts):
            yield act_identifier, replace(control_list.place, pointer=("acts", index))
        for version, place in _versions(control_list):
            yield from _version_acts(version, place)


def _version_acts(version: Version, place: Place) -> Iterator[tuple[str, Place]]:
    for name, act in (("by", version.by), ("ended_by", version.ended_by)):
        if act is not None:
            yield act, _in(place, name)


def _versions(control_list: ControlList) -> Iterator[tuple[Version, Place]]:
    """Yield every version of a list, its entries and paragraphs, with its place."""
    for index, version in enumerate(control_list.record.in_force):
        yield version, Place(control_list.place.path, ("in_force", index))
    for entry in control_list.entries.values():
        for index, version in enumerate(entry.in_force):
            yield version, _field(control_list, entry, "in_force", index)


def _in(place: Place, *steps: str | int) -> Place:
    return Place(place.path, (*place.pointer, *steps))


def _field(control_list: ControlList, entry: Entry, *steps: str | int) -> Place:
    place = control_list.places[entry.code]
    return Place(place.path, (*place.pointer[:-1], *steps))


def code_exists(dataset: Dataset) -> Iterator[Finding]:
    """Every code that is referred to stands in its list, and so does the list."""
    for identifier, code, place in chain(
        _entry_references(dataset), _authorisation_references(dataset), _correlated(dataset)
    ):
        control_list = dataset.lists.get(identifier)
        if control_list is None:
            if not any(path.endswith(f"/{identifier}/list.yaml") for path in dataset.unread):
                hint = "write the name of the list's folder"
                yield Finding(_in(place, "list"), f"there is no list '{identifier}'", hint)
        elif code not in control_list.entries and not dataset.is_partly_read(control_list):
            hint = "correct the code, or record the entry: control-lists new entry"
            yield Finding(_in(place, "code"), f"there is no {code} on the list '{identifier}'", hint)


def _entry_references(dataset: Dataset) -> Iterator[tuple[str, str, Place]]:
    for identifier, control_list in dataset.lists.items():
        for entry in control_list.entries.values():
            for index, code in enumerate(entry.see_also):
                yield identifier, code, _field(control_list, entry, "see_also", index)
            for name in ("same_as", "absorbs"):
                for index, other in enumerate(getattr(entry, name)):
                    yield other.on, other.code, _field(control_list, entry, name, index)


def _correlated(dataset: Dataset) -> Iterator[tuple[str, str, Place]]:
    for identifier, control_list in dataset.lists.items():
        table = control_list.correlation.codes if control_list.correlation else {}
        for customs_code, codes in table.items():
            place = _in(dataset.places["correlation", identifier], "codes", customs_code)
            yield from ((identifier, code, _in(place, index)) for index, code in enumerate(codes))


def _authorisation_references(dataset: Dataset) -> Iterator[tuple[str, str, Place]]:
    union = [identifier for identifier, each in dataset.lists.items() if each.record.kind == "union"]
    for identifier, authorisation in dataset.authorisations.items():
        for name in ("covers", "excludes"):
            for index, code in enumerate(getattr(authorisation, name)):
                place = _in(dataset.places["authorisations", identifier], name, index)
                yield from ((control_list, code, place) for control_list in union)


def list_exists(dataset: Dataset) -> Iterator[Finding]:
    """Every list that a compilation publishes exists."""
    for identifier, act in dataset.acts.items():
        for index, name in enumerate(act.compiles):
            if name not in dataset.lists:
                place = _in(dataset.places["acts", identifier], "compiles", index)
                yield Finding(place, f"there is no list '{name}'", "write the name of the list's folder")


def parent_exists(dataset: Dataset) -> Iterator[Finding]:
    """Every paragraph stands somewhere below its parent."""
    for control_list in dataset.lists.values():
        seen: set[str] = set()
        for entry in control_list.entries.values():
            parent = entry.parent_code
            if parent is not None and parent not in seen:
                where = "stands below it" if parent in control_list.entries else "does not exist"
                message = f"the parent {parent} of {entry.code} {where}"
                yield Finding(control_list.places[entry.code], message, f"put {parent} above it")
            seen.add(entry.code)


def vocabulary_exists(dataset: Dataset) -> Iterator[Finding]:
    """Every regime, language, country and issuer that is referred to exists."""
    words: dict[str, tuple[Collection[str], str]] = {
        "regime": (dataset.regimes, "write one of those in regimes.yaml"),
        "language": (LANGUAGES, f"write one of: {', '.join(LANGUAGES)}"),
        "country": (_countries(), "write two small letters as in ISO 3166-1, such as nl or gr; or eu for the Union"),
    }
    for word, what, place in chain(_list_words(dataset), _record_words(dataset)):
        known, hint = words[what]
        if word not in known and not dataset.is_unread(f"{what}s", word):
            yield Finding(place, f"there is no {what} '{word}'", hint)


def _list_words(dataset: Dataset) -> Iterator[tuple[str, str, Place]]:
    for control_list in dataset.lists.values():
        yield control_list.record.issuer, "country", Place(control_list.place.path, ("issuer",))
        for entry in control_list.entries.values():
            if entry.regime is not None:
                yield entry.regime, "regime", _field(control_list, entry, "regime")


def _record_words(dataset: Dataset) -> Iterator[tuple[str, str, Place]]:
    for identifier, act in dataset.acts.items():
        place = dataset.places["acts", identifier]
        yield act.issuer, "country", _in(place, "issuer")
        yield from ((code, "language", _in(place, "languages", index)) for index, code in enumerate(act.languages))
    for code, state in dataset.states.items():
        place = dataset.places["states", code]
        yield from ((word, "language", _in(place, "languages", index)) for index, word in enumerate(state.languages))
        yield from ((regime, "regime", _in(place, "regimes", regime)) for regime in state.regimes)
    for identifier, authorisation in dataset.authorisations.items():
        place = dataset.places["authorisations", identifier]
        yield authorisation.issuer, "country", _in(place, "issuer")
        countries = authorisation.destinations.countries if authorisation.destinations else ()
        for index, country in enumerate(countries):
            yield country, "country", _in(place, "destinations", "countries", index)


@cache
def _countries() -> frozenset[str]:
    """Return CLDR's two-letter territories, `eu` among them, in small letters."""
    codes = (str(code) for code in Locale("en").territories)
    return frozenset(code.lower() for code in codes if len(code) == 2 and code.isalpha())


def quantity_exists(dataset: Dataset) -> Iterator[Finding]:
    """Every quantity of a parameter stands in quantities.yaml, with the unit."""
    for control_list in dataset.lists.values():
        for entry in control_list.entries.values():
            for steps, parameter in _parameters(entry):
                place = _field(control_list, entry, "parameters", *steps)
                yield from _measured(dataset, parameter, place)
                if parameter.at is not None:
                    yield from _measured(dataset, parameter.at, _in(place, "at"))


def _parameters(entry: Entry) -> Iterator[tuple[tuple[str | int, ...], Parameter]]:
    """Yield every parameter of every version, and the steps that lead to it."""
    if isinstance(entry.parameters, dict):
        for start, parameters in entry.parameters.items():
            yield from (((start.isoformat(), index), each) for index, each in enumerate(parameters))
    else:
        yield from (((index,), each) for index, each in enumerate(entry.parameters))


def _measured(dataset: Dataset, bounds: Bounds, place: Place) -> Iterator[Finding]:
    quantity = dataset.quantities.get(bounds.quantity)
    if quantity is None and dataset.is_unread("quantities", bounds.quantity):
        return
    if quantity is None:
        hint = "use one of quantities.yaml, or add it there with its units and labels"
        yield Finding(_in(place, "quantity"), f"there is no quantity '{bounds.quantity}'", hint)
    elif bounds.unit not in (quantity.units or (None,)):
        known = ", ".join(quantity.units) or "no unit at all"
        message = f"'{bounds.unit}' is no unit of the quantity '{bounds.quantity}'"
        yield Finding(_in(place, "unit"), message, f"use {known}; or add the unit to quantities.yaml")


def states_complete(dataset: Dataset) -> Iterator[Finding]:
    """There is a file for each of the 27 Member States, and for no other."""
    if not dataset.states:
        return
    for code, place in ((code, dataset.places["states", code]) for code in dataset.states):
        if code not in MEMBER_STATES:
            yield Finding(place, f"'{code}' is no Member State", "use ISO 3166-1 codes in small letters; Greece is gr")
    for code in MEMBER_STATES:
        if code not in dataset.states and f"states/{code}.yaml" not in dataset.tree:
            first = dataset.places["states", next(iter(dataset.states))]
            yield Finding(first, f"there is no file for the Member State '{code}'", f"write states/{code}.yaml")


# -- time --------------------------------------------------------------------------------------------------------------


def versions_apart(dataset: Dataset) -> Iterator[Finding]:
    """Versions of one thing stand oldest first and do not overlap."""
    for control_list in dataset.lists.values():
        for code, versions, place in _histories(control_list):
            for index in range(1, len(versions)):
                earlier, later = versions[index - 1], versions[index]
                if later.start is None or earlier.until is None or earlier.until > later.start:
                    message = f"two versions of {code} overlap: one ends {earlier.until}, the next starts {later.start}"
                    yield Finding(
                        _in(place, index), message, "give the earlier one an 'until' no later than the next 'from'"
                    )


def _histories(control_list: ControlList) -> Iterator[tuple[str, tuple[Version, ...], Place]]:
    yield control_list.identifier, control_list.record.in_force, Place(control_list.place.path, ("in_force",))
    for entry in control_list.entries.values():
        yield entry.code, entry.in_force, _field(control_list, entry, "in_force")


def version_after_act(dataset: Dataset) -> Iterator[Finding]:
    """No version starts before its act was published, unless the act says that it applies before."""
    for control_list in dataset.lists.values():
        for version, place in _versions(control_list):
            act = dataset.acts.get(version.by or "")
            if act is None or version.start is None or act.published is None or act.applies_before_publication:
                continue
            if version.start < act.published:
                message = f"the version starts on {version.start}, before {version.by} was published ({act.published})"
                hint = "correct the date; or set applies_before_publication: true in the act, with the source"
                yield Finding(_in(place, "from"), message, hint)


def act_dates_in_order(dataset: Dataset) -> Iterator[Finding]:
    """An act is adopted, then published, then in force, then ended, unless it says that it applies before."""
    for identifier, act in dataset.acts.items():
        names = ["adopted", "published", "in_force", "ended"]
        if act.applies_before_publication:
            names.remove("published")
        given = [(name, getattr(act, name)) for name in names if getattr(act, name) is not None]
        for (earlier, first), (later, second) in pairwise(given):
            if second < first:
                place = _in(dataset.places["acts", identifier], later)
                yield Finding(place, f"'{later}' ({second}) lies before '{earlier}' ({first})", "put the dates right")


def ended_by_act(dataset: Dataset) -> Iterator[Finding]:
    """A version that ended says by which act."""
    for control_list in dataset.lists.values():
        for version, place in _versions(control_list):
            if version.until is not None and version.ended_by is None:
                message = f"the version ends on {version.until}, and no act is named"
                yield Finding(_in(place, "until"), message, "name the act: ended_by: …")


def parameters_of_version(dataset: Dataset) -> Iterator[Finding]:
    """Parameters with a date apply from the start of a version."""
    for control_list in dataset.lists.values():
        for entry in control_list.entries.values():
            starts = {version.start for version in control_list.versions(entry.code)}
            for start in entry.parameters if isinstance(entry.parameters, dict) else ():
                if start not in starts:
                    message = f"no version of {entry.code} starts on {start}"
                    place = _field(control_list, entry, "parameters", start.isoformat())
                    yield Finding(place, message, "use the 'from' of a version, or record the version", of_key=True)


def renumbered_is_closed(dataset: Dataset) -> Iterator[Finding]:
    """A code that another code of the same list took over ends by the act that started the other."""
    for identifier, control_list in dataset.lists.items():
        for entry in control_list.entries.values():
            for index, other in enumerate(entry.absorbs):
                old = control_list.entries.get(other.code) if other.on == identifier else None
                if old is None or not control_list.versions(entry.code):
                    continue
                start, last = control_list.versions(entry.code)[0], control_list.versions(other.code)[-1]
                if (last.until, last.ended_by) != (start.start, start.by):
                    message = f"{other.code} became {entry.code}, and does not end with its start ({start.start})"
                    place = _field(control_list, entry, "absorbs", index)
                    yield Finding(
                        place, message, f"give {other.code} 'until: {start.start}' and 'ended_by: {start.by}'"
                    )


def version_act_on_list(dataset: Dataset) -> Iterator[Finding]:
    """An act that made a version of a list is among the acts of the list."""
    for control_list in dataset.lists.values():
        acts = set(control_list.record.acts)
        for version, place in _versions(control_list):
            for act, where in _version_acts(version, place):
                if act in dataset.acts and act not in acts:
                    message = f"{act} is not among the acts of the list '{control_list.identifier}'"
                    yield Finding(where, message, f"add it to 'acts' in {control_list.place.path}")


# -- labels ------------------------------------------------------------------------------------------------------------


def label_exists(dataset: Dataset) -> Iterator[Finding]:
    """Everything that pages name has an English label; an authorisation may have its number instead."""
    hint = f"write one in labels/{SOURCE_LANGUAGE}, in your own words"
    for control_list in dataset.lists.values():
        labels = control_list.labels.get(SOURCE_LANGUAGE, {})
        folder = f"{control_list.place.path.removesuffix('list.yaml')}labels/{SOURCE_LANGUAGE}/"
        if any(path.startswith(folder) for path in dataset.unread):
            continue
        if "title" not in labels:
            yield Finding(
                control_list.place, "the list has no English title", "write labels/en/list.yaml with a 'title'"
            )
        for entry in control_list.top_entries:
            if entry.code not in labels:
                yield Finding(control_list.places[entry.code], f"{entry.code} has no English label", hint)
    for section, keys in _labelled(dataset).items():
        labels = dataset.labels.get(section, {}).get(SOURCE_LANGUAGE, {})
        for key, place in keys.items():
            if key in labels or f"labels/{SOURCE_LANGUAGE}/{section}.yaml" in dataset.unread:
                continue
            if section != "authorisations" or dataset.authorisations[key].number is None:
                yield Finding(place, f"'{key}' has no English label", f"write one in labels/en/{section}.yaml")


def _labelled(dataset: Dataset) -> dict[str, dict[str, Place]]:
    """Return the sections of labels, with the keys that each must have and where they come from."""
    sections = {
        section: {key: place for (kind, key), place in dataset.places.items() if kind == section}
        for section in ("acts", "authorisations", "coordination", "quantities", "regimes")
    }
    scheme = next((each.place for each in dataset.lists.values() if each.record.scheme), None)
    if scheme is not None:
        sections["categories"] = dict.fromkeys((*CATEGORIES, *CATEGORY_PARTS), scheme)
        sections["product-groups"] = dict.fromkeys(PRODUCT_GROUPS, scheme)
    return sections


def label_known(dataset: Dataset) -> Iterator[Finding]:
    """A label, and an official text, belongs to something that exists."""
    hint = "correct the key, or delete the line"
    for identifier, key, place in _stray_list_labels(dataset):
        yield Finding(place, f"there is no {key} on the list '{identifier}'", hint, of_key=True)
    for section, keys in _labelled(dataset).items():
        for language, labels in dataset.labels.get(section, {}).items():
            for key in sorted(labels.keys() - keys.keys()):
                if not dataset.is_unread(section, key):
                    place = dataset.places[f"label-{section}-{language}", key]
                    yield Finding(place, f"there is no '{key}'", hint, of_key=True)


def _stray_list_labels(dataset: Dataset) -> Iterator[tuple[str, str, Place]]:
    for control_list in dataset.lists.values():
        if dataset.is_partly_read(control_list):
            continue
        for (_language, key), place in chain(control_list.label_places.items(), control_list.text_places.items()):
            is_title = place.path.endswith("/list.yaml")
            if (key != "title") if is_title else (key not in control_list.entries):
                yield control_list.identifier, key, place


_NUMBER_LIKE = re.compile(rb"^\s*(?:- code:\s*)?([0-9]+[Ee][0-9]+)(?=\s*(?::|$))")


def code_quoted(dataset: Dataset) -> Iterator[Finding]:
    """Codes that other YAML readers take for a number (1E001) stand in quotation marks."""
    for path, content in dataset.tree.items():
        for number, line in enumerate(content.split(b"\n"), 1):
            if match := _NUMBER_LIKE.match(line):
                code = match.group(1).decode()
                place = Place(path, spot=(number, match.start(1) + 1))
                yield Finding(place, f"{code} is a number to other programs", f'write "{code}"')


# -- entries -----------------------------------------------------------------------------------------------------------


def unused_is_empty(dataset: Dataset) -> Iterator[Finding]:
    """A number that is not used has no parameters and no paragraphs that are used."""
    for control_list in dataset.lists.values():
        for entry in control_list.entries.values():
            used = entry.parameters or any(not paragraph.not_used for paragraph in control_list.below(entry.code))
            if entry.not_used and used:
                message = f"{entry.code} is not used, and has parameters or paragraphs that are"
                yield Finding(control_list.places[entry.code], message, "drop not_used, or what stands below")


def scheme_followed(dataset: Dataset) -> Iterator[Finding]:
    """Codes of a list that follows the scheme of Annex I start with a category and a product group."""
    for control_list in dataset.lists.values():
        for entry in control_list.top_entries if control_list.record.scheme else ():
            if entry.code[0] not in CATEGORIES or entry.code[1:2] not in PRODUCT_GROUPS:
                message = f"{entry.code} does not start with a digit and one of the letters {', '.join(PRODUCT_GROUPS)}"
                hint = f"correct the code, or set 'scheme: false' in {control_list.place.path}"
                yield Finding(control_list.places[entry.code], message, hint)


def list_has_entries(dataset: Dataset) -> Iterator[Finding]:
    """A list says truly whether its entries are recorded."""
    for control_list in dataset.lists.values():
        recorded = control_list.record.entries_recorded
        if (recorded == "none") == bool(control_list.entries) and not dataset.is_partly_read(control_list):
            message = f"entries_recorded is '{recorded}', and there are {len(control_list.entries)} entries"
            place = Place(control_list.place.path, ("entries_recorded",))
            yield Finding(place, message, "put the field right, or record the entries")


def reviewed_exists(dataset: Dataset) -> Iterator[Finding]:
    """Every file that reviewed.yaml names is a file of labels."""
    for path in sorted(dataset.reviewed):
        if path not in dataset.tree or "/labels/" not in f"/{path}":
            place = dataset.places["reviewed", path]
            yield Finding(place, f"there is no file of labels '{path}'", "name a file below lists/, or drop the line")


def recalled_is_field(dataset: Dataset) -> Iterator[Finding]:
    """`recalled` names fields that the record has."""
    records: list[tuple[Sourced, Place]] = [(act, dataset.places["acts", key]) for key, act in dataset.acts.items()]
    records += [(each.record, each.place) for each in dataset.lists.values()]
    for record, place in records:
        for index, name in enumerate(record.recalled):
            if name.replace("-", "_") not in type(record).model_fields:
                yield Finding(_in(place, "recalled", index), f"there is no field '{name}'", "name a field of this file")


RULES: dict[str, Rule] = {
    rule.__name__.replace("_", "-"): rule
    for rule in (
        act_exists,
        code_exists,
        list_exists,
        parent_exists,
        vocabulary_exists,
        quantity_exists,
        states_complete,
        versions_apart,
        version_after_act,
        act_dates_in_order,
        ended_by_act,
        parameters_of_version,
        renumbered_is_closed,
        version_act_on_list,
        label_exists,
        label_known,
        code_quoted,
        unused_is_empty,
        scheme_followed,
        list_has_entries,
        reviewed_exists,
        wording.terms_complete,
        recalled_is_field,
    )
}


# -- two datasets ------------------------------------------------------------------------------------------------------

MASS_CHANGE_SHARE = 0.05
"""The share of a list that may go in one change without a maintainer's word."""

COMPARING_RULES: dict[str, str] = {
    "entry-removed": "An entry never disappears: it is closed with `until` and `ended_by`.",
    "mass-change": "No more than 5 % of a list ends or goes in one change, unless a maintainer allows it.",
}


def check_against(before: Dataset, after: Dataset, allow_mass_change: bool) -> list[Problem]:
    """Compare a dataset with what it was before.

    Args:
        before: what is published.
        after: what is proposed.
        allow_mass_change: a maintainer has seen that much of a list goes.
    """
    problems = []
    for identifier, old in before.lists.items():
        new = after.lists.get(identifier)
        path = new.place.path if new else old.place.path
        gone = [code for code in old.entries if new is None or code not in new.entries]
        ended = [
            code
            for code in old.entries
            if new is not None and code in new.entries and _has_ended(new, code) and not _has_ended(old, code)
        ]
        for code in gone:
            hint = "close it with 'until' and 'ended_by'; a mistake of ours is removed with --allow-mass-change"
            if not allow_mass_change:
                problems.append(Problem(path, 1, 1, "entry-removed", f"{code} is gone from '{identifier}'", hint))
        if len(gone) + len(ended) > MASS_CHANGE_SHARE * len(old.entries) and not allow_mass_change:
            message = f"{len(gone) + len(ended)} of {len(old.entries)} codes of '{identifier}' end or go in this change"
            problems.append(
                Problem(path, 1, 1, "mass-change", message, "if that is right, run with --allow-mass-change")
            )
    return sorted(problems)


def _has_ended(control_list: ControlList, code: str) -> bool:
    versions = control_list.versions(code)
    return bool(versions) and versions[-1].until is not None


# -- interface strings -------------------------------------------------------------------------------------------------

CATALOGUE_RULES: dict[str, str] = {
    "catalogue-missing": "Every official language has a catalogue of interface strings.",
    "catalogue-syntax": "Catalogues are valid gettext files.",
    "string-missing": "Every interface string is translated into every language.",
    "string-fuzzy": "No translation is left marked as uncertain.",
    "string-unknown": "Catalogues hold no strings that the program no longer uses.",
    "plural-forms": "A string with a number has every plural form of its language.",
    "placeholder-differs": "A translation has the placeholders of its source, each as often.",
    "wrong-script": "Bulgarian is written in Cyrillic and Greek in Greek letters, but for names and abbreviations.",
}

_PLACEHOLDER = re.compile(r"%\([a-z_]+\)s|%%")
_LATIN_WORD = re.compile(r"[A-Za-z][a-z]+")
# Names that keep their letters in every script.
_LATIN_NAMES = frozenset(("Lex", "Git", "Union", "Material"))


def check_catalogues(folder: Path = messages.FOLDER) -> list[Problem]:
    """Check the catalogues of interface strings of all languages against the template.

    Returns:
        All findings; paths are relative to the folder.
    """
    catalogues, problems = messages.load_catalogues(folder)
    template = catalogues.pop("", None)
    if template is None:
        return sorted(problems)
    wanted = {_key(message): message for message in template.catalog if message.id}
    for language, catalogue in catalogues.items():
        found = {_key(message): message for message in catalogue.catalog if message.id}
        for key, message in wanted.items():
            problems += _string_problems(language, catalogue, message, found.get(key))
        for key in found.keys() - wanted.keys():
            line = found[key].lineno or 1
            hint = "delete it, or run: make catalogues"
            problems.append(Problem(f"{language}.po", line, 1, "string-unknown", f"nothing uses '{key}'", hint))
    return sorted(problems)


def _key(message: Message) -> str:
    return message.id if isinstance(message.id, str) else message.id[0]


def _string_problems(
    language: str, catalogue: messages.Catalogue, wanted: Message, found: Message | None
) -> Iterator[Problem]:
    path, key = f"{language}.po", _key(wanted)
    if found is None or not found.string or not any(found.string):
        line = (found.lineno or 1) if found else 1
        yield Problem(path, line, 1, "string-missing", f"'{key}' is not translated", "translate it")
        return
    line = found.lineno or 1
    if found.fuzzy:
        yield Problem(path, line, 1, "string-fuzzy", f"'{key}' is marked as uncertain", "check it and drop the mark")
    forms = [found.string] if isinstance(found.string, str) else list(found.string)
    if not isinstance(wanted.id, str) and len([form for form in forms if form]) != catalogue.catalog.num_plurals:
        message = f"'{key}' lacks a plural form; {language} has {catalogue.catalog.num_plurals}"
        yield Problem(path, line, 1, "plural-forms", message, "write them all")
    for form in forms:
        if _placeholders(form) != _placeholders(key):
            message = f"the placeholders of '{key}' and its translation differ"
            yield Problem(path, line, 1, "placeholder-differs", message, "write each %(name)s as in the source")
        for word in _foreign_words(language, form):
            hint = f"write it in {LANGUAGES[language].script} letters"
            yield Problem(path, line, 1, "wrong-script", f"'{word}' is in Latin letters", hint)


def _placeholders(text: str) -> Counter[str]:
    return Counter(_PLACEHOLDER.findall(text))


def _foreign_words(language: str, text: str) -> list[str]:
    """Return the words in Latin letters where the language has a script of its own; capitals are abbreviations."""
    if LANGUAGES[language].script == "Latin":
        return []
    return [word for word in _LATIN_WORD.findall(_PLACEHOLDER.sub("", text)) if word not in _LATIN_NAMES]


def all_rules() -> dict[str, str]:
    """Return identifier and sentence of every rule, in the order of the documentation."""
    rules = {**RULES, **wording.WORDING}
    own = {name: " ".join((rule.__doc__ or "").split()) for name, rule in rules.items()}
    needed = {"exception-needed": "An exception to a rule of wording is needed by its label."}
    return {**READING_RULES, **own, **needed, **COMPARING_RULES, **CATALOGUE_RULES}
