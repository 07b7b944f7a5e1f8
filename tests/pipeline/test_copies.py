import random
import re
import unicodedata
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.copies import NEAR, Copy, find_copies
from pipeline.copies.candidates import candidates, sketch
from pipeline.copies.sequences import exact_sequences, sequences, share

TEXTS = [path.read_text(encoding="utf-8") for path in sorted(Path(__file__).parents[2].glob("corpus/articles/*.txt"))]
DAY = date(2012, 6, 15)


@dataclass(frozen=True)
class Article:
    doc_id: str
    text: str
    published_on: date | None = DAY


ARTICLES = [Article(f"bai-{at}", text) for at, text in enumerate(TEXTS)]


def paragraphs(text: str) -> list[str]:
    return [paragraph for paragraph in text.split("\n") if paragraph.strip()]


def words_of(text: str, begin: int, end: int) -> str:
    return " ".join(text.split()[begin:end])


def found(*documents: Article) -> list[tuple[str, str, str]]:
    return [(copy.doc_id, copy.duplicate_of, copy.duplicate_kind) for copy in find_copies(documents)]


def test_different_articles_are_no_copies():
    assert len(ARTICLES) == 5
    assert find_copies(ARTICLES) == []
    assert find_copies([]) == []


@pytest.mark.parametrize(
    "rewritten",
    [
        lambda text: text,
        lambda text: text.replace("\n", "\r\n"),
        lambda text: "\n\n" + text.replace(" ", "\u00a0 ") + "\n",
        lambda text: unicodedata.normalize("NFD", text),
    ],
    ids=["same", "line ends", "white space", "decomposed"],
)
def test_exact_copies(rewritten):
    for article in ARTICLES:
        copy = Article("x-copy", rewritten(article.text))
        assert find_copies([*ARTICLES, copy]) == [Copy("x-copy", article.doc_id, "exact", 1.0)]


