"""Laws, codes, ordinances and constitutions by title, with validity: `lexicons/laws.csv` as look-ups.

A title may have several versions, each with the days on which it was in force. The lexicon knows what the National
Assembly passed until `KNOWN_UNTIL`; later than that no version is chosen by date.
"""

import re
from dataclasses import dataclass
from datetime import date
from functools import cache

from extractors.lexicons import table

#: The last day whose legislation the lexicon was compiled from.
KNOWN_UNTIL = date(2025, 11, 30)

#: Abbreviated titles in use, in lower case, and the lexicon's titles. The title of a mention stays as printed.
ALIASES = {
    "luật các tctd": "Luật Các tổ chức tín dụng",
    "luật tctd": "Luật Các tổ chức tín dụng",
    "luật tổ chức tín dụng": "Luật Các tổ chức tín dụng",
    "luật kinh doanh bđs": "Luật Kinh doanh bất động sản",
    "luật kdbđs": "Luật Kinh doanh bất động sản",
    "luật bhxh": "Luật Bảo hiểm xã hội",
    "luật bhyt": "Luật Bảo hiểm y tế",
    "luật bvmt": "Luật Bảo vệ môi trường",
    "luật ngân sách": "Luật Ngân sách nhà nước",
    "luật nsnn": "Luật Ngân sách nhà nước",
    "luật nhnn": "Luật Ngân hàng Nhà nước",
    "luật ppp": "Luật Đầu tư theo phương thức đối tác công tư",
    "luật đầu tư ppp": "Luật Đầu tư theo phương thức đối tác công tư",
    "luật đối tác công tư": "Luật Đầu tư theo phương thức đối tác công tư",
    "luật đầu tư theo hình thức đối tác công tư": "Luật Đầu tư theo phương thức đối tác công tư",
    "luật thuế gtgt": "Luật Thuế giá trị gia tăng",
    "luật thuế vat": "Luật Thuế giá trị gia tăng",
    "luật thuế tndn": "Luật Thuế thu nhập doanh nghiệp",
    "luật thuế tncn": "Luật Thuế thu nhập cá nhân",
    "luật thuế ttđb": "Luật Thuế tiêu thụ đặc biệt",
    "luật thuế xuất nhập khẩu": "Luật Thuế xuất khẩu, thuế nhập khẩu",
    "luật thuế xuất, nhập khẩu": "Luật Thuế xuất khẩu, thuế nhập khẩu",
    "luật thuế xuất khẩu và thuế nhập khẩu": "Luật Thuế xuất khẩu, thuế nhập khẩu",
    "luật shtt": "Luật Sở hữu trí tuệ",
    "luật khcn": "Luật Khoa học và công nghệ",
    "luật khoa học công nghệ": "Luật Khoa học và công nghệ",
    "luật khoa học, công nghệ": "Luật Khoa học và công nghệ",
    "luật tiêu chuẩn, quy chuẩn kỹ thuật": "Luật Tiêu chuẩn và quy chuẩn kỹ thuật",
    "luật tiêu chuẩn quy chuẩn": "Luật Tiêu chuẩn và quy chuẩn kỹ thuật",
    "luật chất lượng sản phẩm": "Luật Chất lượng sản phẩm, hàng hóa",
    "luật quản lý tài sản công": "Luật Quản lý, sử dụng tài sản công",
    "luật quản lý và sử dụng tài sản công": "Luật Quản lý, sử dụng tài sản công",
    "luật quản lý nhà nước về tài sản công": "Luật Quản lý, sử dụng tài sản công",
    "luật quản lý sử dụng vốn nhà nước": (
        "Luật Quản lý, sử dụng vốn Nhà nước đầu tư vào sản xuất, kinh doanh tại doanh nghiệp"
    ),
    "luật hàng không dân dụng": "Luật Hàng không dân dụng Việt Nam",
    "luật hàng không": "Luật Hàng không dân dụng Việt Nam",
    "luật quốc tịch": "Luật Quốc tịch Việt Nam",
    "luật cảnh sát biển": "Luật Cảnh sát biển Việt Nam",
    "luật biên phòng": "Luật Biên phòng Việt Nam",
    "luật mặt trận tổ quốc": "Luật Mặt trận Tổ quốc Việt Nam",
    "luật hàng hải": "Bộ luật Hàng hải Việt Nam",
    "bộ luật hàng hải": "Bộ luật Hàng hải Việt Nam",
    "luật dân sự": "Bộ luật Dân sự",
    "luật hình sự": "Bộ luật Hình sự",
    "luật lao động": "Bộ luật Lao động",
    "luật tố tụng hình sự": "Bộ luật Tố tụng hình sự",
    "luật tố tụng dân sự": "Bộ luật Tố tụng dân sự",
    "luật sỹ quan quân đội nhân dân việt nam": "Luật Sĩ quan Quân đội nhân dân Việt Nam",
    "luật xuất nhập cảnh": "",
    "luật xuất cảnh, nhập cảnh": "",
    "luật khám chữa bệnh": "Luật Khám bệnh, chữa bệnh",
    "luật bảo vệ người tiêu dùng": "Luật Bảo vệ quyền lợi người tiêu dùng",
    "luật thực hiện dân chủ cơ sở": "Luật Thực hiện dân chủ ở cơ sở",
    "luật an toàn giao thông đường bộ": "Luật Trật tự, an toàn giao thông đường bộ",
    "luật trật tự an toàn giao thông": "Luật Trật tự, an toàn giao thông đường bộ",
    "luật quy hoạch đô thị, nông thôn": "Luật Quy hoạch đô thị và nông thôn",
    "luật phòng, chống tác hại thuốc lá": "Luật Phòng, chống tác hại của thuốc lá",
    "luật phòng, chống tác hại rượu, bia": "Luật Phòng, chống tác hại của rượu, bia",
    "luật phòng, chống tác hại của rượu bia": "Luật Phòng, chống tác hại của rượu, bia",
    "luật phòng cháy, chữa cháy": "Luật Phòng cháy và chữa cháy",
    "luật pccc": "Luật Phòng cháy và chữa cháy",
    "luật phòng, chống hiv/aids": (
        "Luật Phòng, chống nhiễm vi rút gây ra hội chứng suy giảm miễn dịch mắc phải ở người (HIV/AIDS)"
    ),
    "luật bảo vệ bí mật": "Luật Bảo vệ bí mật nhà nước",
    "luật tổ chức tòa án": "Luật Tổ chức Tòa án nhân dân",
    "luật tổ chức viện kiểm sát": "Luật Tổ chức Viện kiểm sát nhân dân",
    "luật bầu cử": "Luật Bầu cử đại biểu Quốc hội và đại biểu Hội đồng nhân dân",
    "luật hoạt động giám sát": "Luật Hoạt động giám sát của Quốc hội và Hội đồng nhân dân",
    "luật ban hành văn bản pháp luật": "Luật Ban hành văn bản quy phạm pháp luật",
    "luật lao động việt nam đi làm việc ở nước ngoài theo hợp đồng": (
        "Luật Người lao động Việt Nam đi làm việc ở nước ngoài theo hợp đồng"
    ),
    "luật đấu giá": "Luật Đấu giá tài sản",
    "luật trọng tài": "Luật Trọng tài thương mại",
    "luật người có công": "",
    "pháp lệnh ưu đãi người có công": "Pháp lệnh Ưu đãi người có công với cách mạng",
    "pháp lệnh người có công": "Pháp lệnh Ưu đãi người có công với cách mạng",
}
#: Codes known by their initials (the title of the mention is the code's).
INITIALS = {
    "BLHS": "Bộ luật Hình sự",
    "BLDS": "Bộ luật Dân sự",
    "BLLĐ": "Bộ luật Lao động",
    "BLTTHS": "Bộ luật Tố tụng hình sự",
    "BLTTDS": "Bộ luật Tố tụng dân sự",
}

