"""The kinds of mention and their values: what the extractors give and the rest of the project reads.

Field names and meanings are those of the annotation guideline. Offsets are code points, half-open. While
extractors work, offsets and `text` are of the folded text; `extractors.extract` gives them out in the text as given,
where `text[mention.start:mention.end] == mention.text`.
"""

from dataclasses import dataclass
from decimal import Decimal
from typing import ClassVar, Literal

from extractors.quick import quick

Modifier = Literal["about", "over", "under", "at_least", "at_most"]
Role = Literal["from", "to"]
Direction = Literal["increase", "decrease", "share", "level"]
Relation = Literal["amends", "replaces", "repeals", "guides", "based_on", "implements"]
Resolution = Literal["explicit", "short_form", "antecedent", "by_date"]
ReferenceKind = Literal["full", "named", "short", "anaphor"]


@quick
@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """A stretch of text that an extractor found, and the name of the rule that found it."""

    list_name: ClassVar[str]

    start: int
    end: int
    text: str
    rule: str


@quick
@dataclass(frozen=True, slots=True, kw_only=True)
class Pinpoint:
    """The place in a legal document: điều, khoản, điểm, each as written (`5`, `1, 3`, `2-4`, `a`)."""

    dieu: str | None = None
    khoan: str | None = None
    diem: str | None = None


@quick
@dataclass(frozen=True, slots=True, kw_only=True)
class DecreeRef(Mention):
    """A reference to a legal or administrative document.

    `symbol` is the canonical số hiệu (`45/2012/NĐ-CP`); `number` its first part as printed without spaces. `relation`
    says what another document does to this one (`amends`: it amends this one); `relation_source` is that document's
    symbol, null where it has none yet (a draft) or the text does not name it.
    """

    list_name: ClassVar[str] = "decree_refs"

    kind: ReferenceKind
    symbol: str | None
    doc_type: str | None
    number: str | None
    year: int | None
    issued_on: str | None
    issuer: tuple[str, ...]
    title: str | None = None
    pinpoint: Pinpoint | None = None
    resolution: Resolution | None = None
    relation: Relation | None = None
    relation_source: str | None = None


@quick
@dataclass(frozen=True, slots=True, kw_only=True)
class Amount(Mention):
    """A sum of money, in whole units of `currency` (ISO 4217).

    `value_max` is set for a range. `ambiguous` and `value_alternative`: the comma or point can be read in two ways,
    and the second reading. `equivalent_to` is the position, among the document's amounts, of the sum that this one
    restates in another currency.
    """

    list_name: ClassVar[str] = "amounts"

    currency: str
    value: Decimal
    value_max: Decimal | None
    modifier: Modifier | None
    per: str | None
    role: Role | None = None
    ambiguous: bool = False
    value_alternative: Decimal | None = None
    equivalent_to: int | None = None


@quick
@dataclass(frozen=True, slots=True, kw_only=True)
class Percentage(Mention):
    """A percentage, or a difference in percentage points; `base` is what it is compared with, in the text's words."""

    list_name: ClassVar[str] = "percentages"

    unit: Literal["percent", "percentage_point"]
    value: Decimal
    value_max: Decimal | None
    direction: Direction
    base: str | None
    modifier: Modifier | None
    per: str | None
    role: Role | None = None
    ambiguous: bool = False
    value_alternative: Decimal | None = None


@quick
@dataclass(frozen=True, slots=True, kw_only=True)
class Province(Mention):
    """A province-level unit; `code` is the General Statistics Office's in `unit_set` (63, 34, or `dissolved`)."""

    list_name: ClassVar[str] = "provinces"

    name: str
    code: str | None
    unit_set: str
    name_2025: str | None


@quick
@dataclass(frozen=True, slots=True, kw_only=True)
class ProvinceList(Mention):
    """Two or more coordinated provinces; `complete` is False where the claimed count and the listing disagree."""

    list_name: ClassVar[str] = "province_lists"

    members: tuple[str, ...]
    claimed_count: int | None
    truncated: bool
    complete: bool | None = None


@quick
@dataclass(frozen=True, slots=True, kw_only=True)
class Region(Mention):
    """A named group of provinces (`Đồng bằng sông Cửu Long`) with its members at the document's date."""

    list_name: ClassVar[str] = "regions"

    name: str
    members: tuple[str, ...]


#: Every kind, in the order in which tables, records and exports list them.
KINDS: tuple[type[Mention], ...] = (DecreeRef, Amount, Percentage, Province, ProvinceList, Region)
