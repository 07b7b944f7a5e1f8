"""What the head and the tail of an article say of it, as a reader would say; in doubt, nothing."""

from datetime import date

import pytest

from pipeline.readers.article_text import ArticleHeading, read_heading
from tests.pipeline.ingesting import ARTICLES

BODY = "Ngày 26/10/2012, Cục Công nghiệp địa phương tổ chức hội nghị tại Bắc Ninh với sự tham dự của các sở.\n"
TITLE = "Hội nghị công tác khuyến công khu vực phía Bắc"


def test_the_articles_of_the_user() -> None:
    found = {file.stem[:3]: read_heading(file.read_text(encoding="utf-8")) for file in ARTICLES.iterdir()}
    assert found == {
        "000": ArticleHeading(author="TT-ĐT", source="AIP"),
        "001": ArticleHeading(author="Mai Hương", source="Cục CNĐP"),
        "002": ArticleHeading(
            title="Hội nghị công tác khuyến công các tỉnh, thành phố khu vực phía Bắc lần thứ VII năm 2012",
            published_on=date(2012, 11, 17),
            author="Nguyễn Hương",
            source="Trung tâm KC&XTTM",
        ),
        "003": ArticleHeading(
            title="Cục Công Thương địa phương sáng tạo, linh hoạt triển khai nhiệm vụ trong bối cảnh mới",
            author="Hải Linh",
            source="Công Thương",
            url="https://congthuong.vn/cuc-cong-thuong-dia-phuong-sang-tao-linh-hoat-trien-khai-nhiem-vu-trong-boi-canh"
            "-moi-329948.html",
        ),
        "004": ArticleHeading(source="Báo Công thương"),
    }


@pytest.mark.parametrize(
    ("head", "title", "published_on"),
    [
        (f"{TITLE}\n\n2012-11-17 - {BODY}", TITLE, date(2012, 11, 17)),
        (f"{TITLE}\n2012-11-17 - {BODY}", TITLE, date(2012, 11, 17)),
        (f"{TITLE}\n\n17/11/2012\n\n{BODY}", TITLE, date(2012, 11, 17)),
        (f"{TITLE}\n\nThứ bảy, 17/11/2012 | 08:00 (GMT+7)\n\n{BODY}", TITLE, date(2012, 11, 17)),
        (f"{TITLE}\n\n08:05 17/11/2012\n\n{BODY}", TITLE, date(2012, 11, 17)),
        (f"{TITLE}\n\nNgày đăng: 17-11-2012\n\n{BODY}", TITLE, date(2012, 11, 17)),
        (f"2012-11-17 - {BODY}{BODY}", None, date(2012, 11, 17)),
        # a day that a sentence tells of is not the day of publication
        (f"{TITLE}\n\n{BODY}", TITLE, None),
        (BODY + BODY, None, None),
        # no calendar has it
        (f"{TITLE}\n\n31/02/2012\n\n{BODY}", TITLE, None),
        # a sentence, a heading in the text, a word: no titles
        (f"{TITLE}.\n\n{BODY}", None, None),
        (f"{TITLE}\n{BODY}", None, None),
        (f"Tin\n\n{BODY}", None, None),
        (TITLE, None, None),
        (f"{'Một tiêu đề rất dài ' * 20}\n\n{BODY}", None, None),
    ],
)
def test_title_and_date(head: str, title: str | None, published_on: date | None) -> None:
    found = read_heading(head)
    assert (found.title, found.published_on) == (title, published_on)


@pytest.mark.parametrize(
    ("tail", "author", "source", "url"),
    [
        ("Nguồn: Báo Công thương", None, "Báo Công thương", None),
        ("Nguồn : TTXVN.", None, "TTXVN", None),
        ("Theo TTXVN", None, "TTXVN", None),
        ("Theo Mai Hương (Cục CNĐP)", "Mai Hương", "Cục CNĐP", None),
        ("Hải Linh", "Hải Linh", None, None),
        ("Hải Linh\nNguồn: VOV", "Hải Linh", "VOV", None),
        ("P.V", "P.V", None, None),
        ("https://vov.vn/a-1.html", None, None, "https://vov.vn/a-1.html"),
        ("Nguồn VOV: https://vov.vn/a-1.html.", None, "VOV", "https://vov.vn/a-1.html"),
        ("Hải Linh\n\nNguồn: VOV\nZalo\nFacebook", "Hải Linh", "VOV", None),
        # sentences that only begin like it
        ("Theo ông Hải, năm nay sẽ khó khăn hơn năm trước.", None, None, None),
        ("Theo Bộ Công Thương, sản lượng tăng 5% so với năm trước;", None, None, None),
        ("Nguồn lực còn thiếu ở nhiều địa phương", None, None, None),
        ("Bộ Công Thương", None, None, None),
        ("Xem tại https://vov.vn/a-1.html " + "và những trang khác " * 6, None, None, None),
    ],
)
def test_author_source_and_address(tail: str, author: str | None, source: str | None, url: str | None) -> None:
    found = read_heading(f"{TITLE}\n\n{BODY}{BODY}\n{tail}")
    assert (found.author, found.source, found.url) == (author, source, url)


def test_a_title_is_no_signature() -> None:
    assert read_heading("Chủ Tịch Nước\n\nHải Linh Và Nam").author != "Chủ Tịch Nước"


@pytest.mark.parametrize(
    "text",
    [
        "Thứ hai" + " " * 200_000 + "x\n\ny",
        "Zalo" + " " * 200_000 + "x",
        "a\n" * 100_000,
        "Nguồn: " + "(" * 50_000,
        "17/11/2012 " * 30_000,
        "Xem chi tiết" + " " * 100_000 + "\nXem chi tiết",
        "Zalo " * 40_000,
    ],
    ids=lambda text: text[:12],
)
def test_hostile_texts_take_no_time(text: str) -> None:
    # the test's own time limit is that of the suite: what is quadratic here takes minutes
    read_heading(text)
