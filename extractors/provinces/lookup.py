"""A unit by its name alone, as a person or another table writes it: `Tỉnh Đắk Lắk`, `dak lak`, `Ho Chi Minh City`."""

import re
from datetime import date
from functools import cache
from typing import Final

from extractors.provinces.spellings import canonical, spellings, unmarked
from extractors.provinces.units import Unit, unit_at

_LEVEL: Final = re.compile(r"^(?:tinh|thanh pho|t\.?p\.?)[ .]*(?=\w)|[ ,]+(?:province|city)$")


@cache
def _by_plain_name() -> dict[str, str]:
    plain: dict[str, str] = {}
    for written, spelling in spellings().items():
        plain.setdefault(unmarked(written).lower(), spelling.name)
    return plain


def unit_named(written: str, published_on: date | None = None) -> Unit | None:
    """The unit that a name means at a date, whatever its marks, casing and level word; None for any other text.

    Unlike the extractor it takes the text for a name and asks nothing of a context.
    """
    plain = canonical(unmarked(written.strip()).lower())
    names = _by_plain_name()
    name = names.get(plain) or names.get(_LEVEL.sub("", plain))
    return None if name is None else unit_at(name, published_on)
