"""A text file in any encoding: one document, with what its first and last lines say of it."""

from collections.abc import Iterator

from pipeline.documents import MAX_TEXT_BYTES, DocumentFormat, SourceDocument, document_id
from pipeline.encodings import Decoded, Undecodable, decode
from pipeline.readers.article_text import read_heading
from pipeline.readers.source import Source, Unfit, check_size, host_of


def read_text_file(source: Source) -> Iterator[SourceDocument]:
    """Read a file of text as one document. Raises Unfit, and as `Source.content` does."""
    decoded = decoded_text(source.content(MAX_TEXT_BYTES))
    yield text_document(
        source,
        decoded.text,
        format="text",
        encoding=decoded.encoding,
        confidence=decoded.confidence,
        sha256=decoded.sha256,
    )


def decoded_text(content: bytes) -> Decoded:
    """Bytes as text. Raises Unfit where they are none."""
    try:
        return decode(content)
    except Undecodable as error:
        remedy = "" if error.reason == "empty" else "; convert it to UTF-8, or give the file that it was made from"
        raise Unfit(error.reason, f"{error.detail}{remedy}") from None


def text_document(
    source: Source,
    text: str,
    *,
    format: DocumentFormat,
    encoding: str | None,
    confidence: float | None,
    sha256: str,
    title: str | None = None,
) -> SourceDocument:
    """The document of a text that has a file to itself; `title` holds where the text's first lines give none.

    Raises Unfit where the text is too large, or there is none.
    """
    if not text.strip():
        raise Unfit("empty", "the file holds no text")
    check_size(text)
    heading = read_heading(text)
    url = source.address.url or heading.url
    return SourceDocument(
        doc_id=document_id(url=url, given=None, text=text),
        text=text,
        origin=source.origin,
        title=heading.title or title,
        author=heading.author,
        source=heading.source or host_of(source.address.url),
        url=url,
        published_on=heading.published_on,
        captured_at=source.address.captured_at,
        format=format,
        encoding=encoding,
        encoding_confidence=confidence,
        bytes_sha256=sha256,
    )
