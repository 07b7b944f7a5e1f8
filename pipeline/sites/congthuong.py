"""congthuong.vn (Báo Công Thương), until 2018 baocongthuong.com.vn.

Facts: public crawlers and pasted pages, 2017 to 2026; no page was recorded, so a layout may be off in detail.
"""

from dataclasses import replace
from datetime import date

from pipeline.sites.discovery import Discovery, Paging
from pipeline.sites.mastercms import FIGURES, PHOTOGRAPHS, SIGNATURES, TEASERS
from pipeline.sites.site import Layout, Site

_2025 = Layout(
    name="2025",
    evidence="a public crawler of 2025: title, sapo, body, time, author",
    valid_from=date(2025, 1, 1),
    valid_until=None,
    title=("h1.article-detail-title",),
    sapo=("div.article-detail-desc",),
    body=('div#articleBody[itemprop="articleBody"]',),
    time=("span.format_time", ".article-detail-date", ".article-date"),
    author=("div.article-detail-author", *SIGNATURES),
    section=(".article-breadcrumb a", ".bx-breadcrumb a", ".breadcrumb a"),
    tags=(".article-tags a", ".article-detail-tags a", ".tags a"),
    source=("div.article-detail-source",),
    remove=TEASERS,
    captions=PHOTOGRAPHS,
    tables=FIGURES,
)
_2022 = replace(
    _2025,
    name="2022",
    evidence="articles of 2022 pasted whole into public repositories; a crawler of that year: data tables and date",
    valid_from=date(2022, 1, 1),
    valid_until=date(2025, 1, 1),
    title=("h1.article-detail-title", 'meta[property="og:title"]'),
    body=("div.__MASTERCMS_CONTENT",),
    time=(".article-date",),
)
_2020 = replace(
    _2022,
    name="2020",
    evidence="a public crawler of 2020",
    valid_from=date(2020, 1, 1),
    valid_until=date(2022, 1, 1),
    title=('meta[property="og:title"]',),
    sapo=('meta[name="description"]',),
    body=(".__MASTERCMS_CONTENT_BODY",),
    time=(".bx-time",),
    author=SIGNATURES,
    section=(".breadcrumb.breadcrumb-list li a",),
)
_LAYOUTS = (
    _2025,
    replace(
        _2025,
        name="2025-content",
        evidence="a public crawler, undated, near 2025: only the body's container is named",
        body=("div.article-detail-content",),
    ),
    _2022,
    replace(
        _2020,
        name="2021",
        evidence="a page of March 2021 of a sister paper on the same CMS",
        title=("h1.detail-title",),
        sapo=("p.detail-sapo",),
        body=("div.__MASTERCMS_CONTENT",),
        time=(".meta .datetime",),
        section=(".breadcrumb a",),
        tags=(".tags a",),
    ),
    _2020,
    replace(
        _2020,
        name="2018-11",
        evidence="a public crawler of November 2018, which read title and sapo off the list of a section",
        valid_from=date(2018, 11, 1),
        valid_until=date(2020, 1, 1),
        title=("h1.article-title", "article h3 a", 'meta[property="og:title"]'),
        sapo=("div.article-desc", 'meta[name="description"]'),
        body=("div.__MASTERCMS_CONTENT_BODY.clearfix",),
        time=("time", ".bx-time"),
    ),
    replace(
        _2020,
        name="2018-05",
        evidence="a public crawler of May 2018",
        valid_from=date(2018, 5, 1),
        valid_until=date(2018, 11, 1),
        title=("header h1 a", "header h1"),
        sapo=("article header p", "header p"),
        body=("article.__MASTERCMS_CONTENT",),
        time=("header time",),
    ),
    replace(
        _2020,
        name="2017",
        evidence="a public crawler of September 2017",
        valid_from=date(2010, 1, 1),
        valid_until=date(2018, 5, 1),
        title=("#content header > h1",),
        sapo=("#content header div.summary",),
        body=("#content article",),
        time=("#content header time",),
    ),
)
_SECTIONS = (
    "thoi-su cong-thuong-24h quan-ly-thi-truong thuong-mai cong-nghiep phap-luat-dieu-tra thi-truong nang-luong "
    "hoi-nhap-quoc-te tieu-dung-khuyen-mai ban-doc tai-chinh bat-dong-san doanh-nghiep-doanh-nhan xa-hoi "
    "van-hoa-giai-tri dia-phuong dan-toc-thieu-so-mien-nui tu-hao-hang-viet vong-xoay-khoi-nghiep xe-va-cong-nghe"
)
_DISCOVERY = Discovery(
    evidence="sections: a public crawler of 2025; paging: public crawlers; the feed tai-chinh: checked by a public "
    "project, the others: listed by public projects; sitemaps: seen in July 2026; robots.txt: unknown",
    sitemaps=("/sitemap.xml",),
    news_sitemaps=("/news-sitemap.xml",),
    feeds=tuple(
        f"/rss/{name}.rss"
        for name in ("trang-chu", "tai-chinh", "thi-truong", "nang-luong", "dia-phuong", "cong-thuong-24h")
    ),
    sections=tuple(f"/{slug}" for slug in _SECTIONS.split()),
    paging=Paging(template="{section}&s_cond=&BRSR={offset}", step=20),
    denied_hosts=("baocongthuong.com.vn", "www.baocongthuong.com.vn", "m.baocongthuong.com.vn"),
    # print views and comments, counters, searches, tag lists, the editors' own pages
    denied_paths=(r"^/apicenter@/", r"^/widgets@/", r"^/search_enginer\b", r"^/tags?/", r"^/(?:adsfw|stores|upload)/"),
    own_address=('input[name="__printURL"]',),
)
_NEW, _OLD = "https://congthuong.vn", "http://baocongthuong.com.vn"

CONGTHUONG = Site(
    name="congthuong.vn",
    origins=(
        *((f"{host}congthuong.vn", _NEW) for host in ("", "www.", "m.", "amp.")),
        *((f"{host}.congthuong.vn", f"https://{host}.congthuong.vn") for host in ("kinhte", "media")),
        ("giamngheothongtin.congthuong.vn", "https://giamngheothongtin.congthuong.vn"),
        *((f"{host}baocongthuong.com.vn", _OLD) for host in ("", "www.", "m.")),
    ),
    # five digits and more: a slug's own number (`ngay-234` is 23/4) is shorter; the print view names the same article
    article_ids=(r"-(\d{5,8})\.html$", r"/print_article&i=(\d{5,8})\b"),
    layouts=_LAYOUTS,
    publisher=("Báo Công Thương", "Báo Công Thương điện tử"),
    discovery=_DISCOVERY,
)
