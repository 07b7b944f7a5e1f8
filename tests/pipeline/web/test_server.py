"""`trichluc web` as a program: real HTTP on loopback, no other connection, a file that is replaced meanwhile."""

import shutil
import signal
import socket
from pathlib import Path

import httpx
import pytest

from pipeline.web.addresses import article_at, decree_at, question_at, search_at
from pipeline.web.database import web_file
from tests.pipeline.commands import trichluc
from tests.pipeline.ingesting import ingest_here, json_lines
from tests.pipeline.web.desk import article
from tests.pipeline.web.serving import served


@pytest.fixture
def own_output(desk_output: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(desk_output, tmp_path / "out"))


def test_it_builds_what_is_missing_serves_every_page_and_reaches_nobody(own_output: Path, tmp_path: Path) -> None:
    web_file(own_output).unlink()
    escapes = tmp_path / "escapes"
    with served(own_output, escapes=escapes) as (address, process):
        assert address.startswith("http://127.0.0.1:")
        for path in ("/", search_at("nd 45"), decree_at("45/2012/NĐ-CP"), article_at("bai/001"), "/tables"):
            assert httpx.get(address + path).status_code == 200, path
        assert "What is in the store" in httpx.get(address, headers={"cookie": "trichluc_lang=en"}).text
        process.send_signal(signal.SIGTERM)
        _, err = process.communicate(timeout=60)
    assert err == ""
    assert not escapes.exists(), escapes.read_text()


def test_it_goes_on_with_the_new_file_when_a_run_replaces_it(own_output: Path) -> None:
    with served(own_output, "--lang", "en") as (address, _), httpx.Client(base_url=address) as client:
        assert client.get(decree_at("80/2021/NĐ-CP")).status_code == 404
        assert "5 articles, 1 copy kept apart" in client.get("/").text
        asked = question_at("first_and_last_citation")
        assert "80/2021" not in client.get(asked).text
        count = int(client.get("/tables/documents.json?_size=0").json()["filtered_table_rows_count"])
        more = json_lines(own_output.parent / "more.jsonl", [article(7, "Nghị định số 80/2021/NĐ-CP. Xong.")])
        ingest_here([more], own_output)
        assert client.get(decree_at("80/2021/NĐ-CP")).status_code == 200
        assert "6 articles, 1 copy kept apart" in client.get("/").text
        assert decree_at("80/2021/NĐ-CP") in client.get(search_at("80/2021")).text
        assert decree_at("80/2021/NĐ-CP") in client.get(asked).text
        assert client.get("/tables/documents.json?_size=0").json()["filtered_table_rows_count"] == count + 1


def test_misuse_is_one_line_and_leaves_everything(own_output: Path, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        cases = [
            ((tmp_path / "missing",), "no tables; give a folder that `trichluc run"),
            (("s3://bucket/out",), "s3://bucket/out: pages are served from a folder of this machine"),
            ((own_output, "--port", port), f"cannot listen at 127.0.0.1:{port}"),
            ((own_output, "--port", "70000"), "give a port from 0 to 65535"),
            ((own_output, "--host", "no.such.host.invalid"), "cannot listen at no.such.host.invalid"),
            # an address that is nobody's (RFC 5737)
            ((own_output, "--host", "192.0.2.1"), "give an address of this machine as --host"),
            ((own_output, "--allow-host", "http://a/"), "--allow-host http://a/: give a name"),
            ((own_output, "--lang", "fr"), "give vi or en"),
            ((own_output, "--review-token", "short"), "at least 8 characters"),
        ]
        for arguments, said in cases:
            ended = trichluc("web", *arguments, "--no-open")
            assert ended.code == 2, (arguments, ended)
            assert said in ended.err
            assert len(ended.err.splitlines()) == 1, ended.err
