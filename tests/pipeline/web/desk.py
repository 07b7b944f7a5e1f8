"""A small store as the desk shows it: a decree that others amend and are cited with, a copy, a hostile article."""

from pathlib import Path
from typing import Any

from tests.pipeline.ingesting import ingest_here, json_lines

HOSTILE = "<script>document.title='taken'</script><img src=x onerror=alert(1)>"
_BODY = (
    "Nghị định số 45/2012/NĐ-CP ngày 21/5/2012 của Chính phủ về khuyến công được thực hiện tại tỉnh Bắc Ninh với"
    " 62,584 tỷ đồng, tăng 27,97% so với năm trước. Các tỉnh Hà Giang, Lào Cai và Yên Bái cũng đề nghị như vậy."
    " Nhiều cơ sở công nghiệp nông thôn được hỗ trợ máy móc, nhiều nghệ nhân được dạy nghề, và hội chợ triển lãm được"
    " tổ chức ở khắp các miền của đất nước trong năm qua."
)


def article(number: int, text: str, **more: Any) -> dict[str, Any]:
    """An article as JSON lines give it."""
    return {
        "id": f"bai/{number:03d}",
        "title": f"Bài số {number}",
        "published_on": f"2024-{(number - 1) % 12 + 1:02d}-15",
        "source": "Báo Thử Nghiệm" if number % 2 else "Tạp chí Mẫu",
        "text": text,
    } | more


ARTICLES = [
    article(1, _BODY),
    article(2, f"Theo bài trước.\n{_BODY}", title="Bài chép lại"),
    article(
        3,
        "Nghị định số 235/2025/NĐ-CP sửa đổi, bổ sung Nghị định số 45/2012/NĐ-CP của Chính phủ về khuyến công."
        " Thành phố Hà Nội chi 5 tỷ đồng theo Thông tư số 17/2013/TT-BCT của Bộ Công Thương.",
        title="Sửa đổi nghị định về khuyến công",
    ),
    article(
        4,
        f"{HOSTILE} Tỉnh Đồng Nai chi 12 triệu đồng theo Nghị định số 45/2012/NĐ-CP{HOSTILE}. Xong.",
        id=f"<b>&\"'/{HOSTILE}",
        title=f"Bài {HOSTILE}",
        source=f"Nguồn {HOSTILE}",
    ),
    article(
        5,
        "Luật Đất đai năm 2013, Luật Tương lai năm 2019 và Chỉ thị số 13/CT-BCT của Bộ Công Thương."
        " Đường sắt Đà Nẵng dài 100 km.",
        url="javascript:alert(1)",
    ),
    article(6, "Không có gì ở đây, chỉ có chữ.", published_on=None),
]


def desk_store(folder: Path, articles: list[dict[str, Any]] | None = None) -> Path:
    """An output folder with these articles, one of them edited."""
    source = json_lines(folder / "in" / "bai.jsonl", articles or ARTICLES)
    ingest_here([source], folder / "out")
    return folder / "out"
