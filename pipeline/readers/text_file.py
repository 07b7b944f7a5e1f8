"""A text file: one document, with what its first and last lines say of it."""

from pipeline.documents import MAX_TEXT_BYTES, Reject, SourceDocument, document_id
from pipeline.inputs import InputFile
from pipeline.readers.article_text import read_heading

_BYTE_ORDER_MARK = b"\xef\xbb\xbf"


def read_text_file(file: InputFile) -> SourceDocument | Reject:
    """Read a file of UTF-8 text as one document, or say why it is none."""
    try:
        with open(file.path, "rb") as opened:
            content = opened.read(MAX_TEXT_BYTES + 1)
    except OSError as error:
        return Reject(file.origin, "unreadable_file", f"cannot be read: {error.strerror}")
    if len(content) > MAX_TEXT_BYTES:
        return Reject(
            file.origin, "too_large", f"{file.size:,} bytes; a text may have {MAX_TEXT_BYTES:,}: split the file"
        )
    if b"\0" in content:
        at = content.index(b"\0")
        return Reject(file.origin, "binary", f"byte {at} is zero: not a text, or one in UTF-16; convert it to UTF-8")
    try:
        text = content.removeprefix(_BYTE_ORDER_MARK).decode("utf-8")
    except UnicodeDecodeError as error:
        return Reject(file.origin, "bad_utf8", f"byte {error.start} is not UTF-8 ({error.reason}); convert the file")
    if not text.strip():
        return Reject(file.origin, "empty", "the file holds no text")
    heading = read_heading(text)
    return SourceDocument(
        doc_id=document_id(url=heading.url, given=None, text=text),
        text=text,
        origin=file.origin,
        title=heading.title,
        author=heading.author,
        source=heading.source,
        url=heading.url,
        published_on=heading.published_on,
    )
