"""The provinces in both sets of units: what is counted, how they are named, what stands beside them."""

import re
import sqlite3
from contextlib import closing
from pathlib import Path
from urllib.parse import unquote

import pytest

from extractors.provinces.units import unit_sets
from pipeline.web.addresses import province_at, provinces_at, question_at
from pipeline.web.database import build, web_file
from pipeline.web.pages.provinces import RANKS, unit_named
from tests.pipeline.ingesting import ingest_here, json_lines
from tests.pipeline.web.asking import ask
from tests.pipeline.web.desk import ARTICLES, article

_ARTICLES = [
    *ARTICLES,
    article(30, "Tỉnh Bắc Giang chi 3,5 tỷ đồng theo Nghị định số 45/2012/NĐ-CP của Chính phủ. Xong."),
    article(31, "Tỉnh Bắc Ninh mới chi 9 tỷ đồng. Tỉnh Hà Tây xưa có nghề lụa.", published_on="2025-09-02"),
]


@pytest.fixture(scope="module")
def output(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("provinces")
    ingest_here([json_lines(folder / "in" / "bai.jsonl", _ARTICLES)], folder / "out")
    build(folder / "out")
    return folder / "out"


def units_row(output: Path, units: str, unit: str) -> tuple[int, ...]:
    columns = "mentions, documents, original_mentions, original_documents, amounts, median_vnd"
    with closing(sqlite3.connect(web_file(output))) as connection:
        row = connection.execute(
            f"SELECT {columns} FROM province_units WHERE units = ? AND unit = ?", (units, unit)
        ).fetchone()
    return tuple(row)


def test_counts_by_name_and_by_the_unit_of_2025(output: Path) -> None:
    # of Bắc Ninh: an article and its copy, and one of after the merger
    assert units_row(output, "63", "Bắc Ninh") == (3, 3, 2, 2, 2, (62_584_000_000 + 9_000_000_000) / 2)
    assert units_row(output, "63", "Bắc Giang") == (1, 1, 1, 1, 1, 3_500_000_000)
    assert units_row(output, "34", "Bắc Ninh") == (4, 4, 3, 3, 3, 9_000_000_000)


def test_sums_are_never_added_up(output: Path) -> None:
    page = ask(output, provinces_at("63", "amounts")).text
    bac_ninh = page[page.index('href="/province/B%E1%BA%AFc%20Ninh') :].split("</tr>")[0]
    assert '<td class="number other">35.792.000.000</td>' in bac_ninh
    assert "71.584.000.000" not in page


@pytest.mark.parametrize("units", ["63", "34"])
@pytest.mark.parametrize("by", RANKS)
def test_every_unit_is_ranked_the_highest_first(output: Path, units: str, by: str) -> None:
    page = ask(output, provinces_at(units, by)).text
    ranked = re.findall(
        r'<th scope="row"><a href="/province/[^"]*">([^<]*)</a></th><td class="code">([^<]*)</td>', page
    )
    known = {unit.name: unit.code for unit in unit_sets()[units].values()}
    assert {name: code for name, code in ranked if name in known} == known
    assert {name for name, _ in ranked} - set(known) == ({"Hà Tây"} if units == "63" else set())
    values = [float(one.replace(".", "")) for one in re.findall(r'<td class="number ranked-by">([\d.]+)<', page)]
    assert len(values) == len(ranked)
    assert values == sorted(values, reverse=True)
    assert values[0] > 0


@pytest.mark.parametrize(
    ("asked", "units", "name"),
    [
        *(
            ("bac ninh", "63", "Bắc Ninh"),
            ("27", "63", "Bắc Ninh"),
            ("24", "63", "Bắc Giang"),
            ("24", "34", "Bắc Ninh"),
        ),
        *(("Đắk Lắk", "63", "Đắk Lắk"), ("dak lak", "34", "Đắk Lắk"), ("Hà Tây", "63", "Hà Tây")),
        *(("999", "63", None), ("Paris", "34", None), ("", "63", None)),
    ],
)
def test_names_and_codes(asked: str, units: str, name: str | None) -> None:
    assert unit_named(asked, units) == name


def test_another_spelling_or_a_code_leads_to_the_name(output: Path) -> None:
    for asked in (province_at("bac ninh", "34"), province_at("24", "34")):
        answer = ask(output, asked)
        assert (answer.status_code, unquote(answer.headers["location"])) == (302, "/province/Bắc Ninh?units=34")
    assert ask(output, province_at("Paris")).status_code == 404


def test_what_stands_beside_a_province(output: Path) -> None:
    page = ask(output, province_at("Bắc Ninh")).text
    assert "27" in page
    assert page.count('<ol class="hits plain">') == 1
    articles = re.findall(r'<h3><a href="/article/[^"]*">([^<]*)</a></h3>', page)
    assert articles == ["Bài số 31", "Bài số 1"]
    assert ">Bắc Ninh</mark>" in page or ">Bắc Ninh</a>" in page
    assert "62,584 tỷ đồng" in page
    assert '<a class="symbol" href="/decree/45/2012/N%C4%90-CP"' in page
    merged = ask(output, province_at("Bắc Ninh", "34")).text
    assert re.findall(r'<h3><a href="/article/[^"]*">([^<]*)</a></h3>', merged) == [
        "Bài số 31",
        "Bài số 30",
        "Bài số 1",
    ]
    assert "3,5 tỷ đồng" in merged


def test_a_unit_of_before_says_where_its_territory_is_now(output: Path) -> None:
    assert province_at("Bắc Ninh", "34") in ask(output, province_at("Bắc Giang")).text
    assert "không phải là tên của tỉnh nào" in ask(output, province_at("Bắc Giang", "34")).text


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_a_wrong_parameter_of_a_question_is_said_beside_its_form(output: Path, lang: str) -> None:
    answer = ask(output, question_at("decrees_by_month") + "?top=x", cookies={"trichluc_lang": lang})
    assert answer.status_code == 400
    assert 'role="alert"' in answer.text
    assert 'value="x"' in answer.text


def test_a_question_answers_as_the_program_does_and_leads_on(output: Path) -> None:
    page = ask(output, question_at("decree_sentences") + "?symbol=nghi+dinh+45/2012/nd-cp&nonsense=1")
    assert page.status_code == 200
    page_en = ask(output, question_at("decree_sentences"), cookies={"trichluc_lang": "en"}).text
    assert "What is said of a document" in page_en
    (csv,) = re.findall(r'<a href="(/tables\.csv\?[^"]*)">CSV</a>', page_en)
    rows = ask(output, csv.replace("&amp;", "&")).text.splitlines()
    assert rows[0].lstrip("\ufeff").startswith("published_on,title,sentence")
    assert len(rows) - 1 == len(re.findall(r"<tr><td", page_en))
    assert ask(output, question_at("nothing")).status_code == 404
