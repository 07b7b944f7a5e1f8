"""Places below the province that bear a province's name: `phường Yên Bái`, `3 xã là Lộc An, Bình Sơn và Long An`."""

import re
from typing import Final

from extractors.provinces.words import bare, word_set

#: Words that make the next name a place below the province, or a water, a height or a street.
_BELOW: Final = word_set(
    "xã phường huyện quận trấn ấp thôn bản làng buôn sóc phum xóm tổ hẻm ngõ ngách kiệt tx tx. tt tt. h. q. p. x. đ. "
    "sông suối kênh rạch mương hồ đầm phá vịnh vũng đèo núi đồi dãy đảo cồn hòn cầu phà đò chợ đường phố lộ"
)
#: The word before one of those that takes its meaning away: `yêu cầu Đồng Nai`, `miền núi Nghệ An`.
_NOT_BELOW: Final = {
    "cầu": word_set("yêu toàn điểm đầu nhu thỉnh cơ địa"),
    "núi": word_set("miền rừng vùng đồi"),
    "đảo": word_set("bán biển"),
    "hồ": word_set("ao sông"),
    "sông": word_set("lưu"),
    "phố": word_set("thành hành đường dãy góc con"),
    "bản": word_set("cơ văn nhật xuất ấn kịch địa căn bài phiên"),
    "phá": word_set("đột khám tàn"),
    "thôn": word_set("nông"),
    "ngõ": word_set("cửa qua"),
    "chợ": word_set("hội"),
    "lộ": word_set("quốc tỉnh lý hương liên"),
}
#: Houses and places that are named after peace, not after the province.
_PEACE_AFTER: Final = word_set("viên sạn hát rạp nến bồ câu chim giải nobel")
#: A route, named by its ends, is no street: `đường Thái Nguyên - Chợ Mới`.
_ROUTE_AFTER: Final = re.compile(r"\s?-\s?\w")


def is_below(words: list[str], last: str, name: str, text: str, end: int) -> bool:
    """Whether the word before a name makes it the name of a place below, a water, a street or a house."""
    if name == "Hòa Bình" and last in _PEACE_AFTER:
        return True
    if last not in _BELOW:
        return False
    if len(words) > 1 and bare(words[-2]) in _NOT_BELOW.get(last, ()):
        return False
    return not (last in ("đường", "lộ") and _ROUTE_AFTER.match(text, end))


_HEAD: Final = re.compile(
    r"(?:các|những|\d|hai|ba|bốn|năm|sáu|bảy|tám|chín|mười)\s"
    r"(?:xã|phường|huyện|quận|thị xã|thị trấn)(?:(?:,| và)? (?:xã|phường|thị trấn|thị xã|đặc khu|huyện|quận))*"
    r"(?:\s(?:là|gồm|như|mới))?:?\s(?=\w)"
)
#: What no bare list of names holds: a stop, a bracket, a line's end, a word in small letters other than `và`.
#: The small letters are listed: in a range of them, capitals (`Ả`, `Đ`) stand between.
_BREAK: Final = re.compile(
    r"[.;:()\n]|(?<!\w)(?!và(?!\w))[a-zàáảãạăằắẳẵặâầấẩẫậđèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵ]\w*"
)
_GOES_ON: Final = re.compile(r"(?:,| và)\s(?=[^\W\d_])")
_REACH: Final = 400


class ListsBelow:
    """Follows the lists of places below through one text, so that no stretch of a long list is read twice."""

    def __init__(self, folded: str, lower: str) -> None:
        self._folded, self._lower = folded, lower
        self._asked = -_REACH
        self._below = False

    def hold(self, words: list[str], start: int, end: int) -> bool:
        """Whether a plural head before a name makes all of its list places below.

        After a comma the last name may also be the province of the places before it (`các huyện Mê Linh, Sóc Sơn,
        Hà Nội`), so only a name after `và`, or one that the list goes on from, is taken for one of them.
        """
        if words[-1][-1] != "," and words[-1] != "và":
            return False
        if start - self._asked > _REACH or _BREAK.search(self._folded, self._asked, start):
            self._below = self._has_head(start)
        self._asked = end
        if not self._below:
            return False
        goes_on = _GOES_ON.match(self._folded, end)
        return words[-1] == "và" or (goes_on is not None and self._folded[goes_on.end()].isupper())

    def _has_head(self, start: int) -> bool:
        begin = max(0, start - _REACH)
        window = self._lower[begin:start]
        if "xã" not in window and "phường" not in window and "huyện" not in window and "quận" not in window:
            return False
        heads = list(_HEAD.finditer(window))
        return bool(heads) and _BREAK.search(self._folded, begin + heads[-1].end(), start) is None
