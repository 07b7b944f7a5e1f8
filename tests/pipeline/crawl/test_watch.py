"""The watch list: what a word means, and which articles mention it."""

import unicodedata
from pathlib import Path
from typing import Any

import pytest

from pipeline.crawl.watch import find_watched, read_watched, watch_list
from pipeline.errors import Misuse
from tests.pipeline.ingesting import ingest_here, json_lines

_DOCUMENTS: list[dict[str, Any]] = [
    {
        # its id is its address
        "title": "Khuyến công",
        "url": "https://congthuong.vn/khuyen-cong-400001.html",
        "published_on": "2024-05-02",
        "text": "Chương trình dài hạn.\nTheo Nghị định số 45/2012/NĐ-CP ngày 21/5/2012 của Chính phủ, kinh phí tăng.",
    },
    {"id": "b", "title": "Điện", "published_on": "2024-05-02", "text": "Tỉnh Bắc Giang chi 3 tỷ đồng cho năm 2024."},
    {
        "id": "c",
        "title": "Chợ",
        "published_on": "2025-09-02",
        "text": "UBND tỉnh Bắc Ninh họp.\nChợ  Đồng Xuân mở cửa.",
    },
    {
        "id": "d",
        "title": "Vốn",
        "published_on": "2025-09-02",
        "text": "Luật Đầu tư công đã có hiệu lực. Không gì khác.",
    },
]


A = "congthuong.vn/400001"
IDS = [A, "b", "c", "d"]


@pytest.fixture(scope="module")
def output(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("watched")
    ingest_here([json_lines(folder / "in.jsonl", _DOCUMENTS)], folder / "out")
    return folder / "out"


@pytest.mark.parametrize(
    ("word", "meaning"),
    [
        ("45/2012/NĐ-CP", "the document 45/2012/NĐ-CP"),
        ("nghị định số 45/2012/nđ-cp", "the document 45/2012/NĐ-CP"),
        ("Nghị định 45/2012", "the document 45/2012/NĐ-CP"),
        ("Luật Đầu tư công", "the document Luật Đầu tư công"),
        (" Bắc  Ninh ", "the province Bắc Ninh"),
        ("tỉnh Bắc Giang", "the province Bắc Giang"),
        ("TP.HCM", "the province Hồ Chí Minh"),
        ("Đắc Lắc", "the province Đắk Lắk"),
        ("khuyến công", "these words"),
        ("Sở Công Thương Bắc Ninh", "these words"),
        ("10%", "these words"),
    ],
)
def test_what_a_word_means(word: str, meaning: str) -> None:
    assert read_watched(word).meaning == meaning
    assert read_watched(unicodedata.normalize("NFD", word)).meaning == meaning


@pytest.mark.parametrize(
    ("word", "found"),
    [
        ("45/2012/NĐ-CP", {A: "Theo Nghị định số 45/2012/NĐ-CP ngày 21/5/2012 của Chính phủ, kinh phí tăng."}),
        ("46/2012/NĐ-CP", {}),
        ("Luật Đầu tư công", {"d": "Luật Đầu tư công đã có hiệu lực."}),
        # Bắc Giang is part of Bắc Ninh since July 2025
        ("Bắc Ninh", {"b": "Tỉnh Bắc Giang chi 3 tỷ đồng cho năm 2024.", "c": "UBND tỉnh Bắc Ninh họp."}),
        ("Bắc Giang", {"b": "Tỉnh Bắc Giang chi 3 tỷ đồng cho năm 2024."}),
        ("chợ đồng xuân", {"c": "Chợ Đồng Xuân mở cửa."}),
        ("CHỢ ĐỒNG XUÂN", {"c": "Chợ Đồng Xuân mở cửa."}),
        (unicodedata.normalize("NFD", "Đồng Xuân"), {"c": "Chợ Đồng Xuân mở cửa."}),
        ("Đồng Xu", {}),  # no part of a word
        ("dong xuan", {}),  # another word without its marks
    ],
)
def test_which_articles_mention_it(output: Path, word: str, found: dict[str, str]) -> None:
    hits = find_watched(output, IDS, [read_watched(word)])
    assert {hit.doc_id: hit.sentence for hit in hits} == found


def test_hits_tell_title_and_address_and_only_of_the_documents_asked_for(output: Path) -> None:
    watched = [read_watched("45/2012/NĐ-CP")]
    assert find_watched(output, ["b", "c", "no such"], watched) == ()
    assert find_watched(output, ["no such"], watched) == ()
    assert find_watched(output, [], watched) == ()
    (hit,) = find_watched(output, [A], watched)
    assert (hit.word, hit.title, hit.url) == ("45/2012/NĐ-CP", "Khuyến công", _DOCUMENTS[0]["url"])


def test_the_folders_own_list_is_joined(tmp_path: Path) -> None:
    (tmp_path / "crawl").mkdir()
    (tmp_path / "crawl" / "watch.txt").write_text("# hers\nBắc Ninh\n\n  khuyến công \n", "utf-8")
    assert [each.word for each in watch_list(tmp_path, ["45/2012/NĐ-CP", "Bắc Ninh"])] == [
        "45/2012/NĐ-CP",
        "Bắc Ninh",
        "khuyến công",
    ]
    (tmp_path / "crawl" / "watch.txt").write_bytes(b"B\xef\xbf")
    with pytest.raises(Misuse, match=r"watch\.txt: cannot be read"):
        watch_list(tmp_path)
    assert watch_list(tmp_path / "none") == ()


@pytest.mark.parametrize("word", ["", "  ", "?!"])
def test_a_word_that_says_nothing_is_refused(word: str) -> None:
    with pytest.raises(Misuse, match="give a symbol"):
        read_watched(word)
