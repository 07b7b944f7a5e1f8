"""The boilerplate of one text: what plainly is none of the document, and nothing else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.boilerplate import body_end, find_boilerplate
from pipeline.sites.article import Segment
from tests.pipeline.ingesting import ARTICLES

BODY = "Hội nghị đã thành công tốt đẹp.\nCác đại biểu ra về.\n"
CHAIN = "(CHG) Một bài khác.\nXem chi tiết(CHG) Bài nữa.\nXem chi tiết(CHG) Bài thứ ba.\nXem chi tiết"
CAPTION = "Các đại biểu chụp ảnh lưu niệm tại hội nghị"


def found(text: str) -> list[tuple[str, str]]:
    return [(each.rule, text[each.start : each.end]) for each in find_boilerplate(text)]


@pytest.mark.parametrize(
    ("tail", "rule", "begins"),
    [
        (CHAIN, "teaser_chain", "(CHG) Một bài khác."),
        # without a sign that it is one of the teasers, the line above the first link is the article's
        (CHAIN.replace("(CHG) ", " "), "teaser_chain", "Xem chi tiết Bài nữa."),
        ("Một bài khác.\nĐọc tiếp Bài nữa.\nĐọc tiếp", "teaser_chain", "Đọc tiếp Bài nữa."),
        ("Tin liên quan\nMột bài khác\nMột bài nữa", "related_links", "Tin liên quan"),
        ("Các tin khác:\nMột bài khác", "related_links", "Các tin khác:"),
        ("Zalo", "share_line", "Zalo"),
        ("Zalo | Facebook\nIn bài viết", "share_line", "Zalo | Facebook"),
        ("Tags: khuyến công, Bắc Ninh", "tag_line", "Tags:"),
        ("Từ khóa: khuyến công", "tag_line", "Từ khóa:"),
        ("TỪ KHOÁ : khuyến công", "tag_line", "TỪ"),
        ("Chủ đề: khuyến công; Bắc Ninh", "tag_line", "Chủ đề:"),
        ("Từ khóa:\nkhuyến công\nBắc Ninh", "tag_line", "Từ khóa:"),
    ],
)
@pytest.mark.parametrize("ending", ["", "\n", "\r\n\r\n"])
def test_tails(tail: str, rule: str, begins: str, ending: str) -> None:
    text = BODY + tail + ending
    ((said, marked),) = found(text)
    assert said == rule
    assert marked == tail[tail.index(begins) :]
    assert body_end(text) == text.index(marked)


@pytest.mark.parametrize(
    "tail",
    [
        "",
        "Xem chi tiết",
        "Tin liên quan",
        "Tin liên quan\nÔng nói thế là đủ rồi.",
        "Facebook là một công ty.",
        "Chia sẻ khó khăn với người dân",
        "Chủ đề: năm nay được chọn là chuyển đổi số.",
        "Tags:",
        "Từ khóa của năm là chuyển đổi số",
        "Từ khóa:\nÔng nói thế là đủ rồi.",
        "Tags: khuyến công\nCác đại biểu ra về.",
    ],
)
def test_no_tails(tail: str) -> None:
    assert found(BODY + tail) == []
    assert body_end(BODY + tail) == len(BODY + tail)


def test_tails_stand_one_after_the_other() -> None:
    text = f"{BODY}Tags: khuyến công\nTin liên quan\nMột bài khác\nZalo\n{CHAIN}"
    assert [rule for rule, _ in found(text)] == ["tag_line", "related_links", "share_line", "teaser_chain"]
    assert text[: body_end(text)] == BODY


def test_a_source_line_above_begins_the_chain() -> None:
    body = BODY + "Nguồn: Báo Công thương\n"
    tail = "Một bài khác.\nXem chi tiết Bài nữa.\nXem chi tiết"
    assert found(body + tail) == [("teaser_chain", tail)]


@pytest.mark.parametrize("text", ["", "\n", "Xem chi tiết\nXem chi tiết", "Zalo", CHAIN, "Tags: a\nTags: b"])
def test_a_text_is_never_all_tail(text: str) -> None:
    assert body_end(text) > 0 or not text


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (CAPTION, CAPTION),
        (CAPTION, f"{CAPTION}. Ảnh: Minh Hoàng"),
        (CAPTION, f"{CAPTION} (Ảnh minh họa)"),
        (f"{CAPTION} (Ảnh: TTXVN)", f"{CAPTION.upper()}  (Ảnh: TTXVN)"),
        ("Ảnh: Minh Hoàng", "Ảnh: Minh Hoàng"),
        ("Ảnh minh họa", "Ảnh  minh họa"),
    ],
)
def test_of_a_caption_right_below_itself_the_second_is_boilerplate(first: str, second: str) -> None:
    text = f"Tiêu đề của bài\n{BODY}{first}\n{second}\n{BODY}"
    assert found(text) == [("repeated_caption", second)]
    assert text.rindex(second) == find_boilerplate(text)[0].start


def test_a_line_that_says_it_is_a_caption_may_repeat_anywhere() -> None:
    line = "Ảnh minh họa: Nhà máy ở Bắc Ninh"
    assert found(f"{BODY}{line}\n{BODY}Ông nói thế.\n{line}") == [("repeated_caption", line)]


@pytest.mark.parametrize(
    "text",
    [
        f"{CAPTION}\n{CAPTION}\n{BODY}",  # the title of a text
        f"{BODY}{CAPTION}\nÔng nói thế.\n{CAPTION}",
        f"{BODY}Bắc Ninh\nBắc Ninh",
        f"{BODY}Lúa | 5 | 6 | 7 | 8 | 9 | 10\nLúa | 5 | 6 | 7 | 8 | 9 | 10",
        f"{BODY}- {CAPTION}\n- {CAPTION}",
        f"{BODY}{CAPTION}\n{CAPTION} và ở Bắc Ninh",
        f"{BODY}{CAPTION}. Ảnh: Minh\n{CAPTION}. Ảnh: Hoàng",
    ],
)
def test_other_lines_that_repeat_are_body(text: str) -> None:
    assert found(text) == []


def test_of_a_page_only_its_captions_are_looked_at() -> None:
    parts = ["Tiêu đề", CAPTION, CAPTION, "Nguồn: Báo", CAPTION, CAPTION]
    kinds = ["title", "body", "body", "credit", "caption", "caption"]
    text, segments = "", []
    for part, kind in zip(parts, kinds, strict=True):
        segments.append(Segment(kind=kind, start=len(text), end=len(text) + len(part)))  # type: ignore[arg-type]
        text += part + "\n\n"
    (marked,) = find_boilerplate(text, segments)
    assert (marked.start, marked.end, marked.rule) == (segments[-1].start, segments[-1].end, "repeated_caption")


def test_of_a_page_the_tail_of_its_body_is_found_above_the_captions() -> None:
    body, tags, caption = "Hội nghị đã thành công.", "Tags: khuyến công", "Ảnh: Minh Hoàng"
    text = "\n\n".join((body, tags, caption))
    at = text.index(caption)
    segments = [Segment(kind="body", start=0, end=at - 2), Segment(kind="caption", start=at, end=len(text))]
    assert [(each.rule, text[each.start : each.end]) for each in find_boilerplate(text, segments)] == [
        ("tag_line", tags)
    ]


def test_the_tail_and_the_captions_of_the_users_articles() -> None:
    marked = {}
    for place in sorted(ARTICLES.iterdir()):
        text = place.read_bytes().decode()
        marked[place.name[:3]] = found(text)
    assert {name: [rule for rule, _ in each] for name, each in marked.items()} == {
        "000": [],
        "001": [],
        "002": [],
        "003": ["repeated_caption", "repeated_caption", "share_line"],
        "004": ["teaser_chain"],
    }
    assert marked["004"][0][1].startswith('(CHG) Với "Super Sinh Lời"')
    assert marked["004"][0][1].endswith("\nXem chi tiết")


PIECES = st.sampled_from(
    [
        *("Zalo", "Tags: a", "Tags:", "Tin liên quan", "Xem chi tiết", "(CHG) Một bài.", "Ảnh: Minh", CAPTION),
        *(f"{CAPTION} (Ảnh: Minh)", "Nguồn: Báo", "Một câu ngắn.", "", " ", "\t", "Các tin khác:", "x" * 250),
    ]
)


@given(st.lists(PIECES, max_size=14), st.sampled_from(["\n", "\r\n", "\n\n"]))
def test_stretches_are_in_order_apart_and_within_the_text(pieces: list[str], between: str) -> None:
    text = between.join(pieces)
    marked = find_boilerplate(text)
    ends = [0, *(each.end for each in marked)]
    for end, each in zip(ends, marked, strict=False):
        assert end <= each.start < each.end <= len(text)
        assert text[each.start : each.end].strip()
    if text.strip():
        covered = sum(len(text[each.start : each.end].strip()) for each in marked)
        assert covered < len(text.strip())
    assert 0 <= body_end(text) <= len(text)
