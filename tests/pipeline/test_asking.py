"""SQL over the published tables: it reads them, and can do nothing else."""

import re
import signal
import subprocess
import sys
from pathlib import Path

import duckdb
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.asking import Asking, asking
from pipeline.errors import Misuse, TrichlucError
from pipeline.tables import table_named
from tests.pipeline.commands import environment
from tests.pipeline.ingesting import ingest_here, json_lines, numbered_documents


def test_the_tables_are_views_of_their_names(articles_store: Path) -> None:
    with asking(articles_store) as session:
        for table in session.tables:
            answer = session.ask(f"SELECT * FROM {table.name}")
            assert tuple(column.name for column in answer.columns) == table.columns
            assert len(list(answer.rows)) == table.rows


def test_empty_tables_answer(empty_store: Path) -> None:
    with asking(empty_store) as session:
        assert list(session.ask("SELECT * FROM decree_refs").rows) == []
        assert list(session.ask("SELECT count(*) FROM amounts").rows) == [(0,)]


@pytest.mark.parametrize("what", ["nothing", "no store", "never published"])
def test_where_nothing_was_published_the_remedy_is_told(tmp_path: Path, what: str) -> None:
    output = tmp_path / "out"
    if what != "nothing":
        output.mkdir()
    if what == "never published":
        ingest_here([json_lines(tmp_path / "in.jsonl", numbered_documents(1))], output)
        (output / "tables" / "runs.parquet").unlink()
    with pytest.raises(Misuse, match=r"trichluc run|start it again"), asking(output):
        pass


def test_a_damaged_table_is_named(tmp_path: Path) -> None:
    ingest_here([json_lines(tmp_path / "in.jsonl", numbered_documents(1))], tmp_path / "out")
    place = tmp_path / "out" / "tables" / "amounts.parquet"
    place.write_bytes(place.read_bytes()[:-20])
    with pytest.raises(TrichlucError, match=r"amounts\.parquet: missing or damaged"), asking(tmp_path / "out"):
        pass


#: `{file}` is a table's file, `{new}` a file that is not there.
_FORBIDDEN = [
    "SELECT * FROM read_csv('{file}')",
    "SELECT * FROM read_parquet('{file}')",
    "SELECT * FROM '{file}'",
    "SELECT * FROM read_text('{file}')",
    "SELECT * FROM read_blob('{file}')",
    "SELECT * FROM read_json('{file}')",
    "SELECT * FROM parquet_metadata('{file}')",
    "SELECT * FROM sniff_csv('{file}')",
    "SELECT * FROM glob('/*')",
    "SELECT * FROM query('SELECT * FROM ''{file}''')",
    "SELECT * FROM query_table('{file}')",
    "SELECT * FROM 'http://127.0.0.1:9/x.parquet'",
    "SELECT * FROM 's3://bucket/x.parquet'",
    "SELECT getenv('HOME')",
    "SELECT * FROM duckdb_secrets()",
    "WITH x AS (SELECT * FROM read_csv('{file}')) SELECT * FROM x",
    "SELECT (SELECT content FROM read_text('{file}'))",
    "COPY (SELECT 1) TO '{new}'",
    "COPY decree_refs TO '{file}'",
    "ATTACH '{new}' AS other",
    "USE memory",
    "INSTALL httpfs",
    "LOAD httpfs",
    "PRAGMA database_list",
    "CALL pragma_version()",
    "SET threads = 4",
    "SET enable_external_access = true",
    "RESET lock_configuration",
    "SET VARIABLE x = 1",
    "EXPORT DATABASE '{new}'",
    "IMPORT DATABASE '{new}'",
    "CREATE TABLE t AS SELECT 1",
    "CREATE SECRET s (TYPE s3)",
    "CREATE MACRO f(x) AS x",
    "CREATE OR REPLACE VIEW decrees AS SELECT 1",
    "DROP VIEW decree_refs",
    "INSERT INTO decree_refs SELECT * FROM decree_refs",
    "UPDATE decrees SET symbol = ''",
    "DELETE FROM decrees",
    "CHECKPOINT",
    "PREPARE p AS SELECT 1",
    "EXECUTE p",
    "BEGIN TRANSACTION",
    "EXPLAIN ANALYZE COPY (SELECT 1) TO '{new}'",
    "SELECT * FROM enable_logging('QueryLog', storage = 'file', storage_path = '{new}')",
    "SELECT 1; COPY (SELECT 1) TO '{new}'",
    "SELECT * FROM secret_of_python",
    "",
    ";",
    "-- nothing",
]


