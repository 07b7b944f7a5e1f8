import re
from dataclasses import replace
from pathlib import Path

from pipeline.crawl.discovery import SectionWalk, next_page, section_links, sources_of
from pipeline.sites import SITES, Article, Discovery, Site
from pipeline.sites.article import UnreadableReason
from pipeline.sites.fitting import fit
from pipeline.sites.lexbor import LexborPage

_ROOT = Path(__file__).resolve().parents[3]
_DOCS = (_ROOT / "docs" / "sites.md").read_text(encoding="utf-8")


def test_every_layout_stands_in_the_docs_with_its_dates():
    rows = re.findall(r"^\| (\S+\.\S+) \| `(\S+)` \| ([^|]+) \|", _DOCS, re.MULTILINE)
    declared = [
        (
            site.name,
            layout.name,
            f"from {layout.valid_from}"
            if layout.valid_until is None
            else f"{layout.valid_from} to {layout.valid_until}",
        )
        for site in SITES
        for layout in site.layouts
    ]
    assert rows == declared


def test_every_field_and_reason_stands_in_the_docs():
    fields = set(Article.__dataclass_fields__) - {"segments", "encoding_confidence"}
    assert [name for name in sorted(fields) if re.search(rf"`[^`]*\b{name}\b[^`]*`", _DOCS) is None] == []
    assert [reason for reason in UnreadableReason.__args__ if f"`{reason}`" not in _DOCS] == []


def test_the_example_of_a_site_works():
    site = _example()
    assert site.article_id("https://m.baodautu.vn/a-d201234.html?x=1") == "201234"
    page = LexborPage(
        "<div class='title-detail'>Đầu tư</div><div id='content_detail_news'><p>Vốn 5 tỷ đồng.</p></div>".encode()
    )
    found = fit(page, site.layouts[0])
    assert found is not None
    assert (found.title, [part.text for part in found.parts]) == ("Đầu tư", ["Vốn 5 tỷ đồng."])


def _example() -> Site:
    blocks = re.findall(r"```python\n(.*?)```", _DOCS, re.DOTALL)
    assert len("".join(blocks).splitlines()) < 80
    names: dict[str, object] = {}
    for code in blocks:
        exec(code, names)
    site, discovery = names["BAODAUTU"], names["DISCOVERY"]
    assert isinstance(site, Site)
    assert isinstance(discovery, Discovery)
    return replace(site, discovery=discovery)


def test_the_example_of_a_site_can_be_crawled():
    site = _example()
    assert [(source.kind, source.url) for source in sources_of(site)] == [
        ("news_sitemap", "https://baodautu.vn/news-sitemap.xml"),
        ("feed", "https://baodautu.vn/dau-tu.rss"),
        ("feed", "https://baodautu.vn/thoi-su.rss"),
        ("section", "https://baodautu.vn/dau-tu-d2"),
        ("section", "https://baodautu.vn/thoi-su-d1"),
        ("sitemap", "https://baodautu.vn/sitemap.xml"),
    ]
    page = """<a href="/von-ngoai-d201234.html">Vốn ngoại</a><a href="/print/von-ngoai-d201234.html">In</a>
    <a href="https://m.baodautu.vn/dau-tu-cong-d201235.html">Đầu tư công</a><a href="/dau-tu-d2">Đầu tư</a>"""
    found = section_links(page.encode(), "https://baodautu.vn/dau-tu-d2", site)
    assert [(entry.key, entry.title) for entry in found.entries] == [
        ("baodautu.vn/201234", "Vốn ngoại"),
        ("baodautu.vn/201235", "Đầu tư công"),
    ]
    assert found.skipped == {"denied": 1, "not_article": 1}
    _, url = next_page(site, SectionWalk("/dau-tu-d2"), found, lambda key: False)
    assert url == "https://baodautu.vn/dau-tu-d2/p2"


def test_every_field_of_discovery_stands_in_the_docs():
    assert [name for name in Discovery.__dataclass_fields__ if f"`{name}`" not in _DOCS] == []


def test_what_is_crawled_of_a_site_stands_in_the_docs():
    rows = re.findall(r"^\| (\S+\.vn) \| ([^|]*\bsections) \|", _DOCS, re.MULTILINE)
    declared = []
    for site in SITES:
        if (discovery := site.discovery) is not None:
            feeds = f"{len(discovery.feeds)} feed{'s' * (len(discovery.feeds) > 1)}"
            maps = ["news sitemap"] * len(discovery.news_sitemaps) + ["sitemap"] * len(discovery.sitemaps)
            declared.append((site.name, ", ".join([*maps, feeds, f"{len(discovery.sections)} sections"])))
    assert rows == declared


def test_site_modules_stay_small():
    lines = {
        path.name: len(path.read_text(encoding="utf-8").splitlines())
        for path in (_ROOT / "pipeline" / "sites").glob("*.py")
        if any(path.stem == site.name.split(".")[0] for site in SITES)
    }
    assert len(lines) == len(SITES)
    assert {name: count for name, count in lines.items() if count > 80} == {"congthuong.py": lines["congthuong.py"]}
    assert lines["congthuong.py"] <= 20 * len(SITES[0].layouts)
