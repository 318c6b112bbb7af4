"""Brings the catalogues of interface strings up to date; `make catalogues` runs it.

The strings of templates and modules go into `messages.pot`; each language's catalogue gains the new ones, empty, and
loses those that nothing uses any more. Translations that are there stay as they are.
"""

from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

from generator.messages import FOLDER, TEMPLATE
from generator.vocabulary import LANGUAGES, SOURCE_LANGUAGE

PACKAGE = Path(__file__).parent
_METHODS = [("**.py", "python"), ("templates/**.html", "jinja2.ext:babel_extract")]
_OPTIONS = {"templates/**.html": {"trim_blocks": "true", "lstrip_blocks": "true"}}


def extract() -> Catalog:
    """Return the strings that the program uses, in alphabetical order."""
    template = Catalog(charset="utf-8")
    found = {}
    for _file, _line, identifier, _comments, _context in extract_from_dir(PACKAGE, _METHODS, _OPTIONS):
        found[identifier if isinstance(identifier, str) else identifier[0]] = identifier
    for _key, identifier in sorted(found.items()):
        template.add(identifier)
    return template


def updated(template: Catalog, language: str, content: bytes) -> Catalog:
    """Return a language's catalogue with exactly the strings of the template.

    Args:
        template: what the program uses.
        language: whose catalogue it is; English translates to itself.
        content: the catalogue as it was; its plural rule stays.
    """
    old = read_po(BytesIO(content), locale=language)
    new = Catalog(locale=language, charset="utf-8")
    vars(new).update(_num_plurals=old.num_plurals, _plural_expr=old.plural_expr)
    for message in template:
        if message.id:
            known = old.get(message.id if isinstance(message.id, str) else message.id[0])
            new.add(message.id, _translation(message, known, language, old.num_plurals))
    return new


def _translation(message: Message, known: Message | None, language: str, forms: int) -> str | tuple[str, ...]:
    if language == SOURCE_LANGUAGE:
        return message.id if isinstance(message.id, str) else tuple(message.id)
    if known is not None and known.string:
        return known.string if isinstance(known.string, str) else tuple(known.string)
    return "" if isinstance(message.id, str) else ("",) * forms


def as_bytes(catalog: Catalog, language: str = "") -> bytes:
    """Write a catalogue under a head of our own: Babel's holds dates and names that change at every run."""
    plural = f"nplurals={catalog.num_plurals}; plural={catalog.plural_expr};"
    fields = {"Language": language, "Content-Type": "text/plain; charset=utf-8", "Plural-Forms": plural}
    head = "".join(f'"{name}: {value}\\n"\n' for name, value in fields.items() if language or name == "Content-Type")
    out = BytesIO()
    write_po(out, catalog, width=10_000, no_location=True, omit_header=True)
    return f'msgid ""\nmsgstr ""\n{head}\n'.encode() + out.getvalue()


if __name__ == "__main__":
    strings = extract()
    (FOLDER / TEMPLATE).write_bytes(as_bytes(strings))
    for code in LANGUAGES:
        path = FOLDER / f"{code}.po"
        path.write_bytes(as_bytes(updated(strings, code, path.read_bytes()), code))
