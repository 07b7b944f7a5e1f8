"""The last lines of an article: who signed it, and whom a syndicated copy names as its source.

In: the parts of a body. Out: how many of the last ones are credits, and what they say. Only the end of a body is looked
at: `Nguồn: Tổng cục Hải quan` under a table is the table's source, not the article's.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.sites.flow import Grid, Paragraph, Part

#: More than these lines at the end are no credits.
_MAX_LINES = 3
_MAX_LENGTH = 160
_URL = re.compile(r"https?://\S{1,500}")
_UPPER = "A-ZĐÀÁẢÃẠĂẮẰẲẴẶÂẤẦẨẪẬÈÉẺẼẸÊẾỀỂỄỆÌÍỈĨỊÒÓỎÕỌÔỐỒỔỖỘƠỚỜỞỠỢÙÚỦŨỤƯỨỪỬỮỰỲÝỶỸỴ"
_SOURCE = re.compile(
    rf"(?:Theo\s+)?(?:Nguồn\s+tin|Nguồn\s+bài|Nguồn)\s*(?::\s*|\s+(?=[{_UPPER}]))(?P<name>.{{2,120}}?)\.?",
    re.DOTALL,
)
_SOURCE_LABEL = re.compile(r"(?:Theo\s+)?Nguồn(?:\s+tin|\s+bài)?")
_ACCORDING = re.compile(rf"Theo\s*:?\s+(?P<name>[{_UPPER}][^.;:!?…/]{{1,80}})")
#: A comma and a small letter go on with a sentence: `Theo Bộ Công Thương, kim ngạch đạt …` is none.
_SENTENCE = re.compile(rf",\s*(?![{_UPPER}])")
_NAME = rf"[{_UPPER}][\w.'’]*"
_SIGNATURE = re.compile(
    rf"(?:(?:Bài và ảnh|Bài, ảnh|Bài|Tác giả|Thực hiện|PV|CTV|BBT)\s*:?\s*)?"
    rf"(?P<name>{_NAME}(?:(?:\s*[-–,&]\s*|\s+){_NAME}){{0,5}}(?:\s*\((?!Theo)[^()]{{1,40}}\))?)"
    rf"(?:\s*[-–]?\s*\(?Theo\s+(?P<source>[^()]{{2,60}})\)?)?"
)
_LABEL = re.compile(r"(?:Bài và ảnh|Bài, ảnh|Bài|Tác giả|Thực hiện|Tin)\s*:\s*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Credits:
    """What the last `lines` parts of a body say."""

    lines: int = 0
    author: str | None = None
    source: str | None = None
    source_url: str | None = None


def read_credits(parts: Sequence[Part]) -> Credits:
    """Read the credits at the end of a body; captions and credits in elements of their own are passed over."""
    lines = 0
    author = source = source_url = None
    texts = [part for part in parts if isinstance(part, Paragraph | Grid)]
    for at in range(len(texts) - 1, max(0, len(texts) - 1 - _MAX_LINES), -1):
        part, above = texts[at], texts[at - 1]
        if not isinstance(part, Paragraph):
            break
        line = unicodedata.normalize("NFC", part.text)
        if source is None and not isinstance(above, Grid) and (found := read_source(line)) is not None:
            source, source_url = found
        elif len(line) > _MAX_LENGTH:
            break
        elif author is None and (match := _SIGNATURE.fullmatch(line)) is not None and _is_name(match["name"]):
            author = match["name"].strip()
            source = source or (match["source"].strip() if match["source"] else None)
        else:
            break
        lines += 1
    return Credits(lines, author, source, source_url)


def read_source(line: str) -> tuple[str | None, str | None] | None:
    """The name and address that a source line gives; None where the line is none."""
    line, url = _without_url(line)
    if len(line) > _MAX_LENGTH:
        return None
    if line[:1] + line[-1:] in ("()", "[]"):
        line = line[1:-1].strip()
    if url is not None and _SOURCE_LABEL.fullmatch(line) is not None:
        return None, url
    match = _SOURCE.fullmatch(line) or _ACCORDING.fullmatch(line)
    if match is None or _SENTENCE.search(match["name"]) is not None:
        return None
    return (match["name"].strip(" :-–\n") or None), url


def _without_url(line: str) -> tuple[str, str | None]:
    line = unicodedata.normalize("NFC", line).strip()
    url = _URL.search(line)
    if url is None:
        return line, None
    address = url.group().rstrip(").,")
    return line.replace(address, "").replace("()", "").strip(" :-–.\n"), address


def clean_author(name: str) -> str | None:
    """An author without the label before the name; None where nothing is left."""
    return _LABEL.sub("", unicodedata.normalize("NFC", name)).strip(" -–|:\n") or None


def _is_name(text: str) -> bool:
    """Whether a line of capitalised words can be a signature: short, and no heading of one plain word."""
    return len(text) <= 60 and not text.isdigit() and (" " in text or text.isupper() or "." in text)
