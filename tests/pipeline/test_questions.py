"""The saved questions: each answers, and gives the same answer in DuckDB and in SQLite."""

import re
import sqlite3
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import orjson
import pyarrow.parquet as pq
import pytest

from pipeline.errors import Misuse
from pipeline.question_values import as_stored
from pipeline.questions import _WRONG, QUESTIONS, Question, WrongValue, question_named
from pipeline.tables import published_tables
from pipeline.web.language import LANGUAGES, language
from tests.pipeline.ingesting import ingest_here, json_lines

_DECREES = ("45/2012/NĐ-CP", "20/2012/TT-BCT", "16/2011/TTLT-BCT-BNV")


def _documents() -> list[dict[str, Any]]:
    """Articles of two years that cite one to three documents beside provinces and sums; one has no date."""
    documents = [
        {
            "id": f"doc-{number:02d}",
            "title": f"Bài {number}",
            "text": f"Nghị định số {_DECREES[0]} giúp tỉnh Bắc Ninh thu {number + 1},5 tỷ đồng, tăng {number + 1},25%."
            + f" Thông tư số {_DECREES[1]} áp dụng tại Hà Nội." * (number % 2)
            + f" Thông tư liên tịch số {_DECREES[2]} giảm {number}%, chi 3 triệu USD (60 tỷ đồng)." * (number % 3 == 0)
            + f" Bài số {number} của tháng." * 3,
        }
        | ({"published_on": f"{2023 + number % 2}-{number + 1:02d}-15"} if number else {})
        for number in range(8)
    ]
    documents.append(documents[3] | {"id": "copy", "title": "Bản sao"})
    return documents


