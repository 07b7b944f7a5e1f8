"""baochinhphu.vn (Báo Điện tử Chính phủ).

Facts: public crawlers of 2023 to 2026 for the present CMS, of 2018 and 2020 for the `.vgp` pages before 2022.
"""

from datetime import date

from pipeline.sites.site import Layout, Site

BAOCHINHPHU = Site(
    name="baochinhphu.vn",
    origins=(
        *((host, "https://baochinhphu.vn") for host in ("baochinhphu.vn", "www.baochinhphu.vn", "m.baochinhphu.vn")),
        ("baodientu.chinhphu.vn", "http://baodientu.chinhphu.vn"),
        ("www.baodientu.chinhphu.vn", "http://baodientu.chinhphu.vn"),
    ),
    article_ids=(r"-(\d{15,21})\.htm$", r"/(\d{5,7})\.vgp$"),
    layouts=(
        Layout(
            name="2022",
            evidence="public crawlers of 2023 to 2026",
            valid_from=date(2022, 1, 1),
            valid_until=None,
            title=("h1.detail-title",),
            sapo=("h2.detail-sapo",),
            body=("div.detail-content.afcbc-body",),
            time=("div.detail-time", "div.publishDate", '[data-role="publishdate"]'),
            author=(".detail-author .name", "div.detail-author", ".author-info .name"),
            section=(".detail-breadcrumb a", '[data-role="cate-name"]'),
            tags=(".detail-tag-list a", ".detail-tag a"),
            source=(".link-source-detail .link-source-text-name", ".detail-source"),
            remove=(
                ".detail-relate",
                ".kbwscwlrl-content",
                'div[type*="Related"]',
                ".c-banner",
                ".admzone",
                ".detail-tag",
                ".link-source-detail",
            ),
            captions=(".PhotoCMS_Caption", ".VideoCMS_Caption"),
        ),
        Layout(
            name="2012",
            evidence="public crawlers of 2018 and 2020: paths below form#aspnetForm, class names of a section's list",
            valid_from=date(2010, 1, 1),
            valid_until=date(2022, 1, 1),
            title=("#aspnetForm .article-header h1", "#aspnetForm h1"),
            sapo=("#aspnetForm .article-body .summary", "#aspnetForm .summary"),
            body=("#aspnetForm .article-body",),
            time=("#aspnetForm .article-header .meta", "#aspnetForm p.meta"),
            author=("#aspnetForm .article-body > strong", ".article-author"),
            section=("#aspnetForm .breadcrumb a",),
            tags=("#aspnetForm .article-tags a",),
            remove=(".article-relate", ".article-tags", ".article-tools", ".story.featured"),
            captions=("p.image-caption", "td.caption", "table.picture td p"),
        ),
    ),
    publisher=("Báo Điện tử Chính phủ", "Báo điện tử Chính phủ", "baochinhphu.vn", "Báo Chính phủ"),
)