_OLD_TONES = re.compile("[ou][àáảãạèéẻẽẹỳýỷỹỵ]")
#: `oà` → `òa` and the like, for each pair of vowels whose tone mark moved from the second to the first.
_NEW_TONES = {
    first + second: toned + plain
    for first, tones in (("o", "òóỏõọ"), ("u", "ùúủũụ"))
    for plain, marked in (("a", "àáảãạ"), ("e", "èéẻẽẹ"), ("y", "ỳýỷỹỵ"))
    for toned, second in zip(tones, marked, strict=True)
}


def respell(words: str) -> str:
    """Tone marks at one place: `hoà` → `hòa`, `thuỷ` → `thủy`. For comparing only."""
    return _OLD_TONES.sub(lambda match: _NEW_TONES[match.group()], words)


@dataclass(frozen=True, slots=True)
class Law:
    """One version of a law; dates are None where unknown, `valid_to` None while in force."""

    title: str
    symbol: str | None
    issued_on: date | None
    valid_from: date | None
    valid_to: date | None

    @property
    def doc_type(self) -> str:
        """The type that the title begins with: `Luật`, `Bộ luật`, `Pháp lệnh`, `Hiến pháp`."""
        words = self.title.split()
        return words[0] if words[0] == "Luật" else " ".join(words[:2])


