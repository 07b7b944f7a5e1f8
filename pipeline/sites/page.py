"""What both engines give: a parsed page that selectors are run on and whose parts are walked.

`soup.SoupPage` (BeautifulSoup on lxml) defines what a selector means; `lexbor.LexborPage` (selectolax) runs the same
selectors some thirty times faster. A test holds them to the same articles on every fixture. Neither recurses.
"""

from collections.abc import Mapping, Sequence
from typing import Protocol, TypeVar

from pipeline.sites.article import Engine
from pipeline.sites.flow import Flow, Mark

N = TypeVar("N")
#: Elements with marks, by the engine's key of the element.
Marks = Mapping[int, Mark]


class Page(Protocol[N]):
    """A parsed page; `N` is the engine's element."""

    engine: Engine

    def select(self, selector: str, within: N | None = None) -> Sequence[N]:
        """The elements that a selector matches, in document order, below `within` where given."""
        ...

    def first(self, selector: str) -> N | None:
        """The first element that a selector matches."""
        ...

    def tag(self, node: N) -> str:
        """The element's name, in lower case."""
        ...

    def attribute(self, node: N, name: str) -> str | None:
        """An attribute's value; None where it is absent or empty."""
        ...

    def attributes(self, node: N) -> Mapping[str, str | None]:
        """All attributes of an element, at the cost of one."""
        ...

    def raw(self, node: N) -> str:
        """The text inside a script element."""
        ...

    def only_text(self, node: N) -> str | None:
        """The text inside an element that holds nothing else; None where it holds an element, or nothing."""
        ...

    def key(self, node: N) -> int:
        """What tells this element from every other of the page."""
        ...

    def feed(self, node: N, flow: Flow, marks: Marks) -> None:
        """Walk what is inside an element and give it to a flow."""
        ...


def span(value: str | None) -> int:
    """A cell's `colspan` or `rowspan`; 1 where it is no number."""
    if not value:
        return 1
    value = value.strip()
    return max(1, int(value)) if value.isascii() and value.isdigit() and len(value) < 7 else 1
