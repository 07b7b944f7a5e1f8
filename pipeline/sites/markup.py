"""The two engines: a parsed page that selectors are run on and whose parts are walked.

`SoupPage` (BeautifulSoup on lxml) defines what a selector means; `LexborPage` (selectolax) runs the same selectors some
twenty times faster. A test holds them to the same articles on every fixture. Both walk without recursion.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol, TypeVar

from bs4 import BeautifulSoup
from bs4.element import CData, NavigableString, Tag
from selectolax.lexbor import LexborDocumentOptions, LexborHTMLParser, LexborNode

from pipeline.sites.article import Engine
from pipeline.sites.flow import UNSEEN, Flow, Mark

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

    def raw(self, node: N) -> str:
        """The text inside a script element."""
        ...

    def key(self, node: N) -> int:
        """What tells this element from every other of the page."""
        ...

    def feed(self, node: N, flow: Flow, marks: Marks) -> None:
        """Walk what is inside an element and give it to a flow."""
        ...


class SoupPage:
    """A page in BeautifulSoup."""

    engine: Engine = "beautifulsoup"

    def __init__(self, markup: str) -> None:
        self._soup = BeautifulSoup(markup, "lxml")

    def select(self, selector: str, within: Tag | None = None) -> Sequence[Tag]:
        """See `Page`."""
        return (self._soup if within is None else within).select(selector)

    def first(self, selector: str) -> Tag | None:
        """See `Page`."""
        return self._soup.select_one(selector)

    def tag(self, node: Tag) -> str:
        """See `Page`."""
        return node.name

    def attribute(self, node: Tag, name: str) -> str | None:
        """See `Page`."""
        value = node.get(name)
        return " ".join(value) if isinstance(value, list) else value or None

    def raw(self, node: Tag) -> str:
        """See `Page`."""
        return str(node.string or "")

    def key(self, node: Tag) -> int:
        """See `Page`."""
        return id(node)

    def feed(self, node: Tag, flow: Flow, marks: Marks) -> None:
        """See `Page`."""
        walk: list[tuple[Iterable[object], int]] = [(iter(node.contents), 1)]
        while walk:
            children, token = walk[-1]
            for child in children:
                if isinstance(child, Tag):
                    mark = marks.get(id(child)) if marks else None
                    if child.name in UNSEEN or mark is Mark.REMOVED:
                        flow.gap(child.name)
                        continue
                    spans = (1, 1)
                    if child.name in ("td", "th"):
                        spans = span(self.attribute(child, "colspan")), span(self.attribute(child, "rowspan"))
                    walk.append((iter(child.contents), flow.open(child.name, mark, spans)))
                    break
                if type(child) is NavigableString or isinstance(child, CData):
                    flow.text(child)
            else:
                walk.pop()
                if walk:
                    flow.close(token)


class LexborPage:
    """A page in selectolax's lexbor."""

    engine: Engine = "selectolax"

    def __init__(self, markup: bytes) -> None:
        # UTF-8; without events parsing takes a tenth less, and nothing here changes the tree
        self._tree = LexborHTMLParser(markup, options=LexborDocumentOptions.WO_EVENTS)

    def select(self, selector: str, within: LexborNode | None = None) -> Sequence[LexborNode]:
        """See `Page`."""
        if within is None:
            return self._tree.css(selector)
        own = within.mem_id
        return [node for node in within.css(selector) if node.mem_id != own]

    def first(self, selector: str) -> LexborNode | None:
        """See `Page`."""
        return self._tree.css_first(selector)

    def tag(self, node: LexborNode) -> str:
        """See `Page`."""
        return node.tag or ""

    def attribute(self, node: LexborNode, name: str) -> str | None:
        """See `Page`."""
        return node.attributes.get(name) or None

    def raw(self, node: LexborNode) -> str:
        """See `Page`."""
        return node.text()

    def key(self, node: LexborNode) -> int:
        """See `Page`."""
        return node.mem_id

    def feed(self, node: LexborNode, flow: Flow, marks: Marks) -> None:
        """See `Page`."""
        child = node.first_child
        walk: list[tuple[LexborNode, int]] = []
        while True:
            if child is None:
                if not walk:
                    return
                parent, token = walk.pop()
                flow.close(token)
                child = parent.next
                continue
            tag = child.tag
            if tag == "-text":
                flow.text(child.text_content or "")
            elif tag is not None and tag[0] != "-":
                mark = marks.get(child.mem_id) if marks else None
                if tag in UNSEEN or mark is Mark.REMOVED:
                    flow.gap(tag)
                else:
                    spans = (1, 1)
                    if tag in ("td", "th"):
                        attributes = child.attributes
                        spans = span(attributes.get("colspan")), span(attributes.get("rowspan"))
                    walk.append((child, flow.open(tag, mark, spans)))
                    child = child.first_child
                    continue
            child = child.next


def span(value: str | None) -> int:
    """A cell's `colspan` or `rowspan`; 1 where it is no number."""
    value = (value or "").strip()
    return max(1, int(value)) if value.isascii() and value.isdigit() and len(value) < 7 else 1
