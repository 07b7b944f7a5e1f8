"""Reading a page by a declared layout: what its selectors give, on either engine."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from pipeline.sites.dates import parse_time
from pipeline.sites.flow import Flow, Grid, Mark, Paragraph, Part, tidy
from pipeline.sites.found import Found
from pipeline.sites.page import N, Page
from pipeline.sites.site import Layout, Selectors

#: Furniture of any site: what is hidden, and the buttons of social networks.
_FURNITURE: Selectors = (
    '[style*="display:none"]',
    '[style*="display: none"]',
    "[hidden]",
    ".fb-like",
    ".fb-share-button",
    ".fb-comments",
    ".zalo-share-button",
)
_CAPTIONS: Selectors = ("figcaption",)
#: A sapo that ends in `…` is known again in the body by as many characters at least.
_MIN_CUT = 40


def fit(page: Page[N], layout: Layout) -> Found | None:
    """What one layout finds; None where it gives no title or no body. The body may turn out to hold no text."""
    title, title_nodes = _value(page, layout.title)
    body = _container(page, layout.body) if title else None
    if title is None or body is None:
        return None
    sapo, sapo_nodes = _value(page, layout.sapo, "\n", layout.apart)
    published_at, time_nodes = _time(page, layout.time)
    author, author_nodes = _value(page, layout.author)
    source, source_nodes = _value(page, layout.source)
    sections, section_nodes = _values(page, layout.section)
    tags, tag_nodes = _values(page, layout.tags)
    elsewhere = [*title_nodes, *sapo_nodes, *time_nodes, *section_nodes, *tag_nodes]
    parts = _walk(page, body, layout, elsewhere, [*author_nodes, *source_nodes])
    sapo, parts = _part_sapo(sapo, parts)
    return Found(
        layout=layout.name,
        engine=page.engine,
        title=title,
        sapo=sapo,
        parts=parts,
        author=author,
        published_at=published_at,
        section=sections[-1] if sections else None,
        tags=tuple(tags),
        source=source,
    )


def _walk(page: Page[N], body: N, layout: Layout, elsewhere: Sequence[N], credits: Sequence[N]) -> Sequence[Part]:
    """The parts of the body, without furniture and without what the layout reads as something else."""
    marks: dict[int, Mark] = {}
    for selectors, mark in (
        (layout.apart, Mark.APART),
        (layout.tables, Mark.TABLE),
        (layout.captions + _CAPTIONS, Mark.CAPTION),
        (layout.remove + _FURNITURE, Mark.REMOVED),
    ):
        if selectors:
            marks.update(dict.fromkeys(map(page.key, page.select(", ".join(selectors), body)), mark))
    marks.update(dict.fromkeys(map(page.key, credits), Mark.CREDIT))
    marks.update(dict.fromkeys(map(page.key, elsewhere), Mark.REMOVED))
    flow = Flow()
    page.feed(body, flow, marks)
    return flow.parts()


def _container(page: Page[N], selectors: Selectors) -> N | None:
    return next(_each(page, selectors), None)


def _text(page: Page[N], node: N, apart: Selectors, line_break: str = " ") -> str:
    """What an element says: a meta's content, else the text inside."""
    if page.tag(node) == "meta":
        return tidy(page.attribute(node, "content") or "")
    # most titles, times and names: what the walk below would make of them, without it
    if (plain := page.only_text(node)) is not None:
        return tidy(plain)
    flow = Flow()
    marks = dict.fromkeys(map(page.key, page.select(", ".join(apart), node)), Mark.APART) if apart else {}
    page.feed(node, flow, marks)
    texts = [part.text for part in flow.parts() if not isinstance(part, Grid)]
    return line_break.join(line for text in texts for line in text.split("\n"))


def _value(
    page: Page[N], selectors: Selectors, line_break: str = " ", apart: Selectors = ()
) -> tuple[str | None, Sequence[N]]:
    """The text of the first element that says something, with that element."""
    for node in _each(page, selectors):
        if text := _text(page, node, apart, line_break):
            return text, [node]
    return None, []


def _values(page: Page[N], selectors: Selectors) -> tuple[list[str], Sequence[N]]:
    """The texts of every element that the first selector with a match gives, with these elements."""
    for selector in selectors:
        nodes = page.select(selector)
        if texts := [text for node in nodes if (text := _text(page, node, ()))]:
            return texts, nodes
    return [], []


def _time(page: Page[N], selectors: Selectors) -> tuple[datetime | None, Sequence[N]]:
    """The first element whose `datetime`, content or text is a time."""
    for node in _each(page, selectors):
        for printed in (page.attribute(node, "datetime") or "", _text(page, node, ())):
            if (time := parse_time(printed)) is not None:
                return time, [node]
    return None, []


def _each(page: Page[N], selectors: Selectors) -> Iterator[N]:
    """The elements of each selector in turn; the first, which mostly is the one, without looking for the others."""
    for selector in selectors:
        first = page.first(selector)
        if first is not None:
            yield first
            yield from page.select(selector)[1:]


def _part_sapo(sapo: str | None, parts: Sequence[Part]) -> tuple[str | None, Sequence[Part]]:
    """A body that begins with the sapo once more loses it; a sapo that was cut (`…`) is read from the body."""
    first = parts[0] if parts else None
    if sapo is None or not isinstance(first, Paragraph):
        return sapo, parts
    whole = " ".join(first.text.split())
    begun = " ".join(sapo.split())
    cut = begun.rstrip(" .…")
    if whole == begun or (begun.endswith(("...", "…")) and len(cut) >= _MIN_CUT and whole.startswith(cut)):
        return first.text, parts[1:]
    return sapo, parts
