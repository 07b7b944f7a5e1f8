"""Symbols: one canonical spelling for each way of printing one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.decree_refs.symbols import canonical


@pytest.mark.parametrize(
    ("printed", "spelling"),
    [
        # as it should be
        ("45/2012/NĐ-CP", "45/2012/NĐ-CP"),
        ("16/2011/TTLT-BCT-BNV", "16/2011/TTLT-BCT-BNV"),
        ("25/2022/UBTVQH15", "25/2022/UBTVQH15"),
        ("27-NQ/TW", "27-NQ/TW"),
        ("13-KL/TW", "13-KL/TW"),
        ("3992/BTC-ĐT", "3992/BTC-ĐT"),
        ("22/VBHN-BTC", "22/VBHN-BTC"),
        ("66.13/2026/NQ-CP", "66.13/2026/NQ-CP"),
        ("04a/2012/TT-BTC", "04a/2012/TT-BTC"),
        # before 1998
        ("27/CP", "27/CP"),
        ("115-TTg", "115-TTg"),
        ("87-CT", "87-CT"),
        ("217-HĐBT", "217-HĐBT"),
        ("89-TC/TCT", "89-TC/TCT"),
        ("01/98/TT-BTC", "01/98/TT-BTC"),
        # spaces and line ends
        ("16 /2011/TTLT-BCT-BNV", "16/2011/TTLT-BCT-BNV"),
        ("18/2022/NQ- HĐND", "18/2022/NQ-HĐND"),
        ("45/2012/NĐ – CP", "45/2012/NĐ-CP"),
        ("45/2012/NĐ CP", "45/2012/NĐ-CP"),
        ("95/2020/TT-\nBTC", "95/2020/TT-BTC"),
        ("66/2014/QH 13", "66/2014/QH13"),
        # diacritics and letter case
        ("45/2012/ND-CP", "45/2012/NĐ-CP"),
        ("23/2005/QÐ-BCN", "23/2005/QĐ-BCN"),
        ("102/2017/nð-cp", "102/2017/NĐ-CP"),
        ("1234/QĐ-TTG", "1234/QĐ-TTg"),
        ("22-Ctr/TU", "22-CTr/TU"),
        ("12/2008/QD-BGDDT", "12/2008/QĐ-BGDĐT"),
        # slips
        ("45/2012/NĐCP", "45/2012/NĐ-CP"),
        ("45/2012/NĐ/CP", "45/2012/NĐ-CP"),
        ("70/2021/TTBTC", "70/2021/TT-BTC"),
        ("98-NQ/CP", "98/NQ-CP"),
        ("68/NQ-TW", "68-NQ/TW"),
        ("19-2016/NQ-CP", "19/2016/NQ-CP"),
        ("45/NĐ-CP/2012", "45/2012/NĐ-CP"),
        ("58/2017/NĐ-PC", "58/2017/NĐ-CP"),
        ("1210/QĐ-ƯBND", "1210/QĐ-UBND"),
        ("1/NQ-CP", "01/NQ-CP"),
        ("1.304/TTg-KTN", "1304/TTg-KTN"),
        ("31/QĐ- -TTg", "31/QĐ-TTg"),
        ("31/QĐ--TTg", "31/QĐ-TTg"),
        ("8/2009/QĐ_BTC", "08/2009/QĐ-BTC"),
        ("7/2019/TT-BLĐ TBXH", "07/2019/TT-BLĐTBXH"),
        ("7/2019/TT BGDĐT", "07/2019/TT-BGDĐT"),
        ("7/2019/TT-BYT CP", "07/2019/TT-BYT"),
        ("2210/BGDĐT-GDTrH", "2210/BGDĐT-GDTrH"),
        # a footnote's mark glued on
        ("45/2012/NĐ-CP2", "45/2012/NĐ-CP"),
        ("54/2019/QH143", "54/2019/QH14"),
        # no symbols
        ("24/7", None),
        ("26/10/2012", None),
        ("63/63 tỉnh", None),
        ("", None),
    ],
)
def test_canonical(printed: str, spelling: str | None) -> None:
    assert canonical(printed) == spelling


SYMBOLS = st.builds(
    lambda number, year, suffix, space: f"{number}{space}/{year}{suffix}",
    st.integers(1, 9999),
    st.sampled_from(["", "2012/", "1999/", "2026/"]),
    st.sampled_from(
        ["NĐ-CP", "QĐ-TTG", "tt-btc", "ND-CP", "TTLT-BCT-BNV", "QĐ- UBND", "NQ/TW", "BTC-ĐT", "QH13", "TT–BYT"]
    ),
    st.sampled_from(["", " "]),
)


@given(SYMBOLS)
def test_canonical_is_idempotent(printed: str) -> None:
    spelling = canonical(printed)
    if spelling is not None:
        assert canonical(spelling) == spelling
        assert " " not in spelling


@given(st.text("0123456789/-NĐQTBCPHĐWg. ", max_size=30))
def test_canonical_is_idempotent_on_noise(printed: str) -> None:
    spelling = canonical(printed)
    assert spelling is None or canonical(spelling) == spelling
