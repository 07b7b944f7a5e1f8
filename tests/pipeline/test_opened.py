"""An output folder in Python: types that lose nothing, SQL that can only read, articles that show what they hold."""

import re
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pytest

from extractors import extract
from pipeline import open_store
from pipeline.errors import Misuse
from pipeline.frames import CATEGORIES
from pipeline.tables import published_tables
from tests.pipeline.commands import environment
from tests.pipeline.ingesting import ARTICLES, ingest_here, json_lines, rows
from tests.pipeline.test_render import Reader


def test_importing_the_package_loads_nothing_heavy() -> None:
    heavy = "{'pandas', 'pyarrow', 'duckdb', 'prefect', 'extractors'}"
    program = f"import sys; from pipeline import open_store; print(sorted({heavy} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", program], env=environment(), capture_output=True, text=True)
    assert (done.returncode, done.stdout.strip()) == (0, "[]")


@pytest.mark.parametrize("table", [table.name for table in published_tables()])
def test_a_table_is_a_frame_with_every_value(table: str, articles_store: Path) -> None:
    frame = open_store(articles_store).table(table)
    expected = rows(articles_store, table)
    assert len(frame) == len(expected)
    for name in frame.columns:
        for found, value in zip(frame[name], (row[name] for row in expected), strict=True):
            if value is None:
                assert found is None or pd.isna(found)
            else:
                assert found == (pd.Timestamp(value) if hasattr(value, "isoformat") else value)


def test_columns_have_types(articles_store: Path) -> None:
    store = open_store(articles_store)
    amounts, refs, runs = store.table("amounts"), store.table("decree_refs"), store.table("runs")
    assert amounts["value"].dtype == pd.ArrowDtype(pa.decimal128(38, 6))
    assert amounts["value"].sum() == sum(row["value"] for row in rows(articles_store, "amounts"))
    assert isinstance(amounts["value"].sum(), Decimal)
    assert isinstance(amounts["currency"].dtype, pd.CategoricalDtype)
    assert refs["issued_on"].dtype.kind == "M"
    assert refs["issued_on"].dt.year.dropna().astype(int).tolist()[0] == 2003
    assert refs["year"].dtype == pd.Int32Dtype()
    assert refs["is_duplicate"].dtype == pd.BooleanDtype()
    assert isinstance(refs["symbol"].dtype, pd.StringDtype)
    assert isinstance(refs["issuer"].iloc[0], list)
    assert str(runs["started_at"].dt.tz) == "UTC"
    assert str(store.table("documents")["captured_at"].dt.tz) == "Asia/Ho_Chi_Minh"


def test_an_empty_table_has_the_same_types(articles_store: Path, empty_store: Path) -> None:
    for table in published_tables():
        full, empty = open_store(articles_store).table(table.name), open_store(empty_store).table(table.name)
        assert list(full.columns) == list(empty.columns)
        for name in full.columns:
            assert str(full[name].dtype).split("(")[0] == str(empty[name].dtype).split("(")[0], (table.name, name)


def test_categories_are_columns_that_there_are() -> None:
    assert {column.name for table in published_tables() for column in table.columns} >= CATEGORIES


def test_columns_and_rows_are_chosen(articles_store: Path) -> None:
    store = open_store(articles_store)
    frame = store.table("decree_refs", columns=["start", "symbol"], where="relation = 'amends' -- sửa đổi")
    assert list(frame.columns) == ["start", "symbol"]
    assert frame["symbol"].tolist() == ["45/2012/NĐ-CP"]
    inside = "doc_id IN (SELECT doc_id FROM documents WHERE title IS NULL)"
    assert len(store.table("decree_refs", where=inside)) == sum(
        row["title"] is None for row in rows(articles_store, "decree_refs")
    )


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda store: store.table("decre_refs"), "there is no table 'decre_refs'; did you mean decree_refs"),
        (lambda store: store.table("amounts", columns=["valu"]), "amounts has no column 'valu'; did you mean value"),
        (lambda store: store.table("amounts", where="1 = 1; SELECT 2"), "--where: not one condition"),
        (lambda store: store.columns("x"), "there is no table 'x'"),
        (lambda store: store.sql("SELECT * FROM read_csv('/etc/passwd')"), "cannot be reached"),
        (lambda store: store.sql("SELECT $x"), "x"),
        (lambda store: store.saved("decrees_by_mnth"), "did you mean decrees_by_month"),
        (lambda store: store.article("không có"), "no document"),
    ],
)
def test_misuse_is_told(call: "object", words: str, articles_store: Path) -> None:
    with pytest.raises(Misuse, match=re.escape(words)):
        call(open_store(articles_store))  # type: ignore[operator]


def test_no_store_is_told(tmp_path: Path) -> None:
    with pytest.raises(Misuse, match="there is no such folder"):
        open_store(tmp_path / "không có")


def test_sql_takes_values(articles_store: Path) -> None:
    store = open_store(articles_store)
    found = store.sql("SELECT count(*) AS n FROM decree_refs WHERE symbol = $symbol", symbol="45/2012/NĐ-CP")
    assert found["n"].tolist() == [5]
    said = store.saved("decree_sentences", symbol="nghị định 45/2012/nđ-cp")
    assert sorted(said["relation"].dropna()) == ["amends", "implements"]
    assert len(said) == 5


def test_the_store_says_what_is_in_it(articles_store: Path) -> None:
    store = open_store(articles_store)
    assert "decree_refs 15" in repr(store)
    assert store.tables().loc["decree_refs", "rows"] == 15
    assert store.columns("amounts").loc["value", "cột"] == "Giá trị"


def test_an_article_shows_its_text_and_mentions(articles_store: Path) -> None:
    store = open_store(articles_store)
    for row in rows(articles_store, "documents"):
        article = store.article(row["doc_id"])
        assert article.mentions == {
            name: tuple(found) for name, found in extract(article.text, published_on=article.published_on).lists.items()
        }
        page = Reader(article._repr_html_())
        assert page.texts == [article.text]
        assert sum(map(len, article.mentions.values())) == 0 or page.marks
        assert article.doc_id in repr(article)
        assert article.boilerplate == row["boilerplate"]
        assert page.tags.count("span") >= bool(article.boilerplate)
    assert store.article(next(ARTICLES.glob("*.txt")).name).text


def test_an_article_of_markup_stays_text(tmp_path: Path) -> None:
    text = "<script>alert(1)</script> theo Nghị định số 45/2012/NĐ-CP </div></style>\r\n\u202e&amp;"
    source = json_lines(tmp_path / "in.jsonl", [{"id": "x", "title": "<img src=x onerror=alert(1)>", "text": text}])
    ingest_here([source], tmp_path / "out")
    article = open_store(tmp_path / "out").article("x")
    html = article._repr_html_()
    page = Reader(html)
    assert page.texts == [article.text]
    assert set(page.tags) <= {"style", "div", "h4", "p", "mark"}
    assert not re.search(r"<(script|img)", html)


def test_types_of_answers_that_no_table_has(articles_store: Path) -> None:
    frame = open_store(articles_store).sql("SELECT 1::HUGEINT AS a, NULL::INT AS b, [1.5] AS c, {'x': 1} AS d")
    assert frame["a"].tolist() == [Decimal(1)]
    assert frame["b"].isna().all()
    assert frame["c"].tolist() == [[Decimal("1.5")]]
    assert frame["d"].tolist() == [{"x": 1}]
