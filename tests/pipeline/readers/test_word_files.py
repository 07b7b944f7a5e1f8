"""DOC files by the converters that there are, RTF files by our own reader, and old fonts in each of Word's formats."""

import hashlib
import io
import shutil
import stat
import zipfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import docx
import pytest
from docx.oxml import parse_xml

from bench.legacy_charts import encode, encode_1258, plain
from pipeline.documents import Reject, SourceDocument
from pipeline.encodings.charts import surface
from pipeline.readers import converted_file
from pipeline.readers.converted_file import CONVERTERS
from tests.pipeline.readers import making
from tests.pipeline.readers.making import TEXT, paragraphs, read, written

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "WordDocument".encode("utf-16-le") + bytes(600)
TABLE = [["Tỉnh", "Vốn (tỷ đồng)"], ["Thừa Thiên Huế", "12,5"]]
FONTS = {"": "Times New Roman", "tcvn3": ".VnTime", "vni": "VNI-Times"}


def only(path: Path) -> SourceDocument:
    (document,) = read(path)
    assert isinstance(document, SourceDocument), document
    return document


def typed(text: str, chart: str) -> str:
    """A text as it is typed in a font of before Unicode, where there is a chart."""
    return surface(encode(plain(text), chart)) if chart else text


def word_file(lines: list[str], chart: str) -> bytes:
    """A DOCX file in a font, with a table below its first paragraph."""
    table = [[typed(cell, chart) for cell in row] for row in TABLE]
    document = docx.Document(io.BytesIO(making.docx_file([typed(line, chart) for line in lines], table)))
    document.styles["Normal"].font.name = FONTS[chart]
    held = io.BytesIO()
    document.save(held)
    return held.getvalue()


def _program(folder: Path, name: str, script: str) -> None:
    place = written(folder, name, f"#!/bin/sh\n{script}\n".encode())
    place.chmod(place.stat().st_mode | stat.S_IXUSR)


def test_a_font_of_before_unicode_in_docx(tmp_path: Path) -> None:
    # Word keeps the code of ư in TCVN3 fonts, U+00AD, as an element, and the others as letters
    words = typed("Cục Công nghiệp địa phương được giao hướng dẫn các tỉnh", "tcvn3").split("\xad")
    runs = f"<w:softHyphen xmlns:w='{W}'/>".join(f"<w:t xml:space='preserve'>{word}</w:t>" for word in words)
    document = docx.Document()
    document.element.body.insert(0, parse_xml(f"<w:p xmlns:w='{W}'><w:r>{runs}</w:r></w:p>"))
    document.save(str(tmp_path / "a.docx"))
    read_back = only(tmp_path / "a.docx")
    assert read_back.text == "Cục Công nghiệp địa phương được giao hướng dẫn các tỉnh"
    assert read_back.encoding == "docx+tcvn3"


@pytest.mark.parametrize(
    ("program", "script", "text"),
    [
        ("antiword", f'test "$1" = -m && echo "{TEXT}"', TEXT),
        ("catdoc", f'test -s "$HOME/ascii.specchars" && echo "{TEXT}"', TEXT),
        ("soffice", '/bin/mkdir made; /bin/cp "$SAMPLE" made/document.docx', f"{TEXT}\nTỉnh | Vốn (tỷ đồng)"),
    ],
)
def test_converters(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, program: str, script: str, text: str) -> None:
    monkeypatch.setenv("SAMPLE", str(written(tmp_path, "sample.docx", making.docx_file([TEXT], TABLE[:1]))))
    _program(tmp_path / "bin", program, script)
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}")
    document = only(written(tmp_path, "a.doc", OLE))
    assert document.text.strip() == text
    assert (document.format, document.encoding) == ("doc", program)
    assert document.bytes_sha256 == hashlib.sha256(OLE).hexdigest()


@pytest.mark.parametrize(
    ("program", "script", "code", "reason"),
    [
        ("soffice", "echo broken >&2; exit 3", "conversion_failed", "soffice failed with 3 (broken)"),
        ("soffice", "exit 0", "conversion_failed", "soffice gave no text"),
        ("soffice", "kill -9 $$", "conversion_failed", "soffice failed with -9"),
        (
            "soffice",
            "/bin/mkdir made; echo a > made/document.docx",
            "conversion_failed",
            "made no DOCX",
        ),
        ("catdoc", ":", "empty", "no text"),
        ("soffice", "while :; do :; done", "conversion_failed", "soffice was not done after"),
        # what a program starts ends with it
        ("soffice", "(while :; do :; done)", "conversion_failed", "soffice was not done after"),
    ],
)
def test_converters_that_fail(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, program: str, script: str, code: str, reason: str
) -> None:
    monkeypatch.setattr(converted_file, "_MAX_SECONDS", 0.5)
    _program(tmp_path / "bin", program, script)
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    (reject,) = read(written(tmp_path, "a.doc", OLE))
    assert isinstance(reject, Reject)
    assert reject.code == code
    assert reason in reject.reason


