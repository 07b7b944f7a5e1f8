"""Charts as SVG from counts: bars that stretch with the page and need no script. Beside each stands its table."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

#: More months than this are drawn as years: a bar narrower than that cannot be pointed at.
_MOST_MONTHS = 120


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: what it stands for (`2024-05`, `2024`), and how much."""

    label: str
    value: int


@dataclass(frozen=True, slots=True)
class BarChart:
    """Bars over time: `bars` with one for every month (or year) from the first to the last, empty ones too."""

    bars: tuple[Bar, ...]
    by_year: bool

    @property
    def most(self) -> int:
        """The highest value."""
        return max((bar.value for bar in self.bars), default=0)

    @property
    def ticks(self) -> tuple[str, ...]:
        """The labels below: the first, the middle and the last, each once."""
        labels = [bar.label for bar in self.bars]
        return tuple(dict.fromkeys((labels[0], labels[len(labels) // 2], labels[-1]))) if labels else ()

    def svg(self, name: str) -> Markup:
        """The bars, to be stretched to any width; `name` is what a screen reader says of them."""
        step, most = 10, self.most or 1
        parts = [
            f'<svg class="bars" viewBox="0 0 {step * max(len(self.bars), 12)} 100" preserveAspectRatio="none"'
            f' role="img" aria-label="{escape(name)}">'
        ]
        for at, bar in enumerate(self.bars):
            height = round(max(100 * bar.value / most, 1.5 if bar.value else 0), 2)
            parts.append(
                f"<g><title>{escape(bar.label)}: {bar.value}</title>"
                f'<rect class="ground" x="{at * step}" y="0" width="{step}" height="100"/>'
                f'<rect class="bar" x="{at * step + 1}" y="{round(100 - height, 2)}" width="{step - 2}"'
                f' height="{height}"/></g>'
            )
        return Markup("".join((*parts, "</svg>")))


def months_chart(counts: Mapping[str, int]) -> BarChart:
    """A chart of counts by month (`2024-05`); by year where the months are too many to tell apart."""
    known = sorted(month for month in counts if month)
    if not known:
        return BarChart((), by_year=False)
    months = list(_months(known[0], known[-1]))
    if len(months) <= _MOST_MONTHS:
        return BarChart(tuple(Bar(month, counts.get(month, 0)) for month in months), by_year=False)
    years: dict[str, int] = {month[:4]: 0 for month in months}
    for month in known:
        years[month[:4]] += counts[month]
    return BarChart(tuple(Bar(year, count) for year, count in years.items()), by_year=True)


def _months(first: str, last: str) -> Iterator[str]:
    year, month = map(int, first.split("-"))
    end = tuple(map(int, last.split("-")))
    while (year, month) <= end:
        yield f"{year:04d}-{month:02d}"
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)


def share_bar(value: float, most: float) -> Markup:
    """A short bar within a table's row: how much of the highest value this one is; the number stands beside it."""
    share = round(100 * value / most, 1) if most else 0
    return Markup(
        '<svg class="share" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">'
        '<rect class="bar" width="{}" height="10"/></svg>'
    ).format(share)


@dataclass(frozen=True, slots=True)
class Node:
    """A legal document in a graph of relations: what it is called, what it does or what is done, and its page."""

    label: str
    relation: str
    href: str = ""


def relation_graph(name: str, centre: str, left: Sequence[Node], right: Sequence[Node]) -> Markup:
    """A document in the middle, those that act on it on its left, those that it acts on on its right."""
    rows = max(len(left), len(right), 1)
    height = rows * 46 + 8
    middle = height / 2
    parts = [
        Markup(
            '<svg class="graph" width="760" height="{}" viewBox="0 0 760 {}" role="group" aria-label="{}">'
            '<defs><marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" markerHeight="8" orient="auto">'
            '<path d="M0 0L8 4L0 8z"/></marker></defs>'
        ).format(height, height, name)
    ]
    for nodes, at, edge in ((left, 0, (200, 290)), (right, 560, (560, 470))):
        first = middle - (len(nodes) - 1) * 23
        for index, node in enumerate(nodes):
            y = first + index * 46
            start, end = ((edge[0], y), (edge[1], middle)) if at == 0 else ((edge[1], middle), (edge[0], y))
            parts.append(Markup('<path class="edge" marker-end="url(#tip)" d="M{} {}L{} {}"/>').format(*start, *end))
            parts.append(_box(at, y, 200, node.label, node.relation, node.href))
    parts.append(_box(290, middle, 180, centre, "", "", "centre"))
    return Markup("").join((*parts, Markup("</svg>")))


def _box(x: float, y: float, width: int, label: str, below: str, href: str, more: str = "") -> Markup:
    box = Markup(
        '<g class="node {}"><title>{}</title><rect x="{}" y="{}" width="{}" height="38" rx="3"/>'
        '<text x="{}" y="{}">{}</text>'
    ).format(more, label, x, y - 19, width, x + width / 2, y + (5 if not below else -2), _short(label))
    if below:
        box += Markup('<text class="below" x="{}" y="{}">{}</text>').format(x + width / 2, y + 13, _short(below, 32))
    box += Markup("</g>")
    return Markup('<a href="{}">{}</a>').format(href, box) if href else box


def _short(text: str, most: int = 24) -> str:
    return text if len(text) <= most else f"{text[: most - 1]}…"
