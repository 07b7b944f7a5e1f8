"""What a report knows of one night: the crawl's sums, which source named what is new, what was extracted from it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from statistics import median

from pipeline.crawl.night import Night


@dataclass(frozen=True, slots=True, kw_only=True)
class Extracted:
    """What the tables hold of a night's new and changed articles.

    `articles` are those that the tables have, `missing` the addresses of those that they have not, `mentions` counts
    by kind.
    """

    articles: int
    mentions: Mapping[str, int] = field(default_factory=dict)
    missing: tuple[str, ...] = ()

    def per_article(self, kind: str) -> float | None:
        """Mentions of a kind per article; None where there is no article."""
        return self.mentions.get(kind, 0) / self.articles if self.articles else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Observed:
    """A night, its runs joined.

    `fresh`: of the articles that were first seen that night, how many each source names, whichever named them first.
    `extracted` is None where nothing was extracted yet.
    """

    night: Night
    runs: tuple[str, ...] = ()
    fresh: Mapping[str, int] = field(default_factory=dict)
    extracted: Extracted | None = None


def usual(values: Sequence[float | None]) -> float | None:
    """The median of what is known; None where nothing is."""
    known = [value for value in values if value is not None]
    return median(known) if known else None
