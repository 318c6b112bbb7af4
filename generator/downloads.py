"""Views of the data for programs: JSON and CSV. These shapes are published; they differ from the records on purpose.

`null` and an empty cell mean that the register does not know. Dates are legal dates, ISO 8601.
"""

import csv
import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from io import StringIO
from typing import Any

from generator import timeline, urls
from generator.applicability import KINDS, Applicability
from generator.dataset import ControlList, Dataset, default_label
from generator.model import Act, Authorisation, Bounds, Destinations, Entry, Parameter, Version
from generator.text import Reader
from generator.views import Register
from generator.vocabulary import LANGUAGES

SCHEMA_VERSION = 1
CSV_COLUMNS = (
    "code",
    "entry",
    "label",
    "label_language",
    "in_force_from",
    "in_force_until",
    "act",
    "not_used",
    "limits",
)
# Spreadsheet programs run a cell that starts with one of these as a formula.
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def common_files(register: Register) -> Iterator[tuple[str, bytes]]:
    """Yield address below the top of the site and bytes of every file that is the same for all languages."""
    dataset = register.dataset
    lists = [_list_summary(each) for each in dataset.lists.values()]
    yield "api/v1/lists.json", _json(register, "lists", lists)
    for identifier, control_list in dataset.lists.items():
        document = {
            **_list_summary(control_list),
            "entries": [_entry(control_list, entry, register.on) for entry in control_list.entries.values()],
        }
        yield urls.list_json(identifier), _json_document(register, document)
    yield "api/v1/acts.json", _json(register, "acts", [_act(dataset, key, act) for key, act in dataset.acts.items()])
    states = [{"code": code, **state.model_dump(mode="json")} for code, state in dataset.states.items()]
    yield "api/v1/states.json", _json(register, "states", states)
    regimes = [
        {"id": key, "labels": _labels(dataset, "regimes", key), **regime.model_dump(mode="json")}
        for key, regime in dataset.regimes.items()
    ]
    yield "api/v1/regimes.json", _json(register, "regimes", regimes)
    yield from _applicability_files(register)
    if register.counted:
        yield "api/v1/status.json", _json_document(register, register.counted)
    authorisations = [_authorisation(dataset, key, each) for key, each in dataset.authorisations.items()]
    yield "api/v1/authorisations.json", _json(register, "authorisations", authorisations)


APPLICABILITY_COLUMNS = ("list", "code", "label", "status", "article", "from", "until", "acts", "evidence")


def _applicability_files(register: Register) -> Iterator[tuple[str, bytes]]:
    """Yield what every entry means in every Member State at any time, and on the register's date as tables."""
    found = register.applicability
    lists = {each.identifier: each for each in register.dataset.lists.values() if each.record.kind in KINDS}
    issuers = {
        identifier: {"kind": each.record.kind, "issuer": each.record.issuer} for identifier, each in lists.items()
    }
    entries = [
        {
            "list": identifier,
            "code": entry.code,
            "own": _spans(found.spans(control_list, entry, control_list.record.issuer)),
            "elsewhere": _spans(found.spans(control_list, entry, ""))
            if control_list.record.kind == "national"
            else None,
        }
        for identifier, control_list in lists.items()
        for entry in control_list.entries.values()
        if not entry.is_paragraph or entry.in_force
    ]
    customs = {
        customs_code: [[identifier, code] for code in codes]
        for identifier, control_list in lists.items()
        for customs_code, codes in _customs_codes(control_list).items()
    }
    document = {"lists": issuers, "customs_codes": customs, "total": len(entries), "entries": entries}
    yield "api/v1/applicability.json", _json_document(register, document)
    dates = [day.isoformat() for day in found.dates()]
    for state in register.dataset.states:
        rows = [
            {"list": identifier, "code": entry.code, "spans": _spans(found.spans(control_list, entry, state))}
            for identifier, control_list in lists.items()
            for entry in control_list.top_entries
        ]
        document = {"state": state, "legal_dates": dates, "total": len(rows), "entries": rows}
        yield f"api/v1/states/{state}.json", _json_document(register, document)
        yield f"api/v1/states/{state}.csv", _state_csv(register, lists, state)
    yield from _patchwork_files(register, lists)


