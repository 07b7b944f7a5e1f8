"""A document for the tests of the exports: every kind of mention, some over one another, over a line end, hostile."""

from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from extractors import Extraction
from extractors.mentions import KINDS, Amount, DecreeRef, Mention, Percentage, Pinpoint, Province, ProvinceList, Region

DOC_ID = "báo/2012: a?\n#1"
PUBLISHED_ON = date(2012, 11, 17)
TEXT = (
    "Theo <b>điểm a khoản 2 Điều 5 Nghị định số\n45/2012/NĐ-CP</b>, 2 tỉnh Hà Nội, Huế\u2028chi 1,5 triệu USD "
    "(tương đương 38 tỷ đồng), tăng 12,5%.\n\n\tĐồng bằng sông Hồng & “Huế” \U0001f1fb\U0001f1f3 hoà\u0300."
)


def at(surface: str, nth: int = 0) -> dict[str, Any]:
    """The span of a surface that stands in the text."""
    start = -1
    for _ in range(nth + 1):
        start = TEXT.index(surface, start + 1)
    return {"start": start, "end": start + len(surface), "text": surface, "rule": "test"}


def _sum(surface: str, currency: str, value: int, **values: Any) -> Amount:
    return Amount(
        **at(surface), currency=currency, value=Decimal(value), value_max=None, modifier=None, per=None, **values
    )


def _province(name: str, code: str, nth: int = 0) -> Province:
    return Province(**at(name, nth), name=name, code=code, unit_set="63", name_2025=name)


MENTIONS: tuple[Mention, ...] = (
    DecreeRef(
        **at("Nghị định số\n45/2012/NĐ-CP"),
        kind="full",
        symbol="45/2012/NĐ-CP",
        doc_type="Nghị định",
        number="45",
        year=2012,
        issued_on="2012-05-21",
        issuer=("Chính phủ", "Bộ Công Thương"),
        title="về\u2028khuyến công\t</script><script>alert(1)</script>",
        pinpoint=Pinpoint(dieu="5", khoan="2", diem="a"),
    ),
    _sum("1,5 triệu USD", "USD", 1_500_000, equivalent_to=1),
    _sum("38 tỷ đồng", "VND", 38_000_000_000),
    Percentage(
        **at("12,5%"),
        unit="percent",
        value=Decimal("12.5"),
        value_max=None,
        direction="increase",
        base=None,
        modifier=None,
        per=None,
    ),
    _province("Hà Nội", "01"),
    _province("Huế", "46"),
    _province("Huế", "46", 1),
    ProvinceList(**at("Hà Nội, Huế"), members=("Hà Nội", "Huế"), claimed_count=2, truncated=False, complete=True),
    Region(**at("Đồng bằng sông Hồng"), name="Đồng bằng sông Hồng", members=("Hà Nội", "Hải Phòng")),
)
LISTS = {kind.list_name: tuple(mention for mention in MENTIONS if type(mention) is kind) for kind in KINDS}
EXTRACTION = Extraction(TEXT, lists=MappingProxyType(LISTS), **LISTS)  # type: ignore[arg-type]
