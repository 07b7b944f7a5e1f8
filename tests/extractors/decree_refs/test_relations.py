"""What one document does to another, and in which direction the words say it."""

import pytest

from tests.extractors.decree_refs.finding import references

OLD, NEW = "45/2012/NĐ-CP", "235/2024/NĐ-CP"


@pytest.mark.parametrize(
    ("text", "relation", "source"),
    [
        (f"Nghị định {NEW} sửa đổi, bổ sung một số điều của Nghị định {OLD}", "amends", NEW),
        (
            f"Nghị định {NEW} ngày 1/9/2024 của Chính phủ về sửa đổi, bổ sung khoản 2 Điều 5 Nghị định {OLD}",
            "amends",
            NEW,
        ),
        (f"Nghị định {OLD} được sửa đổi, bổ sung bởi Nghị định {NEW}", "amends", NEW),
        (f"Nghị định {OLD} (được sửa đổi tại khoản 3 Điều 1 Nghị định {NEW})", "amends", NEW),
        (f"Nghị định {NEW} thay thế Nghị định {OLD}", "replaces", NEW),
        (f"Nghị định {OLD} đã được thay thế bằng Nghị định {NEW}", "replaces", NEW),
        (f"Nghị định {NEW} bãi bỏ Nghị định {OLD}", "repeals", NEW),
        (f"Thông tư 20/2012/TT-BCT hướng dẫn thi hành Nghị định {OLD}", "guides", "20/2012/TT-BCT"),
        (f"Thông tư 20/2012/TT-BCT quy định chi tiết một số điều của Nghị định {OLD}", "guides", "20/2012/TT-BCT"),
        (f"Quyết định 1/QĐ-BCT căn cứ Nghị định {OLD}", "based_on", "01/QĐ-BCT"),
        (f"Kế hoạch 1/KH-UBND triển khai thực hiện Nghị định {OLD}", "implements", "01/KH-UBND"),
        (f"tổng kết 10 năm thi hành Nghị định {OLD}", "implements", None),
        (f"Dự thảo Nghị định thay thế Nghị định {OLD}", "replaces", None),
        (f"Thông tư 20/2012/TT-BCT nêu rõ. Bộ xây dựng Nghị định sửa đổi Nghị định {OLD}", "amends", None),
        (f"theo hướng dẫn tại Nghị định {OLD}", None, None),
        (f"Nghị định {NEW}. Theo quy định của Nghị định {OLD}", None, None),
    ],
)
def test_relation(text: str, relation: str | None, source: str | None) -> None:
    (target,) = [reference for reference in references(text) if reference.symbol == OLD]
    assert (target.relation, target.relation_source) == (relation, source)
    assert [reference.relation for reference in references(text) if reference.symbol != OLD] in ([], [None])


def test_a_list_shares_the_relation() -> None:
    text = f"Nghị định {NEW} thay thế Nghị định {OLD} và Nghị định 10/2010/NĐ-CP"
    assert [(reference.relation, reference.relation_source) for reference in references(text)] == [
        (None, None),
        ("replaces", NEW),
        ("replaces", NEW),
    ]


def test_an_anaphor_may_act() -> None:
    text = f"Nghị định {NEW} có hiệu lực. Nghị định này thay thế Nghị định {OLD}"
    assert references(text)[-1].relation_source == NEW


def test_who_amended_a_document_is_not_what_its_list_is_about() -> None:
    text = f"Nghị định sửa đổi Nghị định 8/2009/NĐ-CP, Nghị định {OLD} đã được sửa đổi một số điều theo Nghị định {NEW}"
    assert [(reference.relation, reference.relation_source) for reference in references(text)] == [
        ("amends", None),
        ("amends", NEW),
        (None, None),
    ]
