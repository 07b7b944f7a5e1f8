"""Each format's documents: their text to the character, and what is known of them."""

import datetime
import hashlib
import io
import unicodedata
import zipfile
from pathlib import Path

import docx
import pyarrow as pa
import pyarrow.parquet as pq
import pypdfium2 as pdfium
import pytest
from docx.oxml import parse_xml

from bench.legacy_charts import encode, plain
from extractors import extract
from pipeline.columns import OWN, Columns
from pipeline.documents import Reject, SourceDocument
from pipeline.encodings.charts import surface
from tests.pipeline.readers import making
from tests.pipeline.readers.making import TEXT, Response, paragraphs, read, written

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def only(path: Path, columns: Columns = OWN) -> SourceDocument:
    (document,) = read(path, columns=columns)
    assert isinstance(document, SourceDocument), document
    return document


@pytest.mark.parametrize(
    ("codec", "encoding"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8-sig"),
        ("utf-16", "utf-16-le"),
        ("utf-16-le", "utf-16-le"),
        ("utf-16-be", "utf-16-be"),
        ("windows-1258", "windows-1258"),
    ],
)
@pytest.mark.parametrize("suffix", ["", *making.PACKED])
def test_text(tmp_path: Path, codec: str, encoding: str, suffix: str) -> None:
    text = "\n".join(paragraphs(0)[:12])
    if codec == "windows-1258":
        # that code page has the tones as marks of their own
        text = _typed_1258(text)
    raw = text.encode(codec)
    packed = making.PACKED[suffix](raw) if suffix else raw
    document = only(written(tmp_path, f"a.txt{suffix}", packed))
    assert unicodedata.normalize("NFC", document.text) == unicodedata.normalize("NFC", text)
    assert (document.format, document.encoding) == ("text", encoding)
    assert document.encoding_confidence is not None
    assert document.encoding_confidence > 0.7
    assert document.bytes_sha256 == hashlib.sha256(raw).hexdigest()


def _typed_1258(text: str) -> str:
    marks = {"\u0300", "\u0301", "\u0303", "\u0309", "\u0323"}
    letters = []
    for letter in unicodedata.normalize("NFC", text):
        split = unicodedata.normalize("NFD", letter)
        tones = "".join(c for c in split if c in marks)
        letters.append(unicodedata.normalize("NFC", "".join(c for c in split if c not in marks)) + tones)
    return "".join(c for c in letters if c.encode("windows-1258", "ignore"))


def test_two_encodings_of_a_text_are_one_document(tmp_path: Path) -> None:
    one = only(written(tmp_path / "1", "a.txt", TEXT.encode()))
    other = only(written(tmp_path / "2", "a.txt", TEXT.encode("utf-16")))
    assert (one.doc_id, one.content_hash) == (other.doc_id, other.content_hash)
    assert one.bytes_sha256 != other.bytes_sha256


@pytest.mark.parametrize("name", ["a.html", "a.htm", "a.xhtml", "a.txt", "a.doc", "a.unknown", "none"])
def test_a_page_under_any_name(tmp_path: Path, name: str) -> None:
    raw = making.html(paragraphs(1), url="https://www.example.vn/tin/1.html?utm_source=a")
    document = only(written(tmp_path, name, raw))
    assert document.text.startswith("Một bài báo thử\n\n")
    assert all(paragraph in document.text for paragraph in paragraphs(1)[:5])
    assert document.doc_id == "example.vn/tin/1.html"
    assert (document.title, document.source, document.format) == ("Một bài báo thử", "example.vn", "html")
    assert document.published_on == datetime.date(2021, 3, 4), "the day in Vietnam, not that in Greenwich"
    assert document.published_at is not None
    assert document.published_at.isoformat() == "2021-03-04T23:30:00+07:00"
    assert document.layout == "generic"
    assert document.bytes_sha256 == hashlib.sha256(raw).hexdigest()
    assert {document.text[s.start : s.end] for s in document.segments if s.kind == "title"} == {"Một bài báo thử"}


