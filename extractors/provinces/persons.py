"""Names of provinces inside the names of persons: `Nguyễn Hòa Bình`, `chị Huế`, `ông Hà Nam Khánh`."""

from typing import Final

from extractors.provinces.words import bare, word_set

#: Family names that no place's name ends in.
_SURELY_FAMILY: Final = word_set(
    "Nguyễn Trần Lê Phạm Huỳnh Phan Võ Đặng Bùi Đỗ Đinh Trịnh Trương Doãn Nguyen Tran Le Pham Huynh Phan Vo Dang Bui Do"
)
#: Family names that places' names may end in: `Quỳnh Lưu Nghệ An`, `Đình Vũ Hải Phòng`.
_FAMILY: Final = _SURELY_FAMILY | word_set(
    "Hoàng Vũ Ngô Lương Tô Tạ Chu Lưu Đào Dương Lý Vương Nghiêm Phùng Quách Thái Tống Triệu Đàm Đậu Khuất Kiều Lâm Lại "
    "La Mạc Ninh Tăng Thân Từ Viên Hoang Vu Ngo Luong"
)
#: Family and middle names that are as often other words.
_FAMILY_OR_WORD: Final = word_set("Cao Hà Hồ Mai Thạch Kim Sơn Bạch Châu Giang Hứa Tôn Văn Diệp Đồng Thị")
_TITLES: Final = word_set(
    "ông bà anh chị cô chú bác dì cậu em cụ sĩ ts ts. ths ths. pgs. gs. pgs.ts gs.ts bs. bs ks. mc nsnd nsưt"
)
#: Provinces' names that parents also give to children.
_GIVEN: Final = frozenset(
    (
        "Hòa Bình", "Thái Bình", "Hải Dương", "Bình Dương", "Hà Giang", "Hà Nam", "Long An", "An Giang", "Thái Nguyên",
        "Hậu Giang", "Tiền Giang", "Kiên Giang", "Bắc Giang", "Khánh Hòa", "Vĩnh Phúc", "Vĩnh Long", "Quảng Ninh",
        "Ninh Bình", "Bình Thuận", "Lâm Đồng", "Tuyên Quang", "Minh Hải", "Huế",
    )
)  # fmt: skip
#: What bears a person's name before the name of its place: `Bệnh viện Nguyễn Trãi Bình Dương`.
_NAMED_AFTER: Final = word_set(
    "trường viện quận huyện phường xã đường phố nghiệp cụm máy ty thpt thcs ubnd kcn ccn chùa đền chợ cầu sạn chuyên"
)
#: The longest name of a Vietnamese, in syllables.
_LONGEST_NAME: Final = 4


def is_person(words: list[str], bare_last: str, name: str) -> bool:
    """Whether the words before a province's name make it (the end of) a person's.

    A family name right before it decides. A family and middle names, or a title, decide for the provinces' names
    that are given to children.
    """
    if bare_last in _TITLES:
        return name in _GIVEN
    last = words[-1]
    if not last[0].isupper() or not last.isalpha():
        return False
    if last in _SURELY_FAMILY:
        return True
    run = 1
    while run < len(words) and _is_name_part(words[-run - 1]):
        run += 1
    before = bare(words[-run - 1]) if run < len(words) else ""
    if run == 1:
        return last in _FAMILY or (last in _FAMILY_OR_WORD and (name in _GIVEN or before in _TITLES))
    if name not in _GIVEN or before in _NAMED_AFTER or run + name.count(" ") + 1 > _LONGEST_NAME:
        return False
    family, middle = words[-run], words[-run + 1]
    return family in _FAMILY or (family in _FAMILY_OR_WORD and (middle == "Thị" or before in _TITLES))


def _is_name_part(word: str) -> bool:
    return word[0].isupper() and word.isalpha() and word.lower() not in _TITLES
