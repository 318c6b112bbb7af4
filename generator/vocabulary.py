"""The closed sets of words that the register uses, each value with its definition above it."""

from typing import Literal, NamedTuple, get_args


class Language(NamedTuple):
    """An official language of the Union."""

    code: str
    """ISO 639-1, two small letters: the folder of its labels and the first part of every address."""

    official_code: str
    """The Publications Office's three capital letters, as in its language authority table."""

    script: Literal["Latin", "Greek", "Cyrillic"]

    @property
    def address_code(self) -> str:
        """The form that EUR-Lex addresses use: `NL`."""
        return self.code.upper()


# Regulation No 1 of 1958, as amended, Article 1; codes of the Publications Office's language authority table.
LANGUAGES: dict[str, Language] = {
    language.code: language
    for language in (
        Language("bg", "BUL", "Cyrillic"),
        Language("cs", "CES", "Latin"),
        Language("da", "DAN", "Latin"),
        Language("de", "DEU", "Latin"),
        Language("el", "ELL", "Greek"),
        Language("en", "ENG", "Latin"),
        Language("es", "SPA", "Latin"),
        Language("et", "EST", "Latin"),
        Language("fi", "FIN", "Latin"),
        Language("fr", "FRA", "Latin"),
        Language("ga", "GLE", "Latin"),
        Language("hr", "HRV", "Latin"),
        Language("hu", "HUN", "Latin"),
        Language("it", "ITA", "Latin"),
        Language("lt", "LIT", "Latin"),
        Language("lv", "LAV", "Latin"),
        Language("mt", "MLT", "Latin"),
        Language("nl", "NLD", "Latin"),
        Language("pl", "POL", "Latin"),
        Language("pt", "POR", "Latin"),
        Language("ro", "RON", "Latin"),
        Language("sk", "SLK", "Latin"),
        Language("sl", "SLV", "Latin"),
        Language("sv", "SWE", "Latin"),
    )
}

SOURCE_LANGUAGE = "en"
"""The language that labels and interface strings are first written in, and fall back to."""

# The 27 Member States, ISO 3166-1 alpha-2 in small letters (so Greece is gr, not the Union's own el).
MEMBER_STATES: tuple[str, ...] = tuple(
    "at be bg cy cz de dk ee es fi fr gr hr hu ie it lt lu lv mt nl pl pt ro se si sk".split()
)

ListKind = Literal[
    # Annex I to Regulation (EU) 2021/821: binds in all Member States (Art. 3).
    "union",
    # A list that one Member State adopted for public security or human rights (Art. 9).
    "national",
    # An annex to a restrictive-measures regulation: binds by destination, beside the dual-use lists.
    "sanctions",
    # A control list of a State outside the Union: shown beside, binds nobody in the Union by itself.
    "third-country",
]
LIST_KINDS: tuple[str, ...] = get_args(ListKind)

ActKind = Literal[
    # Adopted by Parliament and Council, or by the Council.
    "regulation",
    # Adopted by the Commission under a power in a regulation (TFEU Art. 290).
    "delegated-regulation",
    # Adopted by a State for its own law: decree, ordinance, order.
    "national-act",
    # Puts right a published text, sometimes in some languages only.
    "corrigendum",
    # Not binding (TFEU Art. 288).
    "recommendation",
    # Published in the C series, such as a compilation of national lists.
    "notice",
    # A communication or a white paper: policy, no law.
    "policy-paper",
    # Named by a source, but what it is has not been established.
    "unidentified",
]

ActStatus = Literal[
    # Adopted, but not seen published: it does not apply.
    "adopted",
    # Published or in force, and still part of the law.
    "in-force",
    # Still in force, but a later act replaced everything it had written into the list.
    "overtaken",
    # Repealed, lapsed, or replaced by a later edition.
    "ended",
    # A document that is not law and does not enter into force.
    "not-binding",
    # Not established.
    "unknown",
]

