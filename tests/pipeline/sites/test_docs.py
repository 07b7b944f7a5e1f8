import re
from pathlib import Path

from pipeline.sites import SITES, Article, Site
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
    [code] = re.findall(r"```python\n(.*?)```", _DOCS, re.DOTALL)
    assert len(code.splitlines()) < 80
    names: dict[str, object] = {}
    exec(code, names)
    site = names["BAODAUTU"]
    assert isinstance(site, Site)
    assert site.article_id("https://m.baodautu.vn/a-d201234.html?x=1") == "201234"
    page = LexborPage(
        "<div class='title-detail'>Đầu tư</div><div id='content_detail_news'><p>Vốn 5 tỷ đồng.</p></div>".encode()
    )
    found = fit(page, site.layouts[0])
    assert found is not None
    assert (found.title, [part.text for part in found.parts]) == ("Đầu tư", ["Vốn 5 tỷ đồng."])


def test_site_modules_stay_small():
    lines = {
        path.name: len(path.read_text(encoding="utf-8").splitlines())
        for path in (_ROOT / "pipeline" / "sites").glob("*.py")
        if any(path.stem == site.name.split(".")[0] for site in SITES)
    }
    assert len(lines) == len(SITES)
    assert {name: count for name, count in lines.items() if count > 80} == {"congthuong.py": lines["congthuong.py"]}
    assert lines["congthuong.py"] <= 20 * len(SITES[0].layouts)
