"""The pages: which addresses they answer, in the order in which these are tried, and which are in the menu."""

from collections.abc import Callable
from typing import Any

from pipeline.web.answers import switch_language
from pipeline.web.language import LANGUAGES
from pipeline.web.pages.article import article
from pipeline.web.pages.checks import checks, keep_decision, login, logout, reviewed_gold
from pipeline.web.pages.decree import decree
from pipeline.web.pages.home import home
from pipeline.web.pages.kinds import kinds_style
from pipeline.web.pages.provinces import province, provinces
from pipeline.web.pages.questions import question, questions
from pipeline.web.pages.search import search

#: A pattern of the path as it was sent (percent-encoded), and the page.
ROUTES: tuple[tuple[str, Callable[..., Any]], ...] = (
    (r"^/$", home),
    (r"^/search$", search),
    (r"^/decree/(?P<decree>.+)$", decree),
    (r"^/article/(?P<doc_id>.+)$", article),
    (r"^/provinces$", provinces),
    (r"^/province/(?P<name>.+)$", province),
    (r"^/questions$", questions),
    (r"^/questions/(?P<name>\w+)$", question),
    (r"^/checks$", checks),
    (r"^/checks/decide$", keep_decision),
    (r"^/checks/login$", login),
    (r"^/checks/logout$", logout),
    (r"^/checks/gold\.jsonl$", reviewed_gold),
    (r"^/-/kinds\.css$", kinds_style),
    (rf"^/-/language/(?P<code>{'|'.join(LANGUAGES)})$", switch_language),
)
#: The menu: the key of what each is called, and its address.
SECTIONS: tuple[tuple[str, str], ...] = (
    ("menu.home", "/"),
    ("menu.search", "/search"),
    ("menu.provinces", "/provinces"),
    ("menu.questions", "/questions"),
    ("menu.checks", "/checks"),
    ("menu.tables", "/tables"),
)
