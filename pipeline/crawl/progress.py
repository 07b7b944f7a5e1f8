"""How far a night is, as the fetching process tells it."""

from dataclasses import dataclass

from pipeline.crawl.night import Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far a night is: pages asked for, addresses that are due and still wait, and the last page's end.

    While addresses are being found there are no pages yet, and `source` names what is being read.
    """

    pages: int = 0
    waiting: int = 0
    source: str | None = None
    url: str | None = None
    verdict: Verdict | None = None
