"""Whether a number with a scale word and no currency (`50.000 tỷ`, `2 triệu`) stands for money."""

import re
from collections.abc import Sequence

from extractors.modifiers import clause_start
from extractors.text import Text

_FOLLOWING = re.compile(r"[ ]{1,3}([^\W\d_]+)(?: ([^\W\d_]+))?")


#: Words after the scale word that are no counted noun: the sum has ended before them.
# fmt: off
_CLOSING = frozenset({
    "và", "là", "lên", "so", "đến", "tới", "xuống", "năm", "trong", "được", "để", "vào", "nhưng", "còn", "chỉ",
    "trở", "đạt", "trên", "của", "giảm", "tăng", "cho", "từ", "với", "thì", "mà", "hay", "hoặc", "nói", "này", "đó",
    "kia", "ấy", "bao", "chủ", "tại", "ở", "theo", "nếu", "khi", "do", "vì", "nhờ", "bằng", "mỗi", "một", "hàng",
    "hằng", "qua", "sau", "trước", "cùng", "như", "nên", "cũng", "đã", "sẽ", "đang", "vẫn", "rồi", "nữa", "không",
    "chưa", "phải", "có", "gồm", "trừ", "kể", "tính", "tương", "ước", "dự", "đầu", "quy", "đổ", "đổi", "ra", "về",
    "chiếm", "gấp", "bị", "bởi", "rất", "quá", "thôi", "dù", "song", "thực", "chi", "thu", "trả", "nộp", "mua",
    "bán", "lãi", "lỗ", "nợ", "vốn", "tiền", "ngân", "thuế", "bổ", "hỗ", "ngay", "xấp", "gần", "hơn", "khoảng",
    "giữa", "mới", "thấp", "cao", "nhằm", "giúp", "khiến", "gây", "thuộc", "dành", "dưới", "lợi", "doanh", "ròng",
    "quyên", "đối", "đặt",
})
# fmt: on
#: Of those, the ones that begin a counted noun with these second words.
_COUNTED_PAIRS = frozenset(
    {
        ("doanh", "nghiệp"),
        ("doanh", "nhân"),
        ("năm", "ánh"),
        ("đầu", "sách"),
        ("đầu", "số"),
        ("đầu", "máy"),
        ("thực", "khách"),
        ("đối", "tượng"),
        ("đối", "tác"),
        ("giao", "dịch"),
        ("đơn", "vị"),
        ("lợi", "thế"),
        ("bằng", "sáng"),
        ("bằng", "lái"),
        ("bằng", "cấp"),
        ("ngân", "hàng"),
        ("hàng", "hóa"),
        ("hàng", "hoá"),
        ("thuế", "bao"),
    }
)
#: What is paid or owed in money, and other words that close a sum.
_MONEY_PAIRS = frozenset(
    {("trái", "phiếu"), ("tín", "phiếu"), ("đáo", "hạn"), ("lấy", "từ"), ("buổi", "sáng"), ("buổi", "chiều")}
)
#: `50 tỷ năm ngoái`: a time, not what is counted (`4,5 tỷ năm`).
_NAMED_TIMES = frozenset({"nay", "ngoái", "trước", "qua", "tới", "sau", "đầu", "vừa", "này", "tài"})
#: Words before or around that speak of money.
# fmt: off
_MONEY = frozenset((
    "giá", "tiền", "lương", "thu nhập", "phạt", "vốn", "doanh thu", "doanh số", "lợi nhuận", "lãi", "lỗ", "nợ",
    "chi phí", "chi", "thưởng", "phí", "thuế", "ngân sách", "mua", "bán", "trị giá", "đầu tư", "kinh phí",
    "tài trợ", "ủng hộ", "quyên góp", "hỗ trợ", "vay", "dư nợ", "cho vay", "tín dụng", "trái phiếu", "thanh khoản",
    "tương đương", "vốn hóa", "vốn hoá", "tài sản", "quỹ", "gói", "bội chi", "giải ngân", "đồng", "tỷ đồng", "usd",
    "triệu đồng", "mệnh giá", "cổ tức", "thất thoát", "thiệt hại", "bồi thường", "trả góp", "thuê", "nộp", "trích",
    "tiết kiệm", "kim ngạch", "giá trị", "tổng mức", "quyết toán", "dự toán", "đóng góp", "học phí", "viện phí",
    "vé", "cước", "lợi tức", "khớp lệnh", "mua ròng", "bán ròng", "tỷ phú",
))
# fmt: on
#: Words before that say what else is counted.
# fmt: off
_COUNTED_BEFORE = frozenset((
    "dân số", "người", "lượt", "khách", "sản lượng", "tấn", "kwh", "thuê bao", "tài khoản", "cổ phiếu", "cổ phần",
    "cp", "thẻ", "đơn vị", "hộ dân", "hộ gia đình", "xe", "chiếc", "con", "ha", "m2", "m²", "m3", "m³", "thùng",
    "liều", "bản", "lao động", "ca", "học sinh", "số lượng", "khối lượng", "diện tích", "công suất", "điện năng",
    "lít", "smartphone", "máy", "doanh nghiệp", "việc làm", "cây", "lượng khách", "hành khách", "du khách",
    "người dùng", "lượt xem", "view", "tham số",
))
# fmt: on


def _dated(lower: str, end: int) -> bool:
    """Whether a number follows: `năm 2023`, `tháng 5`."""
    return lower[end : end + 1] == " " and lower[end + 1 : end + 2].isdigit()


def stands_for_money(text: Text, start: int, end: int, floor: int, *, scale: int, after_sum: bool) -> bool:
    """Whether the number with scale words at `start:end`, which no currency follows, is a sum.

    `scale` is the power of ten of its last scale word. `tỷ` is money unless something else is counted; `triệu` and
    `nghìn` need words of money in their clause, or a sum just before them (`after_sum`).
    """
    lower = text.lower
    following = _FOLLOWING.match(lower, end)
    if following is not None:
        first, second = following.groups()
        if (first not in _CLOSING and (first, second) not in _MONEY_PAIRS) or (first, second) in _COUNTED_PAIRS:
            return False
        if (first == "chủ" and second != "yếu") or (second == "phiếu" and scale < 9):
            return False
        if first in ("năm", "tháng", "ngày") and second not in _NAMED_TIMES and not _dated(lower, following.end()):
            return False
    spoken = spoken_of(lower[clause_start(lower, start, floor) : start].split())
    return scale >= 9 or after_sum if spoken is None else spoken


def spoken_of(words: Sequence[str]) -> bool | None:
    """Whether the last telling words of a clause speak of money (True) or of something counted (False)."""
    for at in range(len(words) - 1, -1, -1):
        word = words[at].strip('()"“”')
        pair = f"{words[at - 1].lstrip('(“')} {word}" if at else ""
        if word in _MONEY or pair in _MONEY:
            return True
        if word in _COUNTED_BEFORE or pair in _COUNTED_BEFORE:
            return False
    return None