@pytest.fixture(scope="module")
def session(articles_store: Path) -> "object":
    with asking(articles_store) as opened:
        yield opened


@pytest.mark.parametrize("sql", _FORBIDDEN)
def test_nothing_but_the_tables_can_be_reached(sql: str, session: Asking, articles_store: Path, tmp_path: Path) -> None:
    secret_of_python = [1]
    file = articles_store / "tables" / "runs.parquet"
    before = {each: each.read_bytes() for each in (articles_store / "tables").iterdir()}
    named = {"file": str(file).replace("'", "''"), "new": str(tmp_path / "new")}
    with pytest.raises(Misuse) as told:
        list(session.ask(sql.format(**named)).rows)
    assert "\n" not in str(told.value)
    assert "PAR1" not in str(told.value)
    assert not list(tmp_path.iterdir())
    assert {each: each.read_bytes() for each in (articles_store / "tables").iterdir()} == before
    assert list(session.ask("SELECT count(*) FROM decree_refs").rows) == [(15,)]
    assert secret_of_python


@pytest.mark.parametrize(
    ("sql", "words"),
    [
        (
            "SELECT * FROM decre_refs",
            "line 1, column 15: Table with name decre_refs does not exist; did you mean decree",
        ),
        ("SELECT 'Đ',\n  symbl FROM decree_refs", 'line 2, column 3: Referenced column "symbl" not found'),
        ("SELECT r.symbl FROM decree_refs r", "did you mean symbol?"),
        ("SELECT 'Đăk Lăk' FROM x", "line 1, column 23: Table with name x does not exist; there are amounts,"),
        ("SELEC 1", 'line 1, column 1: syntax error at or near "SELEC"'),
        ("SELECT 1; SELECT 2", "2 statements; write one SELECT"),
        ("SELECT '\0'", "a NUL character at character 9"),
        ("SELECT '\udc80'", "not UTF-8"),
        ("SELECT CAST('a' AS INT)", "Could not convert string 'a'"),
        ("SELECT $x", "x"),
    ],
)
def test_errors_say_what_where_and_what_was_meant(sql: str, words: str, session: Asking) -> None:
    with pytest.raises(Misuse, match=re.escape(words)) as told:
        list(session.ask(sql).rows)
    assert "\n" not in str(told.value)


@given(st.text(max_size=60))
def test_no_text_brings_more_than_an_error_of_one_line(session: Asking, sql: str) -> None:
    told = ""
    try:
        list(session.ask(f"SELECT {sql}").rows)
    except TrichlucError as error:
        told = str(error)
    assert "\n" not in told


@pytest.mark.parametrize(
    "where",
    [
        "1 = 1) UNION ALL (SELECT 1",
        "TRUE; DROP VIEW decrees",
        "a, b",
        "TRUE ORDER BY 1",
        "TRUE LIMIT 1",
        "",
        "-- nothing",
        "'\0'",
    ],
)
def test_a_condition_is_one_expression(where: str, session: Asking) -> None:
    with pytest.raises(Misuse, match="--where"):
        session.condition(where)


@pytest.mark.parametrize(
    "where",
    [
        "year = 2012",
        "doc_id IN (SELECT doc_id FROM documents WHERE title IS NULL)",
        "symbol = 'a'';b' -- remark",
        "TRUE",
    ],
)
def test_a_condition_may_hold_a_subquery(where: str, session: Asking) -> None:
    rows = list(session.ask(f"SELECT count(*) FROM decree_refs WHERE ({session.condition(where)})").rows)
    assert rows == list(session.ask(f"SELECT count(*) FROM decree_refs WHERE (\n{where}\n)").rows)


def test_columns_of_one_name_are_told_apart(session: Asking) -> None:
    answer = session.ask("SELECT 1 AS a, 2 AS a, 3 AS a_2")
    assert [column.name for column in answer.columns] == ["a", "a_3", "a_2"]


