"""What the pages of MASTERCMS have in common, the CMS of congthuong.vn and its sister papers.

Facts: pages of 2021 and 2022 pasted whole into public repositories, and crawlers of other papers on the same CMS.
"""

from pipeline.sites.site import Selectors

#: Teasers of other articles and live widgets that the CMS puts into the body. Its automatic links
#: (a.__MB_LINK_IN_ARTICLE) stay: their words are the sentence's.
TEASERS: Selectors = (
    "table.__mb_article_in_image",
    ".__MB_ARTICLE_A",
    ".__API_WIDGET",
    ".__MB_WIDGET",
    ".article-detail-similar",
    ".article-detail-other",
    ".article-social",
    ".banner",
)
#: A photograph stands in a table, its caption in the second row.
PHOTOGRAPHS: Selectors = ("table.MASTERCMS_TPL_TABLE",)
FIGURES: Selectors = ("table.__MASTERCMS_TABLE_DATA",)
#: Where the signature stands, when it stands in no element of its own name.
SIGNATURES: Selectors = ("p.author", 'p[align="right"] strong')
