"""What the tables hold of a night's articles."""

from pathlib import Path

import pytest

from pipeline.crawl.harvest import Harvest
from pipeline.errors import TrichlucError
from pipeline.sites.congthuong import CONGTHUONG
from tests.pipeline.crawl.observing import night


def test_of_no_tables_there_is_nothing(tmp_path: Path) -> None:
    harvest = Harvest.of(tmp_path, CONGTHUONG)
    extracted = harvest.extracted(night(new_urls=("https://congthuong.vn/a-400001.html",)))
    assert (extracted.articles, extracted.missing) == (0, ("https://congthuong.vn/a-400001.html",))
    assert extracted.per_article("amounts") is None


def test_an_article_is_found_by_its_number_and_counted_once() -> None:
    kinds = {"amounts": 3, "decree_refs": 1}
    harvest = Harvest(CONGTHUONG, {"congthuong.vn/400001": "doc"}, {"doc": kinds})
    urls = ("https://congthuong.vn/a-400001.html", "https://congthuong.vn/b-400002.html")
    extracted = harvest.extracted(night(new_urls=urls, changed_urls=("https://m.congthuong.vn/renamed-400001.html",)))
    assert (extracted.articles, extracted.missing) == (1, ("https://congthuong.vn/b-400002.html",))
    assert (extracted.mentions["amounts"], extracted.mentions["regions"]) == (3, 0)
    assert harvest.found(urls) == {"https://congthuong.vn/a-400001.html": "doc"}


def test_a_table_that_cannot_be_read_says_so(tmp_path: Path) -> None:
    (tmp_path / "tables").mkdir()
    (tmp_path / "tables" / "documents.parquet").write_bytes(b"no table")
    with pytest.raises(TrichlucError, match=r"documents\.parquet: cannot be read"):
        Harvest.of(tmp_path, CONGTHUONG)
