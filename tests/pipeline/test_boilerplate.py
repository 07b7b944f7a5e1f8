"""Where a body ends: at what is plainly a tail, else at the end."""

import pytest

from pipeline.boilerplate import Body, find_body_end

BODY = "Hội nghị đã thành công tốt đẹp.\nCác đại biểu ra về.\n"
CHAIN = "(CHG) Một bài khác.\nXem chi tiết(CHG) Bài nữa.\nXem chi tiết(CHG) Bài thứ ba.\nXem chi tiết"


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
    ],
)
def test_tails(tail: str, rule: str, begins: str) -> None:
    text = BODY + tail
    found = find_body_end(text)
    assert found.rule == rule
    assert text[found.body_end :].startswith(begins)


@pytest.mark.parametrize(
    "tail",
    [
        "",
        "Xem chi tiết",
        "Tin liên quan",
        "Tin liên quan\nÔng nói thế là đủ rồi.",
        "Facebook là một công ty.",
        "Chia sẻ khó khăn với người dân",
    ],
)
def test_no_tails(tail: str) -> None:
    assert find_body_end(BODY + tail) == Body(len(BODY + tail))


def test_a_source_line_above_begins_the_chain() -> None:
    body = BODY + "Nguồn: Báo Công thương\n"
    text = body + "Một bài khác.\nXem chi tiết Bài nữa.\nXem chi tiết"
    assert find_body_end(text) == Body(len(body), "teaser_chain")


@pytest.mark.parametrize("text", ["", "\n", "Xem chi tiết\nXem chi tiết", "Zalo", CHAIN])
def test_a_text_is_never_all_tail(text: str) -> None:
    found = find_body_end(text)
    assert found.body_end > 0 or not text
