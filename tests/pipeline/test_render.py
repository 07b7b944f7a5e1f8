"""The page: the visible text is the text, mentions are marked where they are, markup in a text stays text."""

from datetime import date
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from extractors.mentions import KINDS, Province
from pipeline.cli import app
from pipeline.errors import TrichlucError
from pipeline.jsonl import BadLine
from pipeline.labels import KIND_LABELS
from pipeline.render import Shown, marked_text, page, shown_documents
from tests.pipeline.exports.mentions import MENTIONS, TEXT

ARTICLE = Path(__file__).parents[2] / "corpus/articles/000_4431f4eba9a0ded6.txt"
VOID = ("meta", "input")
HOSTILE = st.text(
    st.sampled_from("<>&\"'\r\n\t\x00ab]]>-;#x1 \ufeff\u2028") | st.characters(codec="utf-8"), max_size=40
)


class Reader(HTMLParser):
    """What a browser sees: elements in order, the texts of documents, and where each mark stands in its text."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.open: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[str] = []
        self.marks: list[tuple[str, str]] = []
        self.attributes: list[str] = []
        self.feed(source)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [name for name, _ in attrs]
        if tag not in VOID:
            self.open.append((tag, dict(attrs)))
        if dict(attrs).get("class") == "text":
            self.texts.append("")

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop()[0] == tag

    def handle_data(self, data: str) -> None:
        if any(attributes.get("class") == "text" for _, attributes in self.open):
            self.texts[-1] += data
            if self.open[-1][0] == "mark":
                self.marks.append((str(self.open[-1][1]["class"]), data))


def read(text: str, *mentions: Province) -> Reader:
    return Reader(f'<div class="text">{marked_text(text, mentions)}</div>')


def province(start: int, end: int, text: str) -> Province:
    return Province(
        start=start, end=end, text=text[start:end], rule='"><script>', name="x", code="1", unit_set="63", name_2025=None
    )


@given(HOSTILE, st.lists(st.tuples(st.integers(0, 39), st.integers(1, 20)), max_size=6))
@settings(max_examples=300, deadline=None)
def test_the_visible_text_is_the_text(text: str, spans: list[tuple[int, int]]) -> None:
    mentions = [province(at, min(at + size, len(text)), text) for at, size in spans if at < len(text)]
    found = read(text, *mentions)
    assert found.texts == [text.replace("\x00", "\ufffd")]
    assert set(found.tags) <= {"div", "mark"}
    assert set(found.attributes) <= {"class", "data-provinces", "tabindex", "aria-description"}
    covered = "".join(text[at] for at in range(len(text)) if any(m.start <= at < m.end for m in mentions))
    assert "".join(surface for _, surface in found.marks) == covered.replace("\x00", "\ufffd")


def test_mentions_over_one_another_are_all_marked() -> None:
    found = Reader(f'<div class="text">{marked_text(TEXT, MENTIONS)}</div>')
    assert found.texts == [TEXT]
    for mention in MENTIONS:
        surface = "".join(data for classes, data in found.marks if mention.list_name in classes.split())
        assert mention.text in surface
    assert ("m provinces province_lists", "Hà Nội") in found.marks


def test_markup_in_a_text_stays_text() -> None:
    hostile = "<script>alert(1)</script></div><!-- & Huế <b onclick='x'>Hà Nội</b> chi 5 tỷ đồng"
    whole = "".join(page("<i>", [Shown("<img src=x onerror=y>", hostile, date(2012, 11, 17))]))
    found = Reader(whole)
    assert found.texts == [hostile]
    assert not {"script", "img", "b", "i", "a", "iframe", "link"} & set(found.tags)
    assert not [name for name in found.attributes if name.startswith("on")]
    assert "default-src 'none'" in whole


def test_the_page_needs_nothing_else_and_switches_every_kind() -> None:
    whole = "".join(page("x", []))
    assert "http://" not in whole
    assert "https://" not in whole
    assert "url(" not in whole
    assert "$" not in whole
    for kind in KINDS:
        assert f'id="show-{kind.list_name}"' in whole
        assert f"#show-{kind.list_name}:not(:checked)" in whole
        assert KIND_LABELS[kind.list_name] in whole


def test_values_are_on_the_mention() -> None:
    whole = "".join(page("x", [Shown("x", "chi 62,584 tỷ đồng")]))
    assert "Giá trị: 62.584.000.000" in whole
    assert 'tabindex="0"' in whole


def test_an_article_of_plain_text(tmp_path: Path) -> None:
    done = CliRunner().invoke(app, ["render", str(ARTICLE), "--output", str(tmp_path / "page.html")])
    assert (done.exit_code, done.stdout) == (0, "")
    found = Reader((tmp_path / "page.html").read_text("utf-8"))
    assert found.texts == [ARTICLE.read_bytes().decode()]
    assert found.marks


def test_json_lines(tmp_path: Path) -> None:
    (tmp_path / "in.jsonl").write_text('{"id": "a", "text": "một"}\n{"id": 1}\n{"id": "b", "text": "hai\\r\\n"}\n')
    done = CliRunner().invoke(app, ["render", str(tmp_path / "in.jsonl")])
    assert done.exit_code == 1
    assert "in.jsonl:2" in done.stderr
    assert Reader(done.stdout_bytes.decode()).texts == ["một", "hai\r\n"]


def test_a_text_that_is_not_utf8_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"Hu\xff")

    def refuse(line: BadLine) -> None:
        raise AssertionError(line)

    with pytest.raises(TrichlucError, match="not UTF-8 at byte 3"):
        list(shown_documents(str(tmp_path / "a.txt"), refuse))
