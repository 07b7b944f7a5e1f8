"""Paragraphs that recur at the edges of a source's documents, and content that does so too and stays."""

from dataclasses import asdict
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.boilerplate import find_boilerplate
from pipeline.boilerplate.edges import FIRST, LAST, edge_lines
from pipeline.boilerplate.recurring import FEWEST, all_stretches, example_lines, find_recurring
from pipeline.queries import connect, parquet
from pipeline.schemas import store_schema
from pipeline.sites.article import Segment
from pipeline.text_columns import text_columns

FOOTER = "Bản quyền thuộc về Báo Ví Dụ, cấm sao chép dưới mọi hình thức"
SECOND = "Mọi ý kiến đóng góp xin gửi về tòa soạn theo địa chỉ trên"
HEADER = "Báo Ví Dụ - Cơ quan ngôn luận của Hội những người làm thí dụ"


def body(number: int) -> str:
    return "\n".join(
        f"Đoạn {part} của bài số {number} nói về việc thứ {number * 7 + part} ở Bắc Ninh." for part in range(8)
    )


def row(number: int, text: str, **values: Any) -> dict[str, Any]:
    doc_id = f"bai-{number:03}"
    return {
        "doc_id": doc_id,
        "text": text,
        "source": "Báo Ví Dụ",
        **text_columns(text, values.get("title"), ()),
    } | values


def marked(tmp_path: Path, rows: list[dict[str, Any]]) -> dict[str, list[str]]:
    """The text of each document's stretches that recur."""
    file = tmp_path / f"{len(list(tmp_path.iterdir()))}.parquet"
    pa.parquet.write_table(pa.Table.from_pylist(rows, schema=store_schema()), file)
    texts = {each["doc_id"]: each["text"] for each in rows}
    with connect(tmp_path) as connection:
        find_recurring(parquet([file]), tmp_path, connection)
        found = connection.sql("SELECT doc_id, boilerplate FROM stretches").fetchall()
        examples = example_lines(parquet([file]), connection)
    lines = {
        doc_id: [texts[doc_id][b["start"] : b["end"]] for b in stretches if b["rule"] == "recurring_paragraph"]
        for doc_id, stretches in found
    }
    assert {line for of in lines.values() for line in of} <= set(examples)
    assert not list(tmp_path.glob(".stretches"))
    return lines


@pytest.mark.parametrize(
    ("made", "expected"),
    [
        (lambda n: f"{body(n)}\n{FOOTER}", [FOOTER]),
        (lambda n: f"{body(n)}\n\n{FOOTER}\n{SECOND}\n", [FOOTER, SECOND]),
        (lambda n: f"{HEADER}\n{body(n)}", [HEADER]),
        (lambda n: f"Tiêu đề {n}\n{HEADER}\n{body(n)}\n{FOOTER}", [HEADER, FOOTER]),
        # of a footer that ends with something new each time nothing is at the edge
        (lambda n: f"{body(n)}\n{FOOTER}\nBài số {n}", []),
        # other boilerplate does not part them
        (lambda n: f"{body(n)}\n{FOOTER}\nTags: bài {n}, Bắc Ninh", [FOOTER]),
        (lambda n: f"{body(n)}\nNguyễn Văn Dụ", []),
        (lambda n: f"Căn cứ Luật Tổ chức Chính phủ ngày 19 tháng 6 năm 2015;\n{body(n)}", []),
        (lambda n: f"{body(n)}\nQuyết định này có hiệu lực kể từ ngày ký ban hành.\n{FOOTER}", [FOOTER]),
        (lambda n: f"{body(n)}\n{FOOTER}\nCác đơn vị chịu trách nhiệm thi hành Quyết định này.", []),
    ],
)
def test_what_recurs_at_an_edge(tmp_path: Path, made: Any, expected: list[str]) -> None:
    rows = [row(number, made(number), title=f"Tiêu đề {number}") for number in range(FEWEST)]
    found = marked(tmp_path, rows)
    assert found == ({each["doc_id"]: expected for each in rows} if expected else {})


def test_fewer_do_not_recur(tmp_path: Path) -> None:
    assert marked(tmp_path, [row(number, f"{body(number)}\n{FOOTER}") for number in range(FEWEST - 1)]) == {}


@pytest.mark.parametrize(("others", "found"), [(900, FEWEST), (1500, 0)])
def test_of_many_documents_a_share_must_have_it(tmp_path: Path, others: int, found: int) -> None:
    plain = text_columns(body(0), None, ())
    rows = [row(number, f"{body(number)}\n{FOOTER}") for number in range(FEWEST)]
    rows += [{"doc_id": f"x{number}", "text": body(0), "source": "Báo Ví Dụ", **plain} for number in range(others)]
    assert len(marked(tmp_path, rows)) == found


