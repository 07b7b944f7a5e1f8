"""What the tests of this package share: references of a text, as short records."""

from collections.abc import Sequence
from datetime import date

from extractors import decree_refs
from extractors.mentions import DecreeRef
from extractors.registry import Scanner
from extractors.text import Text

_SCANNER = Scanner((decree_refs.EXTRACTOR,))


def references(given: str, published_on: str | None = None) -> Sequence[DecreeRef]:
    """The references of a text, in folded offsets."""
    text = Text.of(given, None if published_on is None else date.fromisoformat(published_on))
    found = decree_refs.EXTRACTOR.find(text, _SCANNER.scan(text.lower)[0], {})
    return [mention for mention in found if isinstance(mention, DecreeRef)]


def surfaces(given: str, published_on: str | None = None) -> list[str]:
    """The references' own words."""
    return [reference.text for reference in references(given, published_on)]


def symbols(given: str, published_on: str | None = None) -> list[str | None]:
    """The references' symbols."""
    return [reference.symbol for reference in references(given, published_on)]


def only(given: str, published_on: str | None = None) -> DecreeRef:
    """The one reference of a text."""
    (reference,) = references(given, published_on)
    return reference
