"""How each CMS writes a paragraph, a photograph, a teaser, a table; class names as public sources give them."""

from tests.pipeline.sites.pages.parts import Style

MASTERCMS = Style(
    paragraph='<p style="text-align: justify;">{}</p>\n',
    heading="<h2><strong>{}</strong></h2>\n",
    photo=(
        '<table border="0" cellpadding="0" cellspacing="0" class="MASTERCMS_TPL_TABLE" style="width: 100%;"><tbody>'
        '<tr><td><img alt="hoi nghi" class="__img_mastercms mastercms_lazyload" src="/stores/a.jpg" title="Hội nghị">'
        "</td></tr><tr><td><em>{}</em></td></tr></tbody></table>\n"
    ),
    teasers={
        "links": (
            '<table class="__MB_ARTICLE_A"><tbody><tr><td align="left">{}</td></tr></tbody></table>\n',
            '<a href="/bai-khac-183462.html">{}</a>',
        ),
        "image": (
            '<table class="__mb_article_in_image"><tbody><tr><td><img src="/b.jpg"></td>{}</tr></tbody></table>\n',
            '<td><a href="/bai-khac-216165.html">{}</a></td>',
        ),
    },
    widget='<div class="__API_WIDGET" data-type="weather" data-url="/apicenter@/weather">{}</div>\n',
    table='<table border="1" class="__MASTERCMS_TABLE_DATA" style="width: 100%;"><tbody>{}</tbody></table>\n',
    cell='<p style="text-align: center;">{}</p>',
    signed='<p style="text-align: right;"><strong>{}</strong></p>\n',
    link='<a class="__MB_LINK_IN_ARTICLE" href="/chu-de/a.topic" title="Xem thêm tin">{}</a>',
)
VHV = Style(
    paragraph='<p dir="ltr" style="text-align:justify;">{}</p>',
    heading='<p dir="ltr" style="text-align:justify;"><strong>{}</strong></p>',
    photo=(
        '<div style="text-align:center;"><figure class="image"><img alt="" width="600" src="/upload/a.jpg" />'
        "<figcaption><em>{}</em></figcaption></figure></div>"
    ),
    teasers={
        "links": ('<div class="article-news"><div class="news-title">{}</div></div>', '<a class="article-title">{}</a>')
    },
    widget='<div class="article-network-share">{}</div>',
    table='<table align="center" border="1"><colgroup><col /><col /></colgroup><tbody>{}</tbody></table>',
    cell='<p dir="ltr" style="text-align:center;">{}</p>',
    signed='<p dir="ltr" style="text-align:right;"><strong>{}</strong></p>',
)
LIFERAY = Style(
    paragraph="<p>{}</p>\n",
    heading="<p><b>{}</b></p>\n",
    photo='<table align="center"><tr><td><img src="/documents/a.jpg" /></td></tr><tr><td><i>{}</i></td></tr></table>\n',
    teasers={"links": ('<ul class="tin-lien-quan">{}</ul>', "<li>{}</li>")},
    widget='<div class="chia-se">{}</div>',
    table='<table border="1">{}</table>\n',
    cell="{}",
    signed="<p><b>{}</b></p>\n",
)
VCCORP = Style(
    paragraph="<p>{}</p>\n",
    heading="<h3>{}</h3>\n",
    photo=(
        '<figure class="VCSortableInPreviewMode" type="Photo"><div><img alt="" src="https://bcp.cdn.vn/a.jpg" /></div>'
        '<figcaption class="PhotoCMS_Caption"><p>{}</p></figcaption></figure>\n'
    ),
    teasers={
        "links": (
            '<div class="VCSortableInPreviewMode" type="RelatedOneNews"><div class="kbwscwlrl">{}</div></div>\n',
            '<h4 class="kbwscwlrl-title"><a href="/x-102230101000000000.htm">{}</a></h4>',
        )
    },
    widget='<div class="c-banner"><div class="admzone">{}</div></div>\n',
    table='<div class="VCSortableInPreviewMode" type="Table"><table border="1"><tbody>{}</tbody></table></div>\n',
    cell="<p>{}</p>",
    signed='<p style="text-align: right;"><strong>{}</strong></p>\n',
)
VGP = Style(
    paragraph="<p>{}</p>\n",
    heading="<p><strong>{}</strong></p>\n",
    photo='<table class="picture"><tr><td><img src="/Uploaded/a.jpg" /></td></tr><tr><td><p>{}</p></td></tr></table>\n',
    teasers={"links": ('<div class="article-relate">{}</div>', '<p><a href="/x/123456.vgp">{}</a></p>')},
    widget='<div class="article-tools">{}</div>\n',
    table='<table border="1" cellspacing="0">{}</table>\n',
    cell="{}",
    signed='<p align="right"><strong>{}</strong></p>\n',
)
VNECONOMY = Style(
    paragraph="<p>{}</p>\n",
    heading="<h2>{}</h2>\n",
    photo='<figure class="image"><img src="/a.jpg" alt="" /><figcaption>{}</figcaption></figure>\n',
    teasers={
        "links": (
            '<div class="list-detail-revert_item detail__related">{}</div>\n',
            '<h3><a href="/bai-khac.htm">{}</a></h3>',
        ),
        "section": ("<section><h2>Đọc thêm</h2>{}</section>\n", "<h3>{}</h3>"),
    },
    widget='<div class="zone--event container-adv">{}</div>\n',
    table='<figure class="table"><table><tbody>{}</tbody></table></figure>\n',
    cell="{}",
    signed='<p style="text-align:right">{}</p>\n',
)
VNEXPRESS = Style(
    paragraph='<p class="Normal">{}</p>\n',
    heading='<p class="Normal"><strong>{}</strong></p>\n',
    photo=(
        '<figure itemprop="image" class="tplCaption action_thumb_added"><meta itemprop="url" content="a.jpg">'
        '<div class="fig-picture"><picture><source data-srcset="a.jpg 1x"><img alt="" src="a.jpg"></picture></div>'
        '<figcaption itemprop="description"><p class="Image">{}</p></figcaption></figure>\n'
    ),
    teasers={
        "links": (
            '<div class="width_common box-tinlienquanv2">{}</div>\n',
            '<article class="item-news"><h4 class="title-news"><a href="/x-4143230.html">{}</a></h4></article>',
        )
    },
    widget='<div class="box_brief_info">{}</div>\n',
    table='<table cellpadding="2" cellspacing="0" border="1"><tbody>{}</tbody></table>\n',
    cell="<p>{}</p>",
    signed='<p class="Normal" style="text-align:right;"><strong>{}</strong></p>\n',
)
