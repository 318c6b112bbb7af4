"""The records as maintainers write them: frozen, and refusing any field that is not named here.

What is published has its own shapes (`generator.downloads`), so a field can be renamed here without breaking a reader.
Dates are legal dates in the time zone of the act; `from` is the first day, `until` the first day on which the thing no
longer applies. `null` means that the register does not know.
"""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Self, TypeVar

from pydantic import (
    BaseModel,
    ConfigDict,
    Discriminator,
    Field,
    StrictFloat,
    StrictInt,
    StringConstraints,
    Tag,
    model_validator,
)

from generator.vocabulary import (
    ActKind,
    ActStatus,
    Completeness,
    CoordinationKind,
    Evidence,
    ListKind,
    MeasureAnswer,
    MeasureArticle,
    NoticePractice,
    Relation,
)

# Text that reaches a page: bounded, one line, no control characters.
Line = Annotated[str, StringConstraints(min_length=1, max_length=600, pattern=r"^[^\x00-\x1f\x7f]+$")]
# The wording of an act may run over several lines.
Wording = Annotated[str, StringConstraints(min_length=1, max_length=40_000, pattern=r"^[^\x00-\x08\x0b-\x1f\x7f]+$")]
# Identifiers become parts of addresses, so their patterns leave no room for a path.
Identifier = Annotated[str, StringConstraints(max_length=60, pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
ActIdentifier = Annotated[str, StringConstraints(max_length=60, pattern=r"^[A-Za-z0-9]+(-[A-Za-z0-9]+)*$")]
Code = Annotated[
    str, StringConstraints(max_length=60, pattern=r"^[0-9A-Z][0-9A-Za-z]{0,15}(\.[0-9]{1,3}|\.[a-z]{1,2}){0,8}$")
]
Link = Annotated[str, StringConstraints(max_length=600, pattern=r"^https?://[^\s<>\"']+$")]
Celex = Annotated[
    str, StringConstraints(pattern=r"^[0-9][0-9]{4}[A-Z]{1,2}[0-9]{4,5}(\([0-9]{2}\)|R\([0-9]{2}\)|-[0-9]{8})?$")
]
# A heading, subheading or line of the Combined Nomenclature, 4 to 8 digits, or of TARIC, 10.
CustomsCode = Annotated[str, StringConstraints(pattern=r"^[0-9]{4}([0-9]{2}){0,3}$")]
Number = StrictInt | Annotated[StrictFloat, Field(allow_inf_nan=False)]
Value = TypeVar("Value")


class Record(BaseModel):
    """Base of every record."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=False, defer_build=True)


class Sourced(Record):
    """A record that says where it comes from."""

    sources: tuple[Line, ...] = Field(min_length=1)
    """Where the facts were seen: an address or a citation."""

    recalled: tuple[Identifier, ...] = ()
    """Fields that no source confirmed; shown as unverified. Names as in this file, with hyphens for underscores."""


class Version(Record):
    """The state of one entry, paragraph or list between two dates, made by one act."""

    start: date | None = Field(alias="from")
    """First day in force; null means before tracking of the list began."""

    by: ActIdentifier | None = None
    """The act that made this version; null where it is not known."""

    until: date | None = None
    """First day on which it no longer applies; null while it does."""

    ended_by: ActIdentifier | None = None
    evidence: Evidence = "verified"
    """How sure the dates and acts of this version are."""

    @model_validator(mode="after")
    def _dates_in_order(self) -> Self:
        if self.start and self.until and self.until <= self.start:
            raise ValueError(f"'until' ({self.until}) must be after 'from' ({self.start})")
        return self


class Bounds(Record):
    """A limit as data: a quantity, one or two bounds, a unit."""

    quantity: Identifier
    above: Number | None = None
    """The quantity is strictly greater."""

    at_least: Number | None = None
    below: Number | None = None
    """The quantity is strictly smaller."""

    at_most: Number | None = None
    between: tuple[Number, Number] | None = None
    """From the first to the second number, where the wording leaves open whether the ends are included."""

    unit: Line | None = None
    """As in `quantities.yaml`; null for a pure number."""

    @model_validator(mode="after")
    def _bounds_make_sense(self) -> Self:
        lower = [bound for bound in (self.above, self.at_least) if bound is not None]
        upper = [bound for bound in (self.below, self.at_most) if bound is not None]
        if self.between:
            lower, upper = [*lower, self.between[0]], [*upper, self.between[1]]
        if not lower and not upper:
            raise ValueError("a parameter needs one of: above, at_least, below, at_most, between")
        if len(lower) > 1 or len(upper) > 1:
            raise ValueError("a parameter has at most one lower and one upper bound")
        if lower and upper and lower[0] >= upper[0]:
            raise ValueError(f"the lower bound ({lower[0]}) must be smaller than the upper bound ({upper[0]})")
        return self


class Parameter(Bounds):
    """A control threshold of an entry or paragraph. A finding aid: how thresholds combine is in the wording."""

    at: Bounds | None = None
    """The condition under which the limit is measured, such as a temperature."""


class Counterpart(Record):
    """Another list's entry that controls the same item, or part of it."""

    on: Identifier = Field(alias="list")
    code: Code
    relation: Relation
    evidence: Evidence


Parameters = Annotated[
    Annotated[tuple[Parameter, ...], Tag("undated")]
    | Annotated[dict[date, tuple[Parameter, ...]], Field(min_length=1), Tag("dated")],
    Discriminator(lambda value: "dated" if isinstance(value, dict) else "undated"),
]
"""Control thresholds: one set, or one for each version, keyed by the date from which it applies."""


class Predecessor(Record):
    """An entry whose item another entry took over: on the same list it was renumbered, on another list absorbed."""

    on: Identifier = Field(alias="list")
    code: Code


class Entry(Record):
    """A numbered position of a list (`3A001`) or a paragraph of one (`3A001.a.5`)."""

    code: Code
    in_force: tuple[Version, ...] = ()
    """Oldest first; a paragraph without its own takes those of its parent."""

    not_used: bool = False
    """The number is kept free in the list and controls nothing."""

    in_note: bool = False
    """The number stands in a note to the list: it explains or exempts, and controls nothing by itself."""

    part: int | None = Field(default=None, ge=1, le=9)
    """The part of its category, where the category has parts."""

    regime: Identifier | None = None
    """The export control regime that the number's range points to."""

    amended_between: tuple[date, date] | None = None
    """The wording differs between these two dates, and the act that changed it is not recorded."""

    parameters: Parameters = ()
    see_also: tuple[Code, ...] = ()
    """Entries of the same list that its wording refers to."""

    same_as: tuple[Counterpart, ...] = ()
    customs_codes: tuple[CustomsCode, ...] = ()
    """Goods that may be meant, by customs code; a help for finding, never a classification. Empty: not known."""

    absorbs: tuple[Predecessor, ...] = ()
    """The entries that this one took over when it came on the list; said by the act, never guessed."""

    destinations: Line | None = None
    """Only exports to these destinations are controlled; null means the list's own scope."""

    @property
    def is_paragraph(self) -> bool:
        return "." in self.code

    @property
    def entry_code(self) -> str:
        """The code of the entry that a paragraph belongs to: `3A001` of `3A001.a.5`."""
        return self.code.split(".", 1)[0]

    @property
    def parent_code(self) -> str | None:
        return self.code.rpartition(".")[0] or None

    @property
    def path(self) -> str:
        """What follows the entry's code: `a.5` of `3A001.a.5`, empty for the entry itself."""
        return self.code.partition(".")[2]

    def parameters_on(self, on: date | None) -> tuple[Parameter, ...]:
        """Return the parameters that apply on a date, or the newest ones for `None`."""
        return value_on(self.parameters, on)


class ListRecord(Sourced):
    """`list.yaml`: what a control list is."""

    kind: ListKind
    issuer: Identifier
    """`eu`, or the code of the State whose list it is."""

    scheme: bool
    """Codes follow Annex I: digit of the category, letter of the product group, number."""

    legal_basis: Line
    in_force: tuple[Version, ...]
    acts: tuple[ActIdentifier, ...]
    """The acts that made and changed the list, oldest first."""

    entries_recorded: Completeness
    tracked_since: date
    """The state of the list that was recorded first; earlier starts are null unless an act is known."""

    checked: date
    """The day up to which maintainers looked for changes."""

    consolidated: Celex | None = None
    """CELEX of the consolidated text that was read, which EUR-Lex offers in every language."""

    links: tuple[Link, ...] = ()
    """Official addresses of the list."""

    destinations: Line | None = None
    """The destinations for which the list asks for a licence, in our words."""

    customs_codes: tuple[CustomsCode, ...] = ()
    """Goods that the list names by customs code."""


class Correlation(Sourced):
    """`correlation.yaml`: which entries goods under a customs code may meet; a help for finding, no classification."""

    year: int = Field(ge=1990, le=2100)
    """Year of the Combined Nomenclature that the codes are of."""

    codes: dict[CustomsCode, tuple[Code, ...]]


class Act(Sourced):
    """A legal act or official notice."""

    kind: ActKind
    status: ActStatus
    issuer: Identifier
    """`eu`, or the State that adopted it."""

    celex: Celex | None = None
    eli: Link | None = None
    name: Line | None = None
    """What the act calls itself in its own language, where it has no CELEX."""

    reference: Line | None = None
    """Number of the document before publication, such as a Commission C number."""

    gazette: Line | None = None
    """Where it was published."""

    url: Link | None = None
    adopted: date | None = None
    published: date | None = None
    in_force: date | None = None
    ended: date | None = None
    """First day on which it no longer applies."""

    applies_before_publication: bool = False
    amends: tuple[ActIdentifier, ...] = ()
    corrects: tuple[ActIdentifier, ...] = ()
    repeals: tuple[ActIdentifier, ...] = ()
    languages: tuple[Identifier, ...] = ()
    """The language versions it concerns; empty means all."""

    entries: tuple[Code, ...] = ()
    """Entries it is known to have changed."""

    compiles: tuple[Identifier, ...] = ()
    """National lists that it publishes for all States, as they stood on the day of its publication (Art. 9(4))."""


class Membership(Record):
    """Whether a State takes part in a regime."""

    member: bool | None
    since: int | None = Field(default=None, ge=1950, le=2100)
    """Year in which participation began."""

    evidence: Evidence


class Authority(Sourced):
    """The authority that decides on export licences in a State."""

    name: Line
    url: Link | None = None


class Measure(Sourced):
    """What a State does under an article of Regulation (EU) 2021/821 that leaves it a choice."""

    article: MeasureArticle
    answer: MeasureAnswer
    note: Line | None = None
    """What is known of it, in our words."""

    acts: tuple[ActIdentifier, ...] = ()
    """The acts that say so; empty: none is public, or none is recorded."""

    evidence: Evidence


class State(Sourced):
    """A Member State."""

    languages: tuple[Identifier, ...]
    """Official languages of the State that are official languages of the Union."""

    authorities: tuple[Authority, ...]
    regimes: dict[Identifier, Membership]
    measures: tuple[Measure, ...] = ()
    article_10: NoticePractice = "unknown"
    """How the State applies other States' lists."""


class CoordinationStep(Sourced):
    """Something that happened, or is proposed, in the coordination of national lists."""

    kind: CoordinationKind
    state: Identifier | None = None
    """The State concerned; null for the Union."""

    day: date | None = None
    until: date | None = None
    """Last day of a consultation."""

    act: ActIdentifier | None = None
    """The act that it is, or that came of it."""

    evidence: Evidence


class Regime(Sourced):
    """A multilateral export control regime."""

    name: Line
    """Its own name, in English."""

    short: Line
    founded: int
    members: int | None = None
    url: Link
    code_range: tuple[int, int] | None = None
    """The numbers (last three digits of a code) that this regime stands behind."""


class Quantity(Record):
    """Something that parameters measure."""

    units: tuple[Line, ...]
    """Units that its parameters may use; empty for a pure number."""


class Destinations(Record):
    """The destinations of an authorisation, ISO 3166-1 alpha-2 in small letters."""

    countries: tuple[Identifier, ...]
    all_except: bool = False
    """The authorisation covers every destination but these."""

    removed: dict[Identifier, Version] = {}
    """Countries that were taken off, with date and act."""


class Authorisation(Sourced):
    """A general export authorisation: of the Union (Regulation (EU) 2021/821, Annex II) or of a State (Art. 12(6))."""

    issuer: Identifier = "eu"
    """`eu`, or the State that granted it."""

    number: Line | None = None
    """What it is called for short: EU001, NL900."""

    section: Line | None = None
    """The section of Annex II, for one of the Union."""

    customs_document: Line
    """Code of the authorisation in an export declaration."""

    act: ActIdentifier | None = None
    """The act that grants it; null: not recorded."""

    in_force: date | None = None
    """First day on which it could be used."""

    ended: date | None = None
    """First day on which it no longer applies."""

    seen: date | None = None
    """The last day for which a source says that one of a State applies; what came after is not established."""

    covers_all: bool | None = None
    """It covers all of Annex I but what `excludes` names; false: only what `covers` names; null: not recorded."""

    covers: tuple[Code, ...] = ()
    excludes: tuple[Code, ...] = ()
    excluded_groups: tuple[Line, ...] = ()
    """Product groups that are excluded: D, E."""

    covered_groups: tuple[Line, ...] = ()
    """Product groups to which a `covers_all` authorisation is limited."""

    excludes_annex_iv: bool = False
    """Everything in Annex IV is excluded (Annex II, Section I)."""

    destinations: Destinations | None = None
    """Null: not recorded."""

    registration: Line | None = None
    reporting: Line | None = None
    conditions: tuple[Line, ...]
    """When it cannot be used, and what else it asks for; in our words, shortened."""

    @model_validator(mode="after")
    def _union_is_complete(self) -> Self:
        needed = ("section", "act", "covers_all", "destinations", "registration", "reporting")
        missing = [name for name in needed if getattr(self, name) is None]
        if self.issuer == "eu" and missing:
            raise ValueError(f"an authorisation of the Union needs: {', '.join(missing)}")
        return self


class Term(Record):
    """What a language calls one thing, so that labels call it the same throughout."""

    term: Line
    stems: tuple[Line, ...] = Field(min_length=1)
    """Small letters; every inflected form that a label may use contains one of them."""


class WordingException(Record):
    """A label that may break a rule of wording."""

    rule: Identifier
    language: Identifier
    on: Identifier = Field(alias="list")
    code: Code
    reason: Line


Label = Line | Annotated[dict[date, Line], Field(min_length=1)]
"""Our short description: one string, or one for each version, keyed by the date from which it applies."""

Text = Wording | Annotated[dict[date, Wording], Field(min_length=1)]
"""Official wording: one, or one for each version, keyed by the date from which it applies."""


def value_on(value: Value | Mapping[date, Value], on: date | None) -> Value:
    """Return what applies on a date of something that may differ between versions.

    Args:
        value: one value for all time, or a value for each date from which it applies, at least one.
        on: a legal date; `None` asks for the newest value. Before the first date the first value answers.
    """
    if not isinstance(value, Mapping):
        return value
    past = [start for start in value if on is None or start <= on]
    return value[max(past) if past else min(value)]
