"""The engine that defines what selectors mean: BeautifulSoup on lxml."""

from collections.abc import Iterable, Mapping, Sequence

from bs4 import BeautifulSoup
from bs4.element import CData, NavigableString, Tag

from pipeline.sites.article import Engine
from pipeline.sites.flow import UNSEEN, Flow, Mark
from pipeline.sites.page import Marks, span


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
        return self.attributes(node).get(name) or None

    def attributes(self, node: Tag) -> Mapping[str, str | None]:
        """See `Page`."""
        return {name: " ".join(value) if isinstance(value, list) else value for name, value in node.attrs.items()}

    def raw(self, node: Tag) -> str:
        """See `Page`."""
        return str(node.string or "")

    def only_text(self, node: Tag) -> str | None:
        """See `Page`."""
        only = node.contents[0] if len(node.contents) == 1 else None
        return only if type(only) is NavigableString else None

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
