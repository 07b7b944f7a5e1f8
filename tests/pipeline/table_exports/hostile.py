"""A store of texts that spreadsheets, XML and SQL have trouble with."""

from pathlib import Path
from typing import Any

from tests.pipeline.ingesting import ingest_here, json_lines

SYMBOL = "45/2012/NĐ-CP"
OTHER = "20/2012/TT-BCT"
#: Titles, which every table of mentions repeats.
TITLES = (
    '=HYPERLINK("http://127.0.0.1/?"&A1;"bấm")',
    "+84 24 3825 3831",
    "-1+1",
    "@SUM(A1)",
    "<r><t>đậm</t></r>",
    "_x0041_ không phải A",
    "trái \u202ephải\u202c, \u200fhết",
    'ngoặc "kép", phẩy; và | gạch',
    "hai\ndòng\rba",
    "𝐍𝐠𝐡𝐢̣ đ𝐢̣𝐧𝐡 🇻🇳",
    "  khoảng trắng  ",
    "'; DROP TABLE documents; --",
    "chuông \x07 và \ufffe",
)


def hostile_documents() -> list[dict[str, Any]]:
    """An article a title, which cites two documents, the one as amended by the other, and names sums and provinces."""
    return [
        {
            "id": f"xấu '{number}'",
            "title": title,
            "published_on": f"2024-03-{number + 1:02d}",
            "source": title,
            "text": f"{title}\n\nNghị định số {SYMBOL} được sửa đổi, bổ sung bởi Nghị định số {number + 10}/2018/NĐ-CP;"
            f" tỉnh Bắc Ninh chi {number},5 tỷ đồng. Thông tư số {OTHER} tăng {number},25% ở Hà Nội và Bắc Ninh.",
        }
        for number, title in enumerate(TITLES)
    ]


def hostile_store(folder: Path) -> Path:
    """An output folder with these articles."""
    ingest_here([json_lines(folder / "in.jsonl", hostile_documents())], folder / "out")
    return folder / "out"