@pytest.fixture(scope="module")
def tables(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("questions")
    ingest_here([json_lines(folder / "in.jsonl", _documents())], folder / "out")
    return folder / "out" / "tables"


@pytest.fixture(scope="module")
def in_duckdb(tables: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        for table in published_tables():
            connection.register(table.name, pq.read_table(tables / f"{table.name}.parquet"))
        yield connection


@pytest.fixture(scope="module")
def in_sqlite(tables: Path) -> Iterator[sqlite3.Connection]:
    connection = sqlite3.connect(":memory:")
    for table in published_tables():
        rows = pq.read_table(tables / f"{table.name}.parquet").to_pylist()
        names = [column.name for column in table.columns]
        quoted = ", ".join(f'"{name}"' for name in names)
        connection.execute(f"CREATE TABLE {table.name} ({quoted})")
        marks = ", ".join("?" * len(names))
        connection.executemany(
            f"INSERT INTO {table.name} VALUES ({marks})", [[_for_sqlite(row[name]) for name in names] for row in rows]
        )
    yield connection
    connection.close()


def _for_sqlite(value: Any) -> Any:
    match value:
        case Decimal():
            return float(value)
        case date():
            return value.isoformat()
        case list():
            return orjson.dumps(value).decode()
        case _:
            return value


def _comparable(rows: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    def plain(value: Any) -> Any:
        if isinstance(value, Decimal | float | int):
            return round(float(value), 6)
        return value.isoformat() if isinstance(value, date) else value

    return [tuple(map(plain, row)) for row in rows]


CASES = [(question, {}) for question in QUESTIONS] + [
    (question_named(name), given)
    for name, given in (
        ("decrees_by_month", {"top": "1"}),
        ("decrees_by_ministry", {"issuer": "Bộ Công Thương"}),
        ("decrees_by_province", {"units": "2025"}),
        ("decrees_by_province", {"province": "Hà Nội"}),
        ("first_and_last_citation", {"symbol": "nghị định 45/2012/nđ-cp", "rows": "1"}),
        ("decree_sentences", {"symbol": _DECREES[2]}),
        ("amounts_by_year", {"within": "sentence"}),
        ("cocited_pairs", {"symbol": _DECREES[2]}),
    )
]


@pytest.mark.parametrize(("question", "given"), CASES, ids=lambda v: v.name if isinstance(v, Question) else str(v))
def test_both_databases_give_the_same_answer(
    question: Question, given: dict[str, str], in_duckdb: duckdb.DuckDBPyConnection, in_sqlite: sqlite3.Connection
) -> None:
    values = question.values(given)
    asked = in_duckdb.execute(question.duckdb, values)
    names, here = [column[0] for column in asked.description], asked.fetchall()
    there = in_sqlite.execute(question.sqlite, values)
    assert [column[0] for column in there.description] == names
    assert _comparable(here) == _comparable(there.fetchall())
    assert here


def _answer(connection: duckdb.DuckDBPyConnection, name: str, **given: str) -> list[tuple[Any, ...]]:
    question = question_named(name)
    return connection.execute(question.duckdb, question.values(given)).fetchall()


def test_the_answers_are_those_that_a_reader_would_count(in_duckdb: duckdb.DuckDBPyConnection) -> None:
    first = _answer(in_duckdb, "first_and_last_citation")
    # the copy counts for none of them
    assert [(row[0], row[5]) for row in first] == [(_DECREES[0], 8), (_DECREES[1], 4), (_DECREES[2], 3)]
    assert first[0][3:5] == (date(2023, 3, 15), date(2024, 8, 15))
    assert first[0][7] == 1
    months = _answer(in_duckdb, "decrees_by_month")
    assert months[0][:3] == ("2023-03", 1, _DECREES[0])
    assert months[-1][0] is None
    pairs = {row[:2]: row[2] for row in _answer(in_duckdb, "cocited_pairs")}
    assert pairs[(_DECREES[2], _DECREES[0])] == 3
    assert pairs[(_DECREES[1], _DECREES[0])] == 4
    joint = {row[0] for row in _answer(in_duckdb, "decrees_by_ministry") if row[2] == _DECREES[2]}
    assert joint == {"Bộ Công Thương", "Bộ Nội vụ"}
    assert {row[0] for row in _answer(in_duckdb, "decrees_by_province") if row[2] == _DECREES[1]} == {"Hà Nội"}
    said = _answer(in_duckdb, "decree_sentences", symbol=_DECREES[2])
    assert {row[5] for row in said} == {"3 triệu USD; 60 tỷ đồng"}
    # what restates a sum in another currency is no other sum
    sums = _answer(in_duckdb, "amounts_by_year", symbol=_DECREES[2], within="sentence")
    assert [row[1] for row in sums] == ["USD"] * len(sums)
    # year, currency, articles, amounts, different values; smallest, median (of an even number the lower one), largest
    beside = _answer(in_duckdb, "amounts_by_year", within="sentence")
    assert [row[:5] for row in beside] == [("2023", "VND", 3, 3, 3), ("2024", "VND", 4, 4, 4), (None, "VND", 1, 1, 1)]
    billions = [tuple(value / 10**9 for value in row[5:]) for row in beside]
    assert billions == [(3.5, 5.5, 7.5), (2.5, 4.5, 8.5), (1.5, 1.5, 1.5)]
    assert {row[0] for row in _answer(in_duckdb, "percentages_by_direction")} == {"increase", "decrease"}


@pytest.mark.parametrize("written", ["45/2012/nđ-cp", "Nghị định số 45/2012/NĐ-CP", " 45 /2012/NĐ-CP "])
def test_a_symbol_may_be_written_in_any_way(written: str) -> None:
    for form in ("NFC", "NFD"):
        given = unicodedata.normalize(form, written)  # type: ignore[arg-type]
        assert question_named("decree_sentences").values({"symbol": given})["symbol"] == _DECREES[0]


@pytest.mark.parametrize(
    ("name", "given", "words"),
    [
        ("decrees_by_month", {"top": "zehn"}, "top: 'zehn' is no whole number"),
        ("decrees_by_month", {"top": "0"}, "top: '0' is no whole number"),
        ("decrees_by_month", {"top": "1; DROP TABLE x"}, "is no whole number"),
        ("decrees_by_month", {"tpo": "1"}, "no parameter 'tpo'; did you mean top?"),
        ("amounts_by_year", {"within": "page"}, "within: 'page' is none of article, sentence"),
        ("decrees_by_province", {"province": "Tỉnh Nào"}, "province: 'Tỉnh Nào' is no province"),
        ("percentages_by_direction", {"x": "1"}, "no parameter 'x'; there are none"),
    ],
)
def test_a_wrong_parameter_is_told(name: str, given: dict[str, str], words: str) -> None:
    with pytest.raises(Misuse, match=re.escape(words)):
        question_named(name).values(given)


def test_an_unknown_question_is_told() -> None:
    with pytest.raises(Misuse, match="did you mean decrees_by_month"):
        question_named("decree_by_month")


_LOOKED_UP = [
    ("decrees_by_ministry", {"issuer": "bo cong thuong"}, "Bộ Công Thương"),
    ("decrees_by_province", {"province": "tỉnh bac ninh"}, "Bắc Ninh"),
    ("decree_sentences", {"symbol": "45/2012"}, _DECREES[0]),
    ("cocited_pairs", {"symbol": "nd 45"}, _DECREES[0]),
    ("amounts_by_year", {"symbol": "thông tư số 20 năm 2012"}, _DECREES[1]),
    ("first_and_last_citation", {"symbol": "16/2011/ttltbctbnv"}, _DECREES[2]),
    # nobody cites it, and it is plain which document is meant
    ("decree_sentences", {"symbol": "nghị định 99/1999/NĐ-CP"}, "99/1999/NĐ-CP"),
]


def _ways(
    in_duckdb: duckdb.DuckDBPyConnection, in_sqlite: sqlite3.Connection
) -> list[Callable[[str, Mapping[str, str]], list[tuple[Any, ...]]]]:
    return [
        lambda sql, values: in_duckdb.execute(sql, dict(values)).fetchall(),
        lambda sql, values: in_sqlite.execute(sql, dict(values)).fetchall(),
    ]


@pytest.mark.parametrize(("name", "given", "meant"), _LOOKED_UP)
def test_names_are_looked_up_in_the_tables(
    name: str,
    given: dict[str, str],
    meant: str,
    in_duckdb: duckdb.DuckDBPyConnection,
    in_sqlite: sqlite3.Connection,
) -> None:
    question = question_named(name)
    for ask in _ways(in_duckdb, in_sqlite):
        (parameter,) = given
        assert as_stored(question, question.values(given), ask)[parameter] == meant


@pytest.mark.parametrize(
    ("name", "given", "words"),
    [
        ("decree_sentences", {"symbol": "2012"}, f"symbol: '2012' may mean {_DECREES[0]}, {_DECREES[1]}; give one of"),
        ("decree_sentences", {"symbol": "xyz"}, "symbol: no article cites 'xyz' with a symbol"),
        ("decree_sentences", {"symbol": "///"}, "symbol: no article cites '///' with a symbol"),
        ("decrees_by_ministry", {"issuer": "Bộ Công Thươn"}, "did you mean Bộ Công Thương?"),
        ("decrees_by_ministry", {"issuer": "' OR '' = '"}, "issuer: no document is issued by"),
    ],
)
def test_a_name_that_means_nothing_or_several_is_told(
    name: str,
    given: dict[str, str],
    words: str,
    in_duckdb: duckdb.DuckDBPyConnection,
    in_sqlite: sqlite3.Connection,
) -> None:
    question = question_named(name)
    for ask in _ways(in_duckdb, in_sqlite):
        with pytest.raises(WrongValue, match=re.escape(words)):
            as_stored(question, question.values(given), ask)


@pytest.mark.parametrize("code", LANGUAGES)
def test_the_pages_have_words_for_what_is_wrong(code: str) -> None:
    said = language(code)
    for why in _WRONG:
        assert said.t(f"questions.wrong_{why}", given="x", there="y")


def test_what_is_given_stays_a_value(in_duckdb: duckdb.DuckDBPyConnection) -> None:
    assert _answer(in_duckdb, "decrees_by_ministry", issuer="' OR '' = '") == []


def test_every_question_is_told_in_both_languages() -> None:
    assert len({question.name for question in QUESTIONS}) == len(QUESTIONS)
    for question in QUESTIONS:
        assert re.fullmatch(r"[a-z_]+", question.name)
        words = [question.title_vi, question.title_en, question.about_vi, question.about_en]
        words += [word for each in question.parameters for word in (each.meaning_vi, each.meaning_en)]
        assert all(word.strip() == word and word for word in words)
        assert {parameter.name for parameter in question.parameters} == set(re.findall(r":([a-z]+)", question.sql))
