"""The text of a file in RTF, by the Rich Text Format Specification 1.9.1: paragraphs and tables in their order.

A letter above ASCII is a number of Unicode (`\\u7899?`) or bytes in the code page of its font (`\\'e1`), where a
Vietnamese font says charset 163, windows-1258. TCVN3 and VNI fonts say charset 0, and show as in windows-1252.
striprtf, which reads letters alike, leaves footnotes and text boxes out, writes addresses of links into the text, and
keeps what was deleted with changes tracked: hence a reader of our own.
"""

import codecs
import re
from dataclasses import dataclass, field, replace
from itertools import groupby
from typing import cast

from pipeline.encodings import compose_tones
from pipeline.readers.source import Unfit
from pipeline.readers.table_lines import WrittenTable
from pipeline.sites.flow import Cell

#: No writer nests groups deeper.
_MAX_DEPTH = 1000
_TOKEN = re.compile(rb"\\([a-zA-Z]{1,40})(-?[0-9]{1,10})? ?|\\'([0-9a-fA-F]{2})|\\(.)|([{}])|([^\\{}\r\n]+)", re.DOTALL)

#: What is not read: tables of fonts and styles, properties, pictures, headers and footers of pages, numbers of lists,
#: entries of an index, what stands beside its own newer form.
_LEFT_OUT = frozenset(
    b"fonttbl colortbl stylesheet info pict objdata objclass objname objalias header headerl headerr headerf footer"
    b" footerl footerr footerf ftnsep ftnsepc ftncn aftnsep aftnsepc aftncn listtext pntext pn tc tcn xe rxe txe"
    b" nonesttables shprslt upr sp fldtype datafield nextfile private themedata fldinst annotation atnid"
    b" atnauthor atntime comment template formfield filetbl".split()
)
#: Groups that a reader who does not know them is to pass over, and that hold text nevertheless.
_TEXT_THOUGH_STARRED = frozenset(b"shpinst shptxt ud do dptxbxtext".split())
#: Text boxes, which are read after the paragraph that they stand in, and notes, which are read at the end.
_BOXES = frozenset(b"shptxt dptxbxtext".split())
_NOTES = frozenset(b"footnote".split())
_SIGNS = {
    b"tab": "\t", b"line": "\n", b"lbr": "\n", b"softline": "\n", b"emdash": "—", b"endash": "–", b"emspace": "\u2003",
    b"enspace": "\u2002", b"qmspace": "\u2005", b"bullet": "•", b"lquote": "‘", b"rquote": "’", b"ldblquote": "“",
    b"rdblquote": "”", b"zwj": "\u200d", b"zwnj": "\u200c", b"zwbo": "\u200b", b"~": "\xa0", b"-": "\xad",
    b"_": "\u2011", b"{": "{", b"}": "}", b"\\": "\\",
}  # fmt: skip
_PARAGRAPH_ENDS = frozenset(b"par sect page column \n \r".split(b" "))
_CODE_PAGES = {b"ansi": "cp1252", b"mac": "mac_roman", b"pc": "cp437", b"pca": "cp850"}
_CHARSETS = {
    77: "mac_roman", 128: "cp932", 129: "cp949", 130: "johab", 134: "cp936", 136: "cp950", 161: "cp1253",
    162: "cp1254", 163: "cp1258", 177: "cp1255", 178: "cp1256", 186: "cp1257", 204: "cp1251", 222: "cp874",
    238: "cp1250", 254: "cp437", 255: "cp850",
}  # fmt: skip
_ANSI = 0
_PAIR = re.compile("[\ud800-\udbff][\udc00-\udfff]")
_LONE = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class RtfText:
    """A file's text, the cells of its tables, its title, and whether it is whole: its outermost group is closed."""

    text: str
    tables: tuple[WrittenTable, ...]
    title: str
    whole: bool


