"""The address of everything. Addresses are a promise: never change one that was published.

Addresses of pages are written below the folder of a language (`lists/annex-i/3A001/`), since all languages share them.
"""

import hashlib
from urllib.parse import quote

from generator.model import Act, Entry
from generator.vocabulary import LANGUAGES

TAG_AUTHORITY = "eu-control-lists.github.io,2026"
"""Domain and year in every identifier that subscribers keep; never change it, or all is announced again."""

HOME = ""
LISTS = "lists/"
STATES = "states/"
CHANGES = "changes/"
UPCOMING = "upcoming/"
REGIMES = "regimes/"
AUTHORISATIONS = "authorisations/"
DATA = "data/"
STATUS = "status/"
FEEDS = "feeds/"
PATCHWORK = "patchwork/"
CHECK = "check/"
COORDINATION = "coordination/"
THIRD_COUNTRIES = "third-countries/"
COMPARE = "compare/"
CORRECTIONS = "changes/corrections/"
ABOUT = "about/"


def list_page(identifier: str) -> str:
    return f"{LISTS}{identifier}/"


def category_page(identifier: str, category: str) -> str:
    return f"{LISTS}{identifier}/{category}/"


def entry_page(identifier: str, entry: Entry) -> str:
    """Return the page of an entry, or the permalink of a paragraph on the page of its entry."""
    address = f"{LISTS}{identifier}/{entry.entry_code}/"
    return f"{address}#{entry.path}" if entry.is_paragraph else address


def state_page(code: str) -> str:
    return f"{STATES}{code}/"


def act_page(identifier: str) -> str:
    return f"{CHANGES}{identifier}/"


def change_set_page(act: str | None, identifier: str, control_list: str) -> str:
    """Return where a change set is told: on the page of its act, on its list's, or among the corrections."""
    if identifier.endswith("/recorded"):
        return list_page(control_list) if control_list else CHANGES
    return act_page(act) if act else f"{CORRECTIONS}#{anchor(identifier)}"


def anchor(identifier: str) -> str:
    """Return the anchor of what has an identifier of its own."""
    return f"c-{hashlib.sha256(identifier.encode()).hexdigest()[:12]}"


def feed(name: str, form: str) -> str:
    """Return the address of a feed: `all`, `list/annex-i`, `category/3`, `state/nl`, `upcoming`, `entry/annex-i/3A001`.

    Args:
        form: `rss`, `atom`, `json`, or `ics` for a calendar.
    """
    return f"{FEEDS}{name}.{form}"


def tag(kind: str, identifier: str) -> str:
    """Return the name of a change, a feed or an event that never changes, wherever the site stands (RFC 4151)."""
    return f"tag:{TAG_AUTHORITY}:{kind}:{quote(identifier, safe='/~:')}"


def event_identifier(act: str, what: str) -> str:
    """Return the name of a day of an act in calendars, in the form that calendar programs expect."""
    return f"{act}/{what}@{TAG_AUTHORITY.partition(',')[0]}"


def depth(address: str) -> int:
    """Return how many folders lie between a page and the top of the site, the language's own included."""
    return address.count("/") + 1


def official_text(celex: str, language: str) -> str:
    """Return where EUR-Lex shows a document in a language."""
    return f"https://eur-lex.europa.eu/legal-content/{LANGUAGES[language].address_code}/TXT/?uri=CELEX:{quote(celex)}"


def act_source(act: Act, language: str) -> str | None:
    """Return the official address of an act, in the reader's language where there is a choice."""
    if act.celex:
        return official_text(act.celex, language)
    return act.eli or act.url


def list_json(identifier: str) -> str:
    """Return where the data of a list stand, below the top of the site."""
    return f"api/v1/lists/{identifier}.json"


def list_csv(identifier: str, language: str) -> str:
    return f"{language}/data/{identifier}.csv"