def _customs_codes(control_list: ControlList) -> dict[str, list[str]]:
    """Return customs code to the codes that its goods may meet; empty where nothing is known."""
    found = (
        {key: list(codes) for key, codes in control_list.correlation.codes.items()} if control_list.correlation else {}
    )
    for entry in control_list.entries.values():
        for customs_code in entry.customs_codes:
            found.setdefault(customs_code, []).append(entry.code)
    return found


def _spans(spans: Iterable[Applicability]) -> list[dict[str, Any]]:
    return [
        {
            "status": each.status,
            "article": each.article,
            "from": each.start.isoformat() if each.start else None,
            "until": each.until.isoformat() if each.until else None,
            "acts": list(each.acts),
            "evidence": each.evidence,
        }
        for each in spans
    ]


def _state_csv(register: Register, lists: dict[str, ControlList], state: str) -> bytes:
    """Write what every entry means in a State on the register's date."""
    rows = []
    for identifier, control_list in lists.items():
        for entry in control_list.top_entries:
            spans = register.applicability.spans(control_list, entry, state)
            span = next(each for each in spans if each.holds(register.on))
            label = default_label(control_list.labels.get("en", {}).get(entry.code)) or ""
            dates = (span.start or "", span.until or "")
            known = (span.status, span.article or "", *dates, " ".join(span.acts), span.evidence)
            rows.append((identifier, entry.code, _harmless(label), *known))
    return _csv(APPLICABILITY_COLUMNS, rows)


def _patchwork_files(register: Register, lists: dict[str, ControlList]) -> Iterator[tuple[str, bytes]]:
    today = register.meanings
    states = list(register.dataset.states)
    rows = [
        (identifier, entry.code, {state: today[identifier, entry.code][state].status for state in states})
        for identifier, control_list in lists.items()
        if control_list.record.kind == "national"
        for entry in control_list.top_entries
    ]
    records = [{"list": identifier, "code": code, "statuses": statuses} for identifier, code, statuses in rows]
    yield "api/v1/patchwork.json", _json(register, "entries", records)
    cells = ((identifier, code, *statuses.values()) for identifier, code, statuses in rows)
    yield "api/v1/patchwork.csv", _csv(("list", "code", *states), cells)


