"""arit.gov.vn (Cục Công Thương địa phương, until 2023 Cục Công nghiệp địa phương).

No public source names this site's elements. The layout is assumed: it is that of the ministries' portals on SharePoint,
which public crawlers of 2020 describe for five ministries alike. A page that does not fit is read by the generic
reader and says so (`layout` is `generic`).
"""

from datetime import date

from pipeline.sites.site import Layout, Site

ARIT = Site(
    name="arit.gov.vn",
    origins=tuple(
        (host, "https://arit.gov.vn")
        for host in ("arit.gov.vn", "www.arit.gov.vn", "aip.gov.vn", "www.aip.gov.vn", "arid.gov.vn", "www.arid.gov.vn")
    ),
    article_ids=(r"[?&](?:news_id|ItemID|tintucID)=(\d+)",),
    layouts=(
        Layout(
            name="assumed",
            evidence="assumed: the elements of five other ministries' portals, public crawlers of 2020",
            valid_from=date(2010, 1, 1),
            valid_until=None,
            title=("#divArticleDescription3 h1", "h1.news-title", ".news-detail h1"),
            sapo=("#divArticleDescription1", ".news-detail .news-des", "#divArticleDescription"),
            body=("#divArticleDescription2", "#divArticleContent", ".news-detail .news-content"),
            time=("#txtDateString", ".news-date", ".news-detail .date"),
            author=("#divArticleAuthor", ".news-author"),
            section=(".breadcrumb a",),
            source=("#divNguonTin", ".news-source"),
            remove=(".news-relate", ".news-share", ".news-tools"),
            captions=("p.image-caption", "td.image-caption"),
        ),
    ),
    publisher=("Cục Công Thương địa phương", "Cục Công nghiệp địa phương", "arit.gov.vn"),
)
