"""The address of everything. Addresses are a promise: never change one that was published.

Addresses of pages are written below the folder of a language (`lists/annex-i/3A001/`), since all languages share them.
"""

from urllib.parse import quote

from generator.model import Act, Entry
from generator.vocabulary import LANGUAGES

HOME = ""
LISTS = "lists/"
STATES = "states/"
CHANGES = "changes/"
UPCOMING = "upcoming/"
REGIMES = "regimes/"
AUTHORISATIONS = "authorisations/"
DATA = "data/"
STATUS = "status/"
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
