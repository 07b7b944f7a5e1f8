"""The types of legal and administrative document: their names, how a text writes them, how a symbol codes them."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class DocType:
    """One type of document.

    `words`: how running text writes it (lower case, one space), frequent slips last. `codes`: its part of a symbol,
    in the official spelling. `bare`: a number right behind the type's name, without `số`, is the document's (`Nghị
    định 45`); where false such a number mostly counts something (`báo cáo 6 tháng`) and more evidence is asked for.
    `titled`: known by a title more than by a number (`Luật Nhà ở số 65/2014/QH13`).
    """

    name: str
    words: tuple[str, ...]
    codes: tuple[str, ...] = ()
    bare: bool = False
    titled: bool = False


DOC_TYPES = (
    DocType("Nghị định", ("nghị định", "nghị đinh", "nghi định"), ("NĐ",), bare=True),
    DocType(
        "Thông tư liên tịch", ("thông tư liên tịch", "thông tư liên bộ"), ("TTLT", "TTLB", "TT-LT", "TT-LB"), bare=True
    ),
    DocType("Thông tư", ("thông tư",), ("TT",), bare=True),
    DocType("Quyết định", ("quyết định", "quyết đinh"), ("QĐ", "QĐNS"), bare=True),
    DocType("Nghị quyết liên tịch", ("nghị quyết liên tịch",), ("NQLT",), bare=True),
    DocType("Nghị quyết", ("nghị quyết",), ("NQ",), bare=True),
    DocType("Chỉ thị", ("chỉ thị",), ("CT",), bare=True),
    DocType("Bộ luật", ("bộ luật",), titled=True),
    DocType("Luật", ("luật",), ("L", "LCT"), titled=True),
    DocType("Pháp lệnh", ("pháp lệnh",), ("PL", "LCTN"), titled=True),
    DocType("Hiến pháp", ("hiến pháp",), titled=True),
    DocType("Công điện", ("công điện",), ("CĐ",), bare=True),
    DocType("Công văn", ("công văn",), ("CV",)),
    DocType("Thông báo", ("thông báo",), ("TB",)),
    DocType("Kết luận", ("kết luận",), ("KL",)),
    DocType("Kế hoạch", ("kế hoạch",), ("KH",)),
    DocType("Tờ trình", ("tờ trình",), ("TTr",)),
    DocType("Báo cáo", ("báo cáo",), ("BC",)),
    DocType("Hướng dẫn", ("hướng dẫn",), ("HD",)),
    DocType("Quy định", ("quy định", "qui định"), ("QyĐ", "QĐi")),
    DocType("Quy chế", ("quy chế", "qui chế"), ("QC",)),
    DocType("Chương trình", ("chương trình",), ("CTr",)),
    DocType("Văn bản hợp nhất", ("văn bản hợp nhất",), ("VBHN",)),
    DocType("Sắc lệnh", ("sắc lệnh",), ("SL",), bare=True),
    DocType("Lệnh", ("lệnh",), ("L-CTN",)),
    DocType("Thông tri", ("thông tri",), ("TTri",)),
)

#: `văn bản số …`: the word says nothing of the type; the symbol does, and where it does not the document is a Công văn.
GENERIC_WORDS = ("văn bản",)
GENERIC_TYPE = "Công văn"

BY_NAME = {kind.name: kind for kind in DOC_TYPES}
#: Lower-case words to the type; the longer words first, so that patterns built from it prefer them.
BY_WORDS = dict(
    sorted(((words, kind) for kind in DOC_TYPES for words in kind.words), key=lambda pair: (-len(pair[0]), pair[0]))
)
BY_CODE = {code: kind.name for kind in DOC_TYPES for code in kind.codes}

#: Short forms that running text uses for a type, in capitals (`NĐ 100/2019`).
ABBREVIATIONS = {
    "NĐ": "Nghị định",
    "TTLT": "Thông tư liên tịch",
    "TT": "Thông tư",
    "QĐ": "Quyết định",
    "NQ": "Nghị quyết",
    "CT": "Chỉ thị",
}