def test_the_address_that_a_saved_page_gives_settles_its_site(tmp_path: Path) -> None:
    saved = b"<!-- saved from url=(0041)https://vnexpress.net/bai-viet-4567890.html -->\n" + making.html(paragraphs(1))
    document = only(written(tmp_path, "a.html", saved))
    assert (document.url, document.site) == ("https://vnexpress.net/bai-viet-4567890.html", "vnexpress.net")
    front = making.html(paragraphs(1), url="https://vnexpress.net/")
    assert only(written(tmp_path, "b.html", front)).site is None, "the front page is no article's address"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.csv", 'id,text,published_on\r\n1,"{0}",17/11/2012\r\n2,"{0}\n{0}",2012-11-17\r\n'),
        ("a.csv", '\ufeffid;text;published_on\n1;{0};17-11-2012\n2;"{0}\n{0}";2012-11-17 08:00:00\n'),
        ("a.tsv", 'id\ttext\tpublished_on\n1\t{0}\t17.11.2012\n2\t"{0}\n{0}"\t2012-11-17T08:00:00+07:00'),
        ("a.csv", '\n\nid|text|published_on\n1|{0}|2012-11-17\n\n2|"{0}\n{0}"|17/11/2012 08:00\n'),
    ],
)
@pytest.mark.parametrize("codec", ["utf-8", "utf-16", "utf-16-le"])
def test_tables_of_delimiters(tmp_path: Path, name: str, content: str, codec: str) -> None:
    one, other = read(written(tmp_path, name, content.format(TEXT).encode(codec)))
    assert isinstance(one, SourceDocument)
    assert isinstance(other, SourceDocument)
    assert (one.doc_id, one.text) == ("1", TEXT)
    assert (other.doc_id, other.text) == ("2", f"{TEXT}\n{TEXT}")
    assert one.published_on == other.published_on == datetime.date(2012, 11, 17)


def test_a_cell_larger_than_a_text_costs_its_row(tmp_path: Path) -> None:
    large = "Một dòng, có dấu phẩy.\n" * 1_000_000
    content = f'id,text\n1,"{large}"\n2,{TEXT[:9]}\n'
    records = read(written(tmp_path, "a.csv", content.encode()))
    assert [getattr(record, "code", "document") for record in records] == ["too_large", "document"]


def test_a_parquet_cell_that_is_no_utf_8(tmp_path: Path) -> None:
    cells = pa.array([TEXT.encode(), b"\xff\xfe", TEXT.encode()]).view(pa.string())
    pq.write_table(pa.table({"text": cells, "id": [1, 2, 3]}), tmp_path / "a.parquet")
    codes = [getattr(record, "code", "document") for record in read(tmp_path / "a.parquet")]
    assert codes == ["document", "bad_utf8", "document"]


def test_a_pdf_whose_fonts_name_no_letters(tmp_path: Path) -> None:
    raw = making.pdf_file([["abc" * 20]])
    (reject,) = read(written(tmp_path, "a.pdf", raw.replace(b"/ToUnicode 5 0 R", b"                ")))
    assert isinstance(reject, Reject)
    assert reject.code in ("undecodable", "no_text_layer")


def test_the_line_of_a_row_is_the_one_on_which_it_begins(tmp_path: Path) -> None:
    content = f'text\n"{TEXT}\n{TEXT}"\n{TEXT}\n'
    assert [record.origin.line for record in read(written(tmp_path, "a.csv", content.encode()))] == [2, 4]


def test_a_broken_row_costs_itself(tmp_path: Path) -> None:
    content = f'id,text\n1,{TEXT[:9]}\n2,"mở mà không đóng\n3,a\n4,"b "c" d"\n5,đ,e,g\n6\n7,"h\ni"\n'
    records = read(written(tmp_path, "a.csv", content.encode()))
    assert [(record.origin.line, getattr(record, "code", "document")) for record in records] == [
        (2, "document"),
        (3, "wrong_type"),
        (4, "document"),
        (5, "wrong_type"),
        (6, "wrong_type"),
        (7, "wrong_type"),
        (8, "document"),
    ]


def test_a_table_in_an_old_encoding(tmp_path: Path) -> None:
    lines = [plain(line) for line in paragraphs(0) if '"' not in plain(line) and len(line) > 60][:5]
    raw = b"id\ttext\n" + b"".join(b"%d\t%s\n" % (at, encode(line, "tcvn3")) for at, line in enumerate(lines))
    documents = [record for record in read(written(tmp_path, "a.tsv", raw)) if isinstance(record, SourceDocument)]
    assert {document.encoding for document in documents} == {"tcvn3"}
    assert [document.text for document in documents] == lines


