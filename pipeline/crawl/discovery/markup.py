"""XML as it comes from outside: unpacked, decoded and mended before a parser sees it.

Entities can never be expanded: a document type is cut out, and every `&` that begins none of XML's own references
becomes `&amp;`. That also saves addresses whose author forgot to escape them: libxml2's recovery drops `&BRSR` from
`?s_cond=&BRSR=20`. Scrapy's `Sitemap` was looked at and not used: it leaves out what stands below `news:news`
(publication date and title), drops such addresses, and raises for what is no XML.
"""

import codecs
import html
import re
import struct
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from gzip import GzipFile
from io import BytesIO

from lxml import etree  # type: ignore[import-untyped]

#: What sitemaps.org allows a sitemap, unpacked.
MAX_BYTES = 50 * 1024 * 1024
_GZIP = b"\x1f\x8b\x08"
#: A server packs a packed file once more.
_MAX_LAYERS = 3
_CHUNK = 1 << 16
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
    (b"<\x00", "utf-16-le"),
    (b"\x00<", "utf-16-be"),
)
_DECLARATION = re.compile(r"<\?xml[^>]{0,400}>")
#: Where XML begins; servers write their warnings before it.
_BEGIN = re.compile(r"<(?:\?xml|!--|!doctype|(?:\w{1,20}:)?(?:urlset|sitemapindex|rss|feed|rdf)\b)", re.IGNORECASE)
_PROLOG = 10_000
#: A record with more elements is none; held as a tree, a document of nothing else would take gigabytes.
_MAX_ELEMENTS = 2_000
_ENCODING = re.compile(rb"<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([A-Za-z0-9_.:-]{2,40})")
_AMPERSAND = re.compile(r"&((?:amp|lt|gt|quot|apos|#([0-9]{1,7})|#x([0-9A-Fa-f]{1,6}));)?")
_CDATA, _CDATA_END = "<![CDATA[", "]]>"
_NO_CHARACTER = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_HTML = re.compile(r"\s*(?:<!--.{0,2000}?-->\s*)?<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE | re.DOTALL)


@dataclass(frozen=True, slots=True)
class Text:
    """A document's text, and what was wrong with its bytes."""

    text: str
    problem: str | None = None


def text_of(body: bytes, limit: int = MAX_BYTES) -> Text:
    """The text of an XML document out of the bytes that came, unpacked by what they are and cut at the limit."""
    problem: str | None = None
    for _ in range(_MAX_LAYERS):
        if not body.startswith(_GZIP):
            break
        body, fault = _unpack(body, limit)
        problem = problem or fault
    if len(body) > limit:
        body, problem = body[:limit], _too_large(limit)
    return Text(_NO_CHARACTER.sub("", _decode(body)), problem)


def is_html(text: str) -> bool:
    """Whether a document is a page for readers, as servers send it in place of a missing sitemap."""
    return _HTML.match(text) is not None


def _too_large(limit: int) -> str:
    return f"it is larger than {limit:,} bytes unpacked: what follows was not read"


def _unpack(body: bytes, limit: int) -> tuple[bytes, str | None]:
    """Unpack gzip, of several members too; what was unpacked before a fault counts."""
    unpacked = bytearray()
    file = GzipFile(fileobj=BytesIO(body))
    try:
        while more := file.read1(_CHUNK):
            unpacked += more
            if len(unpacked) > limit:
                return bytes(unpacked[:limit]), _too_large(limit)
    except EOFError:
        return bytes(unpacked), "its gzip ends early"
    except (OSError, zlib.error, struct.error) as error:
        return bytes(unpacked), f"its gzip is broken ({error})"
    return bytes(unpacked), None


def _decode(body: bytes) -> str:
    """Addresses are ASCII: a wrong guess can only cost the letters of a title."""
    for bom, encoding in _BOMS:
        if body.startswith(bom):
            return body.decode(encoding, "replace").lstrip("\ufeff")
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError as error:
        if error.start >= len(body) - 3:  # cut inside a letter
            return body.decode("utf-8", "replace")
    declared = _ENCODING.search(body[:1000])
    try:
        return body.decode(declared[1].decode("ascii") if declared is not None else "utf-8", "replace")
    except (LookupError, UnicodeError):
        return body.decode("utf-8", "replace")


@dataclass(frozen=True, slots=True)
class Record:
    """An element that repeats (`url`, `item`): its own name, and texts and attributes below it.

    `texts` holds what stands first under each path of local names (`loc`, `news/title`); `links` the attributes of
    `link` elements.
    """

    name: str
    texts: Mapping[str, str]
    links: tuple[Mapping[str, str], ...] = ()


class Walk:
    """One pass over an XML document; iterating gives its records, and afterwards `root` and `problem` are known."""

    def __init__(self, text: str, names: frozenset[str]) -> None:
        self.root: str | None = None
        self.problem: str | None = None
        self._names = names
        self._inside = ""
        self._before = False
        begin = _BEGIN.search(text, 0, _PROLOG)
        if begin is not None:
            self._before = bool(text[: begin.start()].strip())
            text = text[begin.start() :]
        text = _DECLARATION.sub("", text, count=1) if text.startswith("<?xml") else text
        self._xml = _escape(_without_doctype(text).strip()).encode("utf-8", "replace")

    def __iter__(self) -> Iterator[Record]:
        if not self._xml:
            self.problem = "it is empty"
            return
        walk = etree.iterparse(
            BytesIO(self._xml),
            events=("start", "end"),
            recover=True,
            resolve_entities=False,
            load_dtd=False,
            no_network=True,
            remove_comments=True,
            remove_pis=True,
            collect_ids=False,
        )
        inside: etree._Element | None = None
        elements = 0
        try:
            for event, element in walk:
                name = _local(element.tag)
                if event == "start":
                    self.root = self.root or name
                    elements += 1
                    if inside is not None and name == self._inside:  # nobody closed the one before
                        yield _record(inside, name)
                        inside = None
                    if inside is None and name in self._names:
                        inside, elements, self._inside = element, 0, name
                    elif inside is not None and elements > _MAX_ELEMENTS:
                        self.problem = f"an element holds more than {_MAX_ELEMENTS:,} others: what follows was not read"
                        return
                elif element is inside:
                    yield _record(element, name)
                    inside = None
                    _forget(element)
                elif inside is None and name != self.root:
                    _forget(element)
        except (etree.XMLSyntaxError, UnicodeDecodeError) as error:
            self.problem = f"it is no XML ({_printable(str(error))})"
            return
        if inside is not None:  # the document ends inside it
            yield _record(inside, self._inside)
        faults = [fault for fault in walk.error_log if not fault.type_name.startswith(("NS_", "WAR_"))]
        if self.root is None:
            self.problem = "it is no XML"
        elif faults:
            self.problem = f"its XML is malformed at line {faults[0].line} ({_printable(faults[0].message)})"
        elif self._before:
            self.problem = "text stands before its XML"


def _printable(message: str | None) -> str:
    """A parser's message without what the document put into it to spoil a report."""
    return "".join(letter if letter.isprintable() else "?" for letter in (message or "").strip()[:200])


def _without_doctype(text: str) -> str:
    """A document without its type, which is where entities are declared."""
    begin = text[:_PROLOG].lower().find("<!doctype")
    if begin < 0:
        return text
    end, subset = text.find(">", begin), text.find("[", begin)
    if 0 <= subset < end:
        end = text.find(">", text.find("]", subset))
    return text[:begin] + text[end + 1 :] if end >= 0 else text[:begin]


def _escape(text: str) -> str:
    """Escape every `&` that begins no reference of XML's own, outside of CDATA."""
    parts: list[str] = []
    at = 0
    while (begin := text.find(_CDATA, at)) >= 0:
        end = text.find(_CDATA_END, begin)
        end = len(text) if end < 0 else end
        parts += (_AMPERSAND.sub(_escaped, text[at:begin]), text[begin:end])
        at = end
    return "".join((*parts, _AMPERSAND.sub(_escaped, text[at:])))


def _escaped(match: re.Match[str]) -> str:
    """A reference as it is, if it is one of XML's own to a character that XML has; libxml2 takes half a surrogate."""
    if match[1] is None:
        return "&amp;"
    if match[2] is None and match[3] is None:
        return match[0]
    code = int(match[2]) if match[2] is not None else int(match[3], 16)
    if code in (9, 10, 13) or 0x20 <= code <= 0xD7FF or 0xE000 <= code <= 0xFFFD or 0x10000 <= code <= 0x10FFFF:
        return match[0]
    return f"&amp;{match[1]}"


@lru_cache(maxsize=1000)
def _local(tag: object) -> str:
    """An element's name without its namespace, declared or not, in lower case; comments have none."""
    return tag.rpartition("}")[2].rpartition(":")[2].lower() if isinstance(tag, str) else ""


def _record(element: etree._Element, name: str) -> Record:
    texts: dict[str, str] = {}
    links: list[Mapping[str, str]] = []
    for child in element:
        path = _local(child.tag)
        if path == "link" and child.attrib:
            links.append({key: html.unescape(value) for key, value in child.attrib.items()})
        _put(texts, path, child)
        for grandchild in child:
            _put(texts, f"{path}/{_local(grandchild.tag)}", grandchild)
    return Record(name, texts, tuple(links))


def _put(texts: dict[str, str], path: str, element: etree._Element) -> None:
    text = " ".join("".join(element.itertext()).split())
    if text and path not in texts:
        texts[path] = text


def _forget(element: etree._Element) -> None:
    """Free an element that was read, and those before it: a document of 50 MB is never held as a tree."""
    element.clear()
    parent = element.getparent()
    if parent is not None:
        while element.getprevious() is not None:
            del parent[0]
