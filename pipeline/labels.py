"""What the kinds, their fields and their values are called in Vietnamese, for pages and terminals that people read."""

from collections.abc import Iterator
from dataclasses import fields
from decimal import Decimal
from typing import Any

from extractors.mentions import (
    Amount,
    DecreeRef,
    Mention,
    Percentage,
    Pinpoint,
    Province,
    ProvinceList,
    Region,
)

KIND_LABELS: dict[str, str] = {
    DecreeRef.list_name: "Văn bản pháp luật",
    Amount.list_name: "Số tiền",
    Percentage.list_name: "Tỷ lệ phần trăm",
    Province.list_name: "Tỉnh, thành phố",
    ProvinceList.list_name: "Danh sách tỉnh, thành phố",
    Region.list_name: "Vùng",
}

FIELD_LABELS: dict[str, str] = {
    "kind": "Cách dẫn",
    "symbol": "Số hiệu",
    "doc_type": "Loại văn bản",
    "number": "Số",
    "year": "Năm",
    "issued_on": "Ngày ban hành",
    "issuer": "Cơ quan ban hành",
    "title": "Tên gọi",
    "pinpoint": "Điều khoản",
    "resolution": "Xác định",
    "relation": "Quan hệ",
    "relation_source": "Văn bản tác động",
    "currency": "Đơn vị tiền",
    "value": "Giá trị",
    "value_max": "Đến",
    "modifier": "Mức độ",
    "per": "Tính trên",
    "role": "Vai trò",
    "ambiguous": "Hai cách đọc",
    "value_alternative": "Cách đọc khác",
    "equivalent_to": "Tương đương",
    "unit": "Đơn vị",
    "direction": "Chiều",
    "base": "So sánh",
    "name": "Tên",
    "code": "Mã",
    "unit_set": "Hệ đơn vị",
    "name_2025": "Từ 1/7/2025 thuộc",
    "members": "Gồm",
    "claimed_count": "Số nêu trong bài",
    "truncated": "Còn nữa",
    "complete": "Đủ số nêu",
    "rule": "Quy tắc",
}

VALUE_LABELS: dict[str, dict[str, str]] = {
    "kind": {"full": "đầy đủ", "named": "theo tên", "short": "rút gọn", "anaphor": "nhắc lại"},
    "resolution": {
        "explicit": "ghi rõ trong bài",
        "short_form": "theo dạng rút gọn",
        "antecedent": "theo văn bản nói trước",
        "by_date": "theo ngày của bài",
    },
    "relation": {
        "amends": "được sửa đổi, bổ sung",
        "replaces": "được thay thế",
        "repeals": "bị bãi bỏ",
        "guides": "được hướng dẫn thi hành",
        "based_on": "làm căn cứ",
        "implements": "được thực hiện",
    },
    "modifier": {
        "about": "khoảng",
        "over": "trên",
        "under": "dưới",
        "at_least": "ít nhất",
        "at_most": "nhiều nhất",
    },
    "role": {"from": "từ", "to": "đến"},
    "unit": {"percent": "phần trăm", "percentage_point": "điểm phần trăm"},
    "direction": {"increase": "tăng", "decrease": "giảm", "share": "chiếm", "level": "ở mức"},
    "unit_set": {
        "63": "63 tỉnh, thành phố (đến 30/6/2025)",
        "34": "34 tỉnh, thành phố (từ 1/7/2025)",
        "dissolved": "đơn vị đã giải thể",
    },
}

#: Stand in every mention and are shown by the text itself.
_SHOWN_BY_TEXT = ("start", "end", "text")


def described(mention: Mention) -> Iterator[tuple[str, str]]:
    """The fields of a mention that say something, each with its label and its value as a reader writes it."""
    for field in fields(mention):
        value = getattr(mention, field.name)
        if field.name not in _SHOWN_BY_TEXT and value is not None and value != () and value is not False:
            yield FIELD_LABELS[field.name], written(field.name, value)


def written(name: str, value: Any) -> str:
    """One value in Vietnamese: `62.584.000.000`, `tăng`, `điểm a khoản 2 Điều 5`, `có`."""
    if isinstance(value, bool):
        return "có" if value else "không"
    if isinstance(value, Decimal):
        return number(value)
    if isinstance(value, Pinpoint):
        parts = (("điểm", value.diem), ("khoản", value.khoan), ("Điều", value.dieu))
        return " ".join(f"{label} {at}" for label, at in parts if at is not None)
    if isinstance(value, tuple):
        return ", ".join(value)
    if name == "equivalent_to":
        return f"số tiền thứ {value + 1} trong bài"
    if name == "issued_on":
        year, month, day = str(value).split("-")
        return f"{int(day)}/{int(month)}/{year}"
    return VALUE_LABELS.get(name, {}).get(value, str(value))


def number(value: Decimal) -> str:
    """A number with thousands points and a decimal comma."""
    digits = f"{value:,f}"
    if "." in digits:
        digits = digits.rstrip("0").rstrip(".")
    return digits.translate(_SEPARATORS)


_SEPARATORS = str.maketrans(",.", ".,")