@dataclass(slots=True)
class _Flow:
    """The body, the notes or the text boxes as they grow: finished blocks, and the paragraph and row at hand."""

    blocks: list[str | list[str]] = field(default_factory=list)
    paragraph: list[str] = field(default_factory=list)
    cell: list[str] = field(default_factory=list)
    cells: list[str] = field(default_factory=list)

    def end_paragraph(self, *, in_table: bool) -> None:
        text = "".join(self.paragraph)
        self.paragraph.clear()
        if in_table:
            self.cell.append(text)
        else:
            self.end_row()
            self.blocks.append(text)

    def end_cell(self) -> None:
        self.cells.append(" ".join(" ".join([*self.cell, "".join(self.paragraph)]).split()))
        self.cell.clear()
        self.paragraph.clear()

    def end_row(self) -> None:
        """End the row at hand; paragraphs that no cell holds are paragraphs."""
        if self.cells:
            self.blocks.append(list(self.cells))
        self.blocks += self.cell
        self.cells.clear()
        self.cell.clear()

    def end(self) -> list[str | list[str]]:
        if self.paragraph:
            self.end_paragraph(in_table=False)
        self.end_row()
        return self.blocks


@dataclass(frozen=True, slots=True)
class _State:
    """What a group inherits from the one around it, and gives back at its end."""

    flow: _Flow
    silent: bool = False
    code_page: str = ""
    skipped_after_unicode: int = 1
    in_table: bool = False
    deleted: bool = False


def read_rtf(content: bytes) -> RtfText:
    """Read a file in RTF. Raises Unfit where groups stand too deep in one another."""
    return _Reader().read(content)