@pytest.mark.parametrize(
    ("told", "found"),
    [
        (lambda n: {"source": "Báo A" if n % 2 else "Báo B"}, 0),
        (lambda n: {"source": None, "url": f"https://{'www.' * (n % 2)}vidu.vn/{n}.html"}, FEWEST),
        (lambda n: {"source": None, "url": f"https://vidu{n}.vn/bai.html"}, 0),
        (lambda n: {"source": None, "line": n, "origin_key": "../a.jsonl"}, FEWEST),
        (lambda n: {"source": None, "origin_key": f"../bao/{n}.txt"}, FEWEST),
        (lambda n: {"source": None, "origin_key": f"../{n}/bai.txt"}, 0),
    ],
)
def test_documents_of_one_source_are_compared(tmp_path: Path, told: Any, found: int) -> None:
    rows = [row(number, f"{body(number)}\n{FOOTER}", **told(number)) for number in range(FEWEST)]
    assert len(marked(tmp_path, rows)) == found


def test_copies_make_nothing_recur(tmp_path: Path) -> None:
    texts = [f"Bản thứ {number} của bài, do báo số {number} đăng lại\n{body(1)}" for number in range(3 * FEWEST)]
    assert marked(tmp_path, [row(number, text) for number, text in enumerate(texts)]) == {}
    with_footer = [row(number, f"{text}\n{FOOTER}") for number, text in enumerate(texts)]
    assert marked(tmp_path, with_footer) == {}
    others = [row(100 + number, f"{body(number)}\n{FOOTER}") for number in range(FEWEST)]
    assert set(map(tuple, marked(tmp_path, with_footer + others).values())) == {(FOOTER,)}


def test_half_of_a_text_stays_body(tmp_path: Path) -> None:
    rows = [row(number, f"{body(number)}\n{FOOTER}\n{SECOND}") for number in range(FEWEST)]
    short = f"Chỉ có một câu ngắn mà thôi, và nó nói rằng ở Bắc Ninh hôm nay trời mưa.\n{FOOTER}\n{SECOND}"
    found = marked(tmp_path, [*rows, row(99, short)])
    assert found["bai-099"] == [SECOND]
    assert marked(tmp_path, [*rows, row(99, f"Ngắn.\n{FOOTER}\n{SECOND}")])["bai-099"] == [SECOND]


def test_edge_lines_leave_out_title_boilerplate_and_what_is_no_text() -> None:
    parts = {
        "title": "Tiêu đề",
        "sapo": "Sapo của bài",
        "body": "Thân bài",
        "credit": "Nguồn: Báo",
        "caption": "Ảnh: A",
    }
    text, segments = "", []
    for kind, part in parts.items():
        segments.append(Segment(kind=kind, start=len(text), end=len(text) + len(part)))  # type: ignore[arg-type]
        text += part + "\n\n"
    first, last = edge_lines(text, "Tiêu đề", (), segments)
    assert [text[each.start : each.end] for each in first] == ["Sapo của bài", "Thân bài"]
    assert [text[each.start : each.end] for each in last] == ["Thân bài", "Sapo của bài"]
    assert [each.words for each in first] == [3, 5]
    plain = "TIÊU  ĐỀ\nThân bài\nTags: a"
    first, last = edge_lines(plain, "Tiêu đề", find_boilerplate(plain))
    assert [plain[each.start : each.end] for each in first] == ["Thân bài"]
    assert [plain[each.start : each.end] for each in last] == ["Thân bài", "TIÊU  ĐỀ"]


def test_the_same_lines_in_other_white_space_and_case_are_one_run() -> None:
    runs = [edge_lines(text, None, ())[1][-1].run for text in ("A b\nC d", "a  B\r\n\r\nC\u00a0D ", "A b\nC e")]
    assert runs[0] == runs[1] != runs[2]


LINES = st.lists(
    st.sampled_from([FOOTER, SECOND, HEADER, "Tags: a", "Zalo", "Căn cứ Luật A;", "Một câu.", "", " "]), max_size=30
)


@given(LINES, st.integers(0, 30), st.integers(0, 30))
def test_stretches_never_overlap_and_half_stays(lines: list[str], heads: int, tails: int) -> None:
    text = "\n".join(lines)
    boilerplate = find_boilerplate(text)
    first, last = edge_lines(text, None, boilerplate)
    assert len(first) <= FIRST + 1
    assert len(last) <= LAST + 1
    before = [asdict(each) for each in boilerplate]
    stretches = all_stretches(
        {
            "characters": len(text),
            "boilerplate": before,
            "heads": [asdict(each) for each in first[:heads]],
            "tails": [asdict(each) for each in last[:tails]],
        }
    )
    end = 0
    for each in stretches:
        assert end <= each["start"] < each["end"] <= len(text)
        end = each["end"]
    assert all(each in stretches for each in before)
    recurring = sum(each["end"] - each["start"] for each in stretches if each not in before)
    assert 2 * recurring <= len(text) - sum(each["end"] - each["start"] for each in before)