def _csv(columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> bytes:
    """Write UTF-8 with a byte order mark (spreadsheet programs need it), lines ended as RFC 4180 says."""
    out = StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows(rows)
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def list_csv(control_list: ControlList, reader: Reader, on: date) -> bytes:
    """Write a list as CSV in a language: one row an entry or paragraph, in list order.

    Returns:
        The bytes of the file, as `_csv` writes them.
    """
    rows = []
    for entry in control_list.entries.values():
        label = reader.entry_label(control_list, entry.code)
        version = timeline.standing(control_list.versions(entry.code), on).version
        limits = [reader.limit(parameter) for parameter in entry.parameters_on(on)]
        # Codes, dates and acts have a form that starts no formula; what people wrote is made harmless.
        rows.append(
            (
                entry.code,
                entry.entry_code,
                _harmless(label.text),
                label.language or reader.language,
                version.start or "",
                version.until or "",
                version.by or "",
                "1" if entry.not_used else "",
                _harmless("; ".join([f"{limit.quantity.text} {limit.limit}" for limit in limits])),
            )
        )
    return _csv(CSV_COLUMNS, rows)


def _harmless(cell: str) -> str:
    """Put an apostrophe before what a spreadsheet program would run as a formula."""
    return f"'{cell}" if cell.startswith(_FORMULA_STARTS) else cell


def _json(register: Register, name: str, records: list[dict[str, Any]]) -> bytes:
    return _json_document(register, {"total": len(records), name: records})


def _json_document(register: Register, document: dict[str, Any]) -> bytes:
    head = {"schema_version": SCHEMA_VERSION, "generated_at": register.on.isoformat()}
    return (json.dumps({**head, **document}, ensure_ascii=False, separators=(",", ":")) + "\n").encode()


def _list_summary(control_list: ControlList) -> dict[str, Any]:
    record = control_list.record
    return {
        "id": control_list.identifier,
        "kind": record.kind,
        "issuer": record.issuer,
        "titles": {language: default_label(labels.get("title")) for language, labels in control_list.labels.items()},
        "legal_basis": record.legal_basis,
        "destinations": record.destinations,
        "in_force": [_version(version) for version in record.in_force],
        "acts": list(record.acts),
        "consolidated": record.consolidated,
        "official_texts": _official_texts(record.consolidated),
        "links": list(record.links),
        "entries_recorded": record.entries_recorded,
        "total_entries": len(control_list.top_entries),
        "total_paragraphs": len(control_list.entries) - len(control_list.top_entries),
        "tracked_since": record.tracked_since.isoformat(),
        "checked": record.checked.isoformat(),
        "sources": list(record.sources),
        "unverified": list(record.recalled),
        "total": len(control_list.entries),
    }


def _official_texts(celex: str | None) -> dict[str, str]:
    return {language: urls.official_text(celex, language) for language in LANGUAGES} if celex else {}


def _entry(control_list: ControlList, entry: Entry, on: date) -> dict[str, Any]:
    labels = {language: default_label(labels.get(entry.code)) for language, labels in control_list.labels.items()}
    return {
        "code": entry.code,
        "entry": entry.entry_code,
        "parent": entry.parent_code,
        "address": urls.entry_page(control_list.identifier, entry),
        "labels": {language: label for language, label in labels.items() if label is not None},
        "in_force": [_version(version) for version in control_list.versions(entry.code)],
        "not_used": entry.not_used,
        "in_note": entry.in_note,
        "regime": entry.regime,
        "amended_between": [day.isoformat() for day in entry.amended_between] if entry.amended_between else None,
        "parameters": [_parameter(parameter) for parameter in entry.parameters_on(on)],
        "parameters_by_version": {
            start.isoformat(): [_parameter(parameter) for parameter in parameters]
            for start, parameters in (entry.parameters.items() if isinstance(entry.parameters, dict) else ())
        },
        "see_also": list(entry.see_also),
        "same_as": [
            {"list": each.on, "code": each.code, "relation": each.relation, "evidence": each.evidence}
            for each in entry.same_as
        ],
        "absorbs": [{"list": each.on, "code": each.code} for each in entry.absorbs],
        "destinations": entry.destinations,
    }


def _version(version: Version) -> dict[str, Any]:
    return {
        "from": version.start.isoformat() if version.start else None,
        "by": version.by,
        "until": version.until.isoformat() if version.until else None,
        "ended_by": version.ended_by,
        "evidence": version.evidence,
    }


def _bounds(bounds: Bounds) -> dict[str, Any]:
    return {
        "quantity": bounds.quantity,
        "above": bounds.above,
        "at_least": bounds.at_least,
        "below": bounds.below,
        "at_most": bounds.at_most,
        "between": list(bounds.between) if bounds.between else None,
        "unit": bounds.unit,
    }


def _parameter(parameter: Parameter) -> dict[str, Any]:
    return {**_bounds(parameter), "at": _bounds(parameter.at) if parameter.at else None}


def _act(dataset: Dataset, identifier: str, act: Act) -> dict[str, Any]:
    record = act.model_dump(mode="json", exclude={"recalled"})
    return {
        "id": identifier,
        "labels": _labels(dataset, "acts", identifier),
        **record,
        "official_texts": _official_texts(act.celex),
        "unverified": list(act.recalled),
    }


def _authorisation(dataset: Dataset, identifier: str, record: Authorisation) -> dict[str, Any]:
    return {
        "id": identifier,
        "labels": _labels(dataset, "authorisations", identifier),
        **record.model_dump(mode="json", exclude={"recalled", "destinations"}),
        "destinations": _destinations(record.destinations),
        "unverified": list(record.recalled),
    }


def _destinations(record: Destinations | None) -> dict[str, Any] | None:
    if record is None:
        return None
    return {
        "countries": list(record.countries),
        "all_except": record.all_except,
        "removed": {code: _version(version) for code, version in record.removed.items()},
    }


def _labels(dataset: Dataset, section: str, key: str) -> dict[str, str]:
    found = {language: default_label(labels.get(key)) for language, labels in dataset.labels.get(section, {}).items()}
    return {language: label for language, label in found.items() if label is not None}
