"""The archives of some nights read again: by others' readers, and by `trichluc run` into a folder of its own."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastwarc.warc import ArchiveIterator, WarcRecordType
from warcio.checker import Checker  # type: ignore[import-untyped]

from pipeline.crawl.fetching import fetch_night
from pipeline.crawl.steps import run_night
from tests.pipeline.crawl.nights import FIRST, Crawled
from tests.pipeline.crawl.paper import Paper
from tests.pipeline.crawl.server import Server
from tests.pipeline.ingesting import ingest_here, published, rows


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Crawled]:
    """Three nights, each extracted in its turn: new, edited, renamed, removed and unmodified articles."""
    paper = Paper(8, FIRST)
    with Server(paper.answer) as server:
        each = Crawled(paper, server, tmp_path_factory.mktemp("crawled"))
        for night in range(3):
            if night:
                each.next_night()
                paper.publish(1)
            if night == 1:
                paper.edit(paper.live[3])
                paper.rename(paper.live[4], "Tên mới của một bài đã đăng")
                paper.remove(paper.live[5])
            if night == 2:
                paper.edit(paper.live[4])
            done = run_night(each.settings(), fetch=fetch_night, extract=ingest_here)
            assert done.report.alarms == ()
        yield each


def test_what_is_extracted_again_is_what_was_extracted_night_by_night(crawled: Crawled, tmp_path: Path) -> None:
    ingest_here([crawled.output / "warc"], tmp_path)
    assert published(tmp_path) == published(crawled.output)
    assert len(rows(tmp_path, "documents")) == 10
    assert len({row["doc_id"] for row in rows(tmp_path, "revisions")}) >= 2, "the edited ones"


def test_warcio_finds_nothing_wrong(crawled: Crawled, capsys: pytest.CaptureFixture[str]) -> None:
    files = sorted(str(file) for file in (crawled.output / "warc").iterdir())
    assert len(files) == 3

    class Command:
        """The arguments of `warcio check`."""

        inputs, verbose = files, True

    checker = Checker(Command())
    checker.process_all()
    assert checker.exit_value == 0
    said = capsys.readouterr().out
    # a 304 has no body that could be checked
    answers = [status for _, status, _ in crawled.archived() if status != 304]
    assert said.count("digest pass") >= len(answers) > 10
    assert "error" not in said.lower()


def test_fastwarc_reads_what_warcio_reads(crawled: Crawled) -> None:
    kinds = WarcRecordType.response | WarcRecordType.revisit
    found: list[tuple[str, int, bytes]] = []
    for file in sorted((crawled.output / "warc").iterdir()):
        with file.open("rb") as opened:
            for record in ArchiveIterator(opened, record_types=kinds, verify_digests=True):
                headers = record.http_headers
                assert headers is not None
                url = record.headers["WARC-Target-URI"]
                found.append((url, int(headers.status_code or 0), record.reader.read()))
    assert found == crawled.archived()
    assert Counter(status for _, status, _ in found).keys() == {200, 304, 404}
