"""Articles that a person should look at: one doubt each, and beside each what only looks like it."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pipeline.web.database import build
from tests.pipeline.ingesting import ingest_here, json_lines
from tests.pipeline.web.desk import ARTICLES, article

TWO_READINGS = "Chính phủ duyệt vốn 3,200 tỷ đồng cho tỉnh Bắc Giang."
DOUBTS = [
    article(20, TWO_READINGS, title="Hai cách đọc"),
    article(21, "Sản lượng tăng 1,250% trong năm.", title="Tỷ lệ hai cách đọc"),
    article(22, "Theo Nghị định 46, ai cũng phải làm như vậy.", title="Không rõ số hiệu"),
    article(23, "Bốn tỉnh Hà Giang, Lào Cai và Yên Bái đề nghị hỗ trợ.", title="Thiếu một tỉnh"),
    article(24, "Năm tỉnh Hà Giang, Lào Cai, Yên Bái… đề nghị hỗ trợ.", title="Danh sách bỏ lửng"),
    article(25, "Nghị định số 45/2012/NĐ-CP ngày 25/1/2012 của Chính phủ được dẫn.", title="Ngày khác"),
    article(26, "Thông tư số 17/2013/TT-BCT ngày 3/2/2014 của Bộ Công Thương được dẫn.", title="Năm khác"),
    article(28, "GDP đạt 12.893 triệu tỷ đồng, vốn 4,3 triệu tỷ đồng và 10.500.000 tỷ đồng.", title="Quá lớn"),
    article(27, "Luật Đất đai năm 2013 và vốn 3,2 tỷ đồng, tăng 1,25%.", title="Không có gì ngờ"),
]
#: What each check finds among `ARTICLES` and `DOUBTS`, by the titles of the articles.
FOUND = {
    "ambiguous_amounts": ["Hai cách đọc"],
    "ambiguous_percentages": ["Tỷ lệ hai cách đọc"],
    "large_amounts": ["Quá lớn"],
    "no_symbol": ["Không rõ số hiệu"],
    "list_count": ["Thiếu một tỉnh"],
    "issue_dates": ["Ngày khác"],
    "issue_year": ["Năm khác"],
}


def doubtful_store(folder: Path, *more: dict[str, Any], edited: Mapping[str, str] | None = None) -> Path:
    """An output folder with all these and its file; run again over one that is there, with texts edited by title."""
    texts = edited or {}
    articles = [each | {"text": texts.get(each["title"], each["text"])} for each in (*ARTICLES, *DOUBTS, *more)]
    ingest_here([json_lines(folder / "in" / "bai.jsonl", articles)], folder / "out")
    build(folder / "out")
    return folder / "out"
