"""The names under which a document declares its encoding, and the one name that is kept of each."""

import codecs
import re

#: What the declared names of the Vietnamese encodings mean here (IANA, Mozilla and the names of converters); and those
#: of Latin-1, which browsers read as windows-1252 (WHATWG Encoding Standard).
_NAMES = {
    "ascii": "windows-1252",
    "us-ascii": "windows-1252",
    "iso-8859-1": "windows-1252",
    "iso8859-1": "windows-1252",
    "iso-latin-1": "windows-1252",
    "latin-1": "windows-1252",
    "latin1": "windows-1252",
    "x-user-defined": "windows-1252",
    "cp1258": "windows-1258",
    "x-cp1258": "windows-1258",
    "windows-1258": "windows-1258",
    "tcvn": "tcvn3",
    "tcvn3": "tcvn3",
    "abc": "tcvn3",
    "tcvn-5712": "tcvn3",
    "tcvn5712": "tcvn3",
    "tcvn5712-1": "tcvn3",
    "x-viet-tcvn": "tcvn3",
    "x-viet-tcvn5712": "tcvn3",
    "vni": "vni",
    "vni-windows": "vni",
    "x-viet-vni": "vni",
    "viscii": "viscii",
    "viscii1.1-1": "viscii",
    "csviscii": "viscii",
    "x-viet-viscii": "viscii",
    "vps": "vps",
    "x-viet-vps": "vps",
    "unicode": "utf-16-le",
    "utf8": "utf-8",
    "utf-8-sig": "utf-8",
}
# Python knows codecs that are no encodings of documents (punycode, unicode_escape), and some that any bytes fit
_KNOWN = re.compile("cp125[0-8]|cp8[57]\\d|cp874|iso8859-\\d+|koi8-[rtu]|utf-(8|16|32)(-[bl]e)?|gb(k|2312|18030)|hz|"
                    "big5(hkscs)?|shift_jis|cp932|cp949|cp950|euc_(jp|kr)|johab|tis-620|mac-[a-z0-9]+")  # fmt: skip


def canonical(declared: str | None) -> str | None:
    """The kept name of a declared encoding (`ISO-8859-1` → `windows-1252`), None for none or one that nobody knows."""
    label = (declared or "").strip().strip("\"'").strip().lower().replace("_", "-")
    if label in _NAMES:
        return _NAMES[label]
    try:
        name = codecs.lookup(label).name
    except (LookupError, ValueError):
        return None
    if not _KNOWN.fullmatch(name):
        return None
    return re.sub(r"^cp(125\d)$", r"windows-\1", re.sub("^iso8859", "iso-8859", name))
