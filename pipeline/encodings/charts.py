"""The charts of the encodings that Vietnamese was written in before Unicode, and conversion by them.

A chart reads *surface* text: each byte of the old encoding as the character that windows-1252 (or, where that has none,
Latin-1) gives it, which is how such text also arrives inside HTML, PDF and DOCX (`Céng hßa x· héi` for
`Cộng hòa xã hội`). Converting is one pass: what a chart does not name stays as it is.

- `tcvn3`: TCVN 5712:1993, the ABC and .Vn fonts of the north. It writes ư as U+00AD, which elsewhere is the invisible
  soft hyphen, and has no capital with a tone: those are small letters in a capital font (.VnTimeH).
- `vni`: VNI for Windows (VNI-Times), of the south: a letter and a mark in the upper half of Latin-1.
- `viscii` (RFC 1456) and `vps`: one byte a letter, capitals in the control codes too; of the diaspora.
- `windows-1258`: Microsoft's code page, with tones as combining marks. Base and mark become one letter here, as with
  VNI: that two codes spell a letter is the encoding's affair, not the text's.

The letters come from the library viparse, whose tables were compared with the published charts letter by letter
(`python -m bench.encodings`): right for TCVN3, VISCII and VPS; for VNI it lacks ẳ and ỵ, which are added here.
"""

import codecs
import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from .syllables import LETTERS

#: In judging, what stands for a letter that the encoding does not have.
UNREADABLE = "\ufffd"

_TONED = re.compile("[A-Za-zÂÊÔâêôĂăƠơƯư][\u0300\u0301\u0303\u0309\u0323]")
_STRAY_MARK = re.compile("[\u0300\u0301\u0303\u0309\u0323]")
#: The windows-1258 codes that are not windows-1252's.
_CODE_PAGE_1258 = (0xC3, 0xCC, 0xD0, 0xD2, 0xD5, 0xDD, 0xDE, 0xE3, 0xEC, 0xF0, 0xF2, 0xF5, 0xFD, 0xFE)
#: VNI (chart of vietunicode.sourceforge.net/charset): the letters that viparse 0.1.31 has not, and those that are
#: themselves.
_VNI_ADDED = {"aú": "ẳ", "AÚ": "Ẳ", "î": "ỵ", "Î": "Ỵ"} | {letter: letter for letter in "íìÍÌ"}
#: VPS (x-viet-vps.ucm): its two signs above ASCII that are no letters.
_VPS_ADDED = {"\x91": "‘", "\x92": "’"}


def _surface_of(byte: int) -> str:
    try:
        return bytes([byte]).decode("cp1252")
    except UnicodeDecodeError:
        return chr(byte)


_SURFACE = {byte: _surface_of(byte) for byte in range(0x80, 0xA0)}
_ALL_BYTES = "".join(_SURFACE.get(byte, chr(byte)) for byte in range(0x100))


def surface(raw: bytes) -> str:
    """Bytes as they show where nobody knows the encoding: windows-1252, and Latin-1 where that has nothing."""
    return codecs.charmap_decode(raw, "strict", _ALL_BYTES)[0]


@dataclass(frozen=True, slots=True)
class Chart:
    """One encoding: `convert` gives the text that a surface stands for.

    `read` does the same for judging: there a letter that the encoding does not have becomes `UNREADABLE`.
    """

    name: str
    convert: Callable[[str], str]
    read: Callable[[str], str]


@lru_cache(maxsize=1)
def charts() -> Mapping[str, Chart]:
    """Every chart by name, the commoner first."""
    # a tenth of a second, spent only where a text is not plain UTF-8
    from viparse.normalize.encodings import CHARMAPS  # type: ignore[import-untyped]

    tables = {name: dict(CHARMAPS[name].pairs) for name in ("tcvn3", "vni", "viscii", "vps")}
    tables["vni"] = _with_either_case(tables["vni"] | _VNI_ADDED)
    tables["vps"] |= _VPS_ADDED
    for name in ("viscii", "vps"):
        tables[name] = _on_the_surface(tables[name])
    found = {name: _chart(name, table) for name, table in tables.items()}
    marks = {chr(code): bytes([code]).decode("cp1258") for code in _CODE_PAGE_1258}
    found["windows-1258"] = _chart("windows-1258", marks, compose_tones)
    return {name: found[name] for name in ("tcvn3", "vni", "windows-1258", "viscii", "vps")}


def _chart(name: str, table: Mapping[str, str], finish: Callable[[str], str] = str) -> Chart:
    unreadable = dict.fromkeys(_foreign_letters(name, table), UNREADABLE)
    convert, read = _replacer(table), _replacer({**unreadable, **table})
    return Chart(name, lambda text: finish(convert(text)), lambda text: _unread_marks(finish(read(text))))


def _replacer(table: Mapping[str, str]) -> Callable[[str], str]:
    """One pass over a text that replaces every key by its value, longer keys first."""
    if all(len(key) == 1 for key in table):
        single = str.maketrans(dict(table))
        return lambda text: text.translate(single)
    longest_first = sorted(table, key=lambda key: (-len(key), key))
    pattern = re.compile("|".join(map(re.escape, longest_first)))
    return lambda text: pattern.sub(lambda match: table[match.group()], text)


def _with_either_case(table: Mapping[str, str]) -> dict[str, str]:
    """A VNI mark after its letter whatever the mark's case: typists mix them, and nothing else can be meant."""
    mixed = {key[0] + key[1].swapcase(): letter for key, letter in table.items() if len(key) == 2}
    return {**mixed, **table}


def _on_the_surface(table: Mapping[str, str]) -> dict[str, str]:
    """A table keyed by Latin-1 with windows-1252's characters for the same bytes beside them."""
    shown = {_SURFACE[ord(key)]: letter for key, letter in table.items() if len(key) == 1 and ord(key) in _SURFACE}
    return {**table, **shown}


def _foreign_letters(name: str, table: Mapping[str, str]) -> Iterator[str]:
    """The surface letters that text in the encoding cannot hold."""
    # VISCII, VPS and windows-1258 share letters with Latin-1; the font encodings give each a code of its own
    shared = frozenset() if name in ("tcvn3", "vni") else LETTERS
    for code in (*_SURFACE.values(), *map(chr, range(0xA1, 0x100))):
        if code.isalpha() and code not in table and code.lower() not in shared:
            yield code


def compose_tones(text: str) -> str:
    """Each letter with a tone as a mark of its own, as windows-1258 has it, as one letter."""
    return _TONED.sub(lambda match: unicodedata.normalize("NFC", match.group()), text)


def _unread_marks(text: str) -> str:
    return _STRAY_MARK.sub(UNREADABLE, text)