Evidence = Literal[
    # Seen in the source that is named.
    "verified",
    # Known from memory; to be checked before anyone relies on it.
    "recalled",
    # A conclusion from verified facts.
    "inferred",
]

Completeness = Literal[
    # Every entry of the list is recorded.
    "complete",
    # Some entries are recorded.
    "partial",
    # The list exists; its entries are not recorded.
    "none",
]

MeasureArticle = Literal[
    # Article 4(3): authorisation where the exporter has grounds for suspecting a use of Article 4(1).
    "4",
    # Article 6: brokering, beyond what binds everywhere.
    "6",
    # Article 7: transit, beyond what binds everywhere.
    "7",
    # Article 8: technical assistance, beyond what binds everywhere.
    "8",
    # Article 9: a national list for public security or human rights.
    "9",
    # Article 10: licences for items on another State's published list.
    "10",
    # Article 11: transfers within the Union.
    "11",
    # Article 12(6): national general export authorisations.
    "12",
    # Article 22: customs offices that are empowered.
    "22",
]

MeasureAnswer = Literal[
    # The State uses the power.
    "yes",
    # It says that it does not.
    "no",
    # It uses it in part, or by a rule of another kind.
    "partly",
    # Nothing was found in public; that does not mean that there is nothing.
    "not-established",
]

NoticePractice = Literal[
    # Its law or its authority names Article 10 in public.
    "stated",
    # It acts by notices to single exporters only.
    "individual",
    # Its law knows no such licence.
    "no-basis",
    # Nothing is known.
    "unknown",
]

CoordinationKind = Literal[
    # One of the proposals of the White Paper COM(2024) 25.
    "proposal",
    # What came of one.
    "outcome",
    # A draft or a consultation before a national list.
    "consultation",
    # A step of the Union's own: a recommendation, a report, an evaluation.
    "step",
]

Relation = Literal[
    # Controls the same items.
    "same",
    # The other entry controls less than this one.
    "narrower",
    # The other entry controls more than this one.
    "wider",
]

ChangeKind = Literal[
    # An entry, a paragraph or a whole list came on the register.
    "added",
    # It no longer applies, or (as a correction) it should never have been recorded.
    "removed",
    # An entry goes on under another code of the same list; the data say so.
    "renumbered",
    # An entry of one list was taken over by an entry of another; the data say so.
    "absorbed",
    # A control threshold differs.
    "parameter",
    # The wording differs, or an act is known to have changed it.
    "amended",
    # A cross reference or a counterpart on another list differs.
    "reference",
    # Whom, where, or until when a list, an entry or an authorisation binds differs.
    "applicability",
    # An act was recorded, or its dates or its status differ.
    "act",
    # Something of legal meaning was recorded wrongly and is put right.
    "correction",
    # Official wording was brought in by the importer.
    "text",
    # An English label differs.
    "label",
    # A label in another language differs.
    "translation",
    # What backs a fact differs: sources, links, the day until which it was checked.
    "source",
]
CHANGE_KINDS: tuple[str, ...] = get_args(ChangeKind)

# Kinds that change no law and no record of it: they are logged, and ring nobody.
SILENT_KINDS: frozenset[str] = frozenset(("text", "label", "translation", "source"))

Nature = Literal[
    # Made by an act.
    "amendment",
    # Made by a corrigendum, sometimes in some languages only.
    "corrigendum",
    # The register had it wrong, or learned it later; no act.
    "correction",
]

Effect = Literal[
    # More goods are controlled than before.
    "widened",
    # Fewer goods are controlled than before.
    "narrowed",
    # Not to be told from the limits alone.
    "unclear",
]

# Digit of a code -> category (Annex I, "Contents").
CATEGORIES: tuple[str, ...] = tuple("0123456789")
# Category 5 has two parts, telecommunications and information security.
CATEGORY_PARTS: tuple[str, ...] = ("5.1", "5.2")
# Letter of a code -> product group (Annex I, "Contents").
PRODUCT_GROUPS: tuple[str, ...] = tuple("ABCDE")
