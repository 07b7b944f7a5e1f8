"""Invented articles for pictures of the desk: a few dozen, in which documents, provinces and sums come again.

Nobody wrote them and nothing in them happened. The same call gives the same articles.
"""

from random import Random
from typing import Any

_DECREES = (
    ("Nghị định số 45/2012/NĐ-CP ngày 21/5/2012 của Chính phủ về khuyến công", 9),
    ("Nghị định số 235/2025/NĐ-CP ngày 27/8/2025 của Chính phủ", 4),
    ("Thông tư số 46/2012/TT-BCT ngày 28/12/2012 của Bộ Công Thương", 5),
    ("Thông tư số 28/2018/TT-BTC ngày 28/3/2018 của Bộ Tài chính", 4),
    ("Quyết định số 1881/QĐ-TTg ngày 20/11/2020 của Thủ tướng Chính phủ", 5),
    ("Luật Đất đai năm 2024", 3),
)
_PROVINCES = (
    *(("Bắc Ninh", 6), ("Bắc Giang", 4), ("Hà Nội", 7), ("Quảng Ninh", 4), ("Nghệ An", 5), ("Đà Nẵng", 4)),
    *(("Lâm Đồng", 3), ("Đồng Nai", 5), ("Cần Thơ", 4), ("Cà Mau", 2), ("Lào Cai", 3), ("Yên Bái", 2)),
)
_DOINGS = (
    "hỗ trợ cơ sở công nghiệp nông thôn mua máy móc",
    "dạy nghề cho lao động nông thôn",
    "tổ chức hội chợ hàng công nghiệp nông thôn tiêu biểu",
    "xây dựng mô hình trình diễn kỹ thuật",
    "quy hoạch cụm công nghiệp làng nghề",
)
_SOURCES = (("Báo Mẫu", 5), ("Tạp chí Ví Dụ", 3), ("Cổng thông tin Thử Nghiệm", 2))
_AMENDS = (
    "Nghị định số 235/2025/NĐ-CP sửa đổi, bổ sung một số điều của Nghị định số 45/2012/NĐ-CP. Thông tư số"
    " 46/2012/TT-BCT hướng dẫn Nghị định số 45/2012/NĐ-CP của Chính phủ về khuyến công."
)
#: What a person should look at, one doubt each.
_DOUBTS = (
    "Chính phủ duyệt vốn 3,200 tỷ đồng cho tỉnh Bắc Giang.",
    "Tỉnh Sơn La xin vốn 1,450 tỷ đồng làm đường.",
    "Theo Nghị định 46, cơ sở nào cũng phải đăng ký.",
    "Bốn tỉnh Hà Giang, Lào Cai và Yên Bái đề nghị hỗ trợ.",
    "Nghị định số 45/2012/NĐ-CP ngày 25/1/2012 của Chính phủ được dẫn trong tờ trình.",
)


def sample_articles(count: int = 60) -> list[dict[str, Any]]:
    """Articles as JSON lines give them, from January 2023 on, two a month, and a few that a person should look at."""
    draw = Random(45)
    articles = []
    for number in range(count):
        decree, province, source = (_one(draw, each) for each in (_DECREES, _PROVINCES, _SOURCES))
        other, doing, next_doing = _one(draw, _PROVINCES), draw.choice(_DOINGS), draw.choice(_DOINGS)
        sum_, share = draw.randint(12, 980), f"{draw.randint(3, 48)},{draw.randint(1, 9)}"
        text = (
            f"Tỉnh {province} đã chi {sum_},{number % 9 + 1} tỷ đồng để {doing}, tăng {share}% so với cùng kỳ năm"
            f" trước, theo {decree}.\n\nCùng lúc, tỉnh {other} dành {draw.randint(2, 90)} tỷ đồng để {next_doing}."
        )
        if number % 7 == 3:
            text += f"\n\n{_AMENDS}"
        year, month = divmod(number // 2, 12)
        articles.append(
            {
                "id": f"mau/{number:03d}",
                "title": f"{province} {doing}",
                "published_on": f"{2023 + year}-{month + 1:02d}-{number % 27 + 1:02d}",
                "source": source,
                "text": text,
            }
        )
    for number, text in enumerate(_DOUBTS):
        more = {"published_on": f"2025-0{number + 1}-20", "source": _SOURCES[0][0], "text": text}
        articles.append({"id": f"mau/nghi-van-{number}", "title": f"Tin ngắn số {number + 1}"} | more)
    return articles


def _one(draw: Random, weighted: tuple[tuple[str, int], ...]) -> str:
    names, weights = zip(*weighted, strict=True)
    return str(draw.choices(names, weights)[0])