def _day(written: str) -> date | None:
    return date.fromisoformat(written) if written else None


@cache
def _versions() -> dict[str, list[Law]]:
    found: dict[str, list[Law]] = {}
    for row in table("laws.csv"):
        law = Law(
            row["title"],
            row["symbol"] or None,
            _day(row["issued_on"]),
            _day(row["valid_from"]),
            _day(row["valid_to"]),
        )
        found.setdefault(law.title, []).append(law)
    return found


@cache
def _by_symbol() -> dict[str, Law]:
    return {law.symbol: law for laws in _versions().values() for law in laws if law.symbol}


def law_by_symbol(symbol: str) -> Law | None:
    """The law that has this symbol, if the lexicon knows it."""
    return _by_symbol().get(symbol)


def versions(title: str) -> list[Law]:
    """The versions of a title in the lexicon's spelling, oldest first."""
    return _versions().get(title, [])


def version_of_year(title: str, year: int) -> Law | None:
    """The version passed in a year, when there is just one."""
    of_year = [law for law in versions(title) if law.issued_on is not None and law.issued_on.year == year]
    return of_year[0] if len(of_year) == 1 else None


def version_on(title: str, day: date) -> Law | None:
    """The version that a text of this day means: the one in force, while no other had been passed to follow it.

    Between the passing of a new version and its first day in force a text may mean either: None.
    """
    if day > KNOWN_UNTIL:
        return None
    passed = [law for law in versions(title) if law.issued_on is not None and law.issued_on <= day]
    standing = [law for law in passed if law.valid_to is None or law.valid_to >= day]
    if len(standing) != 1 or standing[0].valid_from is None or standing[0].valid_from > day:
        return None
    return standing[0]


@dataclass(frozen=True, slots=True)
class TitlePattern:
    """A title as words to compare with: which words a comma follows in the full spelling."""

    title: str | None
    commas: frozenset[int]


_WORD = re.compile(r"[^\W_]+(?:[/&-][^\W\d_]+)*")


@cache
def title_patterns() -> dict[tuple[str, ...], TitlePattern]:
    """From a title's words (lower case, one tone spelling, no commas) to the title."""
    found: dict[tuple[str, ...], TitlePattern] = {}
    spelled = [(title, title) for title in _versions()]
    spelled += list(ALIASES.items())
    for written, title in spelled:
        words = respell(written.lower()).replace("(hiv/aids)", "")
        matches = list(_WORD.finditer(words))
        commas = frozenset(at for at, word in enumerate(matches) if words[word.end() : word.end() + 1] == ",")
        found.setdefault(tuple(word.group() for word in matches), TitlePattern(title or None, commas))
    return found
