"""The fast engine: selectolax on lexbor."""

from collections.abc import Mapping, Sequence

from selectolax.lexbor import LexborDocumentOptions, LexborHTMLParser, LexborNode

from pipeline.sites.article import Engine
from pipeline.sites.flow import INLINE, UNSEEN, Flow, Mark
from pipeline.sites.page import Marks, span

_CELLS = frozenset({"td", "th"})


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

    def attributes(self, node: LexborNode) -> Mapping[str, str | None]:
        """See `Page`."""
        return node.attributes

    def raw(self, node: LexborNode) -> str:
        """See `Page`."""
        return node.text()

    def only_text(self, node: LexborNode) -> str | None:
        """See `Page`."""
        child = node.first_child
        return child.text_content if child is not None and child.is_text_node and child.next is None else None

    def key(self, node: LexborNode) -> int:
        """See `Page`."""
        return node.mem_id

    def feed(self, node: LexborNode, flow: Flow, marks: Marks) -> None:
        """See `Page`."""
        text, enter, leave, gap, mark_of = flow.text, flow.open, flow.close, flow.gap, marks.get
        walk: list[tuple[LexborNode, int]] = []
        child = node.first_child
        while True:
            if child is None:
                if not walk:
                    return
                child, token = walk.pop()
                if token:
                    leave(token)
            elif child.is_text_node:
                text(child.text_content or "")
            elif child.is_element_node:
                tag = child.tag or ""
                mark = mark_of(child.mem_id) if marks else None
                if tag in UNSEEN or mark is Mark.REMOVED:
                    gap(tag)
                else:
                    if tag not in _CELLS:
                        # an inline element is nothing to the flow: what is in it is
                        token = 0 if mark is None and tag in INLINE else enter(tag, mark)
                    else:
                        attributes = child.attributes
                        spans = span(attributes.get("colspan")), span(attributes.get("rowspan"))
                        token = enter(tag, mark, spans)
                    first = child.first_child
                    if first is not None:
                        walk.append((child, token))
                        child = first
                        continue
                    if token:
                        leave(token)
            child = child.next
