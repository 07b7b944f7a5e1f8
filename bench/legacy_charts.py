"""Encoders for the Vietnamese encodings of before Unicode, typed from their published charts.

They are the independent half of the round trips that the conversion is judged by: no table of the program or of a
library it uses is read here. Each row is sixteen code points in the order of their bytes.
"""

import unicodedata

#: VISCII 1.1: RFC 1456, table 1.
_VISCII = {
    0x80: "ẠẮẰẶẤẦẨẬẼẸẾỀỂỄỆỐ",
    0x90: "ỒỔỖỘỢỚỜỞỊỎỌỈỦŨỤỲ",
    0xA0: "Õắằặấầẩậẽẹếềểễệố",
    0xB0: "ồổỗỠƠộờởịỰỨỪỬơớƯ",
    0xC0: "ÀÁÂÃẢĂẳẵÈÉÊẺÌÍĨỳ",
    0xD0: "ĐứÒÓÔạỷừửÙÚỹỵÝỡư",
    0xE0: "àáâãảăữẫèéêẻìíĩỉ",
    0xF0: "đựòóôõỏọụùúũủýợỮ",
}
_VISCII_CONTROLS = {0x02: "Ẳ", 0x05: "Ẵ", 0x06: "Ẫ", 0x14: "Ỷ", 0x19: "Ỹ", 0x1E: "Ỵ"}

#: TCVN 5712:1993, VN3 (the character set of the ABC and .Vn fonts): TCVN 5712-1 as in glibc's charmap, of which VN3
#: keeps the letters below; "·" stands where VN3 has none. Capitals with a tone are the small letters in a capital font.
_TCVN3 = {
    0xA0: "·ĂÂÊÔƠƯĐăâêôơưđ·",
    0xB0: "·····àảãáạ·ằẳẵắ·",
    0xC0: "······ặầẩẫấậè·ẻẽ",
    0xD0: "éẹềểễếệìỉ···ĩíịò",
    0xE0: "·ỏõóọồổỗốộờởỡớợù",
    0xF0: "·ủũúụừửữứựỳỷỹýỵ·",
}

#: VPS: the table x-viet-vps of Mozilla (vps.ut).
_VPS = {
    0x80: "ÀẢÃẤẦẨọỗĂếềểệẮẰẲ",
    0x90: "Ế‘’ỀỂỄỐỒỔỖýỷỵỚỜỞ",
    0xA0: "·ắằẳẵặỠớÙờởỡŨỨợỪ",
    0xB0: "ổỬỲỸÍÌộỈĨÓửữÒỎÕự",
    0xC0: "ầÁÂấẩẫậđẻÉÊẹỉễịỹ",
    0xD0: "ƯỦồốÔỏơÈừứÚũưÝẺ·",
    0xE0: "àáâãảạă·èéêẽìí·ĩ",
    0xF0: "ẴĐòóôõ·Ơụùúủ·ỶẼỳ",
}
_VPS_CONTROLS = {
    0x02: "Ạ", 0x03: "Ậ", 0x04: "Ặ", 0x05: "Ẹ", 0x06: "Ệ", 0x10: "Ị", 0x11: "Ọ", 0x12: "Ộ", 0x13: "Ợ", 0x14: "Ụ",
    0x15: "Ự", 0x19: "Ỵ", 0x1C: "Ẫ", 0x1D: "Ữ",
}  # fmt: skip

#: VNI for Windows (VNI-Times and its sisters): a base letter and a mark, both in Latin-1's upper half; the chart of
#: vietunicode.sourceforge.net/charset. ơ, ư, đ and some of i and y are single bytes.
_VNI_SINGLE = {"ơ": "ô", "ư": "ö", "đ": "ñ", "ị": "ò", "ỉ": "æ", "ĩ": "ó", "í": "í", "ì": "ì", "ỵ": "î"}
_VNI_TONES = {"\u0301": "ù", "\u0300": "ø", "\u0309": "û", "\u0303": "õ", "\u0323": "ï", "": ""}
_VNI_HATTED = {"\u0301": "á", "\u0300": "à", "\u0309": "å", "\u0303": "ã", "\u0323": "ä", "": "â"}
_VNI_BREVE = {"\u0301": "é", "\u0300": "è", "\u0309": "ú", "\u0303": "ü", "\u0323": "ë", "": "ê"}