class _Reader:
    def __init__(self) -> None:
        self.body, self.notes, self.boxes = _Flow(), _Flow(), _Flow()
        self.state = _State(self.body)
        self.stack: list[_State] = []
        self.default = "cp1252"
        self.fonts: dict[int, str] = {}
        self.font: int | None = None
        self.default_font: int | None = None
        self.tables = self.in_fonts = self.in_title = 0
        self.title: list[str] = []
        self.bytes = bytearray()
        self.to_skip = 0
        self.starred = False
        self.composes = False

    def read(self, content: bytes) -> RtfText:
        at = content.find(b"{")
        whole = False
        while (match := _TOKEN.search(content, at)) is not None:
            at = match.end()
            word, number, code, sign, brace, plain = match.groups()
            if plain is not None:
                self._plain(plain)
            elif code is not None:
                self._plain(bytes([int(code, 16)]))
            elif brace == b"{":
                self._open()
            elif brace == b"}":
                self._close()
                if not self.stack:
                    # what stands behind the outermost group is none of the document
                    whole = True
                    break
            elif word == b"bin":
                at += max(0, int(number or 0))
            else:
                self._word(word or sign, int(number) if number is not None else None)
        self._flush()
        return self._result(whole)

    def _open(self) -> None:
        self._flush()
        self.to_skip = 0
        self.starred = False
        if len(self.stack) >= _MAX_DEPTH:
            raise Unfit("too_deep", f"groups stand more than {_MAX_DEPTH} deep in one another: the file is hostile")
        self.stack.append(self.state)

    def _close(self) -> None:
        self._flush()
        self.to_skip = 0
        if not self.stack:
            return
        inner, self.state = self.state, self.stack.pop()
        depth = len(self.stack)
        self.in_fonts = self.in_fonts if depth >= self.in_fonts else 0
        self.in_title = self.in_title if depth >= self.in_title else 0
        if inner.flow is not self.state.flow:
            inner.flow.end()

    def _plain(self, raw: bytes) -> None:
        if self.to_skip:
            skipped = min(self.to_skip, len(raw))
            self.to_skip -= skipped
            raw = raw[skipped:]
        if self.in_title or not (self.state.silent or self.state.deleted):
            self.bytes += raw

    def _flush(self) -> None:
        """Decode the bytes at hand, in the code page of their font."""
        if self.bytes:
            page = self.state.code_page or self.default
            self.composes |= page == "cp1258" and not self.bytes.isascii()
            self._add(self.bytes.decode(page, "replace"))
            self.bytes.clear()

    def _add(self, text: str) -> None:
        if self.in_title:
            self.title.append(text)
        elif not (self.state.silent or self.state.deleted):
            self.state.flow.paragraph.append(text)

    def _word(self, word: bytes, number: int | None) -> None:
        self._flush()
        if self.to_skip:
            # a control word stands for a character that is to be passed over
            self.to_skip -= 1
            return
        starred, self.starred = self.starred, word == b"*"
        if self.starred:
            return
        if self._opens(word, starred=starred):
            return
        if word == b"u":
            self._add(chr((number or 0) % 0x10000))
            self.to_skip = self.state.skipped_after_unicode
        elif word in _SIGNS:
            self._add(_SIGNS[word])
        elif word in (b"uc", b"deleted", b"intbl", b"pard", b"f", b"plain"):
            self._property(word, number)
        elif word in _CODE_PAGES or word in (b"ansicpg", b"deff", b"fcharset", b"cpg"):
            self._encoding(word, number)
        elif not self.state.silent:
            self._structure(word)

    def _opens(self, word: bytes, *, starred: bool) -> bool:
        """Take a word for the name of a group, where it is one."""
        depth = len(self.stack)
        if word == b"fonttbl":
            self.in_fonts = depth
        elif word == b"title" and self.state.silent:
            self.in_title = depth
            return True
        if word == b"ud":
            self.state = replace(self.state, silent=False)
        elif word in _LEFT_OUT or (starred and word not in _TEXT_THOUGH_STARRED):
            self.state = replace(self.state, silent=True)
        elif word in _NOTES or word in _BOXES:
            flow = self.notes if word in _NOTES else self.boxes
            self.state = replace(self.state, flow=flow, in_table=False)
        else:
            return False
        return True

    def _property(self, word: bytes, number: int | None) -> None:
        match word:
            case b"uc":
                self.state = replace(self.state, skipped_after_unicode=max(0, min(number or 0, 1000)))
            case b"deleted":
                self.state = replace(self.state, deleted=number != 0)
            case b"intbl":
                self.state = replace(self.state, in_table=True)
            case b"pard":
                self.state = replace(self.state, in_table=False)
            case b"f" if self.in_fonts:
                self.font = number
            case b"f":
                self.state = replace(self.state, code_page=self.fonts.get(number or 0, ""))
            case b"plain":
                page = self.fonts.get(self.default_font, "") if self.default_font is not None else ""
                self.state = replace(self.state, code_page=page, deleted=False)

    def _encoding(self, word: bytes, number: int | None) -> None:
        if word in _CODE_PAGES:
            self.default = _CODE_PAGES[word]
        elif word == b"ansicpg":
            self.default = _code_page(number) or self.default
        elif word == b"deff":
            self.default_font = number
        elif self.in_fonts and self.font is not None:
            page = _code_page(number) if word == b"cpg" else _CHARSETS.get(number or 0)
            if word == b"fcharset" and number == _ANSI:
                page = "cp1252"
            if page is not None:
                self.fonts[self.font] = page

    def _structure(self, word: bytes) -> None:
        flow = self.state.flow
        if word in _PARAGRAPH_ENDS:
            flow.end_paragraph(in_table=self.state.in_table)
        elif word == b"cell":
            flow.end_cell()
        elif word == b"nestcell":
            flow.paragraph.append(" ")
        elif word == b"row":
            flow.end_row()
        else:
            return
        if flow is self.body and not self.state.in_table and self.boxes.blocks:
            flow.blocks += self.boxes.end()
            self.boxes = _Flow()

    def _result(self, whole: bool) -> RtfText:
        blocks = [*self.body.end(), *self.boxes.end(), *self.notes.end()]
        lines: list[str] = []
        tables: list[WrittenTable] = []
        for is_table, group in groupby(blocks, lambda block: not isinstance(block, str)):
            if is_table:
                table = WrittenTable(len(lines), [[Cell(self._clean(cell)) for cell in row] for row in group])
                tables.append(table)
                lines += table.lines()
            else:
                for block in group:
                    lines += self._clean(cast(str, block)).split("\n")
        title = " ".join(self._clean("".join(self.title)).split())
        return RtfText("\n".join(lines), tuple(tables), title, whole)

    def _clean(self, text: str) -> str:
        text = _PAIR.sub(lambda pair: pair[0].encode("utf-16", "surrogatepass").decode("utf-16"), text)
        text = _LONE.sub("\ufffd", text).replace("\x00", "\ufffd")
        return compose_tones(text) if self.composes else text


def _code_page(number: int | None) -> str | None:
    if number == 65001:
        return "utf-8"
    try:
        return codecs.lookup(f"cp{number}").name
    except LookupError:
        return None