def test_antiword_leaves_a_letter_of_tcvn3_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lost = typed("Cục Công nghiệp địa phương được giao hướng dẫn các tỉnh", "tcvn3").replace("\xad", "")
    _program(tmp_path / "bin", "antiword", f'echo "{lost}"')
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    (reject,) = read(written(tmp_path, "a.doc", OLE))
    assert isinstance(reject, Reject)
    assert reject.code == "conversion_failed"
    assert "ư" in reject.reason


def test_a_doc_file_that_no_converter_is_asked_about(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    header = bytearray(512)
    header[0:2], header[11] = b"\xec\xa5", 1
    encrypted = OLE[:512] + bytes(header) + OLE[512:]
    workbook = OLE.replace(b"W\0o\0r\0d\0", b"X\0l\0s\0x\0")
    records = read(*(written(tmp_path, f"{at}.doc", raw) for at, raw in enumerate((OLE, encrypted, workbook))))
    assert [getattr(record, "code", None) for record in records] == ["no_converter", "encrypted", "unsupported_format"]
    assert isinstance(records[0], Reject)
    assert "install" in records[0].reason


def test_a_docx_file_with_a_password(tmp_path: Path) -> None:
    locked = OLE.replace("WordDocument".encode("utf-16-le"), "EncryptedPackage".encode("utf-16-le"))
    (reject,) = read(written(tmp_path, "a.docx", locked))
    assert isinstance(reject, Reject)
    assert (reject.code, "password" in reject.reason) == ("encrypted", True)


def _with_parts(raw: bytes, replaced: dict[str, str]) -> bytes:
    """A DOCX file with words in the names and the markup of its parts replaced."""
    members = {}
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        for name in archive.namelist():
            part, content = name, archive.read(name)
            for old, new in replaced.items():
                part, content = part.replace(old, new), content.replace(old.encode(), new.encode())
            members[part] = content
    return making.zip_archive(members)


@pytest.mark.parametrize("name", ["a.docx", "a.zip"])
def test_a_docx_file_whose_text_has_a_number(tmp_path: Path, name: str) -> None:
    names = {"word/document.xml": "word/document2.xml", "word/_rels/document.xml": "word/_rels/document2.xml"}
    assert only(written(tmp_path, name, _with_parts(making.docx_file([TEXT]), names))).text == TEXT


def test_strict_open_xml(tmp_path: Path) -> None:
    strict = {"http://schemas.openxmlformats.org/officeDocument/2006/relationships": "http://purl.oclc.org/ooxml/a"}
    (reject,) = read(written(tmp_path, "a.docx", _with_parts(making.docx_file([TEXT]), strict)))
    assert isinstance(reject, Reject)
    assert (reject.code, "Strict" in reject.reason) == ("unsupported_format", True)


#: DOC and RTF files that LibreOffice 7.4 made of `word_file(paragraphs(0)[:4], chart)`.
OFFICE_FILES = Path(__file__).parent / "word_files"


@pytest.mark.parametrize("chart", FONTS)
@pytest.mark.parametrize("program", [converter.program for converter in CONVERTERS])
def test_real_converters(monkeypatch: pytest.MonkeyPatch, program: str, chart: str) -> None:
    if not shutil.which(program):
        pytest.skip(f"{program} is not installed")
    if (program, chart) == ("antiword", "tcvn3"):
        pytest.skip("antiword leaves the letter ư of TCVN3 out: test_antiword_leaves_a_letter_of_tcvn3_out")
    if program == "libreoffice" and shutil.which("soffice"):
        pytest.skip("libreoffice is soffice here")
    there = shutil.which
    monkeypatch.setattr(converted_file.shutil, "which", lambda name: there(name) if name == program else None)
    document = only(OFFICE_FILES / f"{chart or 'unicode'}.doc.gz")
    _is_the_article(document, chart)
    assert document.encoding == (f"{program}+{chart}" if chart else program)


@pytest.mark.parametrize("chart", FONTS)
def test_rtf_files_of_libreoffice(chart: str) -> None:
    document = only(OFFICE_FILES / f"{chart or 'unicode'}.rtf.gz")
    _is_the_article(document, chart)
    assert document.encoding == (f"rtf+{chart}" if chart else "rtf")
    assert "\nTỉnh | Vốn (tỷ đồng)\nThừa Thiên Huế | 12,5\n" in document.text


def _is_the_article(document: SourceDocument, chart: str) -> None:
    lines = [" ".join((plain(line) if chart else line).split()) for line in paragraphs(0)[:4]]
    found = [" ".join(line.split()) for line in document.text.split("\n")]
    assert [line for line in lines if line not in found] == []
    assert all(cell in document.text for row in TABLE for cell in row)


def test_two_libreoffices_at_once() -> None:
    if not shutil.which("soffice"):
        pytest.skip("LibreOffice is not installed")
    with ThreadPoolExecutor(2) as pool:
        first, second = pool.map(only, [OFFICE_FILES / "unicode.doc.gz", OFFICE_FILES / "vni.doc.gz"])
    assert (first.encoding, second.encoding) == ("soffice", "soffice+vni")


def rtf(body: str, head: str = r"\ansi\ansicpg1252\deff0") -> bytes:
    """An RTF file whose fonts are 0: Western, 1: Vietnamese, 2: of before Unicode."""
    fonts = r"{\f0\fcharset0 Times;}{\f1\fcharset163 Times{\*\falt Arial};}{\f2\fcharset0 .VnTime;}"
    return (rf"{{\rtf1{head}{{\fonttbl{fonts}}}{{\colortbl;\red0;}}" + "\n" + body + "}").encode("latin-1")


def escaped(raw: bytes) -> str:
    return "".join(f"\\'{byte:02x}" if byte >= 0x80 else chr(byte) for byte in raw)


RTF = {
    "unicode": (r"H\u7897? th\u7889 xng 7% \u-3913?", "Hộ thống 7% \uf0b7"),
    "a replacement of several bytes": (r"{\uc2 H\u7897\'1a\'1bi}, th\u7889?n", "Hội, thốn"),
    "no replacement": (r"{\uc0 H\u7897 i} th\u7889?n", "Hội thốn"),
    "a pair": (r"a\u-10179?\u-8704?b \u-10179?c", "a\U0001f600b \ufffdc"),
    "windows-1258": (rf"\f1 {escaped(encode_1258(plain(TEXT), typed=True))}", plain(TEXT)),
    "raw bytes": ("\\f1 \xe2\xec", "ấ"),
    "signs": (r"N\u272?\_CP\~a\-b \ldblquote c\rdblquote\emdash d \{\}\\", "NĐ\u2011CP\xa0a\xadb “c”—d {}\\"),
    "paragraphs": ("a\\par\nb\nc\\par d\\line e\\\nf", "a\nbc\nd\ne\nf"),
    "links": (r'{\field{\*\fldinst{HYPERLINK "http://a.vn"}}{\fldrslt{\ul a b}}} c', "a b c"),
    "what is not read": (
        r"a{\header h}{\*\unknown u}{\pict\wmetafile8 0102}{\listtext 1.\tab}{\deleted x}{\stylesheet s;}b{\v0 c}",
        "abc",
    ),
    "notes": (r"a{\super\chftn}{\footnote\pard\plain \chftn Ghi ch\'fa\par}b\par c", "ab\nc\nGhi chú"),
    "binary": ("a{\\pict\\bin5 {{{}\\}b\\bin0 c", "abc"),
    "text boxes": (r"a{\shp{\*\shpinst{\sp{\sn x}{\sv 1}}{\shptxt\pard box\par}}{\shprslt{old}}}b\par c", "ab\nbox\nc"),
    "both spellings": (r"{\upr{N?i}{\*\ud{N\u417?i}}} a", "Nơi a"),
    "tables": (
        r"a\par\trowd\pard\intbl b\par c\cell\pard\intbl d\cell\row\trowd\pard\intbl e\cell f\cell\row\pard g\par",
        "a\nb c | d\ne | f\ng",
    ),
    "behind the end": (r"a}b{\b c", "a"),
    "many groups": ("{" * 900 + "a" + "}" * 900, "a"),
}  # fmt: skip


@pytest.mark.parametrize(("body", "text"), RTF.values(), ids=RTF)
def test_rtf(tmp_path: Path, body: str, text: str) -> None:
    document = only(written(tmp_path, "a.rtf", rtf(body)))
    assert document.text.rstrip("\n") == text
    assert (document.format, document.encoding) == ("rtf", "rtf")


@pytest.mark.parametrize("chart", ["tcvn3", "vni"])
def test_rtf_in_a_font_of_before_unicode(tmp_path: Path, chart: str) -> None:
    lines = [plain(line) for line in paragraphs(0)]
    body = "\\par\n".join(rf"\f2 {escaped(encode(line, chart))}" for line in lines)
    document = only(written(tmp_path, "a.rtf", rtf(body)))
    assert document.text.split("\n") == lines
    assert document.encoding == f"rtf+{chart}"


def test_cells_of_rtf_tables_can_be_cited(tmp_path: Path) -> None:
    inner = making.rtf_file(["a"], TABLE)[1:-1].decode()
    document = only(written(tmp_path, "a.rtf", f"{{{inner}{inner}}}".encode()))
    assert [(s.table, s.row, s.column, document.text[s.start : s.end]) for s in document.segments] == [
        (table, row, column, TABLE[row][column]) for table in (0, 1) for row in (0, 1) for column in (0, 1)
    ]


def test_an_rtf_file_that_breaks_off(tmp_path: Path) -> None:
    document, reject = read(written(tmp_path, "a.rtf", making.rtf_file([TEXT, "b"])[:-5]))
    assert isinstance(document, SourceDocument)
    assert isinstance(reject, Reject)
    assert document.text == f"{TEXT}\nb"
    assert reject.code == "damaged_file"
    (deep,) = read(written(tmp_path, "b.rtf", rtf("{" * 5000 + "a")))
    assert getattr(deep, "code", None) == "too_deep"
    (empty,) = read(written(tmp_path, "c.rtf", rtf(r"\par\par")))
    assert getattr(empty, "code", None) == "empty"