def test_columns_of_other_names(tmp_path: Path) -> None:
    columns = Columns(text="noi_dung", id="ma", title="tieu_de", url="link", published_on="ngay", source="bao")
    row = {"ma": "7", "noi_dung": TEXT, "tieu_de": "T", "link": "", "ngay": "2020-01-02", "bao": "B", "author": "C"}
    cells = ",".join(f'"{value}"' for value in row.values())
    places = [
        written(tmp_path, "a.csv", f"{','.join(row)}\n{cells}\n".encode()),
        written(tmp_path, "a.parquet", making.parquet([row])),
        written(tmp_path, "a.jsonl", making.json_lines([row])),
    ]
    for place in places:
        document = only(place, columns)
        assert (document.doc_id, document.text, document.title, document.source) == ("7", TEXT, "T", "B")
        assert (document.author, document.published_on) == ("C", datetime.date(2020, 1, 2))


def test_parquet(tmp_path: Path) -> None:
    rows = [
        {"id": 7, "text": TEXT, "published_on": datetime.date(2020, 1, 2), "at": datetime.datetime(2020, 1, 2, 23)},
        {"id": 8, "text": None, "published_on": None, "at": None},
        {"id": 9, "text": " ", "published_on": None, "at": None},
    ]
    path = written(tmp_path, "a.parquet", making.parquet(rows))
    document, none, empty = read(path)
    assert isinstance(document, SourceDocument)
    assert (document.doc_id, document.text, document.origin.line) == ("7", TEXT, 1)
    assert document.published_on == datetime.date(2020, 1, 2)
    assert [getattr(each, "code", None) for each in (none, empty)] == ["no_text", "empty"]
    by_time = read(path, columns=Columns(published_on="at"))[0]
    assert isinstance(by_time, SourceDocument)
    assert by_time.published_on == datetime.date(2020, 1, 2)


@pytest.mark.parametrize("packed", ["gz by record", "plain", ".gz", ".zst", ".bz2", ".xz"])
def test_web_archives(tmp_path: Path, packed: str) -> None:
    page = making.html(paragraphs(1))
    responses = [
        Response("https://vnexpress.net/a-1.html", page, record_type="request"),
        Response("https://vnexpress.net/a-1.html", page),
        Response("https://vnexpress.net/a.png", b"\x89PNG\r\n\x1a\n", content_type="image/png"),
        Response("https://vnexpress.net/a-2.html", b"<html>no</html>", "404 Not Found"),
        Response("https://vnexpress.net/a-3.html", b"", "301 Moved"),
        Response("https://example.vn/b.pdf", making.pdf_file([[TEXT]]), content_type="application/pdf"),
        Response("https://example.vn/b.docx", making.docx_file([TEXT]), content_type="application/octet-stream"),
    ]
    raw = making.warc(responses, packed=packed == "gz by record")
    path = written(tmp_path, "crawl", making.PACKED[packed](raw) if packed in making.PACKED else raw)
    records = read(path)
    assert [(record.origin.line, getattr(record, "code", "document")) for record in records] == [
        (2, "document"),
        (4, "http_error"),
        (6, "document"),
        (7, "document"),
    ]
    first, pdf, word = (record for record in records if isinstance(record, SourceDocument))
    assert (first.doc_id, first.site) == ("vnexpress.net/a-1.html", "vnexpress.net")
    assert (pdf.doc_id, pdf.format, pdf.source) == ("example.vn/b.pdf", "pdf", "example.vn")
    assert (word.doc_id, word.format, word.text) == ("example.vn/b.docx", "docx", TEXT)


def test_a_page_of_an_archive_in_the_encoding_that_its_server_named(tmp_path: Path) -> None:
    page = making.html(["The café of the Đà Nẵng harbour " * 9], charset="utf-8").replace(
        b'<meta charset="utf-8">', b""
    )
    raw = page.decode().encode("utf-16-be")
    response = Response("https://example.vn/1", raw, content_type="text/html; charset=utf-16be")
    assert "Đà Nẵng" in only(written(tmp_path, "a.warc", making.warc([response]))).text


