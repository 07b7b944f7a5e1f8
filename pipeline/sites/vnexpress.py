"""vnexpress.net.

Facts: public crawlers of 2017 to 2026; the signature closes the body, the dateline opens the description.
"""

from datetime import date

from pipeline.sites.site import Layout, Site

VNEXPRESS = Site(
    name="vnexpress.net",
    origins=(
        *((host, "https://vnexpress.net") for host in ("vnexpress.net", "www.vnexpress.net", "m.vnexpress.net")),
        ("kinhdoanh.vnexpress.net", "https://kinhdoanh.vnexpress.net"),
        ("amp.vnexpress.net", "https://vnexpress.net"),
    ),
    article_ids=(r"-(\d{6,8})\.html$",),
    layouts=(
        Layout(
            name="2019",
            evidence="public crawlers of 2020 to 2026",
            valid_from=date(2019, 8, 1),
            valid_until=None,
            title=("h1.title-detail",),
            sapo=("p.description",),
            body=("article.fck_detail",),
            time=("span.date",),
            author=("p.author_mail strong", 'p.Normal[style*="text-align:right"] strong', ".author_top"),
            section=("ul.breadcrumb li a",),
            tags=(".tags .item-tag a", ".tags h4 a"),
            remove=(
                ".box-tinlienquanv2",
                ".box_brief_info",
                ".box_embed_video",
                "#sis_outstream_container",
                ".banner",
                ".social_pin",
                ".box-comment",
            ),
            captions=("p.Image", ".desc_cation"),
            apart=("span.location-stamp",),
        ),
        Layout(
            name="2014",
            evidence="public crawlers of 2017 and 2018",
            valid_from=date(2013, 1, 1),
            valid_until=date(2019, 8, 1),
            title=("h1.title_news_detail",),
            sapo=("p.description", "h2.description", "h3.short_intro"),
            body=("article.content_detail", ".fck_detail"),
            time=("span.time",),
            author=("p.author_mail strong", 'p.Normal[style*="text-align:right"] strong', "p.author"),
            section=(".cat_header li.start a", ".breadcrumb a"),
            tags=(".block_tag a",),
            remove=(".list_title", ".related_news", ".relative_new", ".block_tag", ".xemthem_new_ver"),
            captions=("table.tplCaption", "p.Image"),
            apart=("span.location-stamp",),
        ),
    ),
    publisher=("VnExpress", "Báo VnExpress", "vnexpress.net"),
)
