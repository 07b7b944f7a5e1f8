"""What the words of a page say: that there is no such article, or that it is another than its address promises."""

import re
import unicodedata
from itertools import pairwise
from urllib.parse import unquote, urlsplit

from selectolax.lexbor import LexborHTMLParser

from pipeline.sites import GENERIC, Article, Unreadable

#: A page that says so in a longer text speaks of something else.
_SHORT = 600
_THING = (
    r"(?:trang|bài viết|bài báo|tin bài|bản tin|nội dung|đường dẫn|liên kết|địa chỉ|url|tin tức|dữ liệu|page|article)"
)
_NOT_FOUND = re.compile(
    rf"(?:không tìm thấy|không thể tìm thấy|chưa tìm thấy) (?:\w+ ){{0,2}}{_THING}\b"
    rf"|\b{_THING}(?: \w+){{0,7}} (?:không tồn tại|không còn tồn tại|không được tìm thấy|không tìm thấy"
    r"|(?:đã )?(?:bị )?(?:xóa|xoá|gỡ bỏ|gỡ))\b"
    r"|\bpage not found\b|\b404 not found\b|\b(?:lỗi|error) 404\b"
)
#: A title or heading that is nothing else.
_WHOLLY = re.compile(
    r"(?:(?:lỗi|error)\s)?404(?:\s(?:not found|error|page))?|không tìm thấy|không tồn tại|not found"
    r"|(?:trang|bài viết) không (?:tồn tại|tìm thấy)|không tìm thấy (?:trang|bài viết|nội dung)"
    r"|(?:page|article) not found"
)
_PARTS = re.compile(r"\s[-|–—:]\s|\s*\|\s*")
_WORD = re.compile(r"[a-z0-9]+")
_SLUG_END = re.compile(r"(?:-\d{5,8})?(?:\.\w{2,5})?$")
#: Slugs of fewer syllables say too little.
_MIN_SYLLABLES = 6
#: Of 4,988 articles of a paper, read without their titles, 0.5% have a smaller share of their title's pairs, and 42% of
#: the pairings of a title with another article, title and all. To lose an article is worse than to keep a wrong one.
_MIN_SHARE = 0.05


def says_not_found(page: bytes, read: Article | Unreadable) -> bool:
    """Whether a page in UTF-8 that came with status 200 says that there is no such article.

    `read` is what was read of it. What a layout of the site reads is an article, unless it is short and says so itself;
    elsewhere title and headings count, and the text where it is short.
    """
    if isinstance(read, Article) and read.layout != GENERIC:
        return len(read.body) <= _SHORT and (
            _wholly(read.title) or (read.published_at is None and _NOT_FOUND.search(_plain(read.body)) is not None)
        )
    tree = LexborHTMLParser(page)
    headings = [node.text(separator=" ") for node in tree.css("title, h1")[:10]]
    if any(map(_wholly, headings)):
        return True
    if isinstance(read, Article) and read.published_at is not None:
        return False
    if any(_NOT_FOUND.search(_plain(heading)) is not None for heading in headings):
        return True
    if isinstance(read, Article):
        return len(read.body) <= _SHORT and _NOT_FOUND.search(_plain(read.body)) is not None
    if read.layout is not None:
        return False  # a photograph alone; what stands around it are other articles
    for node in tree.css("script, style, noscript, nav, header, footer, aside"):
        node.decompose()
    text = _plain(tree.body.text(separator=" ") if tree.body is not None else "")
    return len(text) <= _SHORT and ("không tìm thấy" in text or _NOT_FOUND.search(text) is not None)


def _wholly(heading: str) -> bool:
    return any(_WHOLLY.fullmatch(part) is not None for part in _PARTS.split(_plain(heading)))


def slug_fits(url: str, article: Article) -> bool:
    """Whether the words of an address are found in the article; True where the address has too few to say.

    Measured in pairs of neighbouring syllables without diacritics, among those of title, sapo and body: a title that
    was rewritten leaves many of them, another story few.
    """
    slug = _SLUG_END.sub("", unquote(urlsplit(url).path).rstrip("/").rpartition("/")[2])
    syllables = _syllables(slug)
    if len(syllables) < _MIN_SYLLABLES:
        return True
    text = _syllables(f"{article.title} {article.sapo or ''} {article.body}")
    if not text:
        return True
    pairs, there = set(pairwise(syllables)), set(pairwise(text))
    return len(pairs & there) >= _MIN_SHARE * len(pairs)


def _plain(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).lower().split()).strip(" .!…-|–:")


def _syllables(text: str) -> list[str]:
    text = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
    return _WORD.findall("".join(letter for letter in text if not unicodedata.combining(letter)))