def test_pdf(tmp_path: Path) -> None:
    lines = [line[:70] for line in paragraphs(2)[:8]]
    document = only(written(tmp_path, "a.pdf", making.pdf_file([lines[:4], lines[4:]])))
    assert document.text == "\n".join(lines)
    assert (document.format, document.encoding) == ("pdf", "pdf")


def test_a_hyphen_at_the_end_of_a_pdf_line_is_folded_by_the_extractors(tmp_path: Path) -> None:
    document = only(
        written(tmp_path, "a.pdf", making.pdf_file([["Căn cứ Nghị định số 45/2012/NĐ-", "CP, Bộ chi 5 tỷ"]]))
    )
    (found,) = extract(document.text).decree_refs
    assert found.symbol == "45/2012/NĐ-CP"
    assert document.text[found.start : found.end] == found.text


def test_a_letter_of_tcvn3_at_the_end_of_a_pdf_line_is_no_hyphen(tmp_path: Path) -> None:
    lines = [
        "Hội nghị gồm các chủ đầu tư",
        "và lãnh đạo các địa phương họp ngày thứ tư",
        "về vốn đầu tư - kinh tế-",
        "xã hội",
    ]
    drawn = [surface(encode(line, "tcvn3")) for line in lines]
    text = only(written(tmp_path, "a.pdf", making.pdf_file([drawn]))).text
    assert text == "\n".join(lines).replace("-\n", "\ufffe")


@pytest.mark.parametrize("turned", [0, 90, 180, 270])
def test_the_lines_of_a_turned_pdf_page_stay_in_order(tmp_path: Path, turned: int) -> None:
    lines = [TEXT, "Tỉnh chi 12 tỷ đồng.", "Vốn tăng 7%."]
    document = pdfium.PdfDocument(making.pdf_file([lines]))
    document[0].set_rotation(turned)
    document.save(tmp_path / "a.pdf")
    assert only(tmp_path / "a.pdf").text.split("\n") == lines


def test_pdf_files_that_do_not_open(tmp_path: Path) -> None:
    document = pdfium.PdfDocument.new()
    document.save(tmp_path / "0.pdf")
    raw = making.pdf_file([[TEXT]])
    locked = raw.replace(
        b"/Root 1 0 R",
        b"/Root 1 0 R /Encrypt << /Filter /Standard /V 2 /R 3 /Length 128 /P -4 /O (%s)"
        b" /U (%s) >> /ID [(a) (a)]" % (b"o" * 32, b"u" * 32),
    )
    # the file with a password first: PDFium would give its reason for those after it
    records = read(written(tmp_path, "1.pdf", locked), tmp_path / "0.pdf", written(tmp_path, "2.pdf", raw[:20]))
    assert [getattr(record, "code", None) for record in records] == ["encrypted", "damaged_file", "damaged_file"]


def test_pages_without_a_text_layer_are_told(tmp_path: Path) -> None:
    (whole,) = read(written(tmp_path, "a.pdf", making.pdf_file([[], []], scanned=[1, 2])))
    assert isinstance(whole, Reject)
    assert whole.code == "no_text_layer"
    assert whole.reason.startswith("no text layer on 2 pages")
    document, part = read(written(tmp_path, "b.pdf", making.pdf_file([[TEXT], [], [TEXT], []], scanned=[4])))
    assert isinstance(document, SourceDocument)
    assert isinstance(part, Reject)
    assert "on page 4 of 4" in part.reason, "the empty page 2 is no loss"


def test_docx(tmp_path: Path) -> None:
    table = [["Tỉnh", "Vốn", ""], ["Huế", "12,5", "x"]]
    raw = making.docx_file([TEXT, "Một đoạn nữa."], table, title="Báo cáo tình hình năm")
    document = only(written(tmp_path, "a.docx", raw))
    assert document.text == f"{TEXT}\nTỉnh | Vốn | \nHuế | 12,5 | x\nMột đoạn nữa."
    cells = [(s.row, s.column, document.text[s.start : s.end]) for s in document.segments]
    assert cells == [(0, 0, "Tỉnh"), (0, 1, "Vốn"), (1, 0, "Huế"), (1, 1, "12,5"), (1, 2, "x")]
    assert (document.title, document.bytes_sha256) == ("Báo cáo tình hình năm", hashlib.sha256(raw).hexdigest())


