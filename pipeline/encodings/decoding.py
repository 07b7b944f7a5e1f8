"""Bytes in, text out: which encoding a document is in, and the text that it stands for.

What is tried, in this order: a byte order mark; UTF-16 without one; UTF-8, which other encodings hardly ever are by
accident; the Vietnamese encodings from before Unicode, by whether the words they give are Vietnamese; the encoding
that the document declares; the guess of charset-normalizer. A declaration is believed only where the bytes agree:
`iso-8859-1` is what servers said of pages in any font.
"""

import codecs
import hashlib
import re
from dataclasses import dataclass
from typing import Literal

import charset_normalizer

from pipeline.errors import TrichlucError

from .charts import charts, surface
from .evidence import AS_IT_STANDS, Judge
from .labels import canonical
from .legacy import Threshold, confidence, convert_legacy, convert_lines

Reason = Literal["empty", "binary", "undecodable"]

_MARKS = (
    # UTF-32 before UTF-16, whose mark is its beginning
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_FILES = (
    (b"%PDF-", "a PDF file"),
    (b"PK\x03\x04", "a ZIP, DOCX or XLSX file"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "a DOC or XLS file"),
    (b"\x1f\x8b", "a gzip file"),
    (b"BZh91AY&SY", "a bzip2 file"),
    (b"\xfd7zXZ\x00", "an xz file"),
    (b"\x28\xb5\x2f\xfd", "a zstd file"),
    (b"7z\xbc\xaf\x27\x1c", "a 7z file"),
    (b"Rar!\x1a\x07", "a RAR file"),
    (b"\x89PNG\r\n", "a PNG image"),
    (b"GIF87a", "a GIF image"),
    (b"GIF89a", "a GIF image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"\x7fELF", "a program"),
    (b"MZ\x90\x00", "a program"),
    (b"SQLite format 3\x00", "an SQLite file"),
)
_NO_LETTERS = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f]")
_CONTROL_BYTES = bytes((*range(0x09), *range(0x0E, 0x20), 0x7F))
#: Text is refused as binary where it has so many control codes, and at least one to so many characters.
_FEWEST_CONTROLS, _CHARACTERS_A_CONTROL = 3, 50
_BLANK = re.compile(r"\s*[\ufeff\u200b]*\s*")
#: What the other encodings are guessed among, where nothing Vietnamese fits.
_GUESSES = [
    "cp1252", "cp1250", "iso8859_2", "cp1251", "koi8_r", "cp1253", "cp1254", "cp1256", "cp874",
    "gb18030", "big5", "shift_jis", "euc_jp", "euc_kr",
]  # fmt: skip
#: Bytes that a guess is made from, and those by which UTF-16 is told.
_SAMPLE = 16_384

#: Bytes that are not UTF-8 must be in something: little evidence decides.
_FOR_BYTES = Threshold(share=0.6, syllables=2, margin=3.0)
#: Unless they are declared to be in an encoding that they can be in.
_AGAINST_DECLARED = Threshold(share=0.8, syllables=5, margin=15.0)
#: Charsets, which hold for a document as a whole; the fonts' encodings change with the font.
_WHOLE = ("viscii", "vps", "windows-1258")


@dataclass(frozen=True, slots=True)
class Decoded:
    """A document's text and how it was read.

    `encoding` is `utf-8`, `utf-8-sig` (with a byte order mark), `utf-16-le`, `windows-1258`, `tcvn3`, `vni`, `vps`,
    `viscii`, `windows-1252` and so on; `utf-8+tcvn3` is UTF-8 whose characters were TCVN3's in turn. `confidence` is
    0 to 1. `sha256` is that of the bytes, in hexadecimal. `replaced` counts the places that could not be read and are
    U+FFFD in the text. Line ends and everything else are as they were.
    """

    text: str
    encoding: str
    confidence: float
    sha256: str
    replaced: int = 0


class Undecodable(TrichlucError):
    """Bytes that hold no text that can be read.

    `reason` is `empty` (nothing, or only white space), `binary` (not text) or `undecodable` (text, in an encoding that
    is not known or broken); `detail` says more for a person; `sha256` is that of the bytes.
    """

    def __init__(self, reason: Reason, detail: str, sha256: str) -> None:
        super().__init__(reason, detail, sha256)

    def __str__(self) -> str:
        return f"{self.reason}: {self.detail}"

    @property
    def reason(self) -> Reason:
        """Why: `empty`, `binary` or `undecodable`."""
        reason: Reason = self.args[0]
        return reason

    @property
    def detail(self) -> str:
        """What was seen."""
        return str(self.args[1])

    @property
    def sha256(self) -> str:
        """The hash of the bytes, in hexadecimal."""
        return str(self.args[2])


@dataclass(frozen=True, slots=True)
class Reading:
    """A text and how it was read: `Decoded` without the hash, which costs as much as the decoding."""

    text: str
    encoding: str
    confidence: float
    replaced: int = 0


def decode(raw: bytes, *, declared: str | None = None, markup: bool = False) -> Decoded:
    """Decode a document; raises `Undecodable` where it holds no text.

    `declared` is what a header or the document itself says its encoding is. With `markup`, text in TCVN3 or VNI is left
    as it shows in windows-1252, because a page may spell some letters as entities (`C&eacute;ng`): take the text
    out of the markup and give it to `convert_legacy`.
    """
    reading = read_bytes(raw, declared=declared, markup=markup)
    return Decoded(reading.text, reading.encoding, reading.confidence, _hash(raw), reading.replaced)


def read_bytes(raw: bytes, *, declared: str | None = None, markup: bool = False) -> Reading:
    """Decode as `decode` does, for a caller that needs no hash."""
    for start, kind in _FILES:
        if raw.startswith(start):
            raise Undecodable("binary", f"this is {kind}, not text", _hash(raw))
    name = canonical(declared)
    reading = _unicode(raw, name) or _eight_bits(raw, name, markup=markup)
    if reading is None:
        detail = "NUL bytes, and it is not UTF-16" if b"\x00" in raw else "no encoding fits the bytes"
        raise Undecodable("binary" if b"\x00" in raw else "undecodable", detail, _hash(raw))
    if _BLANK.fullmatch(reading.text) is not None:
        raise Undecodable("empty", "there is no text in it", _hash(raw))
    controls = _controls(reading, raw)
    if controls >= _FEWEST_CONTROLS and controls * _CHARACTERS_A_CONTROL > len(reading.text):
        detail = f"{controls} of {len(reading.text)} characters are control codes"
        raise Undecodable("binary", detail, _hash(raw))
    if reading.replaced * 20 > len(reading.text):
        detail = f"{reading.encoding}, but {reading.replaced} places of {len(reading.text)} cannot be read"
        raise Undecodable("undecodable", detail, _hash(raw))
    if reading.encoding.startswith("utf-") and not markup:
        reading = _with_legacy(reading)
    return reading


def _hash(raw: bytes) -> str:
    return hashlib.sha256(raw).hexdigest()


def _controls(reading: Reading, raw: bytes) -> int:
    """How many control codes a text has; 0 where its bytes show, ten times faster, that they are too few to matter."""
    # in UTF-8 a control code is a byte of its own, or stands after C2, where much else does
    if (
        reading.encoding == "utf-8"
        and (b"\xc2" not in raw or raw.count(b"\xc2") * _CHARACTERS_A_CONTROL <= len(reading.text))
        and not any(map(raw.__contains__, _CONTROL_BYTES))
    ):
        return 0
    return len(_NO_LETTERS.findall(reading.text))


def _with_legacy(reading: Reading) -> Reading:
    converted = convert_legacy(reading.text)
    if converted.encoding is None:
        return reading
    encoding = f"{reading.encoding}+{converted.encoding}"
    return Reading(converted.text, encoding, min(reading.confidence, converted.confidence), reading.replaced)


def _unicode(raw: bytes, declared: str | None) -> Reading | None:
    """The reading as UTF-8, UTF-16 or UTF-32, None where it is none of them."""
    for mark, encoding in _MARKS:
        if raw.startswith(mark):
            codec = "utf-8" if encoding == "utf-8-sig" else encoding
            return _replacing(raw[len(mark) :], codec, encoding, 1.0)
    if b"\x00" in raw:
        wide = _utf_16(raw[:_SAMPLE])
        return None if wide is None else _replacing(raw, wide, wide, 0.95)
    try:
        return Reading(raw.decode("utf-8"), "utf-8", 1.0)
    except UnicodeDecodeError as error:
        # a page cut off within its last letter
        cut = error.reason == "unexpected end of data" and not raw[: error.start].isascii()
    reading = _replacing(raw, "utf-8", "utf-8", 0.95)
    right = len(reading.text) - len(reading.text.encode("ascii", "ignore")) - reading.replaced
    # a few spoilt places among much that is right; text in other encodings has hardly a right sequence
    enough = right >= reading.replaced * (1 if declared == "utf-8" else 4)
    return reading if cut or enough else None


def _replacing(raw: bytes, codec: str, encoding: str, sure: float) -> Reading:
    text = raw.decode(codec, errors="replace")
    replaced = max(text.count("\ufffd") - raw.count("\ufffd".encode(codec)), 0)
    return Reading(text, encoding, round(sure * (1 - replaced / max(len(text), 1)), 3), replaced)


def _utf_16(sample: bytes) -> str | None:
    """Which UTF-16 a text with NUL bytes and no mark is in, by where its high bytes stand."""
    for encoding, high, low in (("utf-16-le", sample[1::2], sample[::2]), ("utf-16-be", sample[::2], sample[1::2])):
        # Vietnamese, Latin and signs: blocks 00, 01, 03, 1E and 20
        expected = sum(map(high.count, (0x00, 0x01, 0x03, 0x1E, 0x20)))
        # U+0300 and U+0100 have a zero below too
        few = low.count(0) * 4 <= high.count(0)
        if high and few and expected >= 0.9 * len(high) and high.count(0) >= 0.2 * len(high):
            return encoding
    return None


def _eight_bits(raw: bytes, declared: str | None, *, markup: bool) -> Reading | None:
    """The reading in an encoding of one byte or more a letter, None where none fits."""
    if b"\x00" in raw:
        return None
    shown = surface(raw)
    judge = Judge()
    found = judge.weigh(shown)
    by_declaration = _as_declared(raw, declared)
    best = (_FOR_BYTES if by_declaration is None or declared == "windows-1252" else _AGAINST_DECLARED).best(found)
    if (
        declared is not None
        and declared in charts()
        and _FOR_BYTES.as_good(found[declared], found[best or AS_IT_STANDS])
    ):
        best = declared
    if best in _WHOLE:
        return Reading(charts()[best].convert(shown), best, confidence([(found, best)]))
    lines = shown.split("\n")
    suspects = {at: line for at, line in enumerate(lines) if not line.isascii()}
    converted = convert_lines(lines, suspects, judge, found, best)
    if converted.encoding is not None and (best is not None or converted.lines * 2 >= len(suspects)):
        if markup:
            return Reading(shown, "windows-1252", converted.confidence)
        return Reading(converted.text, converted.encoding, converted.confidence)
    return by_declaration or _guess(raw)


def _as_declared(raw: bytes, declared: str | None) -> Reading | None:
    if declared is None or declared.startswith("utf-") or declared in charts():
        return None
    if declared == "windows-1252":
        # as browsers do: the five codes that it leaves open are those of Latin-1
        return Reading(surface(raw), declared, 0.9)
    try:
        return Reading(raw.decode(declared), declared, 0.9)
    except UnicodeDecodeError:
        return None


def _guess(raw: bytes) -> Reading | None:
    """What charset-normalizer takes the bytes for; windows-1252, the commonest, where that is about as likely."""
    sample = raw if len(raw) <= _SAMPLE else raw[: raw.rfind(b"\n", 0, _SAMPLE) + 1] or raw[:_SAMPLE]
    matches = list(charset_normalizer.from_bytes(sample, cp_isolation=_GUESSES, preemptive_behaviour=False))
    outside = len(sample) - len(sample.decode("latin-1").encode("ascii", "ignore"))
    unknown = not matches or matches[0].coherence == 0 or matches[0].multi_byte_usage > 0
    if unknown and outside * 2 <= len(sample):
        # too little to know a language by; words with a letter or a sign here and there are Western
        return Reading(surface(raw), "windows-1252", 0.3)
    if not matches:
        return None
    best = matches[0]
    rivals = [match for match in matches if _near(match, best)]
    codec = "cp1252" if any("cp1252" in match.could_be_from_charset for match in rivals) else best.encoding
    reading = _as_declared(raw, canonical(codec) or codec)
    sure = round(0.8 * (1 - best.chaos) / len(rivals), 3)
    return reading and Reading(reading.text, reading.encoding, sure)


def _near(match: charset_normalizer.CharsetMatch, best: charset_normalizer.CharsetMatch) -> bool:
    return match.chaos <= best.chaos + 0.02 and match.coherence >= best.coherence - 0.03
