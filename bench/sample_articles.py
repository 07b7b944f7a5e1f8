"""Invented articles for pictures of the desk: a few dozen, in which documents, provinces and sums come again.

Nobody wrote them and nothing in them happened, but it could have: the documents that they cite exist, each is as old as
the article or older, and each province is a unit of the article's day. The same call gives the same articles.
"""

from collections.abc import Iterable
from datetime import date
from random import Random
from typing import Any

from extractors.provinces.units import MERGER

_AMENDMENT = date(2025, 8, 27)
#: What an article says of a document, the day on which that was issued, and how often it is drawn.
_DECREES = (
    ("Nghị định số 45/2012/NĐ-CP ngày 21/5/2012 của Chính phủ về khuyến công", date(2012, 5, 21), 9),
    ("Nghị định số 235/2025/NĐ-CP ngày 27/8/2025 của Chính phủ", _AMENDMENT, 4),
    ("Thông tư số 46/2012/TT-BCT ngày 28/12/2012 của Bộ Công Thương", date(2012, 12, 28), 5),
    ("Thông tư số 28/2018/TT-BTC ngày 28/3/2018 của Bộ Tài chính", date(2018, 3, 28), 4),
    ("Quyết định số 1881/QĐ-TTg ngày 20/11/2020 của Thủ tướng Chính phủ", date(2020, 11, 20), 5),
    ("Luật Đất đai năm 2024", date(2024, 1, 18), 3),
)
#: Units before the merger, and those of them whose names are units' since.
_PROVINCES = (("tỉnh Bắc Giang", 4), ("tỉnh Yên Bái", 2))
_PROVINCES_STILL = (
    *(("tỉnh Bắc Ninh", 6), ("thành phố Hà Nội", 7), ("tỉnh Quảng Ninh", 4), ("tỉnh Nghệ An", 5)),
    *(("thành phố Đà Nẵng", 4), ("tỉnh Lâm Đồng", 3), ("tỉnh Đồng Nai", 5), ("thành phố Cần Thơ", 4)),
    *(("tỉnh Cà Mau", 2), ("tỉnh Lào Cai", 3)),
)
_DOINGS = (
    "hỗ trợ cơ sở công nghiệp nông thôn mua máy móc",
    "dạy nghề cho lao động nông thôn",
    "tổ chức hội chợ hàng công nghiệp nông thôn tiêu biểu",
    "xây dựng mô hình trình diễn kỹ thuật",
    "quy hoạch cụm công nghiệp làng nghề",
)
_SOURCES = (("Báo Mẫu", 5), ("Tạp chí Ví Dụ", 3), ("Cổng thông tin Thử Nghiệm", 2))
_GUIDES = (
    "Thông tư số 46/2012/TT-BCT hướng dẫn Nghị định số 45/2012/NĐ-CP của Chính phủ về khuyến công."
    " Thông tư số 28/2018/TT-BTC hướng dẫn sử dụng kinh phí khuyến công."
)
_AMENDS = "Nghị định số 235/2025/NĐ-CP sửa đổi, bổ sung một số điều của Nghị định số 45/2012/NĐ-CP."
#: What a person should look at, one doubt each.
_DOUBTS = (
    "Chính phủ duyệt vốn 3,200 tỷ đồng cho tỉnh Bắc Giang.",
    "Tỉnh Sơn La xin vốn 1,450 tỷ đồng làm đường.",
    "Theo Nghị định 46, cơ sở nào cũng phải đăng ký.",
    "Bốn tỉnh Hà Giang, Lào Cai và Yên Bái đề nghị hỗ trợ.",
    "Nghị định số 45/2012/NĐ-CP ngày 25/1/2012 của Chính phủ được dẫn trong tờ trình.",
)


def sample_articles(count: int = 60) -> list[dict[str, Any]]:
    """Articles as JSON lines give them, from January 2024 on, two a month, and a few that a person should look at."""
    draw = Random(45)
    articles = []
    for number in range(count):
        year, month = divmod(number // 2, 12)
        day = date(2024 + year, month + 1, number % 27 + 1)
        units = _PROVINCES_STILL if day >= MERGER else _PROVINCES + _PROVINCES_STILL
        decree = _one(draw, ((decree, weight) for decree, issued_on, weight in _DECREES if issued_on <= day))
        province, other, source = _one(draw, units), _one(draw, units), _one(draw, _SOURCES)
        doing, next_doing = draw.choice(_DOINGS), draw.choice(_DOINGS)
        sum_, share = draw.randint(12, 980), f"{draw.randint(3, 48)},{draw.randint(1, 9)}"
        text = (
            f"{_capital(province)} đã chi {sum_},{number % 9 + 1} tỷ đồng để {doing}, tăng {share}% so với cùng kỳ năm"
            f" trước, theo {decree}.\n\nCùng lúc, {other} dành {draw.randint(2, 90)} tỷ đồng để {next_doing}."
        )
        if number % 7 == 3:
            text += f"\n\n{_AMENDS} {_GUIDES}" if day >= _AMENDMENT else f"\n\n{_GUIDES}"
        articles.append(
            {
                "id": f"mau/{number:03d}",
                "title": f"{province.removeprefix('tỉnh ').removeprefix('thành phố ')} {doing}",
                "published_on": day.isoformat(),
                "source": source,
                "text": text,
            }
        )
    for number, text in enumerate(_DOUBTS):
        more = {"published_on": f"2025-0{number + 1}-20", "source": _SOURCES[0][0], "text": text}
        articles.append({"id": f"mau/nghi-van-{number}", "title": f"Tin ngắn số {number + 1}"} | more)
    return articles


def _one(draw: Random, weighted: Iterable[tuple[str, int]]) -> str:
    names, weights = zip(*weighted, strict=True)
    return str(draw.choices(names, weights)[0])


def _capital(words: str) -> str:
    return words[0].upper() + words[1:]