@pytest.mark.parametrize(
    ("inner", "text"),
    [
        ("<w:smartTag w:element='place'><w:r><w:t>Huế</w:t></w:r></w:smartTag>", "Huế"),
        ("<w:ins w:id='1' w:author='a'><w:r><w:t>thêm</w:t></w:r></w:ins>", "thêm"),
        ("<w:r><w:t>a</w:t></w:r><w:del w:id='1' w:author='a'><w:r><w:delText>b</w:delText></w:r></w:del>", "a"),
        ("<w:hyperlink><w:r><w:t>liên kết</w:t></w:r></w:hyperlink>", "liên kết"),
        ("<w:sdt><w:sdtContent><w:r><w:t>ô</w:t></w:r></w:sdtContent></w:sdt>", "ô"),
        ("<w:r><w:t>45/2012/NĐ</w:t><w:noBreakHyphen/><w:t>CP</w:t></w:r>", "45/2012/NĐ‑CP"),
        ("<w:r><w:t>đ</w:t><w:softHyphen/><w:t>ường</w:t></w:r>", "đ\xadường"),
        ("<w:r><w:t>a</w:t><w:tab/><w:t>b</w:t><w:br/><w:t>c</w:t></w:r>", "a\tb\nc"),
        ("<w:r><w:instrText>PAGE</w:instrText><w:t>7 giờ</w:t></w:r>", "7 giờ"),
        (
            "<w:r><mc:AlternateContent xmlns:mc='http://schemas.openxmlformats.org/markup-compatibility/2006'>"
            "<mc:Choice Requires='wps'><w:txbxContent><w:p><w:r><w:t>hộp</w:t></w:r></w:p></w:txbxContent></mc:Choice>"
            "<mc:Fallback><w:txbxContent><w:p><w:r><w:t>hộp</w:t></w:r></w:p></w:txbxContent></mc:Fallback>"
            "</mc:AlternateContent></w:r>",
            "\nhộp",
        ),
    ],
)
def test_what_word_wraps_is_read(tmp_path: Path, inner: str, text: str) -> None:
    document = docx.Document()
    document.element.body.insert(0, parse_xml(f'<w:p xmlns:w="{W}">{inner}</w:p>'))
    held = io.BytesIO()
    document.save(held)
    assert only(written(tmp_path, "a.docx", held.getvalue())).text.rstrip("\n") == text


def test_merged_cells_and_tables_in_tables(tmp_path: Path) -> None:
    document = docx.Document()
    table = document.add_table(2, 3)
    table.cell(0, 0).merge(table.cell(0, 1)).text = "gộp"
    table.cell(0, 2).text = "phải"
    inner = table.cell(1, 0).add_table(1, 2)
    inner.cell(0, 0).text, inner.cell(0, 1).text = "trong 1", "trong 2"
    held = io.BytesIO()
    document.save(held)
    found = only(written(tmp_path, "a.docx", held.getvalue()))
    assert found.text.split("\n") == ["gộp | phải", "trong 1 | trong 2 |  | "]
    assert [(s.row, s.column) for s in found.segments] == [(0, 0), (0, 2), (1, 0)]


def test_notes_of_a_docx_file(tmp_path: Path) -> None:
    raw = making.docx_file([TEXT])
    notes = (
        f'<w:footnotes xmlns:w="{W}"><w:footnote w:type="separator" w:id="0"><w:p><w:r><w:t>---</w:t></w:r></w:p>'
        '</w:footnote><w:footnote w:id="1"><w:p><w:r><w:t>Ghi chú</w:t></w:r></w:p></w:footnote></w:footnotes>'
    )
    held = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(raw)) as given, zipfile.ZipFile(held, "w") as made:
        for name in given.namelist():
            content = given.read(name)
            if name == "word/_rels/document.xml.rels":
                kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes"
                relation = f'<Relationship Id="rIdN" Type="{kind}" Target="footnotes.xml"/></Relationships>'
                content = content.replace(b"</Relationships>", relation.encode())
            made.writestr(name, content)
        made.writestr("word/footnotes.xml", notes)
    assert only(written(tmp_path, "a.docx", held.getvalue())).text == f"{TEXT}\nGhi chú"