def near_copies() -> list[tuple[str, int, str]]:
    made = []
    for at, text in enumerate(TEXTS):
        parts, other = paragraphs(text), paragraphs(TEXTS[at - 1])
        made += [
            ("re-headed", at, "\n".join(["Tin mới nhận", *parts[2:], "Nguồn: tổng hợp"])),
            ("in capitals", at, text.upper()),
            ("every other paragraph", at, "\n".join(parts[::2])),
            ("the second half", at, words_of(text, len(text.split()) // 2, 10_000)),
            ("a part with text around", at, "\n".join([other[0], *parts[: len(parts) * 2 // 3]])),
            ("every twentieth word", at, " ".join("khác" if n % 20 == 7 else w for n, w in enumerate(text.split()))),
            ("an eighth", at, words_of(text, 100, 100 + max(60, len(text.split()) // 8))),
        ]
    return made


@pytest.mark.parametrize(("how", "at", "text"), near_copies(), ids=[f"{how} {at}" for how, at, _ in near_copies()])
def test_near_copies(how, at, text):
    copies = find_copies([*ARTICLES, Article("x-copy", text, date(2013, 1, 1))])
    assert [(copy.doc_id, copy.duplicate_of, copy.duplicate_kind) for copy in copies] == [
        ("x-copy", f"bai-{at}", "near")
    ]
    assert copies[0].containment == share(exact_sequences(text), exact_sequences(TEXTS[at]))
    assert NEAR <= copies[0].containment <= 1


@pytest.mark.parametrize("kept", [0.25, 0.4, 0.5])
def test_text_in_common_up_to_a_half_is_no_copy(kept):
    for at, text in enumerate(TEXTS):
        words, others = text.split(), TEXTS[at - 1].split()
        own = words[: int(len(words) * kept)]
        foreign = others[: int(len(own) * (1 - kept) / kept)]
        # where the other article is too short to make up the rest there is nothing to ask
        if len(foreign) >= int(len(own) * (1 - kept) / kept):
            documents = [ARTICLES[at], Article("x-rewritten", " ".join(own + foreign))]
            assert find_copies(documents) == []


@pytest.mark.parametrize(
    ("first", "second", "original"),
    [
        (date(2012, 6, 1), date(2012, 6, 2), "b"),
        (date(2012, 6, 2), date(2012, 6, 1), "a"),
        (DAY, DAY, "a"),
        (None, DAY, "a"),
        (DAY, None, "b"),
        (None, None, "a"),
    ],
)
@pytest.mark.parametrize("ending", ["", "\nTheo báo điện tử"])
def test_the_original_is_the_one_published_first(first, second, original, ending):
    copies = find_copies([Article("b", TEXTS[0], first), Article("a", TEXTS[0] + ending, second)])
    assert [copy.duplicate_of for copy in copies] == [original]


def test_a_notice_is_a_copy_of_the_report_that_grew_out_of_it():
    # published first, but it is its text that stands in the other: the report has more to count
    notice = Article("tin-nhanh", words_of(TEXTS[1], 50, 200), date(2012, 6, 1))
    report = Article("bai-dai", TEXTS[1], date(2012, 6, 2))
    assert find_copies([notice, report]) == [Copy("tin-nhanh", "bai-dai", "near", 1.0)]


def other_figures(text: str) -> str:
    return re.sub(r"\d", lambda digit: str((int(digit.group()) + 3) % 10), text)


BULLETIN = (
    " ".join(
        f"Giá bán lẻ mặt hàng thứ {name} tại vùng một là {price} đồng mỗi lít, tăng {price % 90} đồng so với kỳ trước;"
        for name, price in zip(
            ["nhất", "hai", "ba", "tư", "năm", "sáu", "bảy", "tám", "chín", "mười"],
            range(19_120, 29_000, 987),
            strict=False,
        )
    )
    + " Liên Bộ Công Thương và Tài chính tiếp tục không trích lập, không chi quỹ bình ổn giá đối với các mặt hàng"
)


def test_a_form_with_other_figures_is_no_copy():
    again = other_figures(BULLETIN)
    one, other = sequences(BULLETIN), sequences(again)
    assert share(one.without_numbers, other.without_numbers) > 0.95
    # most words agree once there is more text without figures around the figures
    around = words_of(TEXTS[0], 0, 10_000)
    around = re.sub(r"\S*\d\S*", "", around)[:1500]
    first, second = Article("tuan-1", f"{BULLETIN}. {around}"), Article("tuan-2", f"{again}. {around}")
    assert share(exact_sequences(second.text), exact_sequences(first.text)) >= NEAR
    assert find_copies([first, second]) == []
    # the same figures: a copy
    assert found(first, replace(first, doc_id="tuan-3", text=first.text + " Theo báo")) == [
        ("tuan-3", "tuan-1", "near")
    ]


def test_short_texts_are_only_exact_copies():
    caption = "Ảnh: Bộ Công Thương tổ chức hội nghị tổng kết công tác năm"
    assert found(Article("a", caption), Article("b", caption + " 2012"), Article("c", caption)) == [("c", "a", "exact")]
    assert found(Article("a", ""), Article("b", TEXTS[0])) == []


def test_every_copy_leads_to_a_document_that_is_none():
    text = TEXTS[2]
    documents = [
        Article("1-original", text, date(2012, 1, 1)),
        Article("2-shortened", "\n".join(paragraphs(text)[: len(paragraphs(text)) * 2 // 3]), date(2012, 1, 2)),
        Article("3-again", "\n".join(paragraphs(text)[: len(paragraphs(text)) * 2 // 3]), date(2012, 1, 3)),
        Article("4-notice", words_of(text, 20, 120), date(2011, 1, 1)),
        Article("5-as-was", text, date(2012, 1, 5)),
    ]
    assert found(*documents) == [
        ("2-shortened", "1-original", "near"),
        ("3-again", "1-original", "near"),
        ("4-notice", "1-original", "near"),
        ("5-as-was", "1-original", "exact"),
    ]


def test_a_crowd_of_copies_has_one_original():
    rng = random.Random(7)
    words = TEXTS[3].split()
    crowd = []
    for number in range(100):
        own = [f"từ{number}x{rng.randrange(999)}" if rng.random() < 0.04 else word for word in words]
        crowd.append(Article(f"{number:03}", " ".join(own), DAY))
    copies = find_copies(crowd)
    assert {copy.duplicate_of for copy in copies} == {"000"}
    assert len(copies) == 99


def test_a_common_footer_makes_no_copies():
    footer = words_of(TEXTS[4], 0, 60)
    words = TEXTS[0].split()
    crowd = [
        Article(f"{number:03}", " ".join(f"{word}{number}" for word in words[:150]) + ". " + footer)
        for number in range(120)
    ]
    assert find_copies(crowd) == []


def test_documents_must_be_a_collection_and_told_apart():
    with pytest.raises(TypeError, match="not an iterator"):
        find_copies(iter(ARTICLES))
    with pytest.raises(ValueError, match="more than once"):
        find_copies([ARTICLES[0], replace(ARTICLES[1], doc_id="bai-0")])


POOL = [
    *ARTICLES,
    *(Article(f"near-{at}", text, date(2012, 7, 1)) for at, (_, _, text) in enumerate(near_copies()[::3])),
    Article("exact", TEXTS[0], None),
    Article("empty", ""),
    Article("short", "Hà Nội"),
]


@settings(max_examples=25, deadline=None)
@given(st.permutations(POOL), st.integers(0, len(POOL)))
def test_the_order_of_documents_does_not_matter(documents, count):
    some = documents[:count]
    copies = find_copies(some)
    assert copies == find_copies(sorted(some, key=lambda article: article.doc_id))
    names, copied = {article.doc_id for article in some}, {copy.doc_id for copy in copies}
    for copy in copies:
        assert copy.duplicate_of in names - copied
        assert NEAR <= copy.containment <= 1


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.lists(st.integers(0, 60), max_size=40).map(lambda hashes: np.unique(np.array(hashes, dtype=np.uint32))),
        max_size=12,
    )
)
def test_candidates_are_the_pairs_with_enough_in_common(sketches):
    expected = [
        (first, second)
        for second in range(len(sketches))
        for first in range(second)
        if (both := len(np.intersect1d(sketches[first], sketches[second])))
        and both >= 0.2 * min(len(sketches[first]), len(sketches[second]))
    ]
    assert list(candidates(sketches)) == expected


def test_a_sketch_is_the_lowest_quarter():
    hashes = exact_sequences(TEXTS[0])
    kept = sketch(hashes)
    assert list(kept) == [hashed for hashed in hashes.tolist() if hashed < 2**30]
    assert 0.15 < len(kept) / len(hashes) < 0.35


@given(st.text(max_size=200))
def test_any_text_has_sequences(text):
    one = sequences(text)
    for hashes in (one.exact, one.without_numbers):
        assert sorted(set(hashes.tolist())) == hashes.tolist()
    assert share(one.exact, one.exact) == (1.0 if len(one.exact) else 0.0)