def test_what_takes_too_long_is_stopped_and_the_session_goes_on(articles_store: Path) -> None:
    with asking(articles_store, max_seconds=0.5) as session:
        with pytest.raises(TrichlucError, match=r"stopped after 0\.5 s"):
            list(
                session.ask("SELECT count(*) FROM range(1000000) a, range(1000000) b WHERE a.range * b.range = 3").rows
            )
        assert list(session.ask("SELECT 1").rows) == [(1,)]


def test_what_needs_too_much_memory_fails_and_the_session_goes_on(articles_store: Path) -> None:
    with asking(articles_store, memory="100MB") as session:
        with pytest.raises(TrichlucError, match="more memory"):
            list(session.ask("SELECT list(range) FROM range(200000000)").rows)
        assert list(session.ask("SELECT 1").rows) == [(1,)]


def test_a_long_answer_is_sorted_in_little_memory(articles_store: Path) -> None:
    with asking(articles_store, memory="100MB") as session:
        rows = session.ask("SELECT md5(range::VARCHAR) AS x FROM range(1500000) ORDER BY x").rows
        before, count = "", 0
        for (value,) in rows:
            assert before <= value
            before, count = value, count + 1
    assert count == 1_500_000


def test_a_run_that_replaces_the_tables_changes_no_answer(tmp_path: Path) -> None:
    output = tmp_path / "out"
    ingest_here([json_lines(tmp_path / "in.jsonl", numbered_documents(3))], output)
    with asking(output) as session:
        ingest_here([json_lines(tmp_path / "more.jsonl", numbered_documents(9))], output)
        assert list(session.ask("SELECT count(*) FROM documents").rows) == [(3,)]
        assert list(session.ask("SELECT count(DISTINCT doc_id) FROM amounts").rows) == [(3,)]
    with asking(output) as session:
        assert list(session.ask("SELECT count(*) FROM documents").rows) == [(9,)]


_LONG = """
import sys
from pipeline.asking import Asking
from pipeline.cli import main

ask = Asking.ask

def told(*given):
    print("begun", flush=True)
    return ask(*given)

Asking.ask = told
main()
"""


def test_ctrl_c_ends_a_question(articles_store: Path) -> None:
    sql = "SELECT count(*) FROM range(9000000) a, range(9000000) b WHERE a.range * b.range = 3"
    process = subprocess.Popen(
        [sys.executable, "-c", _LONG, "query", str(articles_store), sql],
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "begun\n"
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "Traceback" not in err


def test_conditions_hold_as_they_do_in_the_files(articles_store: Path) -> None:
    """DuckDB hands conditions on to Arrow: whichever column and value, the rows are those that the file has."""
    folder = str(articles_store / "tables").replace("'", "''")
    with asking(articles_store) as session, duckdb.connect() as direct:
        direct.execute("SET TimeZone = 'Asia/Ho_Chi_Minh'")
        for table in map(table_named, ("documents", "decree_refs", "amounts", "decrees", "runs")):
            file = f"read_parquet('{folder}/{table.name}.parquet')"
            for column in table.columns:
                name = f'"{column.name}"'
                value = f"(SELECT {name} FROM {{rows}} WHERE {name} IS NOT NULL ORDER BY ALL LIMIT 1 OFFSET 1)"
                conditions = [f"{name} IS NULL", f"{name} IS NOT NULL", f"{name} = {value}", f"{name} <> {value}"]
                conditions += [f"{name} IS NOT DISTINCT FROM {value}", f"{name} > {value} OR {name} IS NULL"]
                literal = direct.execute(f"SELECT {value.format(rows=file)}::VARCHAR").fetchall()[0][0]
                if literal is not None and not pa.types.is_nested(column.type):
                    quoted = f"'{literal.replace(chr(39), chr(39) * 2)}'"
                    conditions += [f"{name} = {quoted}", f"{name} >= {quoted}", f"{name} IN ({quoted}, {quoted})"]
                    conditions += [f"NOT ({name} < {quoted})", f"{name} BETWEEN {quoted} AND {quoted}"]
                for condition in conditions:
                    here, there = (
                        f"SELECT count(*) FROM {rows} WHERE {condition.format(rows=rows)}"
                        for rows in (table.name, file)
                    )
                    assert list(session.ask(here).rows) == direct.execute(there).fetchall(), (table.name, condition)
