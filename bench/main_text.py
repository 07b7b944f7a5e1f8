"""Main text: what of a page's body is found, and what of the rest gets in; ours, trafilatura and plain get_text.

`python -m bench.main_text [--pages]`. The set is every page of tests/pipeline/sites/fixtures (rebuilt pages of each
layout, six of them with the user's own articles), whose every text is labelled where it was composed: sapo, paragraphs
and table cells are body; captions, teasers, menus, comments and footers are not; title, signature and source line are
not counted. Counted in words: a text that is in the output whole counts whole, else by the share of its runs of four
words that are.
"""

import argparse
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import trafilatura
from bs4 import BeautifulSoup

from pipeline.sites import Article, Unreadable, read_page
from tests.pipeline.sites.reading import Fixture, fixtures

_WORD = re.compile(r"\w+")
_RUN = 4


@dataclass(frozen=True)
class Score:
    """Words of the body, those of them found, and words of the rest that got in."""

    body: float = 0
    found: float = 0
    leaked: float = 0

    def plus(self, other: "Score") -> "Score":
        return Score(self.body + other.body, self.found + other.found, self.leaked + other.leaked)

    @property
    def precision(self) -> float:
        return self.found / (self.found + self.leaked) if self.found else 0.0

    @property
    def recall(self) -> float:
        return self.found / self.body if self.body else 0.0

    @property
    def f1(self) -> float:
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


def ours(fixture: Fixture) -> str:
    return _main_text(fixture.read())


def ours_without_a_module(fixture: Fixture) -> str:
    return _main_text(read_page(fixture.raw, url="https://example.org/x"))


def _main_text(article: Article | Unreadable) -> str:
    return f"{article.sapo or ''}\n\n{article.body}" if isinstance(article, Article) else ""


def by_trafilatura(fixture: Fixture) -> str:
    return trafilatura.extract(fixture.raw.decode("utf-8"), include_comments=False) or ""


def by_trafilatura_precise(fixture: Fixture) -> str:
    return trafilatura.extract(fixture.raw.decode("utf-8"), include_comments=False, favor_precision=True) or ""


def by_get_text(fixture: Fixture) -> str:
    soup = BeautifulSoup(fixture.raw.decode("utf-8"), "lxml")
    return (soup.body or soup).get_text("\n")


READERS: dict[str, Callable[[Fixture], str]] = {
    "ours": ours,
    "ours, generic reader": ours_without_a_module,
    "trafilatura": by_trafilatura,
    "trafilatura, precise": by_trafilatura_precise,
    "get_text": by_get_text,
}


def labelled(fixture: Fixture) -> Iterator[tuple[bool, str]]:
    """Each text of the page, with whether it is body."""
    expected = fixture.expected
    if expected["sapo"]:
        yield True, expected["sapo"]
    for part in expected["body"]:
        if isinstance(part, str):
            yield True, part
        else:
            yield from ((True, cell) for row in part["rows"] for cell in row)
    for text in (*expected["captions"], *expected["furniture"]):
        yield False, text


def score(output: str, fixture: Fixture) -> Score:
    """One page's score; what the rest of the page has in common with the body is not counted against."""
    words = _WORD.findall(output)
    joined = f" {' '.join(words)} "
    runs = _runs(words)
    of_body = [_WORD.findall(text) for is_body, text in labelled(fixture) if is_body]
    body = "".join(f" {' '.join(text)} " for text in of_body)
    body_runs = {run for text in of_body for run in _runs(text)}
    total = Score()
    for is_body, text in labelled(fixture):
        own = _WORD.findall(text)
        if not own:
            continue
        phrase = f" {' '.join(own)} "
        if not is_body and phrase in body:
            continue
        if phrase in joined:
            share = 1.0
        else:
            own_runs = _runs(own)
            inside = own_runs & runs if is_body else (own_runs & runs) - body_runs
            share = len(inside) / len(own_runs) if own_runs else 0.0
        size = len(own)
        total = total.plus(Score(size, size * share, 0) if is_body else Score(0, 0, size * share))
    return total


def _runs(words: list[str]) -> set[tuple[str, ...]]:
    return {tuple(words[at : at + _RUN]) for at in range(len(words) - _RUN + 1)}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", action="store_true", help="print every page's score")
    every_page = parser.parse_args().pages
    pages = fixtures()
    known = [fixture for fixture in pages if fixture.expected["layout"] != "generic"]
    unknown = [fixture for fixture in pages if fixture.expected["layout"] == "generic"]
    for name, chosen in (("pages that a site module reads", known), ("pages of no known layout", unknown)):
        print(f"{name}: {len(chosen)}")
        print(f"  {'':<24}{'precision':>10}{'recall':>10}{'F1':>10}")
        for reader, read in READERS.items():
            total = Score()
            for fixture in chosen:
                one = score(read(fixture), fixture)
                total = total.plus(one)
                if every_page:
                    print(f"    {reader:<22}{one.precision:10.4f}{one.recall:10.4f}  {fixture.name}")
            print(f"  {reader:<24}{total.precision:10.4f}{total.recall:10.4f}{total.f1:10.4f}")


if __name__ == "__main__":
    main()