_TONE_MARKS = "\u0300\u0301\u0303\u0309\u0323"
VOWELS = "aăâeêioôơuưy"
#: The letters of Vietnamese outside ASCII, small ones.
SMALL_LETTERS = (
    "".join(
        letter
        for vowel in VOWELS
        for tone in ["", *_TONE_MARKS]
        if not (letter := unicodedata.normalize("NFC", vowel + tone)).isascii()
    )
    + "đ"
)


def _bytes_of(*charts: dict[int, str]) -> dict[str, bytes]:
    return {
        letter: bytes([start + at])
        for chart in charts
        for start, row in chart.items()
        for at, letter in enumerate(row)
        if letter != "·"
    }


def _vni() -> dict[str, bytes]:
    chart = {}
    for letter in SMALL_LETTERS:
        marks = unicodedata.normalize("NFD", letter)
        tone = next((mark for mark in marks if mark in _TONE_MARKS), "")
        if letter in _VNI_SINGLE:
            spelled = _VNI_SINGLE[letter]
        elif "\u0302" in marks:
            spelled = marks[0] + _VNI_HATTED[tone]
        elif "\u0306" in marks:
            spelled = marks[0] + _VNI_BREVE[tone]
        else:
            plain = "".join(mark for mark in marks if mark != tone)
            base = unicodedata.normalize("NFC", plain)
            spelled = _VNI_SINGLE.get(base, base) + _VNI_TONES[tone]
        chart[letter] = spelled.encode("latin-1")
        chart[letter.upper()] = spelled.upper().encode("latin-1")
    return chart


def _tcvn3() -> dict[str, bytes]:
    chart = _bytes_of(_TCVN3)
    return chart | {letter.upper(): chart[letter] for letter in SMALL_LETTERS if letter.upper() not in chart}


#: Every letter of Vietnamese outside ASCII and its bytes, by encoding.
CHARTS = {
    "tcvn3": _tcvn3(),
    "vni": _vni(),
    "vps": _bytes_of(_VPS, _VPS_CONTROLS),
    "viscii": _bytes_of(_VISCII, _VISCII_CONTROLS),
}
_PLAIN = str.maketrans(
    {"“": '"', "”": '"', "‘": "'", "’": "'", "–": "-", "—": "-", "…": "...", "\u00a0": " ", "•": "-", "\u200b": ""}
)


def plain(text: str) -> str:
    """The text in NFC with typographic signs as ASCII, so that every chart can write it; other signs become `?`."""
    composed = unicodedata.normalize("NFC", text).translate(_PLAIN)
    letters = set(SMALL_LETTERS) | set(SMALL_LETTERS.upper())
    return "".join(sign if sign.isascii() or sign in letters else "?" for sign in composed)


def encode(text: str, encoding: str) -> bytes:
    """A text in NFC as bytes of `tcvn3`, `vni`, `vps` or `viscii`; raises KeyError for a letter that it has not."""
    chart = CHARTS[encoding]
    return b"".join(sign.encode() if sign.isascii() else chart[sign] for sign in text)


def encode_1258(text: str, *, typed: bool) -> bytes:
    """A text in NFC as windows-1258: as typed on Vietnamese Windows (each tone a mark of its own), or as converted.

    A converter keeps what the code page has as one letter (`á`, `é`) and writes marks for the rest.
    """
    spelled = []
    for sign in text:
        if not typed:
            try:
                spelled.append(sign.encode("cp1258"))
                continue
            except UnicodeEncodeError:
                pass
        marks = unicodedata.normalize("NFD", sign)
        tone = "".join(mark for mark in marks if mark in _TONE_MARKS)
        base = unicodedata.normalize("NFC", "".join(mark for mark in marks if mark not in _TONE_MARKS))
        spelled.append((base + tone).encode("cp1258"))
    return b"".join(spelled)
