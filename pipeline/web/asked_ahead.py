"""The answers of the saved questions as they are asked first, with every parameter at its default.

They look at the whole store, for up to a second in a large one, so they are asked when the file is built.
"""

import sqlite3
from dataclasses import asdict, dataclass
from typing import Any

import orjson

from pipeline.questions import QUESTIONS, Question
from pipeline.web.folding import folded

#: Rows that a page shows; CSV and JSON have all of them.
SHOWN_ROWS = 200


@dataclass(frozen=True, slots=True)
class QuestionAnswer:
    """The first rows of an answer, and how many it has; `truncated` where it has more than are counted."""

    columns: list[str]
    rows: list[list[Any]]
    count: int
    truncated: bool


def ask_ahead(file: sqlite3.Connection, most: int) -> None:
    """Keep the answers in a table of the file; of each no more than `most` rows are counted."""
    file.create_function("fold", 1, lambda text: None if text is None else folded(str(text)), deterministic=True)
    file.execute("CREATE TABLE question_answers (name TEXT PRIMARY KEY, answer TEXT)")
    for question in QUESTIONS:
        asked = file.execute(question.sqlite, question.values({}))
        rows = asked.fetchmany(most + 1)
        answer = QuestionAnswer(
            [name for name, *_ in asked.description],
            [list(row) for row in rows[:SHOWN_ROWS]],
            min(len(rows), most),
            len(rows) > most,
        )
        file.execute(
            "INSERT INTO question_answers VALUES (?, ?)", (question.name, orjson.dumps(asdict(answer)).decode())
        )


def asked_ahead(file: sqlite3.Connection, question: Question) -> QuestionAnswer:
    """The answer to a question with every parameter at its default."""
    (answer,) = file.execute("SELECT answer FROM question_answers WHERE name = ?", (question.name,)).fetchone()
    return QuestionAnswer(**orjson.loads(answer))
