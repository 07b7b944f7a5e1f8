from dataclasses import replace

import pytest

from pipeline.sites import SITES, Article
from tests.pipeline.sites.pages.build import compressed, expected_of, markup_of, written
from tests.pipeline.sites.pages.contents import PAGES
from tests.pipeline.sites.reading import ENGINES, FIXTURES, Fixture, fixtures, found_in

ALL = fixtures()
EACH = pytest.mark.parametrize("fixture", ALL, ids=[fixture.name for fixture in ALL])


@EACH
@pytest.mark.parametrize("engine", ENGINES)
def test_a_page_gives_the_article_that_was_composed(fixture: Fixture, engine):
    article = fixture.read(engine)
    assert isinstance(article, Article), article
    found = found_in(article)
    assert found == {key: fixture.expected[key] for key in found}
    assert article.engine == ("trafilatura" if article.layout == "generic" else engine)


@EACH
def test_both_engines_give_the_same_article(fixture: Fixture):
    fast, reference = fixture.read("selectolax"), fixture.read("beautifulsoup")
    assert isinstance(fast, Article)
    assert isinstance(reference, Article)
    assert replace(fast, engine="beautifulsoup") == replace(reference, engine="beautifulsoup")


@EACH
def test_bytes_and_text_give_the_same_article(fixture: Fixture):
    by_bytes, by_text = fixture.read(), fixture.read(raw=fixture.raw.decode("utf-8"))
    assert isinstance(by_bytes, Article)
    assert isinstance(by_text, Article)
    assert by_bytes.encoding == "utf-8"
    assert replace(by_bytes, encoding=None) == by_text


@EACH
def test_no_furniture_gets_into_the_text(fixture: Fixture):
    article = fixture.read()
    assert isinstance(article, Article)
    said = [text for text in fixture.expected["furniture"] if text in article.text]
    assert said == []
    assert fixture.expected["furniture"]


@EACH
def test_segments_lie_in_the_text_one_after_the_other(fixture: Fixture):
    article = fixture.read()
    assert isinstance(article, Article)
    end = 0
    for segment in article.segments:
        between = article.text[end : segment.start]
        assert between.strip(" |\n") == ""
        assert segment.start < segment.end
        end = segment.end
    assert end == len(article.text.rstrip(" |"))
    in_body = [s for s in article.segments if s.kind in ("body", "table")]
    assert (article.body_start, in_body[-1].end) == (
        in_body[0].start,
        len(article.text[: article.body_end].rstrip(" |")),
    )
    assert all(s.end <= article.body_start or s.start >= article.body_end for s in article.segments if s not in in_body)


def test_every_layout_of_every_site_has_a_page():
    covered = {(fixture.expected["site"], fixture.expected["layout"]) for fixture in ALL}
    missing = [(site.name, layout.name) for site in SITES for layout in site.layouts]
    assert [pair for pair in missing if pair not in covered] == []


def test_the_files_are_what_the_composer_writes():
    composed = {spec.name: spec for spec in PAGES}
    assert len(composed) == len(PAGES)
    assert {path.name for path in FIXTURES.iterdir()} == {
        f"{n}{end}" for n in composed for end in (".html.gz", ".json")
    }
    for name, spec in composed.items():
        assert (FIXTURES / f"{name}.html.gz").read_bytes() == compressed(markup_of(spec)), name
        assert (FIXTURES / f"{name}.json").read_text(encoding="utf-8") == written(expected_of(spec)), name
