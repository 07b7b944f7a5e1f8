"""Any article that can be composed is read back, by both engines, in the DOM of any layout's CMS."""

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.sites import Article
from tests.pipeline.sites.pages.build import expected_of, markup_of
from tests.pipeline.sites.pages.contents import PAGES
from tests.pipeline.sites.pages.parts import Figures, Heading, P, Part, Photo, Teaser, Widget
from tests.pipeline.sites.reading import ENGINES, Fixture, found_in

_WORDS = st.sampled_from(
    [
        "Nghị",
        "định",
        "số",
        "45/2012/NĐ-CP",
        "tỷ",
        "đồng",
        "12,5%",
        "R&D",
        "<5",
        "“vốn”",
        "26⁄10⁄2012",
        "Bắc\u00a0Ninh",
        "–",
        "…",
    ]
)
_TEXT = st.lists(_WORDS, min_size=1, max_size=8).map(" ".join).map(lambda text: f"Đoạn: {text}")
_LINES = st.lists(_TEXT, min_size=1, max_size=3).map("\n".join)
_ROWS = st.integers(2, 4).flatmap(
    lambda width: st.lists(st.lists(_TEXT, min_size=width, max_size=width).map(tuple), min_size=2, max_size=4).map(
        tuple
    )
)
_PART = st.one_of(
    _LINES.map(P),
    _TEXT.map(lambda text: P(f"Mở [[{text}]] giữa **{text}** cuối")),
    _TEXT.map(Heading),
    _TEXT.map(lambda text: Photo(f"Ảnh {text}")),
    st.lists(_TEXT, min_size=1, max_size=3).map(lambda titles: Teaser(tuple(f"Bài khác {t}" for t in titles))),
    _TEXT.map(lambda text: Widget(f"Hộp {text}")),
    _ROWS.map(lambda rows: Figures(rows, tuple((None,) * len(row) for row in rows))),
)
_BASES = [spec for spec in PAGES if spec.name in ("congthuong-2025", "moit-2021", "baochinhphu-2022", "vnexpress-2019")]
_LAST = P("Đoạn kết của bài, đủ dài để không ai coi đó là chữ ký hay dòng ghi nguồn của bài báo.")


@pytest.mark.parametrize("base", _BASES, ids=lambda spec: spec.name)
@given(parts=st.lists(_PART, max_size=6))
@settings(max_examples=20, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
def test_what_is_composed_is_read_back(base, parts: list[Part]):
    spec = replace(base, parts=(P("Đoạn đầu của bài."), *parts, _LAST))
    fixture = Fixture(base.name, markup_of(spec), expected_of(spec))
    for engine in ENGINES:
        article = fixture.read(engine)
        assert isinstance(article, Article)
        found = found_in(article)
        assert [_shown(part) for part in found["body"]] == [_shown(part) for part in fixture.expected["body"]]
        assert found["captions"] == fixture.expected["captions"]
        assert not any(text in article.text for text in fixture.expected["furniture"])


def _shown(part):
    return part if isinstance(part, str) else part["rows"]
