"""moit.gov.vn (Cổng thông tin điện tử Bộ Công Thương).

Facts: a page of July 2026 in a public repository, and a public crawler of 2020 for the Liferay portal before it.
"""

from datetime import date

from pipeline.sites.discovery import Discovery, Paging
from pipeline.sites.site import Layout, Site

_PORTLET = "#p_p_id_CmsViewChiTietBaiViet_WAR_CmsViewEcoITportlet_"

MOIT = Site(
    name="moit.gov.vn",
    origins=(("moit.gov.vn", "https://moit.gov.vn"), ("www.moit.gov.vn", "https://moit.gov.vn")),
    layouts=(
        Layout(
            name="2021",
            evidence="a page of July 2026 in a public repository; its files begin in June 2021",
            valid_from=date(2021, 6, 1),
            valid_until=None,
            title=("h1.article-title",),
            sapo=("div.article-brief",),
            body=("div.article-content.common-content", ".block-core-a5 div.article-content"),
            time=("span.post-date", 'meta[property="article:published_time"]'),
            author=(".article-author", '.article-content p[style*="text-align:right"] strong'),
            section=(".pathway-category .breadcrumb li.last-item a", ".breadcrumb li a"),
            tags=(".article-tags a", ".tags-list a"),
            source=(".article-source",),
            remove=(".social-connect", ".article-network-share", ".article-news", ".block-relate", "#footer-editer"),
        ),
        Layout(
            name="2017",
            evidence="a public crawler of 2020",
            valid_from=date(2012, 1, 1),
            valid_until=date(2021, 6, 1),
            title=(f"{_PORTLET} article h1",),
            sapo=("p#change_font_size",),
            body=("#contentnews",),
            time=(f"{_PORTLET} article > p",),
            author=(f"{_PORTLET} article .tac-gia",),
            section=(f"{_PORTLET} header a",),
            remove=(".tin-lien-quan", ".chia-se"),
        ),
    ),
    publisher=("Cổng thông tin điện tử Bộ Công Thương", "moit.gov.vn", "Bộ Công Thương"),
    discovery=Discovery(
        evidence="sections and the form of addresses: public crawlers and citations of 2024 to 2026; the feed: listed "
        "in public repositories, unchecked; sitemap and paging: assumed, as portals of its kind have them",
        sitemaps=("/sitemap.xml",),
        feeds=("/rss",),
        sections=(
            "/tin-tuc",
            "/tin-tuc/hoat-dong",
            "/tin-tuc/hoat-dong/hoat-dong-cua-lanh-dao-bo",
            "/tin-tuc/hoat-dong/hoat-dong-cua-cac-don-vi",
            "/tin-tuc/thi-truong-trong-nuoc",
            "/tin-tuc/phat-trien-nang-luong",
            "/tin-tuc/su-dung-nang-luong-tiet-kiem-va-hieu-qua",
        ),
        paging=Paging(template="{section}?page={page}", step=10),
        articles=(r"^/tin-tuc/(?:[^/]+/)*[^/]+\.html$",),
        denied_paths=(r"^/(?:tim-kiem|search|van-ban|thu-vien)\b", r"[?&](?:print|in)=", r"\.(?:pdf|docx?|xlsx?|zip)$"),
    ),
)
