"""What is found worth a look, what was decided, and that it outlives the tables; over real HTTP with real forms."""

import re
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import httpx
import orjson
import pytest

from pipeline.evaluation import evaluate
from pipeline.gold import read_gold
from pipeline.reviewed_gold import VALUES
from pipeline.reviews import LONGEST_NOTE, Reviews
from pipeline.web.addresses import checks_at
from pipeline.web.bodies import LONGEST_FORM
from pipeline.web.checks import CHECKS
from pipeline.web.database import web_file
from pipeline.web.decided import decide as decision_on
from tests.pipeline.commands import trichluc
from tests.pipeline.web.asking import ask
from tests.pipeline.web.desk import HOSTILE, article
from tests.pipeline.web.doubts import DOUBTS, FOUND, doubtful_store
from tests.pipeline.web.serving import served

TOKEN = "mã-thử-nghiệm-dài"
_FIELD = re.compile(r'<input type="hidden" name="(\w+)" value="([^"]*)">')


@pytest.fixture(scope="module")
def doubtful(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One that is only read."""
    return doubtful_store(tmp_path_factory.mktemp("doubts"))


@pytest.fixture
def output(doubtful: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(doubtful, tmp_path / "out"))


@pytest.fixture
def client(output: Path) -> Iterator[httpx.Client]:
    with served(output, "--review-token", TOKEN) as (address, _), httpx.Client(base_url=address) as opened:
        yield opened


def hidden(page: str) -> dict[str, str]:
    """The hidden fields of a page's first form that decides, or logs in."""
    form = re.search(r'<form class="(?:decide|login)".*?</form>', page, re.DOTALL)
    assert form is not None, page
    return dict(_FIELD.findall(form[0]))


def log_in(client: httpx.Client) -> None:
    form = hidden(client.get("/checks/login").text)
    answer = client.post("/checks/login", data=form | {"token": TOKEN})
    assert (answer.status_code, answer.headers["location"]) == (303, "/checks")
    said = answer.headers["set-cookie"].lower()
    assert all(each in said for each in ("httponly", "samesite=strict", "path=/checks")), said


def decide(client: httpx.Client, reason: str, decision: str, note: str = "") -> httpx.Response:
    form = hidden(client.get(checks_at(reason, "all")).text)
    answer = client.post("/checks/decide", data=form | {"decision": decision, "note": note})
    assert answer.status_code == 303, answer.text
    return answer


def titles(page: str) -> list[str]:
    return re.findall(r'<a href="/article/[^"]*#m-[^"]*">([^<]*)</a>', page)


@pytest.mark.parametrize("reason", [check.name for check in CHECKS])
def test_each_check_finds_its_doubt_and_no_other(doubtful: Path, reason: str) -> None:
    page = ask(doubtful, checks_at(reason)).text
    assert titles(page) == FOUND[reason]
    assert 'class="decide"' not in page
    assert re.search(r'<p class="excerpt" lang="vi">.*<mark class="m ', page)


def test_what_is_compared_is_said_in_the_language(doubtful: Path) -> None:
    said = {
        ("ambiguous_amounts", "vi"): "Đã đọc là 3.200.000.000; cũng có thể là 3.200.000.000.000.",
        ("ambiguous_amounts", "en"): "Read as 3,200,000,000; it may also be 3,200,000,000,000.",
        ("large_amounts", "vi"): "Đã đọc là 12.893.000.000.000.000.000 đồng.",
        ("list_count", "vi"): "Bài nói 4, kể ra 3.",
        ("issue_dates", "en"): "Here it is 25 Jan 2012; most articles give 21 May 2012.",
        ("issue_year", "vi"): "Ngày ban hành ghi 3/2/2014; số hiệu ghi năm 2013.",
    }
    for (reason, lang), words in said.items():
        assert words in ask(doubtful, checks_at(reason), cookies={"trichluc_lang": lang}).text


def test_without_a_token_at_the_start_nobody_writes(output: Path) -> None:
    with served(output) as (address, _), httpx.Client(base_url=address) as client:
        assert "--review-token" in client.get("/checks").text
        assert client.get("/checks/login").status_code == 404
        assert client.post("/checks/login", data={"token": ""}).status_code == 404
        assert client.post("/checks/decide", data={"decision": "right"}).status_code == 403
    assert not Reviews(output).place.exists()


def test_only_who_gave_the_token_decides(client: httpx.Client, output: Path) -> None:
    assert client.post("/checks/decide", data={"decision": "right"}).status_code == 403
    form = hidden(client.get("/checks/login").text)
    for wrong in ("", TOKEN[:-1], TOKEN + " ", "\udcff".encode("utf-8", "surrogatepass").decode("latin-1")):
        answer = client.post("/checks/login", data=form | {"token": wrong})
        assert answer.status_code == 403
        assert "trichluc_review" not in answer.headers.get("set-cookie", "")
    client.cookies.set("trichluc_review", "made-up", path="/checks")
    assert client.post("/checks/decide", data=form | {"decision": "right"}).status_code == 403
    assert not Reviews(output).place.exists()


def test_a_form_without_our_token_against_forgery_is_refused(client: httpx.Client, output: Path) -> None:
    log_in(client)
    form = hidden(client.get(checks_at("no_symbol")).text) | {"decision": "right"}
    for forged in (form | {"csrftoken": ""}, form | {"csrftoken": "x" * 40}):
        assert client.post("/checks/decide", data=forged).status_code == 403
    assert not Reviews(output).place.exists()


def test_a_decision_is_kept_shown_and_can_be_taken_back(client: httpx.Client, output: Path) -> None:
    log_in(client)
    answer = decide(client, "ambiguous_amounts", "wrong", f"  phải là  3.200 tỷ {HOSTILE} ")
    page = client.get(answer.headers["location"]).text
    assert "Đã ghi là sai" in page
    assert HOSTILE not in page
    (kept,) = Reviews(output).latest().values()
    assert (kept.kind, kept.text, kept.decision, kept.reason) == (
        *("amounts", "3,200 tỷ đồng", "wrong"),
        "ambiguous_amounts",
    )
    assert kept.note == f"phải là 3.200 tỷ {HOSTILE}"
    assert kept.sentence == DOUBTS[0]["text"]
    assert kept.values == {"currency": "VND", "value": 3_200_000_000, "value_max": None, "modifier": None, "per": None}
    assert titles(client.get(checks_at("ambiguous_amounts")).text) == []
    assert titles(client.get(checks_at("ambiguous_amounts", "decided")).text) == ["Hai cách đọc"]
    decide(client, "ambiguous_amounts", "open")
    assert titles(client.get(checks_at("ambiguous_amounts")).text) == ["Hai cách đọc"]


def test_a_note_is_cut_and_a_body_that_is_no_form_is_not_read(client: httpx.Client, output: Path) -> None:
    log_in(client)
    decide(client, "no_symbol", "note", "ô" * (LONGEST_NOTE + 5))
    assert next(iter(Reviews(output).latest().values())).note == "ô" * LONGEST_NOTE
    assert client.post("/checks/decide", content=b"a" * (LONGEST_FORM + 1)).status_code == 413
    assert client.post("/checks/decide", content=iter([b"a=b"])).status_code == 411
    form = hidden(client.get(checks_at("no_symbol", "all")).text)
    assert client.post("/checks/decide", data=form | {"decision": "maybe"}).status_code == 400
    assert client.post("/checks/decide", data=form | {"decision": "right", "kind": "runs"}).status_code == 409
    assert client.post("/checks/decide", data=form | {"decision": "right", "mention": "x'"}).status_code == 409


def test_a_damaged_file_of_decisions_is_told_in_words_and_stays(output: Path) -> None:
    place = Reviews(output).place
    place.write_bytes(b"not a database, but longer than the head of one would be" * 40)
    with served(output, "--review-token", TOKEN) as (address, process), httpx.Client(base_url=address) as client:
        log_in(client)
        answer = client.get("/checks")
        assert answer.status_code == 500
        assert "reviews.sqlite: is no file of decisions" in answer.text
        assert client.get("/").status_code == 200
        process.terminate()
        _, err = process.communicate(timeout=60)
    assert "reviews.sqlite: is no file of decisions" in err
    assert "Traceback" not in err
    assert place.read_bytes().startswith(b"not a database")


def test_leaving_takes_the_cookie(client: httpx.Client) -> None:
    log_in(client)
    form = hidden(client.get(checks_at("no_symbol")).text)
    assert client.post("/checks/logout", data={"csrftoken": form["csrftoken"]}).status_code == 303
    assert client.post("/checks/decide", data=form | {"decision": "right"}).status_code == 403


def test_decisions_outlive_the_tables(client: httpx.Client, output: Path) -> None:
    log_in(client)
    decide(client, "ambiguous_amounts", "right")
    decide(client, "list_count", "wrong", "thiếu Tuyên Quang")
    before = Reviews(output).latest()
    more = article(40, "Tỉnh Nghệ An chi 7 tỷ đồng.", title="Thêm")
    doubtful_store(output.parent, more, edited={"Thiếu một tỉnh": "Bài này nay chỉ còn một câu."})
    assert Reviews(output).latest() == before
    assert titles(client.get(checks_at("ambiguous_amounts", "decided")).text) == ["Hai cách đọc"]
    assert titles(client.get(checks_at("list_count", "decided")).text) == []
    assert "1 quyết định không còn khớp" in client.get("/checks").text


def test_a_mention_that_is_read_otherwise_now_shows_what_was_decided_before(output: Path, tmp_path: Path) -> None:
    with closing(sqlite3.connect(web_file(output))) as connection:
        sql = "SELECT mention_id FROM checks WHERE reason = 'ambiguous_amounts'"
        (mention_id,) = connection.execute(sql).fetchone()
        decided = decision_on(connection, "amounts", mention_id, "wrong", "cũ", "ambiguous_amounts")
    assert decided is not None
    Reviews(output).keep(replace(decided, mention_id="of an older version"))
    page = ask(output, checks_at("ambiguous_amounts")).text
    assert titles(page) == ["Hai cách đọc"]
    assert "Trước đây đã quyết định «Sai»" in page


def test_what_was_decided_is_a_gold_standard(client: httpx.Client, output: Path, tmp_path: Path) -> None:
    log_in(client)
    for reason, decision in (
        *(("ambiguous_amounts", "right"), ("ambiguous_percentages", "wrong"), ("no_symbol", "right")),
        *(("large_amounts", "right"), ("list_count", "right"), ("issue_dates", "note"), ("issue_year", "right")),
    ):
        decide(client, reason, decision, "xem lại" if decision == "wrong" else "")
    answer = client.get("/checks/gold.jsonl")
    assert answer.headers["content-disposition"] == 'attachment; filename="gold.jsonl"'
    place = tmp_path / "gold.jsonl"
    ended = trichluc("gold", output, "-o", place)
    assert (ended.code, ended.out, ended.err) == (0, f"{place}: {len(answer.text.splitlines())} documents\n", "")
    assert place.read_bytes() == answer.content
    documents = {each.document.id: each for each in read_gold(str(place))}
    ids = {each["title"]: each["id"] for each in DOUBTS}
    assert set(documents) == {ids[title] for reason, (title,) in FOUND.items() if reason != "issue_dates"}
    assert [mark.text for mark in documents[ids["Hai cách đọc"]].marked["amounts"]] == ["3,200 tỷ đồng"]
    assert documents[ids["Tỷ lệ hai cách đọc"]].marked == {"percentages": ()}
    scores = {score.kind: score for score in evaluate(documents.values())}
    assert all(score.missed == 0 for score in scores.values())
    assert scores["percentages"].spurious == 1
    assert all(share == 1 for score in scores.values() for share in score.field_accuracy.values())


def test_decisions_are_exported_without_a_server(output: Path, tmp_path: Path) -> None:
    place = tmp_path / "gold.jsonl"
    place.write_bytes(b"kept")
    ended = trichluc("gold", output, "-o", place)
    assert (ended.code, place.read_bytes()) == (2, b"kept")
    assert "nothing was decided right or wrong yet; start `trichluc web" in ended.err
    with closing(sqlite3.connect(web_file(output))) as connection:
        sql = "SELECT kind, mention_id, reason FROM checks WHERE reason IN ('list_count', 'large_amounts')"
        decisions = [decision_on(connection, *row[:2], "right", "", row[2]) for row in connection.execute(sql)]
    web_file(output).unlink()
    for decision in decisions:
        assert decision is not None
        Reviews(output).keep(decision)
    ended = trichluc("gold", output)
    assert (ended.code, ended.err) == (0, "")
    assert [len(orjson.loads(line)["decided"]) for line in ended.out.splitlines()] == [1, 1]
    # both of documents that are there no more
    for decision in decisions:
        assert decision is not None
        Reviews(output).keep(replace(decision, doc_id="gone"))
    ended = trichluc("gold", output, "-o", place, "--quiet")
    assert (ended.code, ended.out, place.read_bytes()) == (0, "", b"")
    assert "2 decisions fit no longer" in ended.err
    missing = trichluc("gold", tmp_path / "missing")
    assert (missing.code, len(missing.err.splitlines())) == (2, 1)


def test_every_kind_that_a_check_looks_at_has_values() -> None:
    assert {check.kind for check in CHECKS} <= set(VALUES)
