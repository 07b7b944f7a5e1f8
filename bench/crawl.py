"""A night at a simulated paper: articles a minute at the configured delay, and the work that a page costs besides.

`python -m bench.crawl [--articles N] [--delay S]`. The paper of the tests stands on loopback, its pages filled up to
94 KB, the size of a real one. Two nights: one with the delay, whose length is compared with what the delay alone would
take; one without, whose processor time in the fetching process, less that of a night without a page, is what a page
costs.
"""

import argparse
import os
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.measure import machine
from pipeline.crawl.night import Night
from tests.pipeline.crawl.nights import FIRST, Crawled, pages_asked
from tests.pipeline.crawl.paper import Paper
from tests.pipeline.crawl.server import Reply, Request, Server

_SIZE = 94_000
_FILLER = b'<li class="menu"><a href="/chuyen-muc/muc">Chuy\xc3\xaan m\xe1\xbb\xa5c</a></li>\n'


class _LargePaper(Paper):
    """The tests' paper with pages of a real size."""

    def answer(self, request: Request) -> Reply:
        reply = super().answer(request)
        if request.path.endswith(".html") and reply.status == 200:
            more = _FILLER * ((_SIZE - len(reply.body)) // len(_FILLER))
            return Reply(body=reply.body.replace(b"</body>", more + b"</body>"), headers=reply.headers)
        return reply


@dataclass(frozen=True)
class _Measured:
    """A night: seconds from the first request to the last answer, and of processor time in the fetching process."""

    night: Night
    requests: int
    pages: int
    seconds: float
    processor: float


def _measure(articles: int, **settings: Any) -> _Measured:
    paper = _LargePaper(articles, FIRST)
    with tempfile.TemporaryDirectory() as folder, Server(paper.answer) as server:
        crawled = Crawled(paper, server, Path(folder))
        before = os.times()
        night = crawled.tonight(**settings)
        after = os.times()
        log = crawled.logs[0]
        processor = after.children_user + after.children_system - before.children_user - before.children_system
        return _Measured(night, len(log), len(pages_asked(log)), log[-1].ended - log[0].began, processor)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--articles", type=int, default=300, help="articles of the night without delay")
    parser.add_argument("--delay", type=float, default=2.0, help="seconds between requests")
    parser.add_argument("--polite", type=int, default=20, help="articles of the night with the delay")
    options = parser.parse_args()
    started = time.perf_counter()

    none = _measure(0, delay=0.0)
    full = _measure(options.articles, delay=0.0)
    polite = _measure(options.polite, delay=options.delay)
    least = options.delay * (polite.requests - 1)
    page_seconds = options.delay + (polite.seconds - least) / polite.requests
    cost = (full.processor - none.processor) / (full.requests - none.requests)

    print(f"Machine: {machine()}.")
    print()
    print(f"Delay of {options.delay:g} s, {polite.requests} requests ({polite.pages} articles of {_SIZE // 1000} KB):")
    print(f"  took {polite.seconds:.1f} s; the delay alone {least:.1f} s: {polite.seconds / least - 1:.1%} more")
    print(f"  {60 / page_seconds:.1f} articles a minute, of {60 / options.delay:.1f} that the delay allows")
    print(f"Without delay, {full.pages} articles: {60 * full.requests / full.seconds:,.0f} requests a minute")
    print(
        f"  {1000 * cost:.1f} ms of processor a request in the fetching process (fetch, read, judge, archive, commit)"
    )
    print(
        f"  start and end of a night: {none.processor:.1f} s of processor, with {none.requests} requests for addresses"
    )
    print(f"Measured in {time.perf_counter() - started:.0f} s.")


if __name__ == "__main__":
    main()
