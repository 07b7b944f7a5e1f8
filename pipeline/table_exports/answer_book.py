"""The answer to a question as an Excel workbook, which says what was asked and of what."""

from collections.abc import Mapping
from itertools import islice
from typing import BinaryIO

from xlsxwriter.exceptions import XlsxFileError

from pipeline.asking import Asking
from pipeline.table_exports.book import Book
from pipeline.table_exports.selection import origin_of
from pipeline.table_exports.telling import Told, facts


def write_answer(
    session: Asking, sql: str, values: Mapping[str, str], limit: int | None, opened: BinaryIO
) -> list[str]:
    """Ask and write a workbook; give what in it is not as it is in the tables.

    Raises as `Asking.ask` does, and OSError.
    """
    origin = origin_of(session)
    answer = session.ask(sql, values)
    book = Book(opened, origin.ended_at)
    book.sheet("answer", [column.name for column in answer.columns], islice(answer.rows, limit))
    asked = sql + "".join(f"\n-- ${name} = {value}" for name, value in values.items())
    told = Told(origin=origin, contents="câu trả lời / answer", sql=asked, notes=tuple(book.notes))
    try:
        book.close(facts(told))
    except XlsxFileError as error:
        raise OSError(str(error)) from None
    return book.notes
