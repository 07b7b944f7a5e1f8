"""The pages: which addresses they answer, in the order in which these are tried, and which are in the menu."""

from collections.abc import Callable
from typing import Any

from pipeline.web.answers import switch_language
from pipeline.web.language import LANGUAGES
from pipeline.web.pages.article import article
from pipeline.web.pages.decree import decree
from pipeline.web.pages.home import home
from pipeline.web.pages.kinds import kinds_style
from pipeline.web.pages.search import search

#: A pattern of the path as it was sent (percent-encoded), and the page.
ROUTES: tuple[tuple[str, Callable[..., Any]], ...] = (
    (r"^/$", home),
    (r"^/search$", search),
    (r"^/decree/(?P<decree>.+)$", decree),
    (r"^/article/(?P<doc_id>.+)$", article),
    (r"^/-/kinds\.css$", kinds_style),
    (rf"^/-/language/(?P<code>{'|'.join(LANGUAGES)})$", switch_language),
)
#: The menu: the key of what each is called, and its address.
SECTIONS: tuple[tuple[str, str], ...] = (
    ("menu.home", "/"),
    ("menu.search", "/search"),
    ("menu.tables", "/tables"),
)
