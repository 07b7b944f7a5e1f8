"""vneconomy.vn (Tạp chí Kinh tế Việt Nam).

Facts: public crawlers of 2021 to 2026. Their addresses have no number: an article is known by its slug.
"""

from datetime import date

from pipeline.sites.site import Layout, Site

VNECONOMY = Site(
    name="vneconomy.vn",
    origins=tuple((host, "https://vneconomy.vn") for host in ("vneconomy.vn", "www.vneconomy.vn", "m.vneconomy.vn")),
    layouts=(
        Layout(
            name="2026",
            evidence="public crawlers of August and September 2026",
            valid_from=date(2026, 1, 1),
            valid_until=None,
            title=("h1.article-header__title",),
            sapo=("h4.article-content__lead",),
            body=("main#article-editor", ".article-editor"),
            time=("time.article-meta__time",),
            author=(".article-meta__author",),
            section=(".article-breadcrumb a", ".breadcrumb a"),
            tags=(".article-tags a",),
            remove=("section", ".container-adv", ".article-tags", ".article-related", ".chatbot-askonomy-ai"),
        ),
        Layout(
            name="2025",
            evidence="public crawlers of 2025 and early 2026",
            valid_from=date(2025, 1, 1),
            valid_until=date(2026, 1, 1),
            title=("h1.name-detail", "h2.name-detail"),
            sapo=("div.news-sapo",),
            body=("div.ct-edtior-web",),
            time=(".date-detail .date", "p.date"),
            author=(".author-detail p.name", "p.name"),
            section=(".breadcrumb-web a", ".breadcrumb a"),
            tags=(".box-keyword a",),
            remove=(
                ".list-detail-revert_item",
                ".box-keyword",
                ".block-job-same",
                ".news-general",
                ".zone--event",
                ".chatbot-askonomy-ai",
            ),
        ),
        Layout(
            name="2021",
            evidence="public crawlers of 2021 to 2024",
            valid_from=date(2021, 1, 1),
            valid_until=date(2025, 1, 1),
            title=("h1.detail__title",),
            sapo=("h2.detail__summary",),
            body=("div.detail__content",),
            time=("div.detail__meta",),
            author=("div.detail__author strong", "div.detail__author"),
            section=("h1.category-main a", ".breadcrumbs a"),
            tags=(".detail__tag a", ".detail__tags a"),
            remove=(".detail__related", ".related-news", ".detail__tag", ".box-embed-news", ".zone--event"),
        ),
    ),
    publisher=("VnEconomy", "Nhịp sống kinh tế Việt Nam & Thế giới", "vneconomy.vn"),
)
